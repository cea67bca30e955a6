/** `node:async_hooks`: AsyncLocalStorage and AsyncResource over async-context.ts; hooks are accepted and never called. */
import {
  bindContext,
  capture,
  enter,
  runIn,
  trackPromises,
  withEntry,
  withoutEntry,
} from './async-context.ts';
import type { NodeHost } from './host.ts';
import { validateFunction, validateString } from './validators.ts';

type AnyFunction = (...args: never[]) => unknown;
const RESOURCE = Symbol('async resource');

export class AsyncLocalStorage<T> {
  readonly #defaultValue: T | undefined;
  readonly name: string;
  constructor(options: { defaultValue?: T; name?: string } = {}) {
    trackPromises();
    this.#defaultValue = options.defaultValue;
    this.name = options.name ?? '';
  }
  static bind<F extends AnyFunction>(fn: F): F {
    validateFunction(fn, 'fn');
    return bindContext(fn as unknown as (this: unknown, ...args: unknown[]) => unknown) as unknown as F;
  }
  static snapshot(): <A extends unknown[], R>(fn: (...args: A) => R, ...args: A) => R {
    const context = capture();
    return (fn, ...args) => runIn(context, fn, ...args);
  }
  getStore(): T | undefined {
    const context = capture();
    return context.has(this) ? (context.get(this) as T | undefined) : this.#defaultValue;
  }
  run<A extends unknown[], R>(store: T, fn: (...args: A) => R, ...args: A): R {
    return runIn(withEntry(this, store), fn, ...args);
  }
  exit<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): R {
    return runIn(withoutEntry(this), fn, ...args);
  }
  enterWith(store: T): void {
    enter(withEntry(this, store));
  }
  disable(): void {
    enter(withoutEntry(this));
  }
}

let lastId = 1;

export function executionAsyncResource(): object {
  return (capture().get(RESOURCE) as object | undefined) ?? root;
}
export function executionAsyncId(): number {
  return (capture().get(RESOURCE) as AsyncResource | undefined)?.asyncId() ?? 1;
}
export function triggerAsyncId(): number {
  return (capture().get(RESOURCE) as AsyncResource | undefined)?.triggerAsyncId() ?? 0;
}
const root = {};

interface ResourceOptions {
  triggerAsyncId?: number;
  requireManualDestroy?: boolean;
}

export class AsyncResource {
  readonly #id = ++lastId;
  readonly #trigger: number;
  readonly #context = withEntry(RESOURCE, this);
  constructor(type: string, options: ResourceOptions | number = {}) {
    validateString(type, 'type');
    this.#trigger = (typeof options === 'number' ? options : options.triggerAsyncId) ?? executionAsyncId();
  }
  runInAsyncScope<T, A extends unknown[], R>(fn: (this: T, ...args: A) => R, thisArg?: T, ...args: A): R {
    return runIn(this.#context, () => fn.apply(thisArg as T, args));
  }
  emitDestroy(): this {
    return this;
  }
  asyncId(): number {
    return this.#id;
  }
  triggerAsyncId(): number {
    return this.#trigger;
  }
  bind<F extends AnyFunction>(fn: F, thisArg?: unknown): F {
    validateFunction(fn, 'fn');
    const call = this.runInAsyncScope.bind(this) as (
      fn: AnyFunction,
      thisArg: unknown,
      ...args: unknown[]
    ) => unknown;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return call(fn, thisArg ?? this, ...args);
    };
    return Object.defineProperty(bound, 'length', { value: fn.length, configurable: true }) as unknown as F;
  }
  static bind<F extends AnyFunction>(fn: F, type?: string, thisArg?: unknown): F {
    return new AsyncResource(type ?? (fn.name || 'bound-anonymous-fn')).bind(fn, thisArg);
  }
}

interface Hook {
  enable(): Hook;
  disable(): Hook;
}

/** The browser tells nobody when it makes or ends async work: the callbacks are never called. */
export function createHook(callbacks: Record<string, unknown>): Hook {
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    if (callbacks[name] !== undefined) validateFunction(callbacks[name], `hook.${name}`);
  }
  const hook: Hook = { enable: () => hook, disable: () => hook };
  return hook;
}

export function createModule(_host?: NodeHost) {
  return {
    AsyncLocalStorage,
    AsyncResource,
    asyncWrapProviders: Object.freeze({}),
    createHook,
    executionAsyncId,
    executionAsyncResource,
    triggerAsyncId,
  };
}
