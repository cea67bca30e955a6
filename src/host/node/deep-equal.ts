/** Deep equality as `assert.deepStrictEqual`, `assert.deepEqual` and `util.isDeepStrictEqual` mean it. */
import { types } from './util-types.ts';

type Pairs = Map<object, object>;

function ownKeys(value: object): (string | symbol)[] {
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  return [...Object.keys(value), ...symbols];
}

function sameKeys(a: object, b: object, strict: boolean, seen: Pairs): boolean {
  const keys = strict ? ownKeys(a) : Object.keys(a);
  const others = strict ? ownKeys(b) : Object.keys(b);
  if (keys.length !== others.length) return false;
  return keys.every(
    (key) =>
      Object.prototype.propertyIsEnumerable.call(b, key) &&
      equal((a as Record<PropertyKey, unknown>)[key], (b as Record<PropertyKey, unknown>)[key], strict, seen),
  );
}

function sameSets(a: Set<unknown>, b: Set<unknown>, strict: boolean, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  const left = [...b].filter((value) => !a.has(value));
  for (const value of a) {
    if (b.has(value)) continue;
    const at = left.findIndex((other) => equal(value, other, strict, seen));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

function sameMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, strict: boolean, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  const left = [...b].filter(([key]) => !a.has(key));
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!equal(value, b.get(key), strict, seen)) return false;
      continue;
    }
    const at = left.findIndex(([k, v]) => equal(key, k, strict, seen) && equal(value, v, strict, seen));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

function bytesOf(value: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

function sameBytes(a: ArrayBufferView | ArrayBufferLike, b: ArrayBufferView | ArrayBufferLike): boolean {
  const left = bytesOf(a);
  const right = bytesOf(b);
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

function sameFloats(a: ArrayLike<number>, b: ArrayLike<number>, strict: boolean): boolean {
  return a.length === b.length && Array.from(a).every((x, i) => (strict ? Object.is(x, b[i]) : x === b[i]));
}

/** What objects of a kind hold besides their keys; undefined when the kind has nothing of its own. */
function sameInside(a: object, b: object, strict: boolean, seen: Pairs): boolean | undefined {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length;
  if (types.isDate(a)) return types.isDate(b) && Number(a) === Number(b);
  if (a instanceof RegExp) {
    return b instanceof RegExp && a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
  }
  if (types.isNativeError(a)) {
    if (!types.isNativeError(b) || a.message !== b.message || a.name !== b.name) return false;
    return (
      equal(a.cause, b.cause, strict, seen) &&
      equal((a as AggregateError).errors, (b as AggregateError).errors, strict, seen)
    );
  }
  if (ArrayBuffer.isView(a)) {
    if (!ArrayBuffer.isView(b)) return false;
    if (a instanceof Float32Array || a instanceof Float64Array) {
      return sameFloats(a, b as Float64Array, strict);
    }
    return sameBytes(a, b);
  }
  if (types.isAnyArrayBuffer(a))
    return types.isAnyArrayBuffer(b) && sameBytes(a as ArrayBuffer, b as ArrayBuffer);
  if (a instanceof Set) return b instanceof Set && sameSets(a, b, strict, seen);
  if (a instanceof Map) return b instanceof Map && sameMaps(a, b, strict, seen);
  if (types.isBoxedPrimitive(a)) return types.isBoxedPrimitive(b) && Object.is(a.valueOf(), b.valueOf());
  return undefined;
}

const OPAQUE = [WeakMap, WeakSet, Promise];

function equalObjects(a: object, b: object, strict: boolean, seen: Pairs): boolean {
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const tag = Object.prototype.toString;
  if (tag.call(a) !== tag.call(b)) return false;
  if (seen.get(a) === b) return true;
  if (OPAQUE.some((kind) => a instanceof kind)) return false;
  seen.set(a, b);
  try {
    const inside = sameInside(a, b, strict, seen);
    if (inside === undefined && (Array.isArray(b) || b instanceof Set || b instanceof Map)) return false;
    if (inside === false) return false;
    return ArrayBuffer.isView(a) || sameKeys(a, b, strict, seen);
  } finally {
    seen.delete(a);
  }
}

function equal(a: unknown, b: unknown, strict: boolean, seen: Pairs): boolean {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  const objects = typeof a === 'object' && a !== null && typeof b === 'object' && b !== null;
  if (objects) return equalObjects(a, b, strict, seen);
  if (strict) return Object.is(a, b);
  if ((typeof a === 'object' && a !== null) || (typeof b === 'object' && b !== null)) return false;
  // The loose form compares primitives with ==, and NaN with itself.
  return a == b || (a !== a && b !== b);
}

export function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  return equal(a, b, true, new Map());
}

export function isDeepLooseEqual(a: unknown, b: unknown): boolean {
  return equal(a, b, false, new Map());
}
