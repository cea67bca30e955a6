/**
 * Node's event loop on the browser's: turns, nextTicks, immediates, and the count of what keeps the process alive.
 * In Node ticks run before promise callbacks after every turn, then by turns until there are none of either; here they
 * are drained before a turn returns to the browser, which then runs the promise callbacks. Ticks that those ask for run in
 * a task of their own, or at the start of whatever turn comes first.
 */
import { resetContext } from '../node/async-context.ts';
import type { EventLoop } from '../node/host.ts';

/** The platform's own, kept before Node's globals replace them. */
const platform = {
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
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

interface Immediate {
  fn: () => void;
  cleared: boolean;
}

export class ProcessLoop implements EventLoop {
  readonly #events: LoopEvents;
  readonly #channel = new MessageChannel();
  #ticks: (() => void)[] = [];
  #immediates: Immediate[] = [];
  /** The immediates that were there when the first of them ran: those that are still to run, last first. */
  #batch: Immediate[] = [];
  #refs = 0;
  #inTurn = false;
  /** Timers that came due while immediates of one batch were still to run. */
  #late: (() => void)[] = [];
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
    this.#drain();
    resetContext();
    this.#guard(fn);
    this.#drain();
    this.#inTurn = false;
    this.#scheduleWake();
  }

  /** Runs `fn` in a promise job that is there for it. Ticks wait until all jobs are done. */
  microtask(fn: () => void): void {
    if (!this.#stopped) this.#guard(fn);
  }

  nextTick(fn: () => void): void {
    this.#ticks.push(fn);
    if (!this.#inTurn) this.#scheduleWake();
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
    let due: (() => void) | null = () => this.run(fn);
    const ring = (): void => {
      if (this.#batch.length === 0) due?.();
      else this.#late.push(() => due?.());
    };
    const id = platform.setTimeout(ring, Math.min(Math.max(delay, 1), LONGEST_DELAY));
    return {
      clear: () => {
        due = null;
        platform.clearTimeout(id);
      },
    };
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

  /**
   * A task of its own: ticks; or one immediate, so that its promise callbacks run before the next; or the question
   * whether anything is left to do.
   */
  #wake(): void {
    this.#wakeScheduled = false;
    if (this.#stopped) return;
    if (this.#ticks.length > 0) {
      this.run(() => undefined);
      return this.#scheduleWake();
    }
    if (this.#batch.length === 0) this.#batch = this.#immediates.splice(0).reverse();
    if (this.#batch.length > 0) return this.#nextImmediate();
    if (this.#refs > 0) return;
    if (this.#askedIdle) return this.#events.onEnd();
    this.#askedIdle = true;
    this.run(() => this.#events.onIdle());
    this.#scheduleWake();
  }

  #nextImmediate(): void {
    // What its promises go on to do happens after this task: look again in the next.
    this.#askedIdle = false;
    let immediate = this.#batch.pop();
    while (immediate?.cleared) immediate = this.#batch.pop();
    if (immediate) this.run(immediate.fn);
    if (this.#batch.length === 0) for (const late of this.#late.splice(0)) platform.setTimeout(late, 0);
    this.#scheduleWake();
  }
}
