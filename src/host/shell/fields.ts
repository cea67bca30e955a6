/** Gathers the pieces of an expanded word into fields, splitting by IFS and remembering what was quoted. */
import { escapePattern } from './pattern.ts';

export interface Field {
  text: string;
  /** The same as a pattern: quoted characters are escaped. */
  pattern: string;
}

export class FieldBuilder {
  readonly fields: Field[] = [];
  readonly #separators: string;
  readonly #split: boolean;
  #current: Field | null = null;

  constructor(ifs: string, split: boolean) {
    this.#separators = ifs;
    this.#split = split;
  }

  /** Text of a quotation: taken as it is. Makes a field even when empty. */
  quoted(text: string): void {
    const field = this.#open();
    field.text += text;
    field.pattern += escapePattern(text);
  }

  /** Unquoted text of the source: may hold patterns, is never split. */
  literal(text: string): void {
    const field = this.#open();
    field.text += text;
    field.pattern += text;
  }

  /** What an unquoted expansion gave: split, and may hold patterns. */
  expanded(text: string): void {
    if (!this.#split || this.#separators === '') {
      if (text !== '') this.literal(text);
      return;
    }
    // White space that has ended a field takes one solid separator after it with it.
    let absorbs = false;
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i);
      if (!this.#separators.includes(char)) {
        absorbs = false;
        continue;
      }
      if (i > start) this.literal(text.slice(start, i));
      start = i + 1;
      const ends = this.#current !== null;
      if (' \t\n'.includes(char)) absorbs ||= ends;
      else if (absorbs) absorbs = false;
      else this.#open();
      this.end();
    }
    if (start < text.length) this.literal(text.slice(start));
  }

  /** The current field is complete, if there is one. */
  end(): void {
    if (this.#current !== null) this.fields.push(this.#current);
    this.#current = null;
  }

  #open(): Field {
    return (this.#current ??= { text: '', pattern: '' });
  }
}
