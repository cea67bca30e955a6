/** Recursive-descent parser of the shell's language (POSIX.1-2024, chapter 2, and the everyday parts of bash). */
import { parseCondition } from './condition-parser.ts';
import { Lexer, type Token } from './lexer.ts';
import {
  ShellSyntaxError,
  type Assignment,
  type CaseItem,
  type ListNode,
  type Node,
  type Redirect,
  type SimpleNode,
  type Word,
} from './syntax.ts';
import { WordReader, type NestedParsers } from './word-reader.ts';

const REDIRECTS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '&>', '&>>', '<<', '<<-', '<<<']);
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

const NESTED: NestedParsers = {
  substitution(source, position) {
    const parser = new Parser(source, { position });
    const body = parser.parseUntil(')');
    return { body, end: parser.end };
  },
  text: (source) => parseProgram(source),
};

export interface ParserOptions {
  position?: number;
  aliases?: ReadonlyMap<string, string>;
}

export class Parser {
  readonly #lexer: Lexer;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #expanding = new Map<string, number>();
  #token: Token | null = null;
  #end = 0;

  constructor(source: string, options: ParserOptions = {}) {
    this.#lexer = new Lexer(source, options.position ?? 0, NESTED);
    this.#aliases = options.aliases ?? new Map();
  }

  /** Where the source was read to. */
  get end(): number {
    return this.#end;
  }

  /** The next command line of the program, or null at its end. */
  nextCommand(): ListNode | null {
    this.#skipNewlines();
    if (this.peek().type === 'end') return null;
    const list = this.#parseList(true);
    const token = this.peek();
    if (token.type !== 'newline' && token.type !== 'end') this.unexpected(token);
    if (token.type === 'end' && this.#lexer.hasPendingHereDocuments) {
      this.#lexer.reader.fail('here-document without a body', true);
    }
    if (token.type === 'newline') this.take();
    return list;
  }

  /** Everything up to a closing operator, which is taken. */
  parseUntil(closer: string): ListNode {
    const list = this.#parseList(false);
    this.expectOperator(closer);
    return list;
  }

  // ---- tokens -------------------------------------------------------------

  peek(): Token {
    return (this.#token ??= this.#lexer.next());
  }

  take(): Token {
    const token = this.peek();
    this.#token = null;
    this.#end = this.#lexer.reader.position;
    return token;
  }

  takeRegex(): Word {
    return this.#lexer.nextRegex();
  }

  isOperator(value: string): boolean {
    const token = this.peek();
    return token.type === 'operator' && token.value === value;
  }

  /** The unquoted text of the next token if it is a plain word. */
  keyword(): string | null {
    return plainText(this.peek());
  }

  expectOperator(value: string): void {
    if (!this.isOperator(value)) this.unexpected(this.peek());
    this.take();
  }

  #expectKeyword(value: string): void {
    if (this.keyword() !== value) this.unexpected(this.peek());
    this.take();
  }

  unexpected(token: Token): never {
    const { reader } = this.#lexer;
    const at = new WordReader(reader.source, token.start, NESTED).line;
    if (token.type === 'end') throw new ShellSyntaxError('syntax error: unexpected end of file', at, true);
    const text =
      token.type === 'newline'
        ? 'newline'
        : token.type === 'operator'
          ? token.value
          : token.type === 'descriptor'
            ? String(token.fd)
            : reader.source.slice(token.start, token.end);
    throw new ShellSyntaxError(`syntax error near unexpected token \`${text}'`, at);
  }

