/** Buffer: a function, since programs call it without `new`, whose instances are Uint8Arrays. Not pooled. */
import { byteLengthOf, encodeString, encodingOf } from './buffer-encoding.ts';
import type { Encoding } from './buffer-encoding.ts';
import { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING } from './errors.ts';
import { validateArray, validateInteger, validateNumber, validateString } from './validators.ts';

export const K_MAX_LENGTH = 0x1fffffffffffff;

/** What the methods of buffer-methods.ts and buffer-numbers.ts add. */
export interface Buffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: string, start?: number, end?: number): string;
  toJSON(): { type: 'Buffer'; data: number[] };
  equals(other: Uint8Array): boolean;
  compare(
    other: Uint8Array,
    targetStart?: number,
    targetEnd?: number,
    start?: number,
    end?: number,
  ): -1 | 0 | 1;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  write(text: string, encoding?: string): number;
  write(text: string, offset: number, encoding?: string): number;
  write(text: string, offset: number, length: number, encoding?: string): number;
  slice(start?: number, end?: number): Buffer;
  subarray(start?: number, end?: number): Buffer;
  fill(value: string | number | Uint8Array, offset?: number | string, end?: number, encoding?: string): this;
  indexOf(value: string | number | Uint8Array, offset?: number | string, encoding?: string): number;
  lastIndexOf(value: string | number | Uint8Array, offset?: number | string, encoding?: string): number;
  includes(value: string | number | Uint8Array, offset?: number | string, encoding?: string): boolean;
  swap16(): this;
  swap32(): this;
  swap64(): this;
  readUInt8(offset?: number): number;
  readInt8(offset?: number): number;
  readUInt16LE(offset?: number): number;
  readUInt16BE(offset?: number): number;
  readUInt32LE(offset?: number): number;
  readUInt32BE(offset?: number): number;
  readInt32LE(offset?: number): number;
  readInt32BE(offset?: number): number;
  readBigUInt64LE(offset?: number): bigint;
  readBigUInt64BE(offset?: number): bigint;
  writeUInt8(value: number, offset?: number): number;
  writeUInt16LE(value: number, offset?: number): number;
  writeUInt16BE(value: number, offset?: number): number;
  writeUInt32LE(value: number, offset?: number): number;
  writeUInt32BE(value: number, offset?: number): number;
  writeInt32LE(value: number, offset?: number): number;
  writeInt32BE(value: number, offset?: number): number;
  readonly parent: ArrayBufferLike | undefined;
  readonly offset: number | undefined;
}

type Bytes = ArrayBufferLike | Uint8Array | readonly number[] | Iterable<number>;

export interface BufferConstructor {
  /** Deprecated in Node; kept for the packages that still do it. */
  new (value: number | string | Bytes, encodingOrOffset?: string | number, length?: number): Buffer;
  (value: number | string | Bytes, encodingOrOffset?: string | number, length?: number): Buffer;
  prototype: Buffer;
  poolSize: number;
  from(value: string | Bytes | object, encodingOrOffset?: string | number, length?: number): Buffer;
  of(...bytes: number[]): Buffer;
  alloc(size: number, fill?: string | number | Uint8Array, encoding?: string): Buffer;
  allocUnsafe(size: number): Buffer;
  allocUnsafeSlow(size: number): Buffer;
  copyBytesFrom(view: ArrayBufferView, offset?: number, length?: number): Buffer;
  byteLength(value: string | ArrayBufferView | ArrayBufferLike, encoding?: string): number;
  compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
  concat(list: readonly Uint8Array[], totalLength?: number): Buffer;
  isBuffer(value: unknown): value is Buffer;
  isEncoding(name: unknown): boolean;
  readonly [Symbol.species]: unknown;
}

/** The class behind the function: `new FastBuffer(buffer, offset, length)` is the only way an instance is made. */
class FastBuffer extends Uint8Array<ArrayBuffer> {}

const { prototype } = FastBuffer as unknown as { prototype: Buffer };

/** A Buffer over memory that is already there. */
export function viewAsBuffer(bytes: Uint8Array): Buffer {
  return new FastBuffer(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) as unknown as Buffer;
}

/** `encoding` checked, `utf8` when it is not given. */
export function requireEncoding(encoding: unknown): Encoding {
  const found = encodingOf(encoding);
  if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return found;
}

function allocate(size: number): Buffer {
  return new (FastBuffer as unknown as new (size: number) => Buffer)(size);
}

function checkSize(size: unknown): asserts size is number {
  validateNumber(size, 'size', 0, K_MAX_LENGTH);
}

function isSharedMemory(value: unknown): value is ArrayBufferLike {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}

