/**
 * Node's event loop on the browser's: turns, nextTicks, timers, immediates, and the count of what keeps the process alive.
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
  now: performance.now.bind(performance),
};

/** The platform takes a longer one for none. */
const LONGEST_DELAY = 2 ** 31 - 1;

export interface LoopEvents {
  /** An error that nothing caught. */
  onError(error: unknown): void;
  /** Nothing keeps the process alive any more: 'beforeExit'. May start new work. */
  onIdle(): void;
  /** It did not, or has none left: the process ends. */
  onEnd(): void;
}

/** A turn that is still to come. */
interface Turn {
  fn: () => void;
  cleared: boolean;
}

interface Timer extends Turn {
  /** Milliseconds of `performance.now()`. */
  due: number;
}

export class ProcessLoop implements EventLoop {
  readonly #events: LoopEvents;
  readonly #channel = new MessageChannel();
  #ticks: (() => void)[] = [];
  #immediates: Turn[] = [];
  /** By when they are due, the first to come first. */
  #timers: Timer[] = [];
  /** When the platform's timer is set for: there is one for all, since setting it costs more than keeping their order. */
  #alarm = Infinity;
  #alarmId: ReturnType<typeof setTimeout> | undefined;
  /** One round of the loop, the last turn first: the timers that were due at its beginning, then the immediates that were there. */
  #batch: Turn[] = [];
  #refs = 0;
  #inTurn = false;
  #wakeScheduled = false;
  #stopped = false;
  /** `onIdle` was called, and nothing has happened since. */
  #askedIdle = false;

  constructor(events: LoopEvents) {
    this.#events = events;
    this.#channel.port1.onmessage = ({ data }: MessageEvent<boolean>) => this.#wake(data);
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
    const timer = { fn, cleared: false, due: platform.now() + Math.max(delay, 1) };
    this.#timers.splice(this.#after(timer.due), 0, timer);
    this.#setAlarm();
    return {
      clear: () => {
        timer.cleared = true;
        // Of those that are due at one time it may be any; one that is cleared but stays does nothing.
        const at = this.#after(timer.due) - 1;
        if (this.#timers[at] === timer) this.#timers.splice(at, 1);
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
    platform.clearTimeout(this.#alarmId);
  }

  /** The place in the order of timers after all that are due at this time or before. */
  #after(due: number): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.due ?? 0) > due) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A timer that is cleared leaves the alarm as it is: the next is often due at almost the same time. */
  #setAlarm(): void {
    const due = Math.ceil(this.#timers[0]?.due ?? Infinity);
    if (due >= this.#alarm) return;
    platform.clearTimeout(this.#alarmId);
    this.#alarm = due;
    const ring = (): void => {
      this.#alarm = Infinity;
      this.#scheduleWake(true);
    };
    this.#alarmId = platform.setTimeout(ring, Math.min(Math.ceil(due - platform.now()), LONGEST_DELAY));
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

  /** `isSettled`: in a task after the last turn's. */
  #scheduleWake(isSettled = false): void {
    if (this.#wakeScheduled || this.#stopped) return;
    this.#wakeScheduled = true;
    this.#channel.port2.postMessage(isSettled);
  }

  /**
   * A task of its own: ticks; or one timer or immediate, so that its promise callbacks run before the next; or the question
   * whether anything is left to do. But for ticks it takes two messages: the browser tells which promises a turn has rejected
   * in a task after it, which comes after the first, that was sent during the turn, and before the second.
   */
  #wake(isSettled: boolean): void {
    this.#wakeScheduled = false;
    if (this.#stopped) return;
    if (this.#ticks.length > 0) {
      this.run(() => undefined);
      return this.#scheduleWake();
    }
    if (!isSettled) return this.#isWaiting() ? this.#setAlarm() : this.#scheduleWake(true);
    if (this.#batch.length === 0) this.#beginRound();
    if (this.#batch.length > 0) return this.#next();
    if (this.#refs > 0) return;
    if (this.#askedIdle) return this.#events.onEnd();
    this.#askedIdle = true;
    this.run(() => this.#events.onIdle());
    this.#scheduleWake();
  }

  /** Something keeps the process alive, and nothing of it is due. */
  #isWaiting(): boolean {
    const turns = this.#batch.length + this.#immediates.length;
    return this.#refs > 0 && turns === 0 && (this.#timers[0]?.due ?? Infinity) > platform.now();
  }

  #beginRound(): void {
    const due = this.#timers.length === 0 ? [] : this.#timers.splice(0, this.#after(platform.now()));
    this.#batch = [...due, ...this.#immediates.splice(0)].reverse();
    this.#setAlarm();
  }

  #next(): void {
    // What its promises go on to do happens after this task: look again in the next.
    this.#askedIdle = false;
    let turn = this.#batch.pop();
    while (turn?.cleared) turn = this.#batch.pop();
    if (turn) this.run(turn.fn);
    this.#scheduleWake();
  }
}
