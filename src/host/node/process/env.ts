/** `process.env`: every value is text, as in a real environment. Threads may share one (`SHARE_ENV`): the kernel keeps it then. */
import type { NodeHost } from '../host.ts';
import { makeNodeError } from '../node-error.ts';

type Values = Record<string, string>;

/** What makes an environment the one that all sharing threads of the process see. */
const sharers = new WeakMap<object, (initial: boolean) => void>();

/** From now on `env` is the process's; the first to share it says what is in it. */
export function shareEnv(env: object, isFirst: boolean): void {
  sharers.get(env)?.(isFirst);
}

export function createEnv(host: NodeHost, values: Values): Record<string, string | undefined> {
  const target = Object.assign(Object.create(Object.prototype) as Values, values);
  let shared = false;
  const change = (key: string, value: string | null): void => {
    if (shared) host.kernel.sync('environment', { [key]: value });
  };
  /** The values as they are now, whoever changed them. */
  const current = (): Values => {
    if (!shared) return target;
    const now = host.kernel.sync('environment', {});
    for (const key of Object.keys(target)) if (!Object.hasOwn(now, key)) delete target[key];
    return Object.assign(target, now);
  };
  const env = new Proxy(target, {
    get: (_target, key) => Reflect.get(current(), key) as unknown,
    has: (_target, key) => Reflect.has(current(), key),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(current(), key),
    deleteProperty(_target, key) {
      if (typeof key === 'string') change(key, null);
      return Reflect.deleteProperty(target, key);
    },
    set(_target, key, value: unknown) {
      if (typeof key === 'symbol' || typeof value === 'symbol') {
        throw new TypeError('Cannot convert a Symbol value to a string');
      }
      target[key] = String(value);
      change(key, target[key]);
      return true;
    },
    defineProperty(_target, key, descriptor) {
      if ('get' in descriptor || 'set' in descriptor) {
        throw invalid("'process.env' does not accept an accessor(getter/setter) descriptor");
      }
      const { configurable, enumerable, writable } = descriptor;
      if (!configurable || !enumerable || !writable) {
        throw invalid("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
      }
      if (typeof key === 'string') change(key, String(descriptor.value));
      return Reflect.defineProperty(target, key, { ...descriptor, value: String(descriptor.value) });
    },
  });
  sharers.set(env, (isFirst) => {
    if (isFirst && !shared) host.kernel.sync('environment', { ...target });
    shared = true;
  });
  return env;
}

function invalid(message: string): Error {
  return makeNodeError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message);
}
