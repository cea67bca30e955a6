/** Reads one word of shell source: quoting, parameters, substitutions. The characters are the lexer's cursor's. */
import { ShellSyntaxError, type ListNode, type ParameterPart, type Word, type WordPart } from './syntax.ts';

/** Parses the commands of a `$( … )` that begin at `position`; `end` is past the closing parenthesis. */
export type SubstitutionParser = (source: string, position: number) => { body: ListNode; end: number };
/** Parses a whole text, as backticks hold one. */
export type TextParser = (source: string) => ListNode;

export interface NestedParsers {
  substitution: SubstitutionParser;
  text: TextParser;
}

type Quoting = 'none' | 'double' | 'heredoc';

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
};

export class WordReader {
  source: string;
  position: number;
  readonly #nested: NestedParsers;

  constructor(source: string, position: number, nested: NestedParsers) {
    this.source = source;
    this.position = position;
    this.#nested = nested;
  }

  get line(): number {
    let line = 1;
    for (let i = 0; i < this.position && i < this.source.length; i++) if (this.source[i] === '\n') line++;
    return line;
  }

  fail(message: string, incomplete = false): never {
    throw new ShellSyntaxError(message, this.line, incomplete);
  }

  /** Reads parts until `stop` says so of an unquoted character, or the source ends. */
  readParts(stop: (char: string) => boolean, quoting: Quoting = 'none'): Word {
    const parts: Word = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ type: 'text', text, quoted: quoting !== 'none' });
      text = '';
    };
    while (this.position < this.source.length) {
      const char = this.source[this.position] ?? '';
      if (stop(char)) break;
      const special = this.#readSpecial(char, quoting);
      if (special === null) {
        text += char;
        this.position++;
      } else if (special !== 'nothing') {
        flush();
        parts.push(special);
      }
    }
    flush();
    return parts;
  }

  #readSpecial(char: string, quoting: Quoting): WordPart | 'nothing' | null {
    if (char === '\\') return this.#readBackslash(quoting);
    if (char === '$') return this.#readDollar(quoting);
    if (char === '`') return this.#readBackticks(quoting);
    if (quoting === 'heredoc') return null;
    if (char === '"') return this.#readDouble();
    if (char === "'" && quoting === 'none') return this.#readSingle();
    return null;
  }

  #readBackslash(quoting: Quoting): WordPart | 'nothing' | null {
    const next = this.source[this.position + 1];
    if (next === undefined) return null;
    if (next === '\n') {
      this.position += 2;
      return 'nothing';
    }
    const escapable = quoting === 'heredoc' ? '$`\\' : '$`\\"}';
    if (quoting !== 'none' && !escapable.includes(next)) return null;
    if (quoting !== 'none' && next === '}') return null;
    this.position += 2;
    return { type: 'text', text: next, quoted: true };
  }

  #readSingle(): WordPart {
    const end = this.source.indexOf("'", this.position + 1);
    if (end < 0) this.fail("unexpected EOF while looking for matching `''", true);
    const text = this.source.slice(this.position + 1, end);
    this.position = end + 1;
    return { type: 'text', text, quoted: true };
  }

  #readDouble(): WordPart {
    this.position++;
    const parts = this.readParts((char) => char === '"', 'double');
    if (this.source[this.position] !== '"') this.fail('unexpected EOF while looking for matching `"\'', true);
    this.position++;
    return { type: 'double', parts };
  }

  /** `$'…'`: ANSI-C quoting. */
  #readAnsi(): WordPart {
    const start = this.position + 2;
    let end = start;
    while (end < this.source.length && this.source[end] !== "'") end += this.source[end] === '\\' ? 2 : 1;
    if (end >= this.source.length) this.fail("unexpected EOF while looking for matching `''", true);
    this.position = end + 1;
    return { type: 'text', text: unescapeAnsi(this.source.slice(start, end)), quoted: true };
  }

  #readBackticks(quoting: Quoting): WordPart {
    let text = '';
    let at = this.position + 1;
    for (; at < this.source.length && this.source[at] !== '`'; at++) {
      const next = this.source[at + 1] ?? '';
      const escapes = quoting === 'none' ? '$`\\' : '$`\\"';
      if (this.source[at] === '\\' && escapes.includes(next) && next !== '') at++;
      text += this.source[at] ?? '';
    }
    if (at >= this.source.length) this.fail("unexpected EOF while looking for matching ``'", true);
    this.position = at + 1;
    return { type: 'command', body: this.#nested.text(text) };
  }

  #readDollar(quoting: Quoting): WordPart | null {
    const next = this.source[this.position + 1] ?? '';
    if (next === "'" && quoting === 'none') return this.#readAnsi();
    if (next === '"' && quoting === 'none') {
      this.position++;
      return this.#readDouble();
    }
    if (next === '(') return this.#readSubstitution();
    if (next === '{') return this.#readBraced(quoting);
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(
      this.source.slice(this.position + 1, this.position + 129),
    );
    if (name === null) return null;
    let found = name[0];
    if (found.length > 100) found = /^\w+/.exec(this.source.slice(this.position + 1))?.[0] ?? found;
    this.position += 1 + found.length;
    return plainParameter(found);
  }

  #readSubstitution(): WordPart {
    if (this.source.startsWith('$((', this.position)) {
      const arithmetic = this.#tryArithmetic();
      if (arithmetic !== null) return arithmetic;
    }
    const { body, end } = this.#nested.substitution(this.source, this.position + 2);
    this.position = end;
    return { type: 'command', body };
  }

  #tryArithmetic(): WordPart | null {
    const start = this.position;
    this.position += 3;
    const expression = this.readArithmetic();
    if (expression === null) {
      this.position = start;
      return null;
    }
    return { type: 'arithmetic', expression };
  }

  /** From after `((` to past `))`; null when it does not end so. */
  readArithmetic(): Word | null {
    let depth = 0;
    const parts = this.readParts((char) => {
      if (char === '(') depth++;
      if (char === ')' && depth-- === 0) return true;
      return false;
    }, 'double');
    if (!this.source.startsWith('))', this.position)) return null;
    this.position += 2;
    return parts;
  }

  #readBraced(quoting: Quoting): ParameterPart {
    this.position += 2;
    const part = plainParameter('');
    const rest = (): string => this.source[this.position] ?? '';
    if (rest() === '#' && !/^#[}:%#/+=?-]/.test(this.source.slice(this.position, this.position + 2))) {
      part.length = true;
      this.position++;
    } else if (rest() === '!' && /\w/.test(this.source[this.position + 1] ?? '')) {
      part.indirect = true;
      this.position++;
    }
    const name = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(this.source.slice(this.position));
    if (name === null) this.fail('bad substitution', rest() === '');
    part.name = name[0];
    this.position += name[0].length;
    if (rest() === '[') {
      this.position++;
      part.index = this.readParts((char) => char === ']', 'double');
      this.position++;
    }
    this.#readOperator(part, quoting);
    if (rest() !== '}')
      this.fail(
        rest() === '' ? "unexpected EOF while looking for matching `}'" : 'bad substitution',
        rest() === '',
      );
    this.position++;
    return part;
  }

  #readOperator(part: ParameterPart, quoting: Quoting): void {
    const ahead = this.source.slice(this.position, this.position + 2);
    const operator = /^(?::[-=+?]|##|%%|\/\/|\/#|\/%|\^\^|,,|[-=+?#%/:^,@])/.exec(ahead)?.[0];
    if (operator === undefined) return;
    part.operator = operator;
    this.position += operator.length;
    const inner = quoting === 'none' || /^[#%/]/.test(operator) ? 'none' : quoting;
    const ends = operator.startsWith('/') ? '/}' : operator === ':' ? ':}' : '}';
    part.word = this.readParts((char) => ends.includes(char), inner);
    if (ends.length === 2 && this.source[this.position] === ends[0]) {
      this.position++;
      part.second = this.readParts((char) => char === '}', inner);
    }
  }
}

function plainParameter(name: string): ParameterPart {
  return {
    type: 'parameter',
    name,
    index: null,
    operator: '',
    word: null,
    second: null,
    length: false,
    indirect: false,
  };
}

/** What `$'…'`, `echo -e` and printf's formats make of backslashes. */
export function unescapeAnsi(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|([\s\S]))/g,
    (all, hex?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255);
      if (other === undefined) return all;
      return (
        ESCAPES[other] ?? (other === '\\' || other === "'" || other === '"' || other === '?' ? other : all)
      );
    },
  );
}
