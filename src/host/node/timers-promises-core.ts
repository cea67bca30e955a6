/** The promise forms of timers, over any that have Node's callback forms. */
import { AbortError } from './errors.ts';
import type { Immediate, Timeout } from './timers.ts';
import { validateAbortSignal, validateBoolean, validateNumber, validateObject } from './validators.ts';

export interface TimerOptions {
  signal?: AbortSignal;
  ref?: boolean;
}

export interface TimersPromises {
  setTimeout<T>(delay?: number, value?: T, options?: TimerOptions): Promise<T>;
  setImmediate<T>(value?: T, options?: TimerOptions): Promise<T>;
  setInterval<T>(delay?: number, value?: T, options?: TimerOptions): AsyncIterableIterator<T>;
  scheduler: {
    wait(delay: number, options?: TimerOptions): Promise<void>;
    yield(): Promise<void>;
  };
}

interface CallbackTimers {
  setTimeout(callback: () => void, delay?: number): Timeout;
  setInterval(callback: () => void, delay?: number): Timeout;
  setImmediate(callback: () => void): Immediate;
}

function check(options: TimerOptions): void {
  validateObject(options, 'options');
  validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

interface Cancellable {
  unref(): unknown;
  [Symbol.dispose](): void;
}

/** Resolves when `start`'s callback comes, rejects (and cancels it) when the signal fires. */
function promised<T>(start: (done: () => void) => Cancellable, value: T, options: TimerOptions): Promise<T> {
  const { signal, ref } = options;
  if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      timer[Symbol.dispose]();
      reject(new AbortError(undefined, { cause: signal?.reason }));
    };
    const timer = start(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
    if (ref === false) timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

async function* intervals<T>(
  timers: CallbackTimers,
  delay: number | undefined,
  value: T,
  { signal, ref }: TimerOptions,
): AsyncGenerator<T> {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  let due = 0;
  let wake: (() => void) | undefined;
  const timer = timers.setInterval(() => {
    due++;
    wake?.();
  }, delay);
  if (ref === false) timer.unref();
  const abort = (): void => {
    timer.close();
    wake?.();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    while (!signal?.aborted) {
      if (due === 0) await new Promise<void>((resolve) => (wake = resolve));
      for (; due > 0 && !signal?.aborted; due--) yield value;
    }
    throw new AbortError(undefined, { cause: signal.reason });
  } finally {
    timer.close();
    signal?.removeEventListener('abort', abort);
  }
}

export function timersPromises(timers: CallbackTimers): TimersPromises {
  const wait = async <T>(delay?: number, value?: T, options: TimerOptions = {}): Promise<T> => {
    if (delay !== undefined) validateNumber(delay, 'delay');
    check(options);
    return promised((done) => timers.setTimeout(done, delay), value as T, options);
  };
  const immediate = async <T>(value?: T, options: TimerOptions = {}): Promise<T> => {
    check(options);
    return promised((done) => timers.setImmediate(done), value as T, options);
  };
  return {
    setTimeout: wait,
    setImmediate: immediate,
    setInterval<T>(delay?: number, value?: T, options: TimerOptions = {}) {
      check(options);
      return intervals(timers, delay, value as T, options);
    },
    scheduler: {
      wait: (delay, options) => wait(delay, undefined, options),
      yield: () => immediate(undefined),
    },
  };
}
