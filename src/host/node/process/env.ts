/** `process.env`: every value is text, as in a real environment. */
import { makeNodeError } from '../node-error.ts';

export function createEnv(values: Record<string, string>): Record<string, string | undefined> {
  const target = Object.assign(Object.create(Object.prototype) as Record<string, string>, values);
  return new Proxy(target, {
    set(env, key, value: unknown) {
      if (typeof key === 'symbol' || typeof value === 'symbol') {
        throw new TypeError('Cannot convert a Symbol value to a string');
      }
      env[key] = String(value);
      return true;
    },
    defineProperty(env, key, descriptor) {
      if ('get' in descriptor || 'set' in descriptor) {
        throw invalid("'process.env' does not accept an accessor(getter/setter) descriptor");
      }
      const { configurable, enumerable, writable } = descriptor;
      if (!configurable || !enumerable || !writable) {
        throw invalid("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
      }
      return Reflect.defineProperty(env, key, { ...descriptor, value: String(descriptor.value) });
    },
  });
}

function invalid(message: string): Error {
  return makeNodeError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message);
}
