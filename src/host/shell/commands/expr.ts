/** expr: sums, comparisons and matches of its arguments (POSIX.1-2024, expr). */
import type { Command } from '../ports.ts';
import { UsageError } from './options.ts';

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['=', '==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

class Evaluator {
  readonly #words: string[];
  #at = 0;

  constructor(words: string[]) {
    this.#words = words;
  }

  evaluate(): string {
    const value = this.#level(0);
    if (this.#at < this.#words.length)
      throw new UsageError(`syntax error: unexpected argument '${this.#words[this.#at] ?? ''}'`);
    return value;
  }

  #level(level: number): string {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#primary();
    let left = this.#level(level + 1);
    for (let word = this.#words[this.#at]; word !== undefined && operators.includes(word);) {
      this.#at++;
      left = apply(word, left, this.#level(level + 1));
      word = this.#words[this.#at];
    }
    return left;
  }

  #primary(): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new UsageError('syntax error: missing argument');
    const isLast = this.#at >= this.#words.length;
    if (word === '(') {
      const value = this.#level(0);
      if (this.#words[this.#at++] !== ')') throw new UsageError("syntax error: expecting ')'");
      return value;
    }
    if (isLast) return word;
    if (word === 'length') return String([...this.#primary()].length);
    if (word === 'match') return match(this.#primary(), this.#primary());
    if (word === 'index') {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((char) => set.includes(char)) + 1);
    }
    if (word === 'substr') {
      const [text, from, length] = [this.#primary(), integer(this.#primary()), integer(this.#primary())];
      return from < 1 ? '' : text.slice(from - 1, from - 1 + Math.max(0, length));
    }
    return word;
  }
}

const isFalse = (value: string): boolean => value === '' || /^-?0+$/.test(value);

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new UsageError('non-integer argument');
  return Number(text);
}

function apply(operator: string, left: string, right: string): string {
  if (operator === '|') return isFalse(left) ? (isFalse(right) ? '0' : right) : left;
  if (operator === '&') return isFalse(left) || isFalse(right) ? '0' : left;
  if (operator === ':') return match(left, right);
  if (LEVELS[2]?.includes(operator) === true) return compare(operator, left, right) ? '1' : '0';
  const [a, b] = [integer(left), integer(right)];
  if ((operator === '/' || operator === '%') && b === 0) throw new UsageError('division by zero');
  if (operator === '+') return String(a + b);
  if (operator === '-') return String(a - b);
  if (operator === '*') return String(a * b);
  return String(operator === '/' ? Math.trunc(a / b) : a % b);
}

function compare(operator: string, left: string, right: string): boolean {
  const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  const [a, b] = numeric ? [Number(left), Number(right)] : [left, right];
  if (operator === '=' || operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (operator.startsWith('<')) return a < b || (operator === '<=' && a === b);
  return a > b || (operator === '>=' && a === b);
}

/** A basic regular expression from the start: its first group, or how many characters it took. */
function match(text: string, pattern: string): string {
  const source = pattern.replace(/\\([(){}|+?])|([(){}|+?])/g, (_, escaped?: string, plain?: string) =>
    escaped === undefined ? `\\${plain ?? ''}` : escaped,
  );
  const found = new RegExp(`^(?:${source.replace(/^\^/, '')})`).exec(text);
  return source.includes('(') && /\\\(/.test(pattern) ? (found?.[1] ?? '') : String(found?.[0].length ?? 0);
}

export const expr: Command = async (context) => {
  const words = context.args[0] === '--' ? context.args.slice(1) : context.args;
  if (words.length === 0) throw new UsageError('missing operand');
  const value = new Evaluator(words).evaluate();
  await context.stdout.write(`${value}\n`);
  return isFalse(value) ? 1 : 0;
};
