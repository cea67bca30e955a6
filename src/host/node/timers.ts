/** `node:timers`: Timeout and Immediate objects over the loop of the host. */
import { bindContext } from './async-context.ts';
import { currentProcess, promisifyCustom } from './util-functions.ts';
import type { EventLoop, NodeHost } from './host.ts';
import { timersPromises, type TimersPromises } from './timers-promises-core.ts';
import { validateFunction } from './validators.ts';

type TimerCallback = (...args: unknown[]) => void;

const MAX_DELAY = 2 ** 31 - 1;
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

function clampDelay(delay: unknown): number {
  const ms = Number(delay);
  if (ms >= 1 && ms <= MAX_DELAY) return Math.trunc(ms);
  if (ms > MAX_DELAY) {
    const words = `${ms} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`;
    currentProcess().emitWarning?.(words, 'TimeoutOverflowWarning');
  }
  return 1;
}

let nextId = 1;
const active = new Map<number, Timeout>();

/** What setTimeout returns. Keeps the process alive until it fires, is cleared or is unreffed. */
export class Timeout {
  _idleTimeout: number;
  _onTimeout: TimerCallback | null;
  _repeat: number | null;
  _destroyed = false;
  readonly #loop: EventLoop;
  readonly #id = nextId++;
  readonly #args: unknown[];
  #native: { clear(): void } | undefined;
  #wanted = true;
  #holds = false;

  constructor(loop: EventLoop, callback: TimerCallback, delay: unknown, args: unknown[], repeats: boolean) {
    this.#loop = loop;
    this._idleTimeout = clampDelay(delay);
    this._onTimeout = bindContext(callback);
    this._repeat = repeats ? this._idleTimeout : null;
    this.#args = args;
    this.#start();
  }

  #start(): void {
    this.#native = this.#loop.timer(() => this.#fire(), this._idleTimeout);
    active.set(this.#id, this);
    this.#hold(this.#wanted);
  }

  #hold(hold: boolean): void {
    if (hold === this.#holds) return;
    this.#holds = hold;
    if (hold) this.#loop.ref();
    else this.#loop.unref();
  }

  #fire(): void {
    this.#native = undefined;
    const callback = this._onTimeout;
    if (callback === null) return;
    if (this._repeat === null) {
      this.#hold(false);
      active.delete(this.#id);
      this._destroyed = true;
      callback.apply(this, this.#args);
      return;
    }
    try {
      callback.apply(this, this.#args);
    } finally {
      // As in Node the interval is measured from the end of the callback, and goes on after one that throws.
      if (!this._destroyed && this.#native === undefined) this.#start();
    }
  }

  ref(): this {
    this.#wanted = true;
    if (!this._destroyed) this.#hold(true);
    return this;
  }
  unref(): this {
    this.#wanted = false;
    this.#hold(false);
    return this;
  }
  hasRef(): boolean {
    return this.#wanted;
  }
  refresh(): this {
    if (this._onTimeout === null) return this;
    this.#native?.clear();
    this._destroyed = false;
    this.#start();
    return this;
  }
  close(): this {
    this.#native?.clear();
    this.#native = undefined;
    active.delete(this.#id);
    this._destroyed = true;
    this._onTimeout = null;
    this.#hold(false);
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.#id;
  }
  [Symbol.dispose](): void {
    this.close();
  }
  [inspectCustom](
    _depth: unknown,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { _idleTimeout, _onTimeout, _repeat, _destroyed } = this;
    const shown = { _idleTimeout, _onTimeout, _repeat, _destroyed };
    return `Timeout ${inspect(shown, options)}`;
  }
}

/** What setImmediate returns. */
export class Immediate {
  _onImmediate: TimerCallback | null;
  _destroyed = false;
  readonly #loop: EventLoop;
  #native: { clear(): void };
  #holds = true;

  constructor(loop: EventLoop, callback: TimerCallback, args: unknown[]) {
    this.#loop = loop;
    const bound = bindContext(callback);
    this._onImmediate = bound;
    loop.ref();
    this.#native = loop.immediate(() => {
      this.#finish();
      bound.apply(this, args);
    });
  }
  #finish(): void {
    this._destroyed = true;
    this._onImmediate = null;
    this.unref();
  }
  ref(): this {
    if (!this.#holds && !this._destroyed) {
      this.#holds = true;
      this.#loop.ref();
    }
    return this;
  }
  unref(): this {
    if (this.#holds) {
      this.#holds = false;
      this.#loop.unref();
    }
    return this;
  }
  hasRef(): boolean {
    return this.#holds;
  }
  clear(): void {
    if (this._destroyed) return;
    this.#native.clear();
    this.#finish();
  }
  [Symbol.dispose](): void {
    this.clear();
  }
}

export interface Timers {
  setTimeout(callback: TimerCallback, delay?: number, ...args: unknown[]): Timeout;
  setInterval(callback: TimerCallback, delay?: number, ...args: unknown[]): Timeout;
  setImmediate(callback: TimerCallback, ...args: unknown[]): Immediate;
  clearTimeout(timer?: Timeout | number | string | null): void;
  clearInterval(timer?: Timeout | number | string | null): void;
  clearImmediate(immediate?: Immediate | null): void;
  promises: TimersPromises;
}

function clear(timer?: unknown): void {
  if (timer instanceof Timeout) timer.close();
  else if (typeof timer === 'number' || typeof timer === 'string') active.get(Number(timer))?.close();
}

export function createModule({ loop }: Pick<NodeHost, 'loop'>): Timers {
  const setTimeout = (callback: TimerCallback, delay?: number, ...args: unknown[]): Timeout => {
    validateFunction(callback, 'callback');
    return new Timeout(loop, callback, delay, args, false);
  };
  const setInterval = (callback: TimerCallback, delay?: number, ...args: unknown[]): Timeout => {
    validateFunction(callback, 'callback');
    return new Timeout(loop, callback, delay, args, true);
  };
  const setImmediate = (callback: TimerCallback, ...args: unknown[]): Immediate => {
    validateFunction(callback, 'callback');
    return new Immediate(loop, callback, args);
  };
  const basics = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: (timer?: unknown) => clear(timer),
    clearInterval: (timer?: unknown) => clear(timer),
    clearImmediate(immediate?: Immediate | null) {
      if (immediate instanceof Immediate) immediate.clear();
    },
  };
  const promises = timersPromises(basics);
  for (const name of ['setTimeout', 'setImmediate'] as const) {
    Object.defineProperty(basics[name], promisifyCustom, { enumerable: true, get: () => promises[name] });
  }
  return { ...basics, promises };
}
