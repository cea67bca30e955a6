/** `mock` of `node:test`: functions, methods and accessors that count their calls and can be put back. */
import { ERR_INVALID_ARG_VALUE } from '../errors.ts';
import { validateFunction, validateInteger, validateObject } from '../validators.ts';
import { MockTimers } from './mock-timers.ts';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

interface MockCall {
  arguments: unknown[];
  error: unknown;
  result: unknown;
  stack: Error;
  target: unknown;
  this: unknown;
}

interface MockOptions {
  times?: number;
  getter?: boolean;
  setter?: boolean;
}

/** What a mocked function has as `mock`. */
class MockFunctionContext {
  #calls: MockCall[] = [];
  #implementation: AnyFunction;
  readonly #once = new Map<number, AnyFunction>();
  readonly #original: AnyFunction;
  readonly #times: number;
  /** Of a method: the property as it was. */
  readonly #putBack: (() => void) | null;

  constructor(
    original: AnyFunction,
    implementation: AnyFunction,
    times: number,
    putBack: (() => void) | null,
  ) {
    this.#original = original;
    this.#implementation = implementation;
    this.#times = times;
    this.#putBack = putBack;
  }

  get calls(): MockCall[] {
    return [...this.#calls];
  }

  callCount(): number {
    return this.#calls.length;
  }

  mockImplementation(implementation: unknown): void {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation as AnyFunction;
  }

  mockImplementationOnce(implementation: unknown, onCall: unknown = this.#calls.length): void {
    validateFunction(implementation, 'implementation');
    validateInteger(onCall, 'onCall', this.#calls.length);
    this.#once.set(onCall, implementation as AnyFunction);
  }

  resetCalls(): void {
    this.#calls = [];
  }

  restore(): void {
    if (this.#putBack) this.#putBack();
    else this.#implementation = this.#original;
  }

  /** What the next call runs; after `times` calls that is the original again. */
  next(): AnyFunction {
    const index = this.#calls.length;
    const implementation =
      this.#once.get(index) ?? (index < this.#times ? this.#implementation : this.#original);
    this.#once.delete(index);
    return implementation;
  }

  record(call: MockCall): void {
    this.#calls.push(call);
  }
}

export class MockTracker {
  readonly #mocks: MockFunctionContext[] = [];
  readonly timers = new MockTimers();

  fn(original?: unknown, implementation?: unknown, options?: unknown): unknown {
    const settings = [original, implementation, options].find(isOptions) as MockOptions | undefined;
    const functions = [original, implementation].filter(
      (each) => typeof each === 'function',
    ) as AnyFunction[];
    const first = functions[0] ?? function () {};
    return this.#mock(first, functions[1] ?? first, settings, null);
  }

  method(object: unknown, name: PropertyKey, implementation?: unknown, options?: unknown): unknown {
    if (typeof object !== 'function') validateObject(object, 'object');
    const settings = ([implementation, options].find(isOptions) ?? {}) as MockOptions;
    const target = object as Record<PropertyKey, unknown>;
    const found = findProperty(target, name);
    const kind = settings.getter ? 'get' : settings.setter ? 'set' : 'value';
    const original: unknown = found?.[kind];
    if (typeof original !== 'function')
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    const own = Object.getOwnPropertyDescriptor(target, name);
    const putBack = (): void => {
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
    };
    const replacement = typeof implementation === 'function' ? implementation : original;
    const mocked = this.#mock(original as AnyFunction, replacement as AnyFunction, settings, putBack);
    Object.defineProperty(target, name, {
      ...found,
      configurable: true,
      [kind]: mocked,
    });
    return mocked;
  }

  getter(object: unknown, name: PropertyKey, implementation?: unknown, options?: MockOptions): unknown {
    const [replacement, settings] = isOptions(implementation)
      ? [undefined, implementation]
      : [implementation, options];
    return this.method(object, name, replacement, { ...settings, getter: true });
  }

  setter(object: unknown, name: PropertyKey, implementation?: unknown, options?: MockOptions): unknown {
    const [replacement, settings] = isOptions(implementation)
      ? [undefined, implementation]
      : [implementation, options];
    return this.method(object, name, replacement, { ...settings, setter: true });
  }

  /** Puts everything back; the mocks go on counting. */
  restoreAll(): void {
    for (const mock of this.#mocks) mock.restore();
  }

  /** Puts everything back and forgets it. */
  reset(): void {
    this.restoreAll();
    this.timers.reset();
    this.#mocks.length = 0;
  }

  #mock(
    original: AnyFunction,
    implementation: AnyFunction,
    options: MockOptions | undefined,
    putBack: (() => void) | null,
  ): unknown {
    const times = options?.times ?? Infinity;
    if (times !== Infinity) validateInteger(times, 'options.times', 1);
    const context = new MockFunctionContext(original, implementation, times, putBack);
    this.#mocks.push(context);
    const run = (
      self: unknown,
      args: unknown[],
      target: AnyFunction | undefined,
      invoke: (fn: AnyFunction) => unknown,
    ): unknown => {
      const call: MockCall = {
        arguments: args,
        error: undefined,
        result: undefined,
        stack: new Error(),
        target,
        this: self,
      };
      try {
        call.result = invoke(context.next());
        if (target) call.this = call.result;
        return call.result;
      } catch (error) {
        call.error = error;
        throw error;
      } finally {
        context.record(call);
      }
    };
    const mocked: AnyFunction = new Proxy(original, {
      apply: (_target, self, args: unknown[]) =>
        run(self, args, undefined, (fn) => Reflect.apply(fn, self, args) as unknown),
      construct: (target, args: unknown[], newTarget) =>
        run(
          undefined,
          args,
          target,
          (fn) => Reflect.construct(fn, args, newTarget === mocked ? fn : newTarget) as unknown,
        ) as object,
      get: (target, key, receiver) =>
        key === 'mock' ? context : (Reflect.get(target, key, receiver) as unknown),
    });
    return mocked;
  }
}

const isOptions = (value: unknown): value is MockOptions => typeof value === 'object' && value !== null;

function findProperty(object: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = object; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found;
  }
  return undefined;
}