  #skipNewlines(): void {
    while (this.peek().type === 'newline') this.take();
  }

  // ---- lists --------------------------------------------------------------

  #parseList(oneLine: boolean): ListNode {
    const items: ListNode['items'] = [];
    if (!oneLine) this.#skipNewlines();
    while (this.#startsCommand()) {
      const start = this.peek().start;
      const node = this.#parseLogical();
      const background = this.isOperator('&');
      const source = this.#lexer.reader.source.slice(start, this.peek().start).trim();
      items.push({ node, background, source });
      if (background || this.isOperator(';')) this.take();
      else if (oneLine || this.peek().type !== 'newline') break;
      if (!oneLine) this.#skipNewlines();
    }
    if (items.length === 0) this.unexpected(this.peek());
    return { type: 'list', items };
  }

  #startsCommand(): boolean {
    const token = this.peek();
    if (token.type === 'descriptor') return true;
    if (token.type === 'operator') return token.value === '(' || REDIRECTS.has(token.value);
    return token.type === 'word' && !CLOSERS.has(plainText(token) ?? '');
  }

  #parseLogical(): Node {
    let left = this.#parsePipeline();
    for (;;) {
      const operator = this.isOperator('&&') ? '&&' : this.isOperator('||') ? '||' : null;
      if (operator === null) return left;
      this.take();
      this.#skipNewlines();
      left = { type: 'logical', operator, left, right: this.#parsePipeline() };
    }
  }

  #parsePipeline(): Node {
    let negated = false;
    let timed = false;
    for (;;) {
      const word = this.keyword();
      if (word === '!') negated = !negated;
      else if (word === 'time') timed = true;
      else break;
      this.take();
    }
    const commands: Node[] = [];
    if (timed && !this.#startsCommand()) return { type: 'pipeline', commands, negated, timed };
    commands.push(this.#parseCommand());
    while (this.isOperator('|') || this.isOperator('|&')) {
      const token = this.take();
      if (token.type === 'operator' && token.value === '|&') {
        const last = commands.pop();
        const merge: Redirect = {
          operator: '>&',
          fd: 2,
          target: [{ type: 'text', text: '1', quoted: false }],
        };
        if (last !== undefined) commands.push({ type: 'redirected', body: last, redirects: [merge] });
      }
      this.#skipNewlines();
      commands.push(this.#parseCommand());
    }
    const [only] = commands;
    if (commands.length === 1 && only !== undefined && !negated && !timed) return only;
    return { type: 'pipeline', commands, negated, timed };
  }

  // ---- commands -----------------------------------------------------------

  #parseCommand(): Node {
    this.#expandAlias();
    const token = this.peek();
    if (!this.#startsCommand()) this.unexpected(token);
    const compound = this.#parseCompound();
    if (compound === null) return this.#parseSimple();
    if (compound.type === 'function') return compound;
    const redirects = this.#parseRedirects();
    return redirects.length === 0 ? compound : { type: 'redirected', body: compound, redirects };
  }

  #parseCompound(): Node | null {
    if (this.isOperator('(')) return this.#parseParenthesis();
    switch (this.keyword()) {
      case '{': {
        this.take();
        const body = this.#parseList(false);
        this.#expectKeyword('}');
        return body;
      }
      case 'if':
        return this.#parseIf();
      case 'while':
      case 'until':
        return this.#parseLoop();
      case 'for':
        return this.#parseFor();
      case 'case':
        return this.#parseCase();
      case '[[': {
        this.take();
        const condition = parseCondition(this);
        this.#expectKeyword(']]');
        return { type: 'condition', condition };
      }
      case 'function': {
        this.take();
        return this.#parseFunction(this.#takeName());
      }
      default:
        return null;
    }
  }

  #parseParenthesis(): Node {
    const { reader } = this.#lexer;
    this.take();
    if (reader.source[reader.position] === '(') {
      const start = reader.position;
      reader.position++;
      const expression = reader.readArithmetic();
      if (expression !== null) {
        this.#end = reader.position;
        return { type: 'arithmetic', expression };
      }
      reader.position = start;
    }
    return { type: 'subshell', body: this.parseUntil(')') };
  }

  #parseIf(): Node {
    const branches: { condition: ListNode; body: ListNode }[] = [];
    let otherwise: ListNode | null = null;
    do {
      this.take();
      const condition = this.#parseList(false);
      this.#expectKeyword('then');
      branches.push({ condition, body: this.#parseList(false) });
    } while (this.keyword() === 'elif');
    if (this.keyword() === 'else') {
      this.take();
      otherwise = this.#parseList(false);
    }
    this.#expectKeyword('fi');
    return { type: 'if', branches, otherwise };
  }

  #parseLoop(): Node {
    const until = this.keyword() === 'until';
    this.take();
    const condition = this.#parseList(false);
    return { type: 'loop', until, condition, body: this.#parseDo() };
  }

  #parseDo(): ListNode {
    this.#expectKeyword('do');
    const body = this.#parseList(false);
    this.#expectKeyword('done');
    return body;
  }

  #parseFor(): Node {
    this.take();
    if (this.isOperator('(')) return this.#parseArithmeticFor();
    const name = this.#takeName();
    this.#skipNewlines();
    let words: Word[] | null = null;
    if (this.keyword() === 'in') {
      this.take();
      words = [];
      for (let token = this.peek(); token.type === 'word'; token = this.peek()) {
        words.push(token.word);
        this.take();
      }
    }
    if (this.isOperator(';')) this.take();
    this.#skipNewlines();
    return { type: 'for', name, words, body: this.#parseDo() };
  }

  #parseArithmeticFor(): Node {
    this.take();
    const { reader } = this.#lexer;
    reader.position++;
    const section = (): Word => {
      const word = reader.readParts((char) => char === ';' || char === ')', 'double');
      reader.position++;
      return word;
    };
    const node = { type: 'arithmetic-for' as const, start: section(), condition: section(), step: section() };
    reader.position++;
    if (this.isOperator(';')) this.take();
    this.#skipNewlines();
    return { ...node, body: this.#parseDo() };
  }

  #parseCase(): Node {
    this.take();
    const subject = this.#takeWord();
    this.#skipNewlines();
    this.#expectKeyword('in');
    this.#skipNewlines();
    const items: CaseItem[] = [];
    while (this.keyword() !== 'esac') {
      if (this.isOperator('(')) this.take();
      const patterns = [this.#takeWord()];
      while (this.isOperator('|')) {
        this.take();
        patterns.push(this.#takeWord());
      }
      this.expectOperator(')');
      this.#skipNewlines();
      const empty = this.isOperator(';;') || this.keyword() === 'esac';
      items.push({ patterns, body: empty ? { type: 'list', items: [] } : this.#parseList(false) });
      if (this.isOperator(';;')) this.take();
      else if (this.keyword() !== 'esac') this.unexpected(this.peek());
      this.#skipNewlines();
    }
    this.take();
    return { type: 'case', subject, items };
  }

  #parseFunction(name: string): Node {
    if (this.isOperator('(')) {
      this.take();
      this.expectOperator(')');
    }
    this.#skipNewlines();
    const body = this.#parseCommand();
    return { type: 'function', name, body };
  }

  #takeWord(): Word {
    const token = this.take();
    if (token.type !== 'word') this.unexpected(token);
    return token.word;
  }

  #takeName(): string {
    const token = this.take();
    const name = plainText(token);
    if (name === null) this.unexpected(token);
    return name;
  }

  // ---- simple commands ----------------------------------------------------

  #parseSimple(): Node {
    const { reader } = this.#lexer;
    const line = new WordReader(reader.source, this.peek().start, NESTED).line;
    const node: SimpleNode = { type: 'simple', assignments: [], words: [], redirects: [], line };
    for (;;) {
      const token = this.peek();
      if (token.type === 'word') {
        this.take();
        const assignment =
          node.words.length === 0 || isDeclaration(node.words) ? this.#assignment(token) : null;
        if (assignment !== null && (node.words.length === 0 || assignment.isArray))
          node.assignments.push(assignment);
        else node.words.push(token.word);
        if (node.words.length === 1 && node.assignments.length === 0 && node.redirects.length === 0) {
          const name = plainText(token);
          if (name !== null && this.isOperator('(')) return this.#parseFunction(name);
        }
      } else if (this.#isRedirect(token)) {
        node.redirects.push(this.#parseRedirect());
      } else {
        return node;
      }
    }
  }

  #assignment(token: Token & { type: 'word' }): Assignment | null {
    const [first, ...others] = token.word;
    if (first?.type !== 'text' || first.quoted) return null;
    const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?)=/.exec(first.text);
    if (match === null) return null;
    const rest = first.text.slice(match[0].length);
    const value: Word = rest === '' ? others : [{ type: 'text', text: rest, quoted: false }, ...others];
    const index: Word | null =
      match[2] === undefined ? null : [{ type: 'text', text: match[2], quoted: true }];
    const assignment: Assignment = {
      name: match[1] ?? '',
      index,
      append: match[3] === '+',
      value,
      isArray: false,
    };
    const next = this.peek();
    if (value.length > 0 || next.type !== 'operator' || next.value !== '(' || next.start !== token.end)
      return assignment;
    this.take();
    const elements: Word[] = [];
    this.#skipNewlines();
    while (!this.isOperator(')')) {
      elements.push(this.#takeWord());
      this.#skipNewlines();
    }
    this.take();
    return { ...assignment, value: elements, isArray: true };
  }

  #isRedirect(token: Token): boolean {
    return token.type === 'descriptor' || (token.type === 'operator' && REDIRECTS.has(token.value));
  }

  #parseRedirects(): Redirect[] {
    const redirects: Redirect[] = [];
    while (this.#isRedirect(this.peek())) redirects.push(this.#parseRedirect());
    return redirects;
  }

  #parseRedirect(): Redirect {
    let token = this.take();
    const fd = token.type === 'descriptor' ? token.fd : null;
    if (token.type === 'descriptor') token = this.take();
    if (token.type !== 'operator' || !REDIRECTS.has(token.value)) this.unexpected(token);
    const stripTabs = token.value === '<<-';
    const operator = (stripTabs ? '<<' : token.value) as Redirect['operator'];
    const redirect: Redirect = { operator, fd, target: this.#takeWord() };
    if (operator === '<<') this.#lexer.expectHereDocument(redirect, stripTabs);
    return redirect;
  }

  // ---- aliases ------------------------------------------------------------

  #expandAlias(): void {
    const { reader } = this.#lexer;
    for (;;) {
      const token = this.peek();
      const name = plainText(token);
      const value = name === null ? undefined : this.#aliases.get(name);
      if (token.type !== 'word' || name === null || value === undefined) return;
      if ((this.#expanding.get(name) ?? -1) >= token.start) return;
      reader.source = reader.source.slice(0, token.start) + value + reader.source.slice(token.end);
      this.#expanding.set(name, token.start + value.length);
      reader.position = token.start;
      this.#token = null;
    }
  }
}

function plainText(token: Token): string | null {
  if (token.type !== 'word' || token.word.length !== 1) return null;
  const [part] = token.word;
  return part?.type === 'text' && !part.quoted ? part.text : null;
}

const DECLARATIONS = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

function isDeclaration(words: Word[]): boolean {
  const part = words[0]?.[0];
  return part?.type === 'text' && DECLARATIONS.has(part.text);
}

/** A whole program at once, as backticks and functions' texts need it. */
export function parseProgram(source: string): ListNode {
  const parser = new Parser(source);
  const items: ListNode['items'] = [];
  for (let list = parser.nextCommand(); list !== null; list = parser.nextCommand()) items.push(...list.items);
  return { type: 'list', items };
}
