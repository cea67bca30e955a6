/** Follows Markdown prose character by character and knows whether it is inside code. Pure. */

type Line = 'indent' | 'run' | 'info' | 'rest';

/** CommonMark fences (indented any depth, since lists indent them) and inline code spans within a line. */
export class FenceTracker {
  #line: Line = 'indent';
  #runChar = '';
  #runLength = 0;
  #fenceChar = '';
  #fenceLength = 0;
  #mayBeFence = false;
  #ticks = 0;

  /** True where a tag would be a quotation: in a fence, on a fence's own line, or in an inline code span. */
  get inCode(): boolean {
    return this.#fenceChar !== '' || this.#line === 'info' || this.#line === 'run' || this.#ticks % 2 === 1;
  }

  get inFence(): boolean {
    return this.#fenceChar !== '';
  }

  feed(ch: string): void {
    if (ch === '\n') {
      this.#endLine();
      return;
    }
    switch (this.#line) {
      case 'indent':
        this.#feedIndent(ch);
        return;
      case 'run':
        this.#feedRun(ch);
        return;
      case 'info':
        this.#feedInfo(ch);
        return;
      case 'rest':
        if (ch === '`') this.#ticks++;
    }
  }

  /** Forgets the line so far: what follows continues a line that began with a tag. */
  restartInLine(): void {
    this.#line = 'rest';
    this.#ticks = 0;
  }

  #feedIndent(ch: string): void {
    if (ch === ' ' || ch === '\t' || ch === '\r') return;
    if (ch === '`' || ch === '~') {
      this.#line = 'run';
      this.#runChar = ch;
      this.#runLength = 1;
      return;
    }
    this.#line = 'rest';
  }

  #feedRun(ch: string): void {
    if (ch === this.#runChar) {
      this.#runLength++;
      return;
    }
    if (this.#runLength >= 3) {
      this.#line = 'info';
      this.#mayBeFence = true;
      this.#feedInfo(ch);
      return;
    }
    this.#line = 'rest';
    this.#ticks = this.#runChar === '`' ? this.#runLength : 0;
    if (ch === '`') this.#ticks++;
  }

  #feedInfo(ch: string): void {
    const closing = this.#fenceChar !== '';
    if (closing ? ch !== ' ' && ch !== '\t' && ch !== '\r' : ch === '`' && this.#runChar === '`') {
      this.#mayBeFence = false;
    }
  }

  #endLine(): void {
    const run = this.#line === 'run' && this.#runLength >= 3;
    if (run || (this.#line === 'info' && this.#mayBeFence)) {
      if (this.#fenceChar === '') {
        this.#fenceChar = this.#runChar;
        this.#fenceLength = this.#runLength;
      } else if (this.#runChar === this.#fenceChar && this.#runLength >= this.#fenceLength) {
        this.#fenceChar = '';
      }
    }
    this.#line = 'indent';
    this.#ticks = 0;
  }
}
