/** Values to bytes, as V8 writes them: what a structured clone can carry, cycles included. */
import { ERROR_PART, ERROR_PROTOTYPES, REGEXP_FLAGS, TAG, VERSION } from './value-tags.ts';

/** Tags of objects that only the platform can clone, or nobody. */
const UNCLONEABLE = new Set(
  (
    'SharedArrayBuffer Promise WeakMap WeakSet WeakRef MessagePort Blob File CryptoKey ReadableStream WritableStream ' +
    'TransformStream WebAssembly.Module WebAssembly.Memory WebAssembly.Instance WebAssembly.Table Generator Symbol'
  ).split(' '),
);

export function dataCloneError(value: unknown): Error {
  const shown =
    typeof value === 'object' && value !== null ? `#<${value.constructor.name || 'Object'}>` : String(value);
  return new DOMException(`${shown} could not be cloned.`, 'DataCloneError');
}

export class ValueWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #ids = new Map<object, number>();
  readonly #writeView: (view: ArrayBufferView) => void;

  /** `writeView` writes what follows the mark of a host object. */
  constructor(writeView: (view: ArrayBufferView) => void) {
    this.#writeView = writeView;
  }

  header(): void {
    this.byte(TAG.header);
    this.uint32(VERSION);
  }

  /** What was written, in memory of its own. */
  release(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** A variable-length number of at most 32 bits. */
  uint32(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  uint64(high: number, low: number): void {
    let rest = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    for (; rest > 0x7fn; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
    this.byte(Number(rest));
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.byte(TAG.undefined);
      case 'boolean':
        return this.byte(value ? TAG.true : TAG.false);
      case 'number':
        return this.#number(value);
      case 'bigint':
        this.byte(TAG.bigint);
        return this.#bigint(value);
      case 'string':
        return this.#string(value);
      case 'object':
        return value === null ? this.byte(TAG.null) : this.#object(value);
      default:
        throw dataCloneError(value);
    }
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(this.#bytes.byteLength * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  #number(value: number): void {
    // Small integers as V8 keeps them: 31 bits.
    if (Number.isInteger(value) && !Object.is(value, -0) && value >= -(2 ** 30) && value < 2 ** 30) {
      this.byte(TAG.int32);
      this.uint32((value << 1) ^ (value >> 31));
      return;
    }
    this.byte(TAG.double);
    this.double(value);
  }

  #bigint(value: bigint): void {
    let rest = value < 0n ? -value : value;
    const digits: number[] = [];
    for (; rest > 0n; rest >>= 8n) digits.push(Number(rest & 0xffn));
    while (digits.length % 8 !== 0) digits.push(0);
    this.uint32((digits.length << 1) | (value < 0n ? 1 : 0));
    this.raw(Uint8Array.from(digits));
  }

  #string(text: string): void {
    let wide = false;
    for (let at = 0; at < text.length && !wide; at++) wide = text.charCodeAt(at) > 0xff;
    if (!wide) {
      this.byte(TAG.latin1);
      this.uint32(text.length);
      this.#room(text.length);
      for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
      return;
    }
    const size = text.length * 2;
    const sizeBytes = size < 0x80 ? 1 : size < 0x4000 ? 2 : size < 0x20_0000 ? 3 : size < 0x1000_0000 ? 4 : 5;
    if ((this.#length + 1 + sizeBytes) % 2 !== 0) this.byte(TAG.padding);
    this.byte(TAG.utf16);
    this.uint32(size);
    this.#room(size);
    for (let at = 0; at < text.length; at++, this.#length += 2)
      this.#view.setUint16(this.#length, text.charCodeAt(at), true);
  }

  #object(object: object): void {
    const known = this.#ids.get(object);
    if (known !== undefined) {
      this.byte(TAG.reference);
      return this.uint32(known);
    }
    this.#ids.set(object, this.#ids.size);
    if (ArrayBuffer.isView(object)) {
      this.byte(TAG.host);
      return this.#writeView(object);
    }
    if (Array.isArray(object)) return this.#array(object);
    if (this.#builtin(object)) return;
    if (UNCLONEABLE.has(Object.prototype.toString.call(object).slice(8, -1))) throw dataCloneError(object);
    this.byte(TAG.object);
    const count = this.#properties(object, Object.keys(object));
    this.byte(TAG.objectEnd);
    this.uint32(count);
  }

  #properties(object: object, keys: string[]): number {
    for (const key of keys) {
      const index = Number(key);
      if (String(index >>> 0) === key && index < 2 ** 32 - 1) this.#number(index);
      else this.#string(key);
      this.value((object as Record<string, unknown>)[key]);
    }
    return keys.length;
  }

  #array(array: unknown[]): void {
    const keys = Object.keys(array);
    const named = keys.filter((key) => String(Number(key) >>> 0) !== key);
    const filled = keys.length - named.length;
    const sparse = filled < array.length;
    this.byte(sparse ? TAG.sparse : TAG.dense);
    this.uint32(array.length);
    if (!sparse) for (const item of array) this.value(item);
    const count = this.#properties(array, sparse ? keys : named);
    this.byte(sparse ? TAG.sparseEnd : TAG.denseEnd);
    this.uint32(count);
    this.uint32(array.length);
  }

  /** Objects of the language that are more than their properties. */
  #builtin(object: object): boolean {
    if (object instanceof Map) this.#entries(TAG.map, TAG.mapEnd, [...object].flat());
    else if (object instanceof Set) this.#entries(TAG.set, TAG.setEnd, [...object]);
    else if (object instanceof Date) {
      this.byte(TAG.date);
      this.double(object.getTime());
    } else if (object instanceof RegExp) {
      this.byte(TAG.regexp);
      this.#string(object.source);
      this.uint32(
        REGEXP_FLAGS.reduce((bits, flag, bit) => bits | (object.flags.includes(flag) ? 1 << bit : 0), 0),
      );
    } else if (object instanceof Error) this.#error(object);
    else if (object instanceof ArrayBuffer) {
      this.byte(TAG.arrayBuffer);
      this.uint32(object.byteLength);
      this.raw(new Uint8Array(object));
    } else return this.#wrapper(object);
    return true;
  }

  #wrapper(object: object): boolean {
    if (object instanceof Boolean) this.byte(object.valueOf() ? TAG.trueObject : TAG.falseObject);
    else if (object instanceof Number) {
      this.byte(TAG.numberObject);
      this.double(object.valueOf());
    } else if (object instanceof String) {
      this.byte(TAG.stringObject);
      this.#string(object.valueOf());
    } else if (object instanceof BigInt) {
      this.byte(TAG.bigintObject);
      this.#bigint(object.valueOf());
    } else return false;
    return true;
  }

  #entries(tag: number, end: number, items: unknown[]): void {
    this.byte(tag);
    for (const item of items) this.value(item);
    this.byte(end);
    this.uint32(items.length);
  }

  #error(error: Error): void {
    this.byte(TAG.error);
    const prototype = ERROR_PROTOTYPES[error.name];
    if (prototype !== undefined) this.byte(prototype);
    if (error.message !== '') {
      this.byte(ERROR_PART.message);
      this.#string(error.message);
    }
    if (Object.hasOwn(error, 'cause')) {
      this.byte(ERROR_PART.cause);
      this.value(error.cause);
    }
    if (typeof error.stack === 'string') {
      this.byte(ERROR_PART.stack);
      this.#string(error.stack);
    }
    this.byte(ERROR_PART.end);
  }
}
