/** `test` and `[` (POSIX.1-2024, test). */
import { compareNumbers } from '../compare-numbers.ts';
import { compareFiles, testFile } from '../file-test.ts';
import type { Command, CommandContext } from '../ports.ts';
import { complain } from './input.ts';

class TestSyntax extends Error {
  override readonly name = 'TestSyntax';
}

const NUMERIC = /^-(?:eq|ne|lt|le|gt|ge)$/;
const BINARY = /^(?:==?|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

export const test: Command = async (context) => {
  const args = [...context.args];
  if (context.name === '[' && args.pop() !== ']') {
    await complain(context, "missing `]'");
    return 2;
  }
  try {
    return new Evaluation(context, args).result() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestSyntax)) throw error;
    await complain(context, error.message);
    return 2;
  }
};

class Evaluation {
  readonly #context: CommandContext;
  readonly #args: string[];
  #at = 0;

  constructor(context: CommandContext, args: string[]) {
    this.#context = context;
    this.#args = args;
  }

  result(): boolean {
    if (this.#args.length === 0) return false;
    const value = this.#or();
    if (this.#at < this.#args.length) throw new TestSyntax('too many arguments');
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      value = this.#and() || value;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      value = this.#term() && value;
    }
    return value;
  }

  #term(): boolean {
    const left = this.#args.length - this.#at;
    const [first, second, third] = this.#args.slice(this.#at);
    if (first === undefined) throw new TestSyntax('argument expected');
    if (left >= 3 && second !== undefined && third !== undefined && BINARY.test(second)) {
      this.#at += 3;
      return this.#compare(first, second, third);
    }
    if (first === '!' && left > 1) {
      this.#at++;
      return !this.#term();
    }
    if (first === '(' && left > 2) {
      this.#at++;
      const value = this.#or();
      if (this.#args[this.#at++] !== ')') throw new TestSyntax("`)' expected");
      return value;
    }
    if (left >= 2 && second !== undefined && /^-[a-zA-Z]$/.test(first)) {
      const terminal = (fd: number): boolean => (fd === 0 ? this.#context.stdin : fd === 2 ? this.#context.stderr : this.#context.stdout).isTerminal; // prettier-ignore
      const value = testFile(this.#context, first, second, terminal);
      if (value !== null) {
        this.#at += 2;
        return value;
      }
      if (left === 2) throw new TestSyntax(`${first}: unary operator expected`);
    }
    this.#at++;
    return first !== '';
  }

  #compare(left: string, operator: string, right: string): boolean {
    if (NUMERIC.test(operator)) {
      const [a, b] = [left, right].map((text) => {
        if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestSyntax(`${text}: integer expression expected`);
        return BigInt(text.trim().replace(/^\+/, ''));
      });
      return compareNumbers(operator, a ?? 0n, b ?? 0n);
    }
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    return compareFiles(this.#context, operator, left, right) ?? (left === right) === (operator !== '!=');
  }
}
