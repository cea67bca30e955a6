/** `mock.timers` of `node:test`: timers and the date that move only when they are told to. */
import { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } from '../errors.ts';
import { makeNodeError } from '../node-error.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Api = 'setTimeout' | 'setInterval' | 'setImmediate' | 'Date';

const APIS: readonly Api[] = ['setTimeout', 'setInterval', 'setImmediate', 'Date'];
const CLEARERS: Partial<Record<Api, string>> = {
  setTimeout: 'clearTimeout',
  setInterval: 'clearInterval',
  setImmediate: 'clearImmediate',
};

interface MockTimer {
  at: number;
  order: number;
  fn: AnyFunction;
  args: unknown[];
  /** Milliseconds between two runs, of an interval. */
  every: number | null;
}

const scope = globalThis as unknown as Record<string, unknown>;

export class MockTimers {
  #now = 0;
  #order = 0;
  #timers = new Set<MockTimer>();
  #originals: Record<string, PropertyDescriptor | undefined> | null = null;
  #warned = false;

  enable(options: { apis?: Api[]; now?: number | Date } = {}): void {
    const apis = options.apis ?? APIS;
    if (this.#originals) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    for (const api of apis)
      if (!APIS.includes(api))
        throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
    this.#warn();
    const now = Number(options.now ?? 0);
    if (!Number.isInteger(now) || now < 0)
      throw new ERR_INVALID_ARG_VALUE('now', options.now, `epoch must be a positive integer received ${now}`);
    this.#now = now;
    this.#originals = {};
    for (const api of apis) this.#replace(api);
  }

  /** Lets time pass; what comes due runs in its order. */
  tick(ms = 1): void {
    this.#check();
    if (ms < 0) throw new ERR_INVALID_ARG_VALUE('time', ms, 'must be a non-negative integer');
    const end = this.#now + ms;
    this.#now = end;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) this.#run(next);
  }

  /** Lets time pass until the last timer that is set now has run. */
  runAll(): void {
    this.#check();
    const last = [...this.#timers].reduce((latest, { at }) => Math.max(latest, at), this.#now);
    this.tick(last - this.#now);
  }

  setTime(ms = 0): void {
    this.#check();
    this.#now = ms;
  }

  reset(): void {
    for (const [name, descriptor] of Object.entries(this.#originals ?? {})) {
      if (descriptor) Object.defineProperty(scope, name, descriptor);
      else Reflect.deleteProperty(scope, name);
    }
    this.#originals = null;
    this.#timers.clear();
    this.#now = 0;
  }

  [Symbol.dispose](): void {
    this.reset();
  }

  #check(): void {
    if (!this.#originals)
      throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    const { process } = scope as { process?: { emitWarning(text: string, type: string): void } };
    process?.emitWarning(
      'The MockTimers API is an experimental feature and might change at any time',
      'ExperimentalWarning',
    );
  }

  #next(): MockTimer | undefined {
    let next: MockTimer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #run(timer: MockTimer): void {
    if (timer.every === null) this.#timers.delete(timer);
    else timer.at += timer.every;
    timer.fn(...timer.args);
  }

  #replace(api: Api): void {
    if (api === 'Date')
      return this.#define(
        'Date',
        mockDate(() => this.#now),
      );
    const add = (fn: AnyFunction, delay: unknown, args: unknown[]): object => {
      if (typeof fn !== 'function')
        throw makeNodeError(
          TypeError,
          'ERR_INVALID_ARG_TYPE',
          'The "callback" argument must be of type function. Received ' + typeof fn,
        );
      const ms = api === 'setImmediate' ? 0 : Math.max(1, Math.trunc(Number(delay)) || 1);
      const every = api === 'setInterval' ? ms : null;
      const timer: MockTimer = { at: this.#now + ms, order: this.#order++, fn, args, every };
      this.#timers.add(timer);
      return timer;
    };
    this.#define(
      api,
      api === 'setImmediate'
        ? (fn: AnyFunction, ...args: unknown[]) => add(fn, 0, args)
        : (fn: AnyFunction, delay?: unknown, ...args: unknown[]) => add(fn, delay, args),
    );
    const clearer = CLEARERS[api];
    if (clearer) this.#define(clearer, (timer: MockTimer) => void this.#timers.delete(timer));
  }

  #define(name: string, value: unknown): void {
    if (this.#originals) this.#originals[name] = Object.getOwnPropertyDescriptor(scope, name);
    Object.defineProperty(scope, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: name !== 'Date',
    });
  }
}

function mockDate(now: () => number): DateConstructor {
  const NativeDate = globalThis.Date;
  return new Proxy(NativeDate, {
    apply: () => new NativeDate(now()).toString(),
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}
