/** `util.promisify`, `callbackify`, `deprecate`, `debuglog`, `inherits`, `aborted`: functions about functions. */
import { bindContext } from './async-context.ts';
import { ERR_FALSY_VALUE_REJECTION, ERR_INVALID_ARG_TYPE } from './errors.ts';
import { formatWithOptions } from './inspect.ts';
import { nextTick } from './next-tick.ts';
import { validateAbortSignal, validateFunction, validateString } from './validators.ts';

type Callback = (...args: unknown[]) => unknown;

export const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');
/** Names for callbacks with more than one result: `{stdout, stderr}`. */
export const customPromisifyArgs = Symbol('customPromisifyArgs');

export function promisify(original: Callback): Callback {
  validateFunction(original, 'original');
  const marked = original as unknown as Record<symbol, unknown>;
  const custom = marked[promisifyCustom];
  if (custom) {
    validateFunction(custom, 'The "util.promisify.custom" argument');
    Object.defineProperty(custom, promisifyCustom, { value: custom, configurable: true });
    return custom as unknown as Callback;
  }
  const names = marked[customPromisifyArgs] as string[] | undefined;
  function promisified(this: unknown, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error: unknown, ...values: unknown[]) => {
        if (error) reject(error);
        else if (names && values.length > 1) {
          resolve(Object.fromEntries(names.map((name, i) => [name, values[i]])));
        } else resolve(values[0]);
      });
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original) as object);
  Object.defineProperty(promisified, promisifyCustom, { value: promisified, configurable: true });
  return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = promisifyCustom;

export function callbackify(original: (...args: unknown[]) => PromiseLike<unknown>): Callback {
  validateFunction(original, 'original');
  function callbackified(this: unknown, ...args: unknown[]): void {
    const last = args.pop();
    validateFunction(last, 'last argument');
    const done = bindContext((last as unknown as Callback).bind(this));
    original.apply(this, args).then(
      (value) => nextTick(() => void done(null, value)),
      (reason: unknown) => nextTick(() => void done(reason || falsyRejection(reason))),
    );
  }
  const shape = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  if (typeof shape['length']?.value === 'number') shape['length'].value++;
  if (typeof shape['name']?.value === 'string') shape['name'].value += 'Callbackified';
  return Object.defineProperties(callbackified, shape);
}

function falsyRejection(reason: unknown): Error {
  return Object.assign(new ERR_FALSY_VALUE_REJECTION(reason), { reason });
}

interface ProcessLike {
  env?: Record<string, string | undefined>;
  pid?: number;
  noDeprecation?: boolean;
  stderr?: { write(text: string): unknown };
  emitWarning?(message: string, type?: string, code?: string): void;
}

export function currentProcess(): ProcessLike {
  return (globalThis as { process?: ProcessLike }).process ?? {};
}

const warnedCodes = new Set<string>();

export function deprecate<F extends Callback>(fn: F, message: string, code?: string): F {
  validateFunction(fn, 'fn');
  if (code !== undefined) validateString(code, 'code');
  if (currentProcess().noDeprecation === true) return fn;
  let warned = false;
  function deprecated(this: unknown, ...args: unknown[]): unknown {
    if (!warned) {
      warned = true;
      if (code === undefined || !warnedCodes.has(code)) {
        if (code !== undefined) warnedCodes.add(code);
        currentProcess().emitWarning?.(message, 'DeprecationWarning', code);
      }
    }
    return new.target ? Reflect.construct(fn, args, new.target) : fn.apply(this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype as object;
  Object.defineProperty(deprecated, 'length', { value: fn.length, configurable: true });
  return deprecated as unknown as F;
}

export interface DebugLogger {
  (...args: unknown[]): void;
  readonly enabled: boolean;
}

export function debuglog(set: string, onReady?: (logger: DebugLogger) => void): DebugLogger {
  const name = set.toUpperCase();
  const isEnabled = (): boolean => {
    const wanted = currentProcess().env?.['NODE_DEBUG'];
    if (!wanted) return false;
    const pattern = wanted
      .replace(/[|\\{}()[\]^$+?.]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll(',', '$|^');
    return new RegExp(`^${pattern}$`, 'i').test(name);
  };
  const log = (...args: unknown[]): void => {
    onReady?.(logger);
    if (!isEnabled()) return;
    const process = currentProcess();
    process.stderr?.write(`${name} ${process.pid ?? 0}: ${formatWithOptions({}, ...args)}\n`);
  };
  const logger = Object.defineProperty(log, 'enabled', {
    get: isEnabled,
    configurable: true,
    enumerable: true,
  }) as unknown as DebugLogger;
  return logger;
}

interface Constructor {
  prototype: object | undefined;
}

export function inherits(ctor: Constructor, superCtor: Constructor): void {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) {
    throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  }
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

/** Resolves when the signal fires. */
export function aborted(signal: AbortSignal, resource: object): Promise<void> {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  if (resource === null || typeof resource !== 'object')
    throw new ERR_INVALID_ARG_TYPE('resource', 'Object', resource);
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
