/** The keys of a raw terminal: control characters, escape sequences, text, pasted text. */
import type { Descriptor } from './descriptor.ts';

const SEQUENCES: Record<string, string> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'alt-f',
  '[1;5D': 'alt-b',
  '[1;3C': 'alt-f',
  '[1;3D': 'alt-b',
  '\x7f': 'alt-backspace',
  b: 'alt-b',
  f: 'alt-f',
  d: 'alt-d',
};
const CONTROLS = '\u0000-\u001f\u007f';
const TEXT = new RegExp(`^[^${CONTROLS}]+`);
const PASTE_END = '\x1b[201~';

export class KeyReader {
  readonly #input: Descriptor;
  readonly #decoder = new TextDecoder();
  #buffer = '';

  constructor(input: Descriptor) {
    this.#input = input;
  }

  /** `enter`, `ctrl-a`, `up`, `text:…`; null at the end of input. */
  async next(): Promise<string | null> {
    if (this.#buffer === '' && !(await this.#fill())) return null;
    const char = this.#buffer.charAt(0);
    if (char === '\x1b') return this.#escape();
    if (char === '\r' || char === '\n') return this.#take(this.#buffer.startsWith('\r\n') ? 2 : 1, 'enter');
    if (char === '\t') return this.#take(1, 'tab');
    if (char === '\x7f' || char === '\b') return this.#take(1, 'backspace');
    if (char < ' ') return this.#take(1, `ctrl-${String.fromCharCode(char.charCodeAt(0) + 96)}`);
    const text = TEXT.exec(this.#buffer)?.[0] ?? char;
    return this.#take(text.length, `text:${text}`);
  }

  #take(length: number, key: string): string {
    this.#buffer = this.#buffer.slice(length);
    return key;
  }

  async #fill(): Promise<boolean> {
    const bytes = await this.#input.read();
    if (bytes.length === 0) return false;
    this.#buffer += this.#decoder.decode(bytes, { stream: true });
    return true;
  }

  async #escape(): Promise<string> {
    if (this.#buffer.startsWith('\x1b[200~')) return this.#paste();
    const sequence = /^(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|[\s\S])/.exec(this.#buffer.slice(1))?.[0] ?? '';
    return this.#take(1 + sequence.length, SEQUENCES[sequence] ?? (sequence === '' ? 'escape' : 'unknown'));
  }

  async #paste(): Promise<string> {
    let end = this.#buffer.indexOf(PASTE_END);
    while (end < 0 && (await this.#fill())) end = this.#buffer.indexOf(PASTE_END);
    const stop = end < 0 ? this.#buffer.length : end;
    const text = this.#buffer.slice(6, stop).replace(/\r\n?/g, '\n');
    return this.#take(stop + PASTE_END.length, `text:${text}`);
  }
}
