/**
 * The current async context: what AsyncLocalStorage reads. Built-ins capture it where a callback is registered and restore it
 * around the call; promises follow once `trackPromises` has run.
 * Native `await` continues outside of any hook: `restore(save(), await x)` is what a code transform makes of it.
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

/** For `restore(save(), await x)`: taken before the await. */
export function save(): Context {
  return current;
}

/** For `restore(save(), await x)`: makes the context of before the await current again; gives `value` back. */
export function restore<T>(context: Context, value: T): T {
  current = context;
  return value;
}

/** Starts each turn of the event loop outside of any context. */
export function resetContext(): void {
  current = EMPTY;
}

let tracking = false;

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
