/** `node:util/types`: what a value really is, told without trusting its prototype where the platform allows. */
import type { NodeHost } from './host.ts';

type Check = (value: unknown) => boolean;

/** True when `probe`, a getter or method that only works on the real thing, does not throw on `value`. */
function brand(probe: (value: never) => unknown): Check {
  return (value) => {
    if (value === null || typeof value !== 'object') return false;
    try {
      probe(value as never);
      return true;
    } catch {
      // The platform's own check of the internal slot said no.
      return false;
    }
  };
}

const getter = (proto: object, key: string | symbol): ((this: unknown) => unknown) =>
  Object.getOwnPropertyDescriptor(proto, key)?.get as (this: unknown) => unknown;
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const tagged =
  (...tags: string[]): Check =>
  (value) =>
    value !== null && typeof value === 'object' && tags.includes(tagOf(value));

/** Objects made from the prototype alone are no errors; engines without `isError` give errors a stack of their own. */
const isError: Check =
  (Error as { isError?: Check }).isError ??
  ((value) => value instanceof Error && Object.hasOwn(value, 'stack'));

const typedArrayName = getter(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);
const arrayKind =
  (name: string): Check =>
  (value) =>
    value !== null && typeof value === 'object' && typedArrayName.call(value) === name;
const functionSource = (value: unknown): string =>
  typeof value === 'function' ? Object.prototype.toString.call(value).slice(8, -1) : '';

const isAnyArrayBuffer = brand((value) => {
  try {
    return getter(ArrayBuffer.prototype, 'byteLength').call(value);
  } catch {
    // Not an ArrayBuffer: perhaps a shared one.
    if (typeof SharedArrayBuffer === 'undefined') throw new TypeError('not shared');
    return getter(SharedArrayBuffer.prototype, 'byteLength').call(value);
  }
});

const boxed = {
  isNumberObject: brand((value) => Number.prototype.valueOf.call(value)),
  isStringObject: brand((value) => String.prototype.valueOf.call(value)),
  isBooleanObject: brand((value) => Boolean.prototype.valueOf.call(value)),
  isBigIntObject: brand((value) => BigInt.prototype.valueOf.call(value)),
  isSymbolObject: brand((value) => Symbol.prototype.valueOf.call(value)),
};

const arrays = Object.fromEntries(
  [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ].map((name) => [`is${name}`, arrayKind(name)]),
);

export const types = {
  ...boxed,
  ...arrays,
  isBoxedPrimitive: (value: unknown): boolean => Object.values(boxed).some((check) => check(value)),
  isTypedArray: (value: unknown): boolean => ArrayBuffer.isView(value) && !(tagOf(value) === 'DataView'),
  isUint8Array: arrayKind('Uint8Array'),
  isArrayBufferView: (value: unknown): value is ArrayBufferView => ArrayBuffer.isView(value),
  isDataView: brand((value) => getter(DataView.prototype, 'byteLength').call(value)),
  isArrayBuffer: brand((value) => getter(ArrayBuffer.prototype, 'byteLength').call(value)),
  isSharedArrayBuffer: brand((value) => getter(SharedArrayBuffer.prototype, 'byteLength').call(value)),
  isAnyArrayBuffer,
  isDate: brand((value) => Date.prototype.getTime.call(value)),
  isRegExp: brand((value) =>
    value === RegExp.prototype
      ? Reflect.apply(Date.prototype.getTime, value, [])
      : getter(RegExp.prototype, 'source').call(value),
  ),
  isMap: brand((value) => getter(Map.prototype, 'size').call(value)),
  isSet: brand((value) => getter(Set.prototype, 'size').call(value)),
  isWeakMap: brand((value) => WeakMap.prototype.has.call(value, {})),
  isWeakSet: brand((value) => WeakSet.prototype.has.call(value, {})),
  isPromise: brand((value) => {
    if (tagOf(value) !== 'Promise' && !((value as unknown) instanceof Promise))
      throw new TypeError('not a promise');
  }),
  isNativeError: (value: unknown): value is Error => isError(value) || tagged('Error', 'DOMException')(value),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isGeneratorObject: tagged('Generator', 'AsyncGenerator'),
  isGeneratorFunction: (value: unknown): boolean =>
    ['GeneratorFunction', 'AsyncGeneratorFunction'].includes(functionSource(value)),
  isAsyncFunction: (value: unknown): boolean =>
    ['AsyncFunction', 'AsyncGeneratorFunction'].includes(functionSource(value)),
  isArgumentsObject: tagged('Arguments'),
  isModuleNamespaceObject: tagged('Module'),
  // A program cannot see either from the outside.
  isProxy: (_value: unknown): boolean => false,
  isExternal: (_value: unknown): boolean => false,
  isCryptoKey: tagged('CryptoKey'),
  isKeyObject: (value: unknown): boolean =>
    typeof value === 'object' && value !== null && /KeyObject$/.test(value.constructor?.name ?? ''),
};

export function createModule(_host?: NodeHost): typeof types {
  return types;
}
