/** `events.on`: the events of an emitter as an async iterator. */
import { bindContext } from './async-context.ts';
import { AbortError, ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { EventEmitter, EventName, Listener } from './event-emitter.ts';
import { validateAbortSignal } from './validators.ts';

export function isEventTarget(value: unknown): value is EventTarget {
  return typeof (value as EventTarget | null)?.addEventListener === 'function';
}

/** Listens on an emitter or an EventTarget; the result stops listening. */
export function subscribe(
  emitter: EventEmitter | EventTarget,
  name: EventName,
  listener: (...args: unknown[]) => void,
  once = false,
): () => void {
  if (typeof (emitter as EventEmitter)?.on === 'function') {
    const target = emitter as EventEmitter;
    if (once) target.once(name, listener as Listener);
    else target.on(name, listener as Listener);
    // What only looks like an emitter is let be, as in Node.
    return () => void (target as Partial<EventEmitter>).removeListener?.(name, listener as Listener);
  }
  if (isEventTarget(emitter)) {
    const bound = bindContext((event: Event) => listener(event));
    emitter.addEventListener(String(name), bound, { once });
    return () => emitter.removeEventListener(String(name), bound);
  }
  throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
}

export interface EventIteratorOptions {
  signal?: AbortSignal;
  close?: EventName[];
  highWaterMark?: number;
  lowWaterMark?: number;
}

interface Waiting {
  resolve(result: IteratorResult<unknown[], undefined>): void;
  reject(error: unknown): void;
}

type Pausable = { pause?(): void; resume?(): void };

/** What has happened and nobody asked for, and who asks for what has not happened. */
class EventQueue {
  readonly #events: unknown[][] = [];
  readonly #waiting: Waiting[] = [];
  readonly #undo: (() => void)[] = [];
  #error: { error: unknown } | undefined;
  #finished = false;
  #paused = false;

  constructor(
    readonly emitter: EventEmitter | EventTarget,
    readonly low: number,
    readonly high: number,
  ) {}

  listen(name: EventName, listener: (...args: unknown[]) => void): void {
    this.#undo.push(subscribe(this.emitter, name, listener));
  }

  onClose(undo: () => void): void {
    this.#undo.push(undo);
  }

  push(args: unknown[]): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ value: args, done: false });
    else {
      this.#events.push(args);
      if (!this.#paused && this.#events.length > this.high) {
        this.#paused = true;
        (this.emitter as Pausable).pause?.();
      }
    }
  }

  fail(error: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.reject(error);
    else this.#error = { error };
    this.close();
  }

  close(): void {
    for (const each of this.#undo.splice(0)) each();
    this.#finished = true;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<unknown[], undefined>> {
    const event = this.#events.shift();
    if (event) {
      if (this.#paused && this.#events.length < this.low) {
        this.#paused = false;
        (this.emitter as Pausable).resume?.();
      }
      return Promise.resolve({ value: event, done: false });
    }
    if (this.#error) {
      const { error } = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#finished) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}

/** `for await (const args of on(emitter, name))`. */
export function eventIterator(
  emitter: EventEmitter | EventTarget,
  name: EventName,
  options: EventIteratorOptions = {},
): AsyncIterableIterator<unknown[]> {
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  const queue = new EventQueue(emitter, options.lowWaterMark ?? 1, options.highWaterMark ?? Infinity);
  queue.listen(name, (...args) => queue.push(args));
  if (name !== 'error' && !isEventTarget(emitter)) queue.listen('error', (error) => queue.fail(error));
  for (const close of options.close ?? []) queue.listen(close, () => queue.close());
  if (signal) {
    const abort = (): void => queue.fail(new AbortError(undefined, { cause: signal.reason }));
    signal.addEventListener('abort', abort, { once: true });
    queue.onClose(() => signal.removeEventListener('abort', abort));
  }
  return {
    next: () => queue.next(),
    return() {
      queue.close();
      return Promise.resolve({ value: undefined, done: true });
    },
    throw(error: unknown) {
      if (!(error instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', error);
      }
      queue.fail(error);
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
