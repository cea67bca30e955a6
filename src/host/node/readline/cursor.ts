/** `readline`'s functions on a terminal's cursor, and `Readline` of `readline/promises`, which gathers them. */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } from '../errors.ts';
import { validateFunction, validateInteger } from '../validators.ts';

type Done = () => void;
export interface Output {
  write(text: string, done?: Done): unknown;
}

function send(stream: Output | null | undefined, text: string, done?: Done): boolean {
  if (done !== undefined) validateFunction(done, 'callback');
  if (!stream || text === '') {
    if (done) queueMicrotask(done);
    return true;
  }
  return stream.write(text, done) !== false;
}

const lineText = (direction: number): string =>
  direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K';

function positionText(x: number, y: number | undefined): string {
  for (const [name, value] of [
    ['x', x],
    ['y', y],
  ] as const)
    if (Number.isNaN(value)) throw new ERR_INVALID_ARG_VALUE(name, value);
  if (typeof x !== 'number') {
    if (typeof y === 'number') throw new ERR_INVALID_CURSOR_POS();
    return '';
  }
  return typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`;
}

function moveText(dx: number, dy: number): string {
  const across = dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '';
  return across + (dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '');
}

export function clearLine(stream: Output | null, direction: number, done?: Done): boolean {
  return send(stream, lineText(direction), done);
}

export function clearScreenDown(stream: Output | null, done?: Done): boolean {
  return send(stream, '\x1b[0J', done);
}

export function cursorTo(stream: Output | null, x: number, y?: number | Done, done?: Done): boolean {
  const isDone = typeof y === 'function';
  return send(stream, positionText(x, isDone ? undefined : y), isDone ? y : done);
}

export function moveCursor(stream: Output | null, dx: number, dy: number, done?: Done): boolean {
  return send(stream, moveText(dx, dy), done);
}

/** Moves are kept until `commit`, or written at once with `autoCommit`. */
export class Readline {
  readonly #stream: Output;
  readonly #autoCommit: boolean;
  #text = '';

  constructor(stream: Output, options: { autoCommit?: boolean } = {}) {
    if (typeof (stream as Partial<Output> | null)?.write !== 'function')
      throw new ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    this.#autoCommit = options.autoCommit ?? false;
  }

  cursorTo(x: number, y?: number): this {
    validateInteger(x, 'x');
    if (y !== undefined) validateInteger(y, 'y');
    return this.#add(positionText(x, y));
  }

  moveCursor(dx: number, dy: number): this {
    return this.#add(moveText(dx, dy));
  }

  clearLine(direction: -1 | 0 | 1): this {
    return this.#add(lineText(direction));
  }

  clearScreenDown(): this {
    return this.#add('\x1b[0J');
  }

  commit(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    return new Promise((resolve) => this.#stream.write(text, () => resolve()));
  }

  rollback(): this {
    this.#text = '';
    return this;
  }

  #add(text: string): this {
    if (this.#autoCommit) this.#stream.write(text);
    else this.#text += text;
    return this;
  }
}
