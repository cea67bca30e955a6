/** EventEmitter: a function, not a class, because programs call it as `EventEmitter.call(this)`. State has Node's own names. */
import { inspect } from 'node-inspect-extracted';
import { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR } from './errors.ts';
import { nextTick } from './next-tick.ts';
import { validateBoolean, validateNumber } from './validators.ts';

export type EventName = string | symbol;
// Listeners are the program's: what they take is between it and its emit().
export type Listener = (...args: never[]) => unknown;
type Stored = Listener & { listener?: Listener };

export interface EventEmitterOptions {
  captureRejections?: boolean;
}

export interface EventEmitter {
  _events: Record<EventName, Stored | Stored[]>;
  _eventsCount: number;
  _maxListeners: number | undefined;
  addListener(name: EventName, listener: Listener): this;
  on(name: EventName, listener: Listener): this;
  once(name: EventName, listener: Listener): this;
  prependListener(name: EventName, listener: Listener): this;
  prependOnceListener(name: EventName, listener: Listener): this;
  removeListener(name: EventName, listener: Listener): this;
  off(name: EventName, listener: Listener): this;
  removeAllListeners(name?: EventName): this;
  emit(name: EventName, ...args: unknown[]): boolean;
  setMaxListeners(count: number): this;
  getMaxListeners(): number;
  listeners(name: EventName): Listener[];
  rawListeners(name: EventName): Listener[];
  listenerCount(name: EventName, listener?: Listener): number;
  eventNames(): EventName[];
}

interface Internals extends EventEmitter {
  [kCapture]?: boolean;
}

export const errorMonitor = Symbol('events.errorMonitor');
export const captureRejectionSymbol = Symbol.for('nodejs.rejection');
const kCapture = Symbol('kCapture');

/** Defaults that `EventEmitter.defaultMaxListeners` and `.captureRejections` read and write. */
export const defaults = { maxListeners: 10, captureRejections: false };

interface EventEmitterConstructor {
  new (options?: EventEmitterOptions): EventEmitter;
  (this: EventEmitter, options?: EventEmitterOptions): void;
  prototype: EventEmitter;
  init(this: EventEmitter, options?: EventEmitterOptions): void;
}

function construct(this: EventEmitter, options?: EventEmitterOptions): void {
  EventEmitter.init.call(this, options);
}
Object.defineProperty(construct, 'name', { value: 'EventEmitter' });
export const EventEmitter = construct as unknown as EventEmitterConstructor;

export function checkListener(listener: unknown): asserts listener is Listener {
  if (typeof listener !== 'function') throw new ERR_INVALID_ARG_TYPE('listener', 'Function', listener);
}

EventEmitter.init = function init(this: Internals, options?: EventEmitterOptions) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null) as Internals['_events'];
    this._eventsCount = 0;
  }
  this._maxListeners ??= undefined;
  if (options?.captureRejections) {
    validateBoolean(options.captureRejections, 'options.captureRejections');
    this[kCapture] = true;
  } else {
    this[kCapture] = defaults.captureRejections;
  }
};

function listOf(emitter: EventEmitter, name: EventName): Stored[] {
  const stored = emitter._events?.[name];
  if (stored === undefined) return [];
  return typeof stored === 'function' ? [stored] : stored;
}

