/** Cuts CRLF lines out of bytes that come in arbitrary pieces, and counts them against a limit. */
import { decodeLatin1 } from './latin1.ts';
import { HttpParseError } from './parse-error.ts';

const CR = 13;
const LF = 10;

export class LineReader {
  /** Where the next byte to look at is, in the chunk of the last `read`. */
  position = 0;
  #held = '';
  #used = 0;
  readonly #limit: number;
  readonly #overflow: () => HttpParseError;

  constructor(limit: number, overflow: () => HttpParseError) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  /** The start of a line whose end has not come yet. */
  get partial(): string {
    return this.#held;
  }

  /** A new head, or a new trailer section: the limit counts from here. */
  reset(): void {
    this.#used = 0;
    this.#held = '';
  }

  /** The next line without its CRLF, or null when the chunk ends before it does. */
  read(chunk: Uint8Array, start: number): string | null {
    const lf = chunk.indexOf(LF, start);
    const end = lf < 0 ? chunk.length : lf + 1;
    this.#used += end - start;
    if (this.#used > this.#limit) throw this.#overflow();
    this.#held += decodeLatin1(chunk, start, end);
    this.position = end;
    if (lf < 0) return null;
    const line = this.#held;
    this.#held = '';
    if (line.charCodeAt(line.length - 2) !== CR) {
      throw new HttpParseError('HPE_STRICT', 'Expected CRLF at the end of a line');
    }
    return line.slice(0, -2);
  }
}
