/**
 * The current async context: what AsyncLocalStorage reads. Built-ins capture it where a callback is registered and restore it
 * around the call; promises follow once `trackPromises` has run.
 * Native `await` continues outside of any hook: the loader rewrites it (process/modules/await-context.ts).
 */

/** Immutable: every `run` makes another one. The keys are AsyncLocalStorages and async resources. */
export type Context = ReadonlyMap<unknown, unknown>;

const EMPTY: Context = new Map();
let current: Context = EMPTY;

/** The context of the code that runs now. */
export function capture(): Context {
  return current;
}

/** Calls `fn` in `context`, and comes back to the present one whatever happens. */
export function runIn<A extends unknown[], R>(context: Context, fn: (...args: A) => R, ...args: A): R {
  const before = current;
  current = context;
  try {
    return fn(...args);
  } finally {
    current = before;
  }
}

/** Makes `context` current from here to the end of the turn. */
export function enter(context: Context): void {
  current = context;
}

/** The present context with one entry more, or replaced. */
export function withEntry(key: unknown, value: unknown): Context {
  return new Map(current).set(key, value);
}

/** The present context without an entry. */
export function withoutEntry(key: unknown): Context {
  const next = new Map(current);
  next.delete(key);
  return next;
}

/** `fn`, to be called later, in the context of now. `this` is kept. */
export function bindContext<T, A extends unknown[], R>(
  fn: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R {
  const context = current;
  return function bound(this: T, ...args: A): R {
    if (current === context) return fn.apply(this, args);
    const before = current;
    current = context;
    try {
      return fn.apply(this, args);
    } finally {
      current = before;
    }
  };
}

/**
 * The suspensions of one call of an async function, as rewritten text uses it (process/modules/await-context.ts):
 * `frame.out(await frame.in(x))`; `back()` where an exception or the end of a loop may lead.
 */
export class ContextFrame {
  #before: Context | null = null;

  in(value: unknown): unknown {
    this.#before = current;
    return isThenable(value) && !(value instanceof Promise)
      ? { then: bindContext(value.then.bind(value)) }
      : value;
  }

  out<T>(value: T): T {
    this.back();
    return value;
  }

  back(): void {
    if (this.#before === null) return;
    current = this.#before;
    this.#before = null;
  }

  /** For `for await`: the loop suspends after each call of these. */
  each(iterable: object): object {
    const given = iterable as Partial<Record<symbol, () => Iterator<unknown>>>;
    const key = given[Symbol.asyncIterator] ? Symbol.asyncIterator : Symbol.iterator;
    const open = given[key];
    // What cannot be iterated is refused by the loop itself.
    if (typeof open !== 'function') return iterable;
    const iterator = open.call(iterable);
    const suspended = <T>(result: T): T => {
      this.#before = current;
      return result;
    };
    const { return: end } = iterator;
    return {
      [key]: () => ({
        next: () => suspended(iterator.next()),
        ...(end ? { return: (value?: unknown) => suspended(end.call(iterator, value)) } : {}),
      }),
    };
  }
}

function isThenable(value: unknown): value is { then: (...args: unknown[]) => unknown } {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Each turn of the event loop starts outside of any context. */
export function resetContext(): void {
  current = EMPTY;
}

let tracking = false;

/** Whether this process has asked for contexts that follow promises. */
export function isTracking(): boolean {
  return tracking;
}

/** From now on `then` (hence `catch` and `finally`) calls its callbacks in the context it was called in. */
export function trackPromises(): void {
  if (tracking) return;
  tracking = true;
  const original = Promise.prototype.then;
  const then = function then(this: Promise<unknown>, onFulfilled?: unknown, onRejected?: unknown) {
    return original.call(this, bindIfFunction(onFulfilled), bindIfFunction(onRejected));
  };
  Reflect.defineProperty(Promise.prototype, 'then', { value: then, configurable: true, writable: true });
}

function bindIfFunction(fn: unknown): undefined | ((value: unknown) => unknown) {
  if (typeof fn !== 'function') return undefined;
  // In the empty context a callback still must not inherit what another one entered.
  return bindContext(fn as (value: unknown) => unknown);
}
