/** Reads the attributes of one tag, character by character, so that a tag may be split anywhere. Pure. */

/** A tag longer than this is not a tag: an unmatched quote must not swallow the message. Characters. */
export const MAX_TAG_LENGTH = 8192;

export type ScanResult = 'more' | 'done' | 'overflow';

type State = 'between' | 'name' | 'after-name' | 'before-value' | 'double' | 'single' | 'bare';

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Decodes the XML entities, `&nbsp;` and numeric references; what is none of them stays as it is. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, dec, hex, name) => {
    if (name !== undefined) return NAMED[String(name)] ?? whole;
    const code = dec !== undefined ? Number(dec) : parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function isBlank(ch: string): boolean {
  return ch === ' ' || ch === '\n' || ch === '\t' || ch === '\r' || ch === '\f';
}

/** Feed it what follows a tag's name, up to and with the closing `>`. */
export class TagScanner {
  #state: State = 'between';
  #name = '';
  #value = '';
  #slash = false;
  #length = 0;
  readonly #attributes = new Map<string, string>();

  /** True when the tag ended in `/>`. */
  get selfClosing(): boolean {
    return this.#slash;
  }

  /** The attributes by name; the first of two equal names wins, as in HTML. */
  get attributes(): Record<string, string> {
    return Object.fromEntries(this.#attributes);
  }

  feed(ch: string): ScanResult {
    if (++this.#length > MAX_TAG_LENGTH) return 'overflow';
    switch (this.#state) {
      case 'double':
      case 'single':
        if (ch === (this.#state === 'double' ? '"' : "'")) this.#store();
        else this.#value += ch;
        return 'more';
      case 'bare':
        return this.#feedBare(ch);
      case 'before-value':
        return this.#feedBeforeValue(ch);
      default:
        return this.#feedName(ch);
    }
  }

  #feedName(ch: string): ScanResult {
    if (ch === '>') {
      if (this.#name) this.#store();
      return 'done';
    }
    if (ch === '/' || isBlank(ch)) {
      if (this.#name && ch === '/') this.#store();
      if (ch === '/') this.#slash = true;
      else if (this.#state === 'name') this.#state = 'after-name';
      return 'more';
    }
    this.#slash = false;
    if (ch === '=') {
      this.#state = this.#name ? 'before-value' : 'between';
      return 'more';
    }
    if (this.#state === 'after-name') this.#store();
    this.#state = 'name';
    this.#name += ch;
    return 'more';
  }

  #feedBeforeValue(ch: string): ScanResult {
    if (isBlank(ch)) return 'more';
    if (ch === '>') {
      this.#store();
      return 'done';
    }
    if (ch === '"') this.#state = 'double';
    else if (ch === "'") this.#state = 'single';
    else {
      this.#state = 'bare';
      this.#value = ch;
    }
    return 'more';
  }

  #feedBare(ch: string): ScanResult {
    if (ch !== '>' && !isBlank(ch)) {
      this.#value += ch;
      return 'more';
    }
    if (ch === '>' && this.#value.endsWith('/')) {
      this.#value = this.#value.slice(0, -1);
      this.#slash = true;
    }
    this.#store();
    return ch === '>' ? 'done' : 'more';
  }

  #store(): void {
    if (!this.#attributes.has(this.#name)) this.#attributes.set(this.#name, decodeEntities(this.#value));
    this.#name = '';
    this.#value = '';
    this.#state = 'between';
  }
}
