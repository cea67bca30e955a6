/** `fs.watch` over the kernel's events, and `fs.watchFile` by asking again and again, as Node does. */
import { bindContext } from '../async-context.ts';
import type { Emitter, EmitterClass } from '../builtin-types.ts';
import { AbortError } from '../errors.ts';
import { validateFunction } from '../validators.ts';
import type { FsContext } from './context.ts';
import { encodingOf, readOptions, type Options } from './options.ts';
import { makeStats } from './stats.ts';

export interface FsWatcher extends Emitter {
  close(): void;
  ref(): FsWatcher;
  unref(): FsWatcher;
}

type ChangeListener = (...args: unknown[]) => void;

const NOTHING = { ino: 0, mode: 0, nlink: 0, size: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 };

export function createWatchers(ctx: FsContext) {
  const { EventEmitter } = ctx.host.builtin('events') as { EventEmitter: EmitterClass };
  const { loop } = ctx.host;

  /** Keeps the process alive until closed or unref'ed. */
  class Watcher extends EventEmitter {
    #held = false;
    protected hold(persistent: boolean): void {
      if (persistent) this.ref();
    }
    ref(): this {
      if (!this.#held) loop.ref();
      this.#held = true;
      return this;
    }
    unref(): this {
      if (this.#held) loop.unref();
      this.#held = false;
      return this;
    }
  }

  class FSWatcher extends Watcher {
    #stop: (() => void) | undefined;
    constructor(filename: unknown, options: Options) {
      super();
      const at = ctx.path(filename);
      const base = at.absolute.length > 1 ? at.absolute.replace(/\/+$/, '') : at.absolute;
      const encoding = encodingOf(options);
      const watch = ctx.call(
        'watch',
        () =>
          ctx.files.watch(base, { recursive: options['recursive'] === true }, ({ type, path }) => {
            const relative = path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
            const name = path === base ? base.slice(base.lastIndexOf('/') + 1) : relative;
            this.emit('change', type, ctx.name(name, encoding));
          }),
        at,
      );
      this.#stop = () => watch.close();
      this.hold(options['persistent'] !== false);
    }
    close(): void {
      if (!this.#stop) return;
      this.#stop();
      this.#stop = undefined;
      loop.immediate(() => this.emit('close'));
      this.unref();
    }
  }

  class StatWatcher extends Watcher {
    readonly path: string;
    readonly #bigint: boolean;
    readonly #interval: number;
    #timer: { clear(): void } | undefined;
    #last = NOTHING;
    constructor(path: string, options: Options) {
      super();
      this.path = path;
      this.#bigint = options['bigint'] === true;
      this.#interval = typeof options['interval'] === 'number' ? options['interval'] : 5007;
      this.hold(options['persistent'] !== false);
      this.#last = ctx.files.tryStat(path) ?? NOTHING;
      if (this.#last === NOTHING) loop.immediate(() => this.#tell(NOTHING, NOTHING));
      this.#wait();
    }
    #wait(): void {
      this.#timer = loop.timer(() => {
        const now = ctx.files.tryStat(this.path) ?? NOTHING;
        const before = this.#last;
        this.#last = now;
        const changed =
          now.ctimeMs !== before.ctimeMs ||
          now.mtimeMs !== before.mtimeMs ||
          now.size !== before.size ||
          now.ino !== before.ino;
        if (changed) this.#tell(now, before);
        if (this.#timer) this.#wait();
      }, this.#interval);
    }
    #tell(now: typeof NOTHING, before: typeof NOTHING): void {
      this.emit('change', makeStats(now, this.#bigint), makeStats(before, this.#bigint));
    }
    stop(): void {
      this.#timer?.clear();
      this.#timer = undefined;
      this.emit('stop');
      this.unref();
    }
  }

  const statWatchers = new Map<string, StatWatcher>();

  function watch(filename: unknown, options?: unknown, listener?: unknown): FsWatcher {
    const settings = readOptions(options);
    const heard = typeof options === 'function' ? options : listener;
    const signal = settings['signal'] as AbortSignal | undefined;
    const watcher = new FSWatcher(filename, settings);
    if (heard !== undefined) {
      validateFunction(heard, 'listener');
      watcher.on('change', bindContext(heard as ChangeListener));
    }
    if (signal?.aborted) loop.immediate(() => watcher.close());
    else signal?.addEventListener('abort', () => watcher.close(), { once: true });
    return watcher;
  }

  function watchFile(filename: unknown, options?: unknown, listener?: unknown): StatWatcher {
    const { absolute } = ctx.path(filename);
    const settings = (typeof options === 'object' && options !== null ? options : {}) as Options;
    const heard = typeof options === 'function' ? options : listener;
    validateFunction(heard, 'listener');
    const watcher = statWatchers.get(absolute) ?? new StatWatcher(absolute, settings);
    statWatchers.set(absolute, watcher);
    watcher.on('change', bindContext(heard as ChangeListener));
    return watcher;
  }

  function unwatchFile(filename: unknown, listener?: unknown): void {
    const { absolute } = ctx.path(filename);
    const watcher = statWatchers.get(absolute);
    if (!watcher) return;
    if (typeof listener === 'function') watcher.removeListener('change', listener as ChangeListener);
    else watcher.removeAllListeners('change');
    if (watcher.listenerCount('change') > 0) return;
    watcher.stop();
    statWatchers.delete(absolute);
  }

  /** `fsPromises.watch`: events as an async iterator. */
  async function* watchEvents(
    filename: unknown,
    options?: unknown,
  ): AsyncGenerator<{ eventType: unknown; filename: unknown }> {
    const settings = readOptions(options);
    const signal = settings['signal'] as AbortSignal | undefined;
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    const queue: { eventType: unknown; filename: unknown }[] = [];
    let wake: () => void = () => undefined;
    const watcher = new FSWatcher(filename, settings);
    watcher.on('change', (eventType: unknown, name: unknown) => {
      queue.push({ eventType, filename: name });
      wake();
    });
    signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      for (;;) {
        if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
        const event = queue.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      watcher.close();
    }
  }

  return { watch, watchFile, unwatchFile, watchEvents, FSWatcher, StatWatcher };
}
