/** Buffer's instance methods that are not about numbers. Importing it completes the class. */
import { Buffer, K_MAX_LENGTH, compareBytes, requireEncoding, viewAsBuffer } from './buffer-class.ts';
import { decodeBytes, encodeString, encodingOf } from './buffer-encoding.ts';
import { numberMethods, swapBytes } from './buffer-numbers.ts';
import {
  ERR_BUFFER_OUT_OF_BOUNDS,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_BUFFER_SIZE,
  ERR_OUT_OF_RANGE,
} from './errors.ts';
import { validateInteger, validateNumber } from './validators.ts';

type Needle = string | number | Uint8Array;

/** How many bytes `<Buffer …>` shows. */
export const inspectLimit = { bytes: 50 };

function clampRange(length: number, start: unknown, end: unknown): [number, number] {
  const from = Math.min(Math.max(Math.trunc(Number(start)) || 0, 0), length);
  const to = end === undefined ? length : Math.min(Math.max(Math.trunc(Number(end)) || 0, 0), length);
  return [from, Math.max(from, to)];
}

function write(this: Buffer, text: string, ...rest: (string | number | undefined)[]): number {
  if (typeof text !== 'string') throw new ERR_INVALID_ARG_TYPE('argument', 'string', text);
  const [first, second, third] = rest;
  let offset = 0;
  let length = this.length;
  let encoding: unknown;
  if (typeof first === 'string') encoding = first;
  else {
    if (first !== undefined) {
      validateInteger(first, 'offset', 0, this.length);
      offset = first;
    }
    if (typeof second === 'string') encoding = second;
    else {
      if (second !== undefined) {
        validateInteger(second, 'length', 0, this.length);
        length = second;
      }
      encoding = third;
    }
  }
  const room = Math.min(length, this.length - offset);
  const kind = requireEncoding(encoding);
  const target = this.subarray(offset, offset + room);
  if (kind === 'utf8') {
    // Never half a character: encodeInto stops before the one that does not fit.
    if (!(this.buffer instanceof ArrayBuffer)) return copyWhole(encodeString(text, kind), target, true);
    return new TextEncoder().encodeInto(text, new Uint8Array(target.buffer, target.byteOffset, target.length))
      .written;
  }
  const bytes = encodeString(text, kind);
  const count = kind === 'utf16le' ? Math.min(bytes.length, room) & ~1 : Math.min(bytes.length, room);
  target.set(bytes.subarray(0, count));
  return count;
}

function copyWhole(bytes: Uint8Array, target: Uint8Array, utf8: boolean): number {
  let count = Math.min(bytes.length, target.length);
  while (utf8 && count > 0 && count < bytes.length && ((bytes[count] as number) & 0xc0) === 0x80) count--;
  target.set(bytes.subarray(0, count));
  return count;
}

