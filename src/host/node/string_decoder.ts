/** `node:string_decoder`: decodes chunks and keeps characters that a chunk's end cuts. A function, since programs call it bare. */
import { Buffer, viewAsBuffer } from './buffer-class.ts';
import { encodingOf } from './buffer-encoding.ts';
import './buffer-methods.ts';
import { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING } from './errors.ts';
import type { NodeHost } from './host.ts';

export interface StringDecoder {
  encoding: string;
  lastNeed: number;
  lastTotal: number;
  lastChar: Buffer;
  /** The whole characters of what was held back and `chunk`. */
  write(chunk: string | ArrayBufferView): string;
  /** What is left, with replacement characters for what never came. */
  end(chunk?: string | ArrayBufferView): string;
}

const held = new WeakMap<StringDecoder, Buffer>();
const NOTHING = Buffer.alloc(0);

/** How many bytes at the end of `bytes` begin a UTF-8 character that is not complete. */
function incompleteUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte < 0xf5 && needed > back && validPrefix(bytes, back) ? back : 0;
  }
  return 0;
}

/** Some second bytes can follow no first byte (overlong, surrogates): then nothing is waited for. */
function validPrefix(bytes: Uint8Array, back: number): boolean {
  if (back < 2) return true;
  const first = bytes[bytes.length - back] as number;
  const second = bytes[bytes.length - back + 1] as number;
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second < 0xa0;
  if (first === 0xf0) return second >= 0x90;
  if (first === 0xf4) return second < 0x90;
  return true;
}

function incompleteUtf16(bytes: Uint8Array): number {
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - 1 - odd] as number;
  return bytes.length >= 2 + odd && high >= 0xd8 && high < 0xdc ? 2 + odd : odd;
}

function incompleteBytes(bytes: Uint8Array, encoding: string): number {
  if (encoding === 'utf8') return incompleteUtf8(bytes);
  if (encoding === 'utf16le') return incompleteUtf16(bytes);
  if (encoding === 'base64' || encoding === 'base64url') return bytes.length % 3;
  return 0;
}

interface StringDecoderConstructor {
  new (encoding?: string): StringDecoder;
  (this: StringDecoder, encoding?: string): void;
  prototype: StringDecoder;
}

function construct(this: StringDecoder, encoding?: string): void {
  const known = encodingOf(encoding);
  if (known === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  this.encoding = known;
  held.set(this, NOTHING);
}
Object.defineProperty(construct, 'name', { value: 'StringDecoder' });
export const StringDecoder = construct as unknown as StringDecoderConstructor;

StringDecoder.prototype.write = function write(this: StringDecoder, chunk) {
  if (typeof chunk === 'string') return chunk;
  if (!ArrayBuffer.isView(chunk)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], chunk);
  }
  const fresh = viewAsBuffer(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  const before = held.get(this) ?? NOTHING;
  const bytes = before.length > 0 ? Buffer.concat([before, fresh]) : fresh;
  const keep = incompleteBytes(bytes, this.encoding);
  // A copy: the caller may reuse the chunk's memory.
  held.set(this, keep > 0 ? Buffer.from(bytes.subarray(bytes.length - keep)) : NOTHING);
  return bytes.toString(this.encoding, 0, bytes.length - keep);
};

StringDecoder.prototype.end = function end(this: StringDecoder, chunk) {
  const text = chunk === undefined ? '' : this.write(chunk);
  const rest = held.get(this) ?? NOTHING;
  held.set(this, NOTHING);
  return text + rest.toString(this.encoding);
};

Object.defineProperties(StringDecoder.prototype, {
  lastChar: {
    enumerable: true,
    get(this: StringDecoder) {
      const bytes = Buffer.alloc(4);
      bytes.set(held.get(this) ?? NOTHING);
      return bytes;
    },
  },
  lastTotal: {
    enumerable: true,
    get(this: StringDecoder) {
      const rest = held.get(this) ?? NOTHING;
      if (rest.length === 0) return 0;
      if (this.encoding !== 'utf8') return this.encoding === 'utf16le' ? 2 : 3;
      const first = rest[0] as number;
      return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    },
  },
  lastNeed: {
    enumerable: true,
    get(this: StringDecoder) {
      return this.lastTotal - (held.get(this) ?? NOTHING).length;
    },
  },
});

export function createModule(_host?: NodeHost): { StringDecoder: StringDecoderConstructor } {
  return { StringDecoder };
}
