/** Gathers the output of a running server into pieces that belong together: what it printed in one go. */

/** Without output for so long, a message is complete. Milliseconds. */
const PAUSE_MS = 250;
const MAX_PIECE = 60_000;
/** What is looked at again when the server ends: its last words may have come just before. */
const MAX_LAST = 6000;

export class ServerLog {
  readonly #onPiece: (output: string) => void;
  #pending = '';
  #last = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onPiece: (output: string) => void) {
    this.#onPiece = onPiece;
  }

  push(chunk: string): void {
    this.#pending = (this.#pending + chunk).slice(-MAX_PIECE);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const piece = this.#pending;
      this.#last = piece.slice(-MAX_LAST);
      this.#pending = '';
      this.#onPiece(piece);
    }, PAUSE_MS);
  }

  /** The latest output, when the server has ended; it is not given to `onPiece` any more. */
  takeLast(): string {
    const last = this.#pending.trim() === '' ? this.#last : this.#pending;
    this.clear();
    return last;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#pending = '';
    this.#last = '';
  }
}
