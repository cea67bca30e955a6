/** Bytes of V8's value serialiser back to values. */
import { ERROR_PART, ERROR_PROTOTYPES, REGEXP_FLAGS, TAG, VERSION } from './value-tags.ts';

const utf8 = new TextDecoder();
const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

export class ValueReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #objects: unknown[] = [];
  readonly #readView: () => unknown;

  /** `readView` reads what `writeView` of the writer wrote. */
  constructor(bytes: Uint8Array, readView: () => unknown) {
    // Not a Buffer, whose slices are views.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#readView = readView;
  }

  header(): number {
    const version = this.byte() === TAG.header ? this.uint32() : -1;
    if (version < 0 || version > VERSION)
      throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
    return version;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new Error('Unable to deserialize cloned data.');
    return value;
  }

  uint32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  uint64(): [number, number] {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return [Number((value >> 32n) & 0xffff_ffffn), Number(value & 0xffff_ffffn)];
  }

  double(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A view into what is being read. */
  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.byteLength) throw new Error('Unable to deserialize cloned data.');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  value(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.true:
      case TAG.false:
        return tag === TAG.true;
      case TAG.int32: {
        const value = this.uint32();
        return (value >>> 1) ^ -(value & 1);
      }
      case TAG.uint32:
        return this.uint32();
      case TAG.double:
        return this.double();
      case TAG.bigint:
        return this.#bigint();
      case TAG.utf8:
        return utf8.decode(this.raw(this.uint32()));
      case TAG.latin1:
        return this.#latin1();
      case TAG.utf16:
        return utf16.decode(this.raw(this.uint32()));
      case TAG.reference:
        return this.#objects[this.uint32()];
      default:
        return this.#object(tag);
    }
  }

  #tag(): number {
    let tag = this.byte();
    while (tag === TAG.padding) tag = this.byte();
    return tag;
  }

  /** The platform's decoder of this name is windows-1252: what differs there is told by hand. */
  #latin1(): string {
    const bytes = this.raw(this.uint32());
    if (bytes.every((byte) => byte < 0x80 || byte > 0x9f)) return latin1.decode(bytes);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }

  #bigint(): bigint {
    const field = this.uint32();
    let value = 0n;
    for (const [index, byte] of this.raw(field >>> 1).entries()) value |= BigInt(byte) << BigInt(8 * index);
    return field & 1 ? -value : value;
  }

  #keep<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #object(tag: number): unknown {
    switch (tag) {
      case TAG.object:
        return this.#properties(this.#keep({}), TAG.objectEnd);
      case TAG.dense:
        return this.#dense();
      case TAG.sparse: {
        const array = this.#properties(this.#keep(new Array<unknown>(this.uint32())), TAG.sparseEnd);
        this.uint32();
        return array;
      }
      case TAG.date:
        return this.#keep(new Date(this.double()));
      case TAG.trueObject:
      case TAG.falseObject:
        return this.#keep(Object(tag === TAG.trueObject));
      case TAG.numberObject:
        return this.#keep(Object(this.double()));
      case TAG.bigintObject:
        return this.#keep(Object(this.#bigint()));
      case TAG.stringObject:
        return this.#keep(Object(this.value()));
      case TAG.regexp: {
        const source = this.value() as string;
        const bits = this.uint32();
        return this.#keep(new RegExp(source, REGEXP_FLAGS.filter((_, bit) => bits & (1 << bit)).join('')));
      }
      default:
        return this.#collection(tag);
    }
  }

  #collection(tag: number): unknown {
    switch (tag) {
      case TAG.map: {
        const map = this.#keep(new Map<unknown, unknown>());
        while (!this.#ends(TAG.mapEnd)) map.set(this.value(), this.value());
        return map;
      }
      case TAG.set: {
        const set = this.#keep(new Set<unknown>());
        while (!this.#ends(TAG.setEnd)) set.add(this.value());
        return set;
      }
      case TAG.arrayBuffer:
        return this.#keep(this.raw(this.uint32()).slice().buffer);
      case TAG.error:
        return this.#error();
      case TAG.host: {
        const id = this.#objects.push(undefined) - 1;
        return (this.#objects[id] = this.#readView());
      }
      default:
        throw new Error('Unable to deserialize cloned data.');
    }
  }

  /** Takes the end mark and the count after it if they are next. */
  #ends(end: number): boolean {
    if (this.#bytes[this.#at] !== end) return false;
    this.#at++;
    this.uint32();
    return true;
  }

  #properties<T extends object>(object: T, end: number): T {
    while (!this.#ends(end)) {
      const key = this.value() as string | number;
      Object.defineProperty(object, key, {
        value: this.value(),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  }

  #dense(): unknown[] {
    const length = this.uint32();
    const array = this.#keep(new Array<unknown>(length));
    for (let index = 0; index < length; index++) {
      if (this.#bytes[this.#at] === TAG.hole) this.#at++;
      else array[index] = this.value();
    }
    this.#properties(array, TAG.denseEnd);
    this.uint32();
    return array;
  }

  #error(): Error {
    const id = this.#objects.push(undefined) - 1;
    let error = new Error();
    this.#objects[id] = error;
    let stack: unknown;
    for (let part = this.byte(); part !== ERROR_PART.end; part = this.byte()) {
      const name = Object.keys(ERROR_PROTOTYPES).find((key) => ERROR_PROTOTYPES[key] === part);
      if (name !== undefined) {
        error = new (ERRORS[name] as ErrorConstructor)();
        this.#objects[id] = error;
      } else {
        const value = this.value();
        if (part === ERROR_PART.stack) stack = value;
        else
          Object.defineProperty(error, part === ERROR_PART.message ? 'message' : 'cause', {
            value,
            writable: true,
            configurable: true,
          });
      }
    }
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
    return error;
  }
}
