/** The `fs` module: synchronous calls, and the callback, promise and stream forms derived from them. */
import { createCallbacks, named, type SyncCalls } from './fs/callbacks.ts';
import { constants } from './fs/constants.ts';
import { FsContext } from './fs/context.ts';
import { copyTree, copyTreeSync } from './fs/copy-tree.ts';
import { checkCallback, deliver, promise } from './fs/delivery.ts';
import { createDescriptorCalls } from './fs/descriptors.ts';
import { Dir, openDir } from './fs/dir.ts';
import { globPaths } from './fs/glob.ts';
import type { Options } from './fs/options.ts';
import { createPathCalls } from './fs/paths.ts';
import { createPromises } from './fs/promises.ts';
import { BigIntStats, Dirent, Stats } from './fs/stats.ts';
import { createStreams, type StreamCalls } from './fs/streams.ts';
import { createWatchers } from './fs/watchers.ts';
import type { NodeHost } from './host.ts';

/** What `require('fs')` returns. */
export type FsModule = Record<string, unknown> & { promises: Record<string, unknown> };

export function createModule(host: NodeHost): FsModule {
  const ctx = new FsContext(host);
  const sync = { ...createPathCalls(ctx), ...createDescriptorCalls(ctx) };
  const calls = sync as unknown as SyncCalls;
  const fs: FsModule = { promises: {} };
  Object.assign(fs, createCallbacks(ctx, calls));
  for (const [name, call] of Object.entries(calls)) fs[`${name}Sync`] = named(`${name}Sync`, call);
  aliases(fs, ctx, sync.readdir);
  lazyStreams(fs, ctx);
  lazyWatchers(fs, ctx);
  const streams = () => ({
    createReadStream: fs['createReadStream'] as never,
    createWriteStream: fs['createWriteStream'] as never,
  });
  let promises: Record<string, unknown> | undefined;
  const watchEvents = (...args: unknown[]): unknown =>
    (fs['_watchEvents'] as (...args: unknown[]) => unknown)(...args);
  Object.defineProperty(fs, 'promises', {
    get: () => (promises ??= createPromises(ctx, calls, streams, named('watch', watchEvents))),
    enumerable: true,
    configurable: true,
  });
  return Object.assign(fs, {
    constants,
    Stats,
    BigIntStats,
    Dirent,
    Dir,
    F_OK: 0,
    R_OK: 4,
    W_OK: 2,
    X_OK: 1,
  });
}

/** What is no plain derivation: native realpath, opendir, cp, glob, blobs. */
function aliases(fs: FsModule, ctx: FsContext, readdir: (path: unknown, options?: unknown) => unknown): void {
  Object.assign(fs['realpath'] as object, { native: fs['realpath'] });
  Object.assign(fs['realpathSync'] as object, { native: fs['realpathSync'] });
  Object.assign(fs, {
    opendirSync: named('opendirSync', (path: unknown, options?: unknown) =>
      openDir(ctx, readdir, path, options),
    ),
    opendir: named('opendir', (path: unknown, options: unknown, callback?: unknown) =>
      deliver(ctx, callback ?? options, () => openDir(ctx, readdir, path, callback ? options : undefined)),
    ),
    cpSync: named('cpSync', (from: unknown, to: unknown, options?: Options) =>
      copyTreeSync(ctx, from, to, options),
    ),
    cp: named('cp', (from: unknown, to: unknown, options: unknown, callback?: unknown) => {
      const done = checkCallback(callback ?? options);
      const settings = callback ? (options as Options) : {};
      ctx.host.loop.pending(copyTree(ctx, from, to, settings), (error) => done(error ?? null));
    }),
    globSync: named('globSync', (pattern: unknown, options?: Options) => [
      ...globPaths(ctx, pattern, options),
    ]),
    glob: named('glob', (pattern: unknown, options: unknown, callback?: unknown) =>
      deliver(ctx, callback ?? options, () => [
        ...globPaths(ctx, pattern, callback ? (options as Options) : {}),
      ]),
    ),
    openAsBlob: named('openAsBlob', (path: unknown, options: { type?: string } = {}) =>
      promise(ctx, () => {
        const at = ctx.path(path);
        const bytes = ctx.call('open', () => ctx.files.readFile(at.absolute), at);
        return new Blob([bytes], { type: options.type ?? '' });
      }),
    ),
  });
}

/** Defines properties that are made together on first use, because they need another built-in. They can be replaced. */
function lazy<T extends object>(fs: FsModule, make: () => T, properties: Record<string, keyof T>): void {
  let made: T | undefined;
  for (const [name, key] of Object.entries(properties)) {
    const hidden = name.startsWith('_');
    const define = (value: unknown): void => {
      Object.defineProperty(fs, name, { value, enumerable: !hidden, configurable: true, writable: true });
    };
    Object.defineProperty(fs, name, {
      get() {
        made ??= make();
        define(made[key]);
        return made[key];
      },
      set: define,
      enumerable: !hidden,
      configurable: true,
    });
  }
}

function lazyStreams(fs: FsModule, ctx: FsContext): void {
  lazy(fs, () => createStreams(ctx, fs as unknown as StreamCalls), {
    ReadStream: 'ReadStream',
    WriteStream: 'WriteStream',
    FileReadStream: 'ReadStream',
    FileWriteStream: 'WriteStream',
  });
  type Constructor = new (path: unknown, options?: unknown) => unknown;
  fs['createReadStream'] = named(
    'createReadStream',
    (path: unknown, options?: unknown) => new (fs['ReadStream'] as Constructor)(path, options),
  );
  fs['createWriteStream'] = named(
    'createWriteStream',
    (path: unknown, options?: unknown) => new (fs['WriteStream'] as Constructor)(path, options),
  );
}

function lazyWatchers(fs: FsModule, ctx: FsContext): void {
  lazy(fs, () => createWatchers(ctx), {
    watch: 'watch',
    watchFile: 'watchFile',
    unwatchFile: 'unwatchFile',
    FSWatcher: 'FSWatcher',
    StatWatcher: 'StatWatcher',
    _watchEvents: 'watchEvents',
  });
}