function needleBytes(value: Needle, encoding: unknown): Uint8Array | number {
  if (typeof value === 'number') return value & 0xff;
  if (typeof value === 'string') return encodeString(value, requireEncoding(encoding));
  if (value instanceof Uint8Array) return value;
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

function matchesAt(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

function search(
  bytes: Buffer,
  value: Needle,
  byteOffset: unknown,
  encoding: unknown,
  forward: boolean,
): number {
  let position: unknown = byteOffset;
  let kind = encoding;
  if (typeof byteOffset === 'string') {
    kind = byteOffset;
    position = undefined;
  }
  let start = Math.trunc(Number(position));
  if (Number.isNaN(start)) start = forward ? 0 : bytes.length;
  if (start < 0) start += bytes.length;
  const needle = needleBytes(value, kind);
  const proto = Uint8Array.prototype;
  if (typeof needle === 'number') {
    if (start < 0) return forward ? proto.indexOf.call(bytes, needle) : -1;
    return forward ? proto.indexOf.call(bytes, needle, start) : proto.lastIndexOf.call(bytes, needle, start);
  }
  if (start < 0 && !forward) return -1;
  const step = encodingOf(kind) === 'utf16le' && typeof value === 'string' ? 2 : 1;
  const last = bytes.length - needle.length;
  if (needle.length === 0) return Math.min(Math.max(start, 0), bytes.length);
  if (!forward) {
    for (let at = Math.min(start, last); at >= 0; at -= step) if (matchesAt(bytes, needle, at)) return at;
    return -1;
  }
  const head = needle[0] as number;
  for (let at = Math.max(start, 0); at <= last; at++) {
    at = proto.indexOf.call(bytes, head, at);
    if (at < 0 || at > last) return -1;
    if ((step === 1 || at % 2 === 0) && matchesAt(bytes, needle, at)) return at;
  }
  return -1;
}

function fill(this: Buffer, value: Needle, ...rest: (number | string | undefined)[]): Buffer {
  let [offset, end, encoding] = rest;
  if (typeof offset === 'string') [offset, end, encoding] = [undefined, undefined, offset];
  else if (typeof end === 'string') [end, encoding] = [undefined, end];
  if (typeof encoding === 'string') requireEncoding(encoding);
  else if (encoding !== undefined) throw new ERR_INVALID_ARG_TYPE('encoding', 'string', encoding);
  if (offset !== undefined) validateNumber(offset, 'offset', 0, K_MAX_LENGTH);
  if (end !== undefined) validateNumber(end, 'end', 0, this.length);
  const from = Number(offset ?? 0);
  const to = Number(end ?? this.length);
  if (from >= to) return this;
  const base = Uint8Array.prototype;
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
    base.fill.call(this, Number(value) & 255, from, to);
    return this;
  }
  const bytes = typeof value === 'string' ? encodeString(value, requireEncoding(encoding)) : value;
  if (bytes.length === 0) {
    if (value.length > 0 || value instanceof Uint8Array) throw new ERR_INVALID_ARG_VALUE('value', value);
    base.fill.call(this, 0, from, to);
    return this;
  }
  const chunk = bytes.buffer === this.buffer ? bytes.slice() : bytes;
  for (let at = from; at < to; at += chunk.length) this.set(chunk.subarray(0, to - at), at);
  return this;
}

function copy(this: Buffer, target: Uint8Array, targetStart = 0, start = 0, end = this.length): number {
  if (!(target instanceof Uint8Array))
    throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const to = Math.trunc(Number(targetStart)) || 0;
  const from = Math.trunc(Number(start)) || 0;
  const until = Math.trunc(Number(end)) || 0;
  if (to < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', to);
  if (from < 0 || from > this.length)
    throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${this.length}`, from);
  if (until < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', until);
  if (to >= target.length || from >= until) return 0;
  const count = Math.min(until - from, target.length - to, this.length - from);
  target.set(Uint8Array.prototype.subarray.call(this, from, from + count), to);
  return count;
}

function compare(this: Buffer, target: Uint8Array, ...range: (number | undefined)[]): -1 | 0 | 1 {
  if (!(target instanceof Uint8Array))
    throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const [targetStart = 0, targetEnd = target.length, start = 0, end = this.length] = range;
  const limits: [string, number, number][] = [
    ['targetStart', targetStart, Number.MAX_SAFE_INTEGER],
    ['targetEnd', targetEnd, target.length],
    ['sourceStart', start, Number.MAX_SAFE_INTEGER],
    ['sourceEnd', end, this.length],
  ];
  for (const [name, value, max] of limits) validateInteger(value, name, 0, max);
  if (start >= end) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return compareBytes(
    Uint8Array.prototype.subarray.call(this, start, end),
    Uint8Array.prototype.subarray.call(target, targetStart, targetEnd),
  );
}

function inspectBuffer(
  this: Buffer,
  _depth: unknown,
  options?: object,
  inspect?: (value: unknown, options: object) => string,
): string {
  const shown = decodeBytes(Uint8Array.prototype.subarray.call(this, 0, inspectLimit.bytes), 'hex');
  let text = shown.replace(/(.{2})/g, '$1 ').trim();
  const more = this.length - inspectLimit.bytes;
  if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
  const extras = Object.keys(this).filter((key) => !/^\d+$/.test(key));
  if (extras.length > 0 && inspect && options) {
    const shownExtras: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const key of extras) shownExtras[key] = (this as unknown as Record<string, unknown>)[key];
    const inner = inspect(shownExtras, { ...options, breakLength: Infinity, compact: true });
    text += `${this.length > 0 ? ', ' : ''}${inner.slice('[Object: null prototype] { '.length, -2)}`;
  }
  const name = (this.constructor as { name: string }).name;
  return `<${name} ${text}>`.replace(/ >$/, ' >');
}

function subarray(this: Buffer, start?: number, end?: number): Buffer {
  const length = this.length;
  const at = (value: number | undefined, fallback: number): number => {
    if (value === undefined) return fallback;
    const number = Math.trunc(Number(value)) || 0;
    return number < 0 ? Math.max(0, number + length) : Math.min(number, length);
  };
  const from = at(start, 0);
  const to = Math.max(from, at(end, length));
  return viewAsBuffer(Uint8Array.prototype.subarray.call(this, from, to));
}

const methods = {
  toString(this: Buffer, encoding?: string, start?: number, end?: number) {
    if (arguments.length === 0) return decodeBytes(this, 'utf8');
    const [from, to] = clampRange(this.length, start, end);
    const kind = requireEncoding(encoding);
    if (from === to) return '';
    const whole = from === 0 && to === this.length;
    return decodeBytes(whole ? this : Uint8Array.prototype.subarray.call(this, from, to), kind);
  },
  toJSON(this: Buffer) {
    return { type: 'Buffer', data: Array.from(this) };
  },
  equals(this: Buffer, other: Uint8Array) {
    if (!(other instanceof Uint8Array))
      throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], other);
    return this === other || (this.length === other.length && compareBytes(this, other) === 0);
  },
  compare,
  copy,
  write,
  fill,
  slice: subarray,
  subarray,
  indexOf(this: Buffer, value: Needle, offset?: number | string, encoding?: string) {
    return search(this, value, offset, encoding, true);
  },
  lastIndexOf(this: Buffer, value: Needle, offset?: number | string, encoding?: string) {
    return search(this, value, offset, encoding, false);
  },
  includes(this: Buffer, value: Needle, offset?: number | string, encoding?: string) {
    return search(this, value, offset, encoding, true) !== -1;
  },
  inspect: inspectBuffer,
};

/** `latin1Slice(start, end)`, `utf8Write(text, offset, length)`, …: undocumented, yet used by parsers. */
function rawMethods(): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const name of ['utf8', 'ucs2', 'utf16le', 'latin1', 'ascii', 'base64', 'base64url', 'hex']) {
    raw[`${name}Slice`] = function (this: Buffer, start = 0, end = this.length) {
      if (start > this.length || end > this.length) throw new ERR_BUFFER_OUT_OF_BOUNDS();
      return this.toString(name, start, end);
    };
    raw[`${name}Write`] = function (this: Buffer, text: string, offset = 0, length = this.length - offset) {
      return this.write(text, offset, length, name);
    };
  }
  return raw;
}

function swap(bits: 16 | 32 | 64) {
  return function (this: Buffer) {
    if (this.length % (bits / 8) !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${bits}-bits`);
    return swapBytes[bits].call(this);
  };
}

function define(target: object, entries: Record<string | symbol, unknown>): void {
  for (const key of Reflect.ownKeys(entries)) {
    Object.defineProperty(target, key, {
      value: entries[key as string],
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
}

define(Buffer.prototype, {
  ...numberMethods(),
  ...methods,
  ...rawMethods(),
  swap16: swap(16),
  swap32: swap(32),
  swap64: swap(64),
  toLocaleString: methods.toString,
  [Symbol.for('nodejs.util.inspect.custom')]: inspectBuffer,
});
for (const [name, source] of [
  ['parent', 'buffer'],
  ['offset', 'byteOffset'],
] as const) {
  Object.defineProperty(Buffer.prototype, name, {
    enumerable: true,
    configurable: true,
    get(this: unknown) {
      return this instanceof Uint8Array ? this[source] : undefined;
    },
  });
}

export { Buffer };
