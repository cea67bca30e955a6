/**
 * A terminal: the line discipline between a person (the client's `input` and `output`) and the processes of a session.
 * Cooked mode edits and echoes a line, turns Ctrl-C, Ctrl-\ and Ctrl-D into signals and end-of-file; raw mode passes all.
 * Follows termios(3) as far as programs rely on it: ICANON, ECHO, ISIG, ICRNL, ONLCR.
 */
import type { WindowSize } from '../protocol/syscalls.ts';
import { ByteQueue } from './byte-queue.ts';
import { BaseDescription, type Waiter } from './description.ts';

const encoder = new TextEncoder();
const NEWLINE = 10;
const RETURN = 13;
const FOREVER: Waiter = { alive: true };

export class Tty extends BaseDescription {
  readonly kind = 'tty';
  readonly output = new ByteQueue();
  size: WindowSize;
  readonly #input = new ByteQueue();
  readonly #signal: (signal: string) => void;
  readonly #resized: () => void;
  #raw = false;
  #line: number[] = [];

  constructor(size: WindowSize, signal: (signal: string) => void, resized: () => void) {
    super();
    this.size = size;
    this.#signal = signal;
    this.#resized = resized;
  }

  get raw(): boolean {
    return this.#raw;
  }

  setRaw(raw: boolean): void {
    this.#raw = raw;
    if (raw && this.#line.length > 0) this.#commit();
  }

  resize(size: WindowSize): void {
    if (size.columns === this.size.columns && size.rows === this.size.rows) return;
    this.size = size;
    this.#resized();
  }

  /** What the person typed. */
  type(data: Uint8Array): void {
    if (this.#raw) {
      void this.#input.write(data, FOREVER);
      return;
    }
    for (const byte of data) this.#typeCooked(byte);
  }

  override read(length: number, _position: number | null, waiter: Waiter): Uint8Array | Promise<Uint8Array> {
    return this.#input.read(length, waiter);
  }

  override write(data: Uint8Array, _position: number | null, waiter: Waiter): number | Promise<number> {
    const written = this.output.write(withReturns(data), waiter);
    return typeof written === 'number' ? data.byteLength : written.then(() => data.byteLength);
  }

  close(): void {
    this.output.end();
  }

  #typeCooked(byte: number): void {
    switch (byte) {
      case 3:
        this.#discard('^C');
        return this.#signal('SIGINT');
      case 28:
        this.#discard('^\\');
        return this.#signal('SIGQUIT');
      case 4:
        if (this.#line.length > 0) return this.#commit();
        // End of file is a read of nothing, not the end of the terminal.
        return this.#input.endOnce();
      case 21:
        while (this.#line.length > 0) this.#erase();
        return;
      case 8:
      case 127:
        return this.#erase();
      case RETURN:
      case NEWLINE:
        this.#line.push(NEWLINE);
        this.#echo(Uint8Array.of(NEWLINE));
        return this.#commit();
      default:
        this.#line.push(byte);
        this.#echo(
          byte < 32 && byte !== 9
            ? encoder.encode(`^${String.fromCharCode(byte + 64)}`)
            : Uint8Array.of(byte),
        );
    }
  }

  #erase(): void {
    let last = this.#line.pop();
    if (last === undefined) return;
    // A UTF-8 character goes whole: its continuation bytes are 10xxxxxx.
    while (last !== undefined && (last & 0xc0) === 0x80) last = this.#line.pop();
    this.#echo(encoder.encode('\b \b'));
  }

  #discard(mark: string): void {
    this.#line = [];
    this.#echo(encoder.encode(`${mark}\n`));
  }

  #commit(): void {
    void this.#input.write(Uint8Array.from(this.#line), FOREVER);
    this.#line = [];
  }

  #echo(bytes: Uint8Array): void {
    if (!this.output.ended) void this.output.write(withReturns(bytes), FOREVER);
  }
}

/** ONLCR: a newline moves to the start of the next line. */
function withReturns(data: Uint8Array): Uint8Array {
  let newlines = 0;
  for (const byte of data) if (byte === NEWLINE) newlines++;
  if (newlines === 0) return data;
  const out = new Uint8Array(data.byteLength + newlines);
  let at = 0;
  for (const byte of data) {
    if (byte === NEWLINE) out[at++] = RETURN;
    out[at++] = byte;
  }
  return out;
}
