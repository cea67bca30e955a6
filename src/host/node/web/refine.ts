/** How the browser's own classes are given Node's ways: checks before a constructor or a method, and how they are shown. */
import { ERR_INVALID_THIS, ERR_MISSING_ARGS } from '../errors.ts';
import { inspect, type InspectOptions } from '../inspect.ts';

type AnyClass = new (...args: never[]) => object;
type Method = (...args: unknown[]) => unknown;

export interface Construction {
  /** Names of the arguments that must be there. */
  required?: string[];
  /** The arguments as the platform takes them; throws Node's error for what is wrong. */
  check?(args: unknown[]): unknown[];
  /** The error that the program sees for one of the platform's. */
  fail?(error: unknown, args: unknown[]): unknown;
}

/** The class with Node's constructor: the same prototype, so that `instanceof` tells nobody apart. */
export function refineClass<C extends AnyClass>(native: C, { required = [], check, fail }: Construction): C {
  const refined: C = new Proxy(native, {
    construct(target, args: unknown[], newTarget) {
      if (args.length < required.length) throw new ERR_MISSING_ARGS(...required);
      const checked = check ? check(args) : args;
      const wanted = newTarget === refined ? target : newTarget;
      if (!fail) return Reflect.construct(target, checked, wanted) as object;
      try {
        return Reflect.construct(target, checked, wanted) as object;
      } catch (error) {
        throw fail(error, args);
      }
    },
    apply() {
      throw new TypeError(`Class constructor ${native.name} cannot be invoked without 'new'`);
    },
  });
  Object.defineProperty(native.prototype, 'constructor', {
    value: refined,
    writable: true,
    configurable: true,
  });
  return refined;
}

/** Methods that look at `this` and at how many arguments they have, before the platform does. */
export function refineMethods(
  native: AnyClass,
  methods: Record<string, { required?: string[]; check?(args: unknown[], self: object): unknown[] }>,
): void {
  const prototype = native.prototype as Record<string, Method>;
  for (const [name, { required = [], check }] of Object.entries(methods)) {
    const original = prototype[name];
    if (!original) continue;
    const refined = {
      [name](this: object, ...args: unknown[]): unknown {
        if (!(this instanceof native)) throw new ERR_INVALID_THIS(native.name);
        if (args.length < required.length) throw new ERR_MISSING_ARGS(...required);
        return Reflect.apply(original, this, check ? check(args, this) : args);
      },
    }[name] as Method;
    Object.defineProperty(refined, 'length', { value: original.length, configurable: true });
    const { enumerable = true } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    Object.defineProperty(prototype, name, {
      value: refined,
      writable: true,
      configurable: true,
      enumerable,
    });
  }
}

/** What `util.inspect` shows of the class's objects: their class and these of their properties. */
export function showProperties(native: AnyClass, names: readonly string[], plain = false): void {
  show(native, (self, depth, options) => {
    if (depth < 0) return `[${nameOf(self, native)}]`;
    const values = names.map((name) => [name, (self as Record<string, unknown>)[name]]);
    const text = inspect(Object.fromEntries(values), options);
    return plain ? text : `${nameOf(self, native)} ${text}`;
  });
}

export function show(
  native: AnyClass,
  run: (self: object, depth: number, options: InspectOptions) => unknown,
): void {
  Object.defineProperty(native.prototype, inspect.custom, {
    value(this: object, depth: number, options: InspectOptions) {
      if (!(this instanceof native) || this === native.prototype) return this;
      return run(this, depth, { ...options, depth });
    },
    writable: true,
    configurable: true,
  });
}

export function nameOf(self: object, native: AnyClass): string {
  return (self.constructor as { name?: string } | undefined)?.name || native.name;
}

/** A DOM error without the browser's preface: "Failed to execute 'x' on 'y': ". */
export function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = error.message.replace(/^Failed to .+? '\w+'(?: on '\w+')?: /, '');
  if (message === error.message) return error;
  return error instanceof DOMException
    ? new DOMException(message, error.name)
    : Object.assign(error, { message });
}
