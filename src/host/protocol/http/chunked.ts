/** The chunked transfer coding (RFC 9112, section 7.1), both ways. */
import { encodeLatin1 } from './latin1.ts';
import { LineReader } from './line-reader.ts';
import { parseHeaderLine } from './head.ts';
import { HttpParseError } from './parse-error.ts';

const EXTENSIONS_LIMIT = 16 * 1024;
const CRLF = encodeLatin1('\r\n');

/** One chunk on the wire; never the last one, which `encodeLastChunk` makes. */
export function encodeChunk(data: Uint8Array): Uint8Array {
  const size = encodeLatin1(`${data.length.toString(16)}\r\n`);
  const out = new Uint8Array(size.length + data.length + CRLF.length);
  out.set(size);
  out.set(data, size.length);
  out.set(CRLF, size.length + data.length);
  return out;
}

/** `trailers`: name, value, name, value, … */
export function encodeLastChunk(trailers: readonly string[] = []): Uint8Array {
  let text = '0\r\n';
  for (let i = 0; i + 1 < trailers.length; i += 2) text += `${trailers[i]}: ${trailers[i + 1]}\r\n`;
  return encodeLatin1(`${text}\r\n`);
}

export class ChunkedDecoder {
  /** Trailer fields, complete once `done`. */
  readonly trailers: string[] = [];
  done = false;
  #state: 'size' | 'data' | 'data-end' | 'trailers' = 'size';
  #left = 0;
  readonly #sizes = new LineReader(
    EXTENSIONS_LIMIT,
    () => new HttpParseError('HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Chunk extensions overflow'),
  );
  readonly #fields: LineReader;
  readonly #onData: (data: Uint8Array) => void;

  constructor(onData: (data: Uint8Array) => void, maxTrailerSize: number) {
    this.#onData = onData;
    this.#fields = new LineReader(
      maxTrailerSize,
      () => new HttpParseError('HPE_HEADER_OVERFLOW', 'Header overflow'),
    );
  }

  /** Consumes from `start`; the answer is where it stopped: the chunk's end, or what follows the body. */
  execute(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length && !this.done) {
      if (this.#state === 'data') at = this.#data(chunk, at);
      else if (this.#state === 'data-end') at = this.#dataEnd(chunk, at);
      else if (this.#state === 'size') at = this.#size(chunk, at);
      else at = this.#trailer(chunk, at);
    }
    return at;
  }

  #size(chunk: Uint8Array, at: number): number {
    const line = this.#sizes.read(chunk, at);
    const text = (line ?? this.#sizes.partial).split(';', 1)[0] ?? '';
    if (!/^[0-9a-fA-F]{0,13}\s*$/.test(text) || (line !== null && text.trim() === '')) {
      throw new HttpParseError('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size');
    }
    if (line !== null) {
      this.#sizes.reset();
      this.#left = Number.parseInt(text, 16);
      this.#state = this.#left === 0 ? 'trailers' : 'data';
    }
    return this.#sizes.position;
  }

  #data(chunk: Uint8Array, at: number): number {
    const end = Math.min(at + this.#left, chunk.length);
    this.#left -= end - at;
    if (this.#left === 0) {
      this.#state = 'data-end';
      this.#left = CRLF.length;
    }
    this.#onData(chunk.subarray(at, end));
    return end;
  }

  #dataEnd(chunk: Uint8Array, at: number): number {
    if (chunk[at] !== CRLF[CRLF.length - this.#left]) {
      throw new HttpParseError('HPE_STRICT', 'Expected LF after chunk data');
    }
    this.#left -= 1;
    if (this.#left === 0) this.#state = 'size';
    return at + 1;
  }

  #trailer(chunk: Uint8Array, at: number): number {
    const line = this.#fields.read(chunk, at);
    if (line === '') this.done = true;
    else if (line !== null) this.trailers.push(...parseHeaderLine(line));
    return this.#fields.position;
  }
}
