/**
 * The text of one action as it streams: line ends, the newline after the tag, the newline at the end and a code fence around
 * the whole are settled here. What it hands out joins to the final body (one exception: see `finish`). Pure.
 */

const FENCE_OPEN = /^[ \t]*(`{3,}|~{3,})[^`\s]*[ \t]*$/;
const MAX_FENCE_LINE = 120;

type Mode = 'start' | 'plain' | 'fenced';

export class BodyText {
  #mode: Mode = 'start';
  #chunks: string[] = [];
  #pendingCr = false;
  #atStart = true;
  #first = '';
  #fence = '';
  #line = '';
  #heldFence = '';
  #newlines = 0;
  #blanks = '';
  readonly #unwrap: boolean;

  /** @param unwrap - whether a fence around the whole body is dropped (not for Markdown files). */
  constructor(unwrap: boolean) {
    this.#unwrap = unwrap;
  }

  /** Takes raw text, returns the part of the body that is now certain. */
  push(raw: string): string {
    let text = raw;
    if (this.#pendingCr) {
      text = `\r${text}`;
      this.#pendingCr = false;
    }
    if (text.includes('\r')) {
      if (text.endsWith('\r')) {
        this.#pendingCr = true;
        text = text.slice(0, -1);
      }
      text = text.replaceAll('\r\n', '\n');
    }
    if (this.#atStart && text !== '') {
      this.#atStart = false;
      if (text.startsWith('\n')) {
        text = text.slice(1);
      }
    }
    return text === '' ? '' : this.#route(text);
  }

  /** The body so far, held-back line ends not included. */
  get text(): string {
    const joined = this.#chunks.join('');
    if (this.#chunks.length > 1) this.#chunks = [joined];
    return joined;
  }

  /**
   * Ends the body: `tail` is its last delta, `body` the whole. When the first line was a fence that nothing closed at the
   * end, `body` keeps that fence although no delta showed it: the body is what counts.
   */
  finish(): { tail: string; body: string } {
    let tail = '';
    if (this.#pendingCr) {
      this.#pendingCr = false;
      tail += this.#route('\r');
    }
    if (this.#mode === 'start') tail += this.#leaveStart();
    if (this.#mode === 'fenced') tail += this.#closeFence();
    tail += this.#lastNewline();
    return { tail, body: this.text };
  }

  #route(text: string): string {
    if (this.#mode === 'plain') return this.#emit(text);
    if (this.#mode === 'fenced') return this.#feedFenced(text);
    this.#first += text;
    if (
      this.#first.length <= MAX_FENCE_LINE &&
      !this.#first.includes('\n') &&
      couldOpen(this.#first, this.#unwrap)
    ) {
      return '';
    }
    return this.#leaveStart();
  }

  #leaveStart(): string {
    const text = this.#first;
    this.#first = '';
    const end = text.indexOf('\n');
    if (this.#unwrap && end !== -1 && end <= MAX_FENCE_LINE) {
      const open = FENCE_OPEN.exec(text.slice(0, end));
      if (open) {
        this.#mode = 'fenced';
        this.#fence = text.slice(0, end + 1);
        return this.#feedFenced(text.slice(end + 1));
      }
    }
    this.#mode = 'plain';
    return this.#emit(text);
  }

  #feedFenced(text: string): string {
    let out = '';
    let at = 0;
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end === -1) break;
      const line = this.#line + text.slice(at, end + 1);
      this.#line = '';
      at = end + 1;
      const blank = line.trim() === '';
      if (isClosingFence(line, this.#fence) || (this.#heldFence !== '' && blank)) {
        if (!blank) {
          out += this.#heldFence;
          this.#heldFence = line;
        } else this.#heldFence += line;
      } else {
        out += this.#heldFence + line;
        this.#heldFence = '';
      }
    }
    this.#line += text.slice(at);
    return out === '' ? '' : this.#emit(out);
  }

  #closeFence(): string {
    const last = this.#line;
    this.#line = '';
    let rest = this.#heldFence;
    let closed = rest !== '';
    if (isClosingFence(last, this.#fence)) closed = true;
    else if (last.trim() !== '') {
      closed = false;
      rest += last;
    }
    this.#heldFence = '';
    if (closed) return isClosingFence(last, this.#fence) && rest !== '' ? this.#emit(rest) : '';
    this.#chunks.unshift(this.#fence);
    return this.#emit(rest);
  }

  /** Passes text on but for line ends (and the indentation of a closing tag) at its end, which may turn out to be the last. */
  #emit(text: string): string {
    let at = 0;
    let out = '';
    if (this.#newlines > 0 || this.#chunks.length === 0) {
      for (; at < text.length; at++) {
        const ch = text[at];
        if (ch === '\n') {
          if (this.#blanks !== '') {
            out += this.#flushHeld();
            this.#newlines = 0;
          }
          this.#newlines++;
        } else if (ch === ' ' || ch === '\t') this.#blanks += ch;
        else break;
      }
      if (at === text.length) return this.#keep(out);
      out += this.#flushHeld();
    }
    let end = text.length;
    while (end > at && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
    let cut = end;
    while (cut > at && text[cut - 1] === '\n') cut--;
    if (cut < end) {
      this.#newlines = end - cut;
      this.#blanks = text.slice(end);
      out += text.slice(at, cut);
    } else out += text.slice(at);
    return this.#keep(out);
  }

  #flushHeld(): string {
    const held = '\n'.repeat(this.#newlines) + this.#blanks;
    this.#newlines = 0;
    this.#blanks = '';
    return held;
  }

  #lastNewline(): string {
    const any = this.#chunks.length > 0 || this.#newlines > 0;
    this.#newlines = 0;
    this.#blanks = '';
    return any ? this.#keep('\n') : '';
  }

  #keep(text: string): string {
    if (text !== '') this.#chunks.push(text);
    return text;
  }
}

function couldOpen(line: string, unwrap: boolean): boolean {
  return unwrap && /^[ \t]*(`{0,3}|~{0,3}|(`{3,}|~{3,})[^`\s]*[ \t]*)$/.test(line);
}

function isClosingFence(line: string, fence: string): boolean {
  const open = fence.trimStart();
  const mark = open[0] ?? '`';
  const run = line.trim();
  let length = 0;
  while (open[length] === mark) length++;
  return run.length >= length && run === mark.repeat(run.length);
}
