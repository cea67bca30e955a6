/** `node:events`: EventEmitter with its statics, `once`, `on`, `addAbortListener` and the async-resource emitter. */
import { bindContext } from './async-context.ts';
import { AsyncResource } from './async_hooks.ts';
import { AbortError, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } from './errors.ts';
import {
  captureRejectionSymbol,
  checkListener,
  defaults,
  errorMonitor,
  EventEmitter,
  type EventEmitterOptions,
  type EventName,
  type Listener,
} from './event-emitter.ts';
import { eventIterator, isEventTarget, subscribe } from './events-iterator.ts';
import type { NodeHost } from './host.ts';
import { validateAbortSignal, validateBoolean, validateNumber } from './validators.ts';

export { captureRejectionSymbol, errorMonitor, EventEmitter };
export { eventIterator as on } from './events-iterator.ts';
export type { EventEmitterOptions, EventName, Listener };

export interface SignalOptions {
  signal?: AbortSignal;
}

/** Resolves with the arguments of the emitter's next `name`; rejects with its `error`, or when the signal fires. */
export function once(
  emitter: EventEmitter | EventTarget,
  name: EventName,
  options: SignalOptions = {},
): Promise<unknown[]> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    validateAbortSignal(signal, 'options.signal');
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    const undo: (() => void)[] = [];
    const settle = (act: () => void): void => {
      for (const each of undo) each();
      act();
    };
    undo.push(subscribe(emitter, name, (...args) => settle(() => resolve(args)), true));
    if (name !== 'error' && !isEventTarget(emitter)) {
      undo.push(subscribe(emitter, 'error', (error) => settle(() => reject(error)), true));
    }
    if (signal) {
      const abort = (): void => settle(() => reject(new AbortError(undefined, { cause: signal.reason })));
      signal.addEventListener('abort', abort, { once: true });
      undo.push(() => signal.removeEventListener('abort', abort));
    }
  });
}

const targetMax = new WeakMap<EventTarget, number>();

export function getEventListeners(emitter: EventEmitter | EventTarget, name: EventName): Listener[] {
  if (emitter instanceof EventTarget) return [];
  if (typeof emitter?.listeners === 'function') return emitter.listeners(name);
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitter);
}

export function getMaxListeners(emitter: EventEmitter | EventTarget): number {
  if (emitter instanceof EventTarget) return targetMax.get(emitter) ?? defaults.maxListeners;
  if (typeof emitter?.getMaxListeners === 'function') return emitter.getMaxListeners();
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitter);
}

export function setMaxListeners(
  count = defaults.maxListeners,
  ...targets: (EventEmitter | EventTarget)[]
): void {
  validateNumber(count, 'setMaxListeners', 0);
  if (targets.length === 0) defaults.maxListeners = count;
  for (const target of targets) {
    if (target instanceof EventTarget) targetMax.set(target, count);
    else if (typeof target?.setMaxListeners === 'function') target.setMaxListeners(count);
    else throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], target);
  }
}

export function listenerCount(emitter: EventEmitter | EventTarget, name: EventName): number {
  return emitter instanceof EventTarget ? 0 : emitter.listenerCount(name);
}

/** Listens to a signal's abort once; a signal that has fired calls back in a microtask. Disposable. */
export function addAbortListener(signal: AbortSignal, listener: Listener): Disposable {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  checkListener(listener);
  const call = bindContext(listener as () => void);
  if (signal.aborted) {
    queueMicrotask(() => call());
    return { [Symbol.dispose ?? Symbol.for('nodejs.dispose')]: () => undefined } as Disposable;
  }
  signal.addEventListener('abort', call, { once: true });
  const dispose = (): void => signal.removeEventListener('abort', call);
  return { [Symbol.dispose ?? Symbol.for('nodejs.dispose')]: dispose } as Disposable;
}

interface ResourceOptions extends EventEmitterOptions {
  name?: string;
  triggerAsyncId?: number;
}

/** The async resource of an emitter, which knows it. */
class EmitterResource extends AsyncResource {
  readonly #emitter: EventEmitter;
  constructor(emitter: EventEmitter, type: string, options: ResourceOptions) {
    super(type, options);
    this.#emitter = emitter;
  }
  get eventEmitter(): EventEmitter {
    return this.#emitter;
  }
}

/** An emitter whose listeners run in the async context that it was made in. */
export class EventEmitterAsyncResource extends EventEmitter {
  readonly #resource: EmitterResource;
  constructor(options: string | ResourceOptions = {}) {
    super(typeof options === 'string' ? undefined : options);
    const settings = typeof options === 'string' ? { name: options } : options;
    this.#resource = new EmitterResource(this, settings.name ?? new.target.name, settings);
  }
  override emit(name: EventName, ...args: unknown[]): boolean {
    return this.asyncResource.runInAsyncScope(() => super.emit(name, ...args));
  }
  emitDestroy(): void {
    this.asyncResource.emitDestroy();
  }
  get asyncId(): number {
    return this.asyncResource.asyncId();
  }
  get triggerAsyncId(): number {
    return this.asyncResource.triggerAsyncId();
  }
  get asyncResource(): AsyncResource {
    if (!(#resource in this)) throw new ERR_INVALID_THIS('EventEmitterAsyncResource');
    return this.#resource;
  }
}

Object.defineProperties(EventEmitter, {
  defaultMaxListeners: {
    enumerable: true,
    get: () => defaults.maxListeners,
    set(count: number) {
      validateNumber(count, 'defaultMaxListeners', 0);
      defaults.maxListeners = count;
    },
  },
  captureRejections: {
    enumerable: true,
    get: () => defaults.captureRejections,
    set(value: boolean) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      defaults.captureRejections = value;
    },
  },
});
Object.assign(EventEmitter, {
  EventEmitter,
  EventEmitterAsyncResource,
  addAbortListener,
  captureRejectionSymbol,
  errorMonitor,
  getEventListeners,
  getMaxListeners,
  listenerCount,
  on: eventIterator,
  once,
  setMaxListeners,
  usingDomains: false,
});

export default EventEmitter;

export function createModule(_host?: NodeHost): typeof EventEmitter {
  return EventEmitter;
}