function warnOfLeak(emitter: EventEmitter, name: EventName, list: Stored[] & { warned?: boolean }): void {
  list.warned = true;
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(name)} listeners added to ` +
      `${inspect(emitter, { depth: -1 })}. MaxListeners is ${emitter.getMaxListeners()}. Use emitter.setMaxListeners() to increase limit`,
  );
  Object.assign(warning, { name: 'MaxListenersExceededWarning', emitter, type: name, count: list.length });
  const { process } = globalThis as { process?: { emitWarning?(warning: Error): void } };
  process?.emitWarning?.(warning);
}

function add(emitter: Internals, name: EventName, listener: Stored, prepend: boolean): void {
  checkListener(listener);
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = Object.create(null) as Internals['_events'];
    emitter._eventsCount = 0;
  } else if (events['newListener'] !== undefined) {
    emitter.emit('newListener', name, listener.listener ?? listener);
    events = emitter._events;
  }
  const existing = events[name];
  if (existing === undefined) {
    events[name] = listener;
    emitter._eventsCount++;
    return;
  }
  let list: Stored[] & { warned?: boolean };
  if (typeof existing === 'function') {
    list = events[name] = prepend ? [listener, existing] : [existing, listener];
  } else {
    list = existing;
    if (prepend) list.unshift(listener);
    else list.push(listener);
  }
  const max = emitter.getMaxListeners();
  if (max > 0 && list.length > max && !list.warned) warnOfLeak(emitter, name, list);
}

function onceWrapper(emitter: EventEmitter, name: EventName, listener: Listener): Stored {
  let fired = false;
  const wrapped: Stored = function once(this: unknown, ...args: never[]) {
    if (fired) return undefined;
    fired = true;
    emitter.removeListener(name, wrapped);
    return listener.apply(this as never, args);
  };
  wrapped.listener = listener;
  return wrapped;
}

function throwUnhandled(args: unknown[]): never {
  const error = args[0];
  if (error instanceof Error) throw error;
  let text: string | undefined;
  try {
    text = args.length === 0 ? undefined : inspect(error);
  } catch {
    // An inspect method that throws must not hide the error event.
    text = String(error);
  }
  const unhandled = new ERR_UNHANDLED_ERROR(text === undefined ? 'undefined' : text);
  (unhandled as unknown as { context: unknown }).context = error;
  throw unhandled;
}

function watchRejection(emitter: Internals, result: unknown, name: EventName, args: unknown[]): void {
  if (!emitter[kCapture] || result === null || typeof result !== 'object') return;
  const { then } = result as PromiseLike<unknown>;
  if (typeof then !== 'function') return;
  then.call(result, undefined, (error: unknown) => {
    nextTick(() => {
      const custom = (emitter as unknown as Record<symbol, unknown>)[captureRejectionSymbol];
      if (typeof custom === 'function') {
        custom.call(emitter, error, name, ...args);
        return;
      }
      const before = emitter[kCapture];
      try {
        emitter[kCapture] = false;
        emitter.emit('error', error);
      } finally {
        emitter[kCapture] = before as boolean;
      }
    });
  });
}

const methods = {
  addListener(this: Internals, name: EventName, listener: Listener) {
    add(this, name, listener, false);
    return this;
  },
  prependListener(this: Internals, name: EventName, listener: Listener) {
    add(this, name, listener, true);
    return this;
  },
  once(this: EventEmitter, name: EventName, listener: Listener) {
    checkListener(listener);
    this.on(name, onceWrapper(this, name, listener));
    return this;
  },
  prependOnceListener(this: EventEmitter, name: EventName, listener: Listener) {
    checkListener(listener);
    this.prependListener(name, onceWrapper(this, name, listener));
    return this;
  },
  removeListener(this: EventEmitter, name: EventName, listener: Listener) {
    checkListener(listener);
    const list = listOf(this, name);
    const index = list.findLastIndex((each) => each === listener || each.listener === listener);
    if (index < 0) return this;
    if (list.length === 1) {
      delete this._events[name];
      this._eventsCount--;
    } else {
      // A copy, so that an emit that is under way still sees the list it began with.
      const rest = list.toSpliced(index, 1);
      this._events[name] = rest.length === 1 ? (rest[0] as Stored) : rest;
    }
    if (this._events['removeListener'] !== undefined) this.emit('removeListener', name, listener);
    return this;
  },
  removeAllListeners(this: EventEmitter, ...names: EventName[]) {
    const events = this._events;
    if (events === undefined) return this;
    if (names.length === 0) {
      if (events['removeListener'] !== undefined) {
        for (const name of Reflect.ownKeys(events))
          if (name !== 'removeListener') this.removeAllListeners(name);
        this.removeAllListeners('removeListener');
      }
      this._events = Object.create(null) as Internals['_events'];
      this._eventsCount = 0;
      return this;
    }
    const name = names[0] as EventName;
    if (events['removeListener'] === undefined) {
      if (events[name] !== undefined) this._eventsCount--;
      delete events[name];
    } else {
      for (const listener of listOf(this, name).toReversed()) this.removeListener(name, listener);
    }
    return this;
  },
  emit(this: Internals, name: EventName, ...args: unknown[]) {
    const events = this._events;
    if (name === 'error') {
      if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
      if (events?.['error'] === undefined) throwUnhandled(args);
    }
    const stored = events?.[name];
    if (stored === undefined) return false;
    if (typeof stored === 'function') {
      const result = stored.apply(this as never, args as never[]);
      if (result !== undefined) watchRejection(this, result, name, args);
      return true;
    }
    for (const listener of stored.slice()) {
      const result = listener.apply(this as never, args as never[]);
      if (result !== undefined) watchRejection(this, result, name, args);
    }
    return true;
  },
  setMaxListeners(this: EventEmitter, count: number) {
    validateNumber(count, 'setMaxListeners', 0);
    this._maxListeners = count;
    return this;
  },
  getMaxListeners(this: EventEmitter) {
    return this._maxListeners ?? defaults.maxListeners;
  },
  listeners(this: EventEmitter, name: EventName) {
    return listOf(this, name).map((each) => each.listener ?? each);
  },
  rawListeners(this: EventEmitter, name: EventName) {
    return listOf(this, name).slice();
  },
  listenerCount(this: EventEmitter, name: EventName, listener?: Listener) {
    const list = listOf(this, name);
    if (listener === undefined || listener === null) return list.length;
    return list.filter((each) => each === listener || each.listener === listener).length;
  },
  eventNames(this: EventEmitter) {
    return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
  },
};

Object.assign(EventEmitter.prototype, methods, {
  on: methods.addListener,
  off: methods.removeListener,
  _events: undefined,
  _eventsCount: 0,
  _maxListeners: undefined,
});
