/** Cuts shell source into tokens, one at a time; the bodies of here-documents are taken at the newline after them. */
import { ShellSyntaxError, type Redirect, type Word } from './syntax.ts';
import { WordReader, type NestedParsers } from './word-reader.ts';

export type Token =
  | { type: 'operator'; value: string; start: number }
  | { type: 'word'; word: Word; start: number; end: number }
  /** A number directly before a redirection. */
  | { type: 'descriptor'; fd: number; start: number }
  | { type: 'newline'; start: number }
  | { type: 'end'; start: number };

// prettier-ignore
const OPERATORS = [
  '&>>', '<<<', '<<-', '&&', '||', ';;', '&>', '>>', '<<', '<&', '>&', '<>', '>|', '|&', '|', '&', ';', '<', '>', '(', ')',
];
const META = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);

interface PendingHereDocument {
  redirect: Redirect;
  stripTabs: boolean;
}

export class Lexer {
  readonly reader: WordReader;
  #pending: PendingHereDocument[] = [];
  readonly #nested: NestedParsers;

  constructor(source: string, position: number, nested: NestedParsers) {
    this.#nested = nested;
    this.reader = new WordReader(source, position, nested);
  }

  next(): Token {
    this.#skipBlanks();
    const { source, position } = this.reader;
    const start = position;
    if (position >= source.length) return { type: 'end', start };
    if (source[position] === '\n') {
      this.reader.position++;
      this.#readHereDocuments();
      return { type: 'newline', start };
    }
    const operator = OPERATORS.find((each) => source.startsWith(each, position));
    if (operator !== undefined) {
      this.reader.position += operator.length;
      return { type: 'operator', value: operator, start };
    }
    const word = this.reader.readParts((char) => META.has(char));
    const next = this.reader.source[this.reader.position];
    const text = source.slice(start, this.reader.position);
    if ((next === '<' || next === '>') && /^\d+$/.test(text))
      return { type: 'descriptor', fd: Number(text), start };
    return { type: 'word', word, start, end: this.reader.position };
  }

  /** A word of `[[ … =~`: a regular expression may hold parentheses and bars. */
  nextRegex(): Word {
    this.#skipBlanks();
    let depth = 0;
    return this.reader.readParts((char) => {
      if (char === '(') depth++;
      if (char === ')') depth--;
      return depth <= 0 && (char === ' ' || char === '\t' || char === '\n');
    });
  }

  /** The redirect's target becomes the body once the line is over. */
  expectHereDocument(redirect: Redirect, stripTabs: boolean): void {
    this.#pending.push({ redirect, stripTabs });
  }

  get hasPendingHereDocuments(): boolean {
    return this.#pending.length > 0;
  }

  #skipBlanks(): void {
    const { reader } = this;
    for (;;) {
      const char = reader.source[reader.position];
      if (char === ' ' || char === '\t' || (char === '\r' && reader.source[reader.position + 1] === '\n')) {
        reader.position++;
      } else if (char === '\\' && reader.source[reader.position + 1] === '\n') {
        reader.position += 2;
      } else if (char === '#') {
        const end = reader.source.indexOf('\n', reader.position);
        reader.position = end < 0 ? reader.source.length : end;
      } else {
        return;
      }
    }
  }

  #readHereDocuments(): void {
    const { reader } = this;
    for (const { redirect, stripTabs } of this.#pending.splice(0)) {
      const { text: delimiter, quoted } = delimiterOf(redirect.target);
      let body = '';
      for (;;) {
        if (reader.position >= reader.source.length) {
          throw new ShellSyntaxError(
            `here-document delimited by end-of-file (wanted \`${delimiter}')`,
            reader.line,
            true,
          );
        }
        const end = reader.source.indexOf('\n', reader.position);
        const stop = end < 0 ? reader.source.length : end;
        let line = reader.source.slice(reader.position, stop);
        reader.position = end < 0 ? stop : stop + 1;
        if (stripTabs) line = line.replace(/^\t+/, '');
        if (line === delimiter) break;
        body += `${line}\n`;
      }
      redirect.target = quoted
        ? [{ type: 'text', text: body, quoted: true }]
        : new WordReader(body, 0, this.#nested).readParts(() => false, 'heredoc');
    }
  }
}

function delimiterOf(word: Word): { text: string; quoted: boolean } {
  let text = '';
  let quoted = false;
  const visit = (parts: Word): void => {
    for (const part of parts) {
      if (part.type === 'double') {
        quoted = true;
        visit(part.parts);
      } else if (part.type === 'text') {
        quoted ||= part.quoted;
        text += part.text;
      }
    }
  };
  visit(word);
  return { text, quoted };
}
