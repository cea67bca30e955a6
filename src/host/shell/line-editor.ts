/** Edits one line on a raw terminal: movement, killing, history and its search, completion, pasted text. */
import type { Completion } from './completion.ts';
import type { Descriptor } from './descriptor.ts';
import { KeyReader } from './keys.ts';
import { widthOf } from './width.ts';

export interface LineEditorOptions {
  input: Descriptor;
  output: Descriptor;
  history: readonly string[];
  complete(line: string, cursor: number): Completion;
  setRaw(raw: boolean): void;
}

export type Line = { type: 'line'; text: string } | { type: 'cancelled' } | { type: 'end' };

export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #keys: KeyReader;
  #prompt = '';
  /** By code point, so that the cursor never stands inside a character. */
  #chars: string[] = [];
  #cursor = 0;
  #killed: string[] = [];
  /** Where in the history we are; its length is the line being written. */
  #entry = 0;
  #draft = '';
  #search: string | null = null;
  /** The row of the terminal's cursor below the prompt's first. */
  #row = 0;

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.#keys = new KeyReader(options.input);
  }

  async readLine(prompt: string): Promise<Line> {
    this.#prompt = prompt;
    this.#set('');
    this.#entry = this.#options.history.length;
    this.#row = 0;
    this.#options.setRaw(true);
    await this.#write('\x1b[?2004h');
    await this.#draw();
    try {
      for (;;) {
        const key = await this.#keys.next();
        if (key === null) return { type: 'end' };
        const line = await this.#press(key);
        if (line !== null) return line;
        await this.#draw();
      }
    } finally {
      await this.#write('\x1b[?2004l');
      this.#options.setRaw(false);
    }
  }

  async #write(text: string): Promise<void> {
    await this.#options.output.write(text);
    await this.#options.output.flush();
  }

  #set(text: string): void {
    this.#chars = [...text];
    this.#cursor = this.#chars.length;
  }

  get #text(): string {
    return this.#chars.join('');
  }

  async #press(key: string): Promise<Line | null> {
    if (this.#search !== null && this.#searchKey(key)) return null;
    switch (key) {
      case 'enter':
        this.#cursor = this.#chars.length;
        await this.#draw();
        await this.#write('\r\n');
        return { type: 'line', text: this.#text };
      case 'ctrl-c':
        await this.#write('^C\r\n');
        return { type: 'cancelled' };
      case 'ctrl-d':
        if (this.#chars.length === 0) {
          await this.#write('\r\n');
          return { type: 'end' };
        }
        this.#delete(this.#cursor, this.#cursor + 1);
        return null;
      case 'ctrl-l':
        await this.#write('\x1b[H\x1b[2J');
        this.#row = 0;
        return null;
      case 'tab':
        await this.#complete();
        return null;
      case 'ctrl-r':
        this.#search = '';
        return null;
      default:
        this.#edit(key);
        return null;
    }
  }

  #edit(key: string): void {
    const end = this.#chars.length;
    switch (key) {
      case 'left':
      case 'ctrl-b':
        this.#cursor = Math.max(0, this.#cursor - 1);
        break;
      case 'right':
      case 'ctrl-f':
        this.#cursor = Math.min(end, this.#cursor + 1);
        break;
      case 'home':
      case 'ctrl-a':
        this.#cursor = 0;
        break;
      case 'end':
      case 'ctrl-e':
        this.#cursor = end;
        break;
      case 'alt-b':
        this.#cursor = this.#wordStart();
        break;
      case 'alt-f':
        this.#cursor = this.#wordEnd();
        break;
      case 'backspace':
        if (this.#cursor > 0) this.#delete(this.#cursor - 1, this.#cursor);
        break;
      case 'delete':
        this.#delete(this.#cursor, this.#cursor + 1);
        break;
      case 'ctrl-k':
        this.#killed = this.#delete(this.#cursor, end);
        break;
      case 'ctrl-u':
        this.#killed = this.#delete(0, this.#cursor);
        break;
      case 'ctrl-w':
      case 'alt-backspace':
        this.#killed = this.#delete(this.#wordStart(), this.#cursor);
        break;
      case 'alt-d':
        this.#killed = this.#delete(this.#cursor, this.#wordEnd());
        break;
      case 'ctrl-y':
        this.#insert(this.#killed.join(''));
        break;
      case 'up':
      case 'ctrl-p':
        this.#recall(-1);
        break;
      case 'down':
      case 'ctrl-n':
        this.#recall(1);
        break;
      default:
        if (key.startsWith('text:')) this.#insert(key.slice(5));
    }
  }

  #insert(text: string): void {
    const chars = [...text];
    this.#chars.splice(this.#cursor, 0, ...chars);
    this.#cursor += chars.length;
  }

  #delete(from: number, to: number): string[] {
    this.#cursor = Math.min(this.#cursor, from);
    return this.#chars.splice(from, Math.max(0, to - from));
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && this.#chars[at - 1] === ' ') at--;
    while (at > 0 && this.#chars[at - 1] !== ' ') at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    while (at < this.#chars.length && this.#chars[at] === ' ') at++;
    while (at < this.#chars.length && this.#chars[at] !== ' ') at++;
    return at;
  }

  #recall(step: number): void {
    const { history } = this.#options;
    const next = this.#entry + step;
    if (next < 0 || next > history.length) return;
    if (this.#entry === history.length) this.#draft = this.#text;
    this.#entry = next;
    this.#set(history[next] ?? this.#draft);
  }

  /** True when the search took the key; otherwise the search is over. */
  #searchKey(key: string): boolean {
    const { history } = this.#options;
    let before = this.#entry;
    if (key === 'ctrl-g' || key === 'escape') {
      this.#search = null;
      return true;
    }
    if (key.startsWith('text:')) {
      this.#search = (this.#search ?? '') + key.slice(5);
      before = history.length;
    } else if (key === 'backspace') {
      this.#search = (this.#search ?? '').slice(0, -1);
      before = history.length;
    } else if (key !== 'ctrl-r') {
      this.#search = null;
      return false;
    }
    const found = history.slice(0, before).findLastIndex((line) => line.includes(this.#search ?? ''));
    if (found >= 0) {
      this.#entry = found;
      this.#set(history[found] ?? '');
    }
    return true;
  }

  async #complete(): Promise<void> {
    const before = this.#chars.slice(0, this.#cursor).join('');
    const { start, words } = this.#options.complete(this.#text, before.length);
    const [first] = words;
    if (first === undefined) return;
    let shared = first;
    for (const word of words) while (!word.startsWith(shared)) shared = shared.slice(0, -1);
    const typed = before.slice(start);
    if (shared.length > typed.length) this.#insert(shared.slice(typed.length));
    else if (words.length > 1) {
      await this.#write(
        `\r\n${words.map((word) => word.trimEnd().replace(/^.*\/(?=.)/, '')).join('  ')}\r\n`,
      );
      this.#row = 0;
    }
  }

  async #draw(): Promise<void> {
    const columns = Math.max(1, this.#options.output.columns);
    const prompt = this.#search === null ? this.#prompt : `(reverse-i-search)\`${this.#search}': `;
    const shown = (text: string): string => text.replaceAll('\n', '⏎').replaceAll('\t', ' ');
    const text = shown(this.#text);
    const before = widthOf(prompt) + widthOf(shown(this.#chars.slice(0, this.#cursor).join('')));
    const total = widthOf(prompt) + widthOf(text);
    const rows = Math.floor(total / columns);
    const row = Math.floor(before / columns);
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : '';
    // At the last column the terminal waits to wrap: a line feed settles where the cursor is.
    const wrap = total > 0 && total % columns === 0 ? '\r\n' : '';
    const back = rows > row ? `\x1b[${rows - row}A` : '';
    const right = before % columns > 0 ? `\x1b[${before % columns}C` : '';
    this.#row = row;
    await this.#write(`${up}\r\x1b[J${prompt}${text}${wrap}${back}\r${right}`);
  }
}
