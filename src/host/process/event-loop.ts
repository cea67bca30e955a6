/**
 * Node's event loop on the browser's: turns, nextTicks, immediates, and the count of what keeps the process alive.
 * In Node ticks run before promise callbacks after every turn; here they are drained before a turn returns to the
 * browser, which then runs the promise callbacks. A tick that a promise callback asks for runs as another microtask.
 */
import type { EventLoop } from '../node/host.ts';

/** The platform's own, kept before Node's globals replace them. */
const platform = {
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  queueMicrotask: globalThis.queueMicrotask.bind(globalThis),
};

const LONGEST_DELAY = 2 ** 31 - 1;

export interface LoopEvents {
  /** An error that nothing caught. */
  onError(error: unknown): void;
  /** Nothing keeps the process alive any more: 'beforeExit'. May start new work. */
  onIdle(): void;
  /** It did not, or has none left: the process ends. */
  onEnd(): void;
}

export class ProcessLoop implements EventLoop {
  readonly #events: LoopEvents;
  readonly #channel = new MessageChannel();
  #ticks: (() => void)[] = [];
  #immediates: { fn: () => void; cleared: boolean }[] = [];
  #refs = 0;
  #inTurn = false;
  #drainScheduled = false;
  #wakeScheduled = false;
  #stopped = false;
  /** `onIdle` was called, and nothing has happened since. */
  #askedIdle = false;

  constructor(events: LoopEvents) {
    this.#events = events;
    this.#channel.port1.onmessage = () => this.#wake();
  }

  run(fn: () => void): void {
    if (this.#stopped) return;
    if (this.#inTurn) return this.#guard(fn);
    this.#inTurn = true;
    this.#guard(fn);
    this.#drain();
    this.#inTurn = false;
    this.#scheduleWake();
  }

  nextTick(fn: () => void): void {
    this.#ticks.push(fn);
    if (this.#inTurn || this.#drainScheduled) return;
    this.#drainScheduled = true;
    platform.queueMicrotask(() => {
      this.#drainScheduled = false;
      this.run(() => undefined);
    });
  }

  immediate(fn: () => void): { clear(): void } {
    const immediate = { fn, cleared: false };
    this.#immediates.push(immediate);
    this.#scheduleWake();
    return {
      clear: () => {
        immediate.cleared = true;
      },
    };
  }

  timer(fn: () => void, delay: number): { clear(): void } {
    const id = platform.setTimeout(() => this.run(fn), Math.min(Math.max(delay, 1), LONGEST_DELAY));
    return { clear: () => platform.clearTimeout(id) };
  }

  ref(): void {
    this.#askedIdle = false;
    this.#refs++;
  }

  unref(): void {
    this.#refs--;
    if (this.#refs === 0) this.#scheduleWake();
  }

  pending<T>(promise: PromiseLike<T>, done: (error: unknown, value?: T) => void): void {
    this.ref();
    const finish = (fn: () => void): void => {
      this.run(fn);
      this.unref();
    };
    promise.then(
      (value) => finish(() => done(null, value)),
      (error: unknown) => finish(() => done(error)),
    );
  }

  /** No turn starts any more: the process has exited. */
  stop(): void {
    this.#stopped = true;
    this.#ticks = [];
    this.#immediates = [];
  }

  #guard(fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.#events.onError(error);
    }
  }

  #drain(): void {
    for (let tick = this.#ticks.shift(); tick && !this.#stopped; tick = this.#ticks.shift())
      this.#guard(tick);
  }

  #scheduleWake(): void {
    if (this.#wakeScheduled || this.#stopped) return;
    this.#wakeScheduled = true;
    this.#channel.port2.postMessage(null);
  }

  /** A turn of the loop of its own: immediates, then the question whether anything is left to do. */
  #wake(): void {
    this.#wakeScheduled = false;
    const due = this.#immediates;
    this.#immediates = [];
    for (const immediate of due) if (!immediate.cleared) this.run(immediate.fn);
    if (due.length > 0) {
      // What their promises go on to do happens after this task: look again in the next.
      this.#askedIdle = false;
      return this.#scheduleWake();
    }
    if (this.#refs > 0 || this.#ticks.length > 0 || this.#stopped) return;
    if (this.#askedIdle) return this.#events.onEnd();
    this.#askedIdle = true;
    this.run(() => this.#events.onIdle());
    this.#scheduleWake();
  }
}
