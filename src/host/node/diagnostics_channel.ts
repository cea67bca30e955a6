/** `node:diagnostics_channel`. */
import type { AsyncLocalStorage } from './async_hooks.ts';
import { ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { NodeHost } from './host.ts';
import { nextTick } from './next-tick.ts';
import { validateFunction } from './validators.ts';

type Name = string | symbol;
type Subscriber = (message: unknown, name: Name) => void;
type Transform = (message: unknown) => unknown;

export class Channel {
  readonly name: Name;
  #subscribers: Subscriber[] = [];
  readonly #stores = new Map<AsyncLocalStorage<unknown>, Transform | undefined>();
  constructor(name: Name) {
    this.name = name;
  }
  get hasSubscribers(): boolean {
    return this.#subscribers.length > 0 || this.#stores.size > 0;
  }
  subscribe(subscriber: Subscriber): void {
    validateFunction(subscriber, 'subscription');
    this.#subscribers = [...this.#subscribers, subscriber];
  }
  unsubscribe(subscriber: Subscriber): boolean {
    const at = this.#subscribers.indexOf(subscriber);
    if (at >= 0) this.#subscribers = this.#subscribers.toSpliced(at, 1);
    return at >= 0;
  }
  bindStore(store: AsyncLocalStorage<unknown>, transform?: Transform): void {
    this.#stores.set(store, transform);
  }
  unbindStore(store: AsyncLocalStorage<unknown>): boolean {
    return this.#stores.delete(store);
  }
  publish(message: unknown): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name);
      } catch (error) {
        // A subscriber's failure is an uncaught exception, never the publisher's.
        nextTick(() => {
          throw error;
        });
      }
    }
  }
  runStores<A extends unknown[], R>(
    message: unknown,
    fn: (...args: A) => R,
    thisArg?: unknown,
    ...args: A
  ): R {
    let run = (): R => {
      this.publish(message);
      return fn.apply(thisArg, args);
    };
    for (const [store, transform] of this.#stores) {
      const inner = run;
      run = () => store.run(transform ? transform(message) : message, inner);
    }
    return run();
  }
}

const channels = new Map<Name, Channel>();

export function channel(name: Name): Channel {
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  const known = channels.get(name) ?? new Channel(name);
  channels.set(name, known);
  return known;
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;
type TracingChannels = Record<(typeof EVENTS)[number], Channel>;
type Context = Record<string, unknown>;

export class TracingChannel {
  declare readonly start: Channel;
  declare readonly end: Channel;
  declare readonly asyncStart: Channel;
  declare readonly asyncEnd: Channel;
  declare readonly error: Channel;
  constructor(source: string | TracingChannels) {
    for (const event of EVENTS) {
      const value = typeof source === 'string' ? channel(`tracing:${source}:${event}`) : source[event];
      Object.defineProperty(this, event, { value, enumerable: true });
    }
  }
  get hasSubscribers(): boolean {
    return EVENTS.some((event) => this[event].hasSubscribers);
  }
  subscribe(handlers: Partial<Record<(typeof EVENTS)[number], Subscriber>>): void {
    for (const event of EVENTS) if (handlers[event]) this[event].subscribe(handlers[event]);
  }
  unsubscribe(handlers: Partial<Record<(typeof EVENTS)[number], Subscriber>>): boolean {
    return EVENTS.every((event) => !handlers[event] || this[event].unsubscribe(handlers[event]));
  }
  traceSync<A extends unknown[], R>(
    fn: (...args: A) => R,
    context: Context = {},
    thisArg?: unknown,
    ...args: A
  ): R {
    return this.start.runStores(context, () => {
      try {
        const result = fn.apply(thisArg, args);
        context['result'] = result;
        return result;
      } catch (error) {
        context['error'] = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }
  tracePromise<A extends unknown[], R>(
    fn: (...args: A) => PromiseLike<R>,
    context: Context = {},
    thisArg?: unknown,
    ...args: A
  ): PromiseLike<R> {
    const settle = (key: 'result' | 'error', value: unknown): void => {
      context[key] = value;
      if (key === 'error') this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return this.start.runStores(context, () => {
      try {
        return Promise.resolve(fn.apply(thisArg, args)).then(
          (value) => {
            settle('result', value);
            return value;
          },
          (error: unknown) => {
            settle('error', error);
            throw error;
          },
        );
      } finally {
        this.end.publish(context);
      }
    });
  }
  traceCallback<R>(
    fn: (...args: unknown[]) => R,
    position = -1,
    context: Context = {},
    thisArg?: unknown,
    ...args: unknown[]
  ): R {
    const at = position < 0 ? args.length + position : position;
    const callback = args[at];
    validateFunction(callback, 'callback');
    const { asyncStart, asyncEnd, error: failed } = this;
    args[at] = function (this: unknown, error: unknown, result: unknown, ...rest: unknown[]): unknown {
      if (error) {
        context['error'] = error;
        failed.publish(context);
      } else context['result'] = result;
      return asyncStart.runStores(context, () => {
        try {
          return Reflect.apply(callback, this, [error, result, ...rest]) as unknown;
        } finally {
          asyncEnd.publish(context);
        }
      });
    };
    return this.start.runStores(context, () => {
      try {
        return fn.apply(thisArg, args);
      } finally {
        this.end.publish(context);
      }
    });
  }
}

export function createModule(_host?: NodeHost) {
  return {
    Channel,
    channel,
    hasSubscribers: (name: Name) => channels.get(name)?.hasSubscribers ?? false,
    subscribe: (name: Name, subscriber: Subscriber) => channel(name).subscribe(subscriber),
    tracingChannel: (source: string | TracingChannels) => new TracingChannel(source),
    unsubscribe: (name: Name, subscriber: Subscriber) => channel(name).unsubscribe(subscriber),
  };
}