function fromMemory(memory: ArrayBufferLike, byteOffset?: unknown, length?: unknown): Buffer {
  const offset = byteOffset === undefined ? 0 : Number(byteOffset) || 0;
  const available = memory.byteLength - offset;
  if (available < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  const size = length === undefined ? available : Math.max(0, Number(length) || 0);
  if (size > available) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return new FastBuffer(memory as ArrayBuffer, offset, size) as unknown as Buffer;
}

function fromObject(value: object): Buffer | undefined {
  const { length, type, data } = value as { length?: unknown; type?: unknown; data?: unknown };
  if (length !== undefined || isSharedMemory((value as { buffer?: unknown }).buffer)) {
    return typeof length === 'number' ? copyOf(value as ArrayLike<number>) : allocate(0);
  }
  if (type === 'Buffer' && Array.isArray(data)) return copyOf(data as number[]);
  return undefined;
}

function copyOf(list: ArrayLike<number>): Buffer {
  if (list.length <= 0) return allocate(0);
  const buffer = allocate(list.length);
  buffer.set(list);
  return buffer;
}

const FROM_KINDS = ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'];

function invalidFrom(value: unknown): Error {
  const words =
    'The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.';
  const error = new ERR_INVALID_ARG_TYPE('first argument', FROM_KINDS, value);
  error.message = `${words}${error.message.slice(error.message.indexOf(' Received'))}`;
  return error;
}

function from(value: unknown, encodingOrOffset?: unknown, length?: unknown): Buffer {
  if (typeof value === 'string') {
    const encoding = typeof encodingOrOffset === 'string' ? requireEncoding(encodingOrOffset) : 'utf8';
    return viewAsBuffer(encodeString(value, encoding));
  }
  if (typeof value !== 'object' || value === null) throw invalidFrom(value);
  if (isSharedMemory(value)) return fromMemory(value, encodingOrOffset, length);
  const primitive: unknown = value.valueOf?.();
  if (primitive !== undefined && primitive !== null && primitive !== value) {
    if (typeof primitive === 'string' || typeof primitive === 'object')
      return from(primitive, encodingOrOffset, length);
  }
  const made = fromObject(value);
  if (made) return made;
  const convert = (value as { [Symbol.toPrimitive]?: (hint: string) => unknown })[Symbol.toPrimitive];
  if (typeof convert === 'function') {
    const text = convert.call(value, 'string');
    if (typeof text === 'string') return from(text, encodingOrOffset);
  }
  throw invalidFrom(value);
}

function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number) ? -1 : 1;
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

function concat(list: readonly Uint8Array[], totalLength?: number): Buffer {
  validateArray(list, 'list');
  if (totalLength !== undefined) validateInteger(totalLength, 'length', 0);
  const total = totalLength ?? list.reduce((sum, each) => sum + (each?.length || 0), 0);
  const joined = allocate(total);
  let at = 0;
  for (const [i, each] of list.entries()) {
    if (!(each instanceof Uint8Array))
      throw new ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], each);
    if (at >= total) break;
    joined.set(at + each.length > total ? each.subarray(0, total - at) : each, at);
    at += each.length;
  }
  return joined;
}

function byteLength(value: unknown, encoding?: string): number {
  if (typeof value === 'string') return byteLengthOf(value, encodingOf(encoding) ?? 'utf8');
  if (ArrayBuffer.isView(value) || isSharedMemory(value)) return value.byteLength;
  throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], value);
}

function copyBytesFrom(view: ArrayBufferView, offset?: number, length?: number): Buffer {
  if (!ArrayBuffer.isView(view) || view instanceof DataView) {
    throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  }
  const unit = (view as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  const count = view.byteLength / unit;
  if (offset !== undefined) validateInteger(offset, 'offset', 0);
  if (length !== undefined) validateInteger(length, 'length', 0);
  const start = Math.min(offset ?? 0, count);
  const end = Math.min(length === undefined ? count : start + length, count);
  return copyOf(new Uint8Array(view.buffer, view.byteOffset + start * unit, (end - start) * unit));
}

function construct(value: unknown, encodingOrOffset?: unknown, length?: unknown): Buffer {
  if (typeof value !== 'number') return from(value, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', value);
  checkSize(value);
  return allocate(value);
}
Object.defineProperty(construct, 'name', { value: 'Buffer' });

export const Buffer = construct as unknown as BufferConstructor;
Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = prototype;
Object.defineProperty(prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
// TypedArray methods (map, filter, slice of the base) make their result by it: it must be constructible with a length.
Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer, configurable: true });

const statics: Partial<BufferConstructor> = {
  poolSize: 8192,
  from,
  of: (...bytes) => copyOf(bytes),
  alloc(size, fill, encoding) {
    checkSize(size);
    const buffer = allocate(size);
    if (fill === undefined || fill === 0 || size === 0) return buffer;
    if (encoding !== undefined) validateString(encoding, 'encoding');
    return buffer.fill(fill, encoding);
  },
  allocUnsafe(size) {
    checkSize(size);
    return allocate(size);
  },
  allocUnsafeSlow(size) {
    checkSize(size);
    return allocate(size);
  },
  copyBytesFrom,
  byteLength,
  compare(a, b) {
    if (!(a instanceof Uint8Array)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], a);
    if (!(b instanceof Uint8Array)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], b);
    return a === b ? 0 : compareBytes(a, b);
  },
  concat,
  isBuffer: (value): value is Buffer => value instanceof FastBuffer,
  isEncoding: (name) => typeof name === 'string' && name !== '' && encodingOf(name) !== undefined,
};
for (const [name, value] of Object.entries(statics)) {
  Object.defineProperty(Buffer, name, { value, writable: true, configurable: true, enumerable: true });
}

export { compareBytes };
