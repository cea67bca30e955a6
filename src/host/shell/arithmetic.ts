/** `$(( … ))`: C's integer arithmetic in 64 bits (POSIX.1-2024, 2.6.4), with bash's `**`. */

export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#\w+|\d+)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[<>=!+\-*/%&|^]=|[-+*/%<>=!~&|^?:(),]))/y;

type Token = { kind: 'number' | 'name' | 'operator'; text: string };

/** Evaluates an expression; an empty one is 0. */
export function evaluateArithmetic(expression: string, scope: ArithmeticScope, depth = 0): bigint {
  if (depth > 64) throw new ArithmeticError(`${expression}: expression recursion level exceeded`);
  return new Evaluator(expression, scope, depth).evaluate();
}

class Evaluator {
  readonly #text: string;
  readonly #scope: ArithmeticScope;
  readonly #depth: number;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Above zero in the branch that `&&`, `||` or `?:` does not take. */
  #skipping = 0;

  constructor(text: string, scope: ArithmeticScope, depth: number) {
    this.#text = text.trim();
    this.#scope = scope;
    this.#depth = depth;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < this.#text.length) {
      const match = TOKEN.exec(this.#text);
      if (match === null) throw this.#error('syntax error: operand expected');
      const [, number, name, operator] = match;
      if (number !== undefined) this.#tokens.push({ kind: 'number', text: number });
      else if (name !== undefined) this.#tokens.push({ kind: 'name', text: name });
      else this.#tokens.push({ kind: 'operator', text: operator ?? '' });
    }
  }

  evaluate(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#comma();
    if (this.#at < this.#tokens.length) throw this.#error('syntax error in expression');
    return value;
  }

  #error(message: string): ArithmeticError {
    return new ArithmeticError(`${this.#text}: ${message}`);
  }

  #operator(...texts: string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || !texts.includes(token.text)) return null;
    this.#at++;
    return token.text;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#operator(',') !== null) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const name = this.#tokens[this.#at];
    const next = this.#tokens[this.#at + 1];
    if (name?.kind === 'name' && next?.kind === 'operator' && /^(?:<<|>>|[-+*/%&|^])?=$/.test(next.text)) {
      this.#at += 2;
      const right = this.#assignment();
      const operator = next.text.slice(0, -1);
      return this.#store(
        name.text,
        operator === '' ? right : this.#apply(operator, this.#load(name.text), right),
      );
    }
    return this.#conditional();
  }

  #conditional(): bigint {
    const condition = this.#binary(0);
    if (this.#operator('?') === null) return condition;
    const first = this.#unless(condition === 0n, () => this.#assignment());
    if (this.#operator(':') === null) throw this.#error("`:' expected for conditional expression");
    const second = this.#unless(condition !== 0n, () => this.#assignment());
    return condition === 0n ? second : first;
  }

  #unless(skip: boolean, run: () => bigint): bigint {
    if (skip) this.#skipping++;
    const value = run();
    if (skip) this.#skipping--;
    return value;
  }

  #binary(level: number): bigint {
    const operators = BINARY[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    for (
      let operator = this.#operator(...operators);
      operator !== null;
      operator = this.#operator(...operators)
    ) {
      const decided = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n);
      const right = this.#unless(decided, () => this.#binary(level + 1));
      left = this.#apply(operator, left, right);
    }
    return left;
  }

  #power(): bigint {
    const base = this.#unary();
    if (this.#operator('**') === null) return base;
    const exponent = this.#power();
    if (exponent < 0n) throw this.#error('exponent less than 0');
    return BigInt.asIntN(64, base ** (exponent > 4096n ? 4096n : exponent));
  }

  #unary(): bigint {
    const operator = this.#operator('-', '+', '!', '~', '++', '--');
    if (operator === null) return this.#primary();
    if (operator === '++' || operator === '--') {
      const name = this.#tokens[this.#at++];
      if (name?.kind !== 'name') throw this.#error('syntax error: operand expected');
      return this.#store(name.text, this.#load(name.text) + (operator === '++' ? 1n : -1n));
    }
    const value = this.#unary();
    if (operator === '-') return BigInt.asIntN(64, -value);
    if (operator === '!') return value === 0n ? 1n : 0n;
    return operator === '~' ? ~value : value;
  }

  #primary(): bigint {
    if (this.#operator('(') !== null) {
      const value = this.#comma();
      if (this.#operator(')') === null) throw this.#error("missing `)'");
      return value;
    }
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'number') return this.#number(token.text);
    if (token?.kind !== 'name') throw this.#error('syntax error: operand expected');
    const value = this.#load(token.text);
    const step = this.#operator('++', '--');
    if (step !== null) this.#store(token.text, value + (step === '++' ? 1n : -1n));
    return value;
  }

  #number(text: string): bigint {
    const [base, digits] = text.split('#');
    if (digits !== undefined) return BigInt(parseInt(digits, Number(base)) || 0);
    if (/^0\d/.test(text)) {
      if (/[89]/.test(text)) throw this.#error('value too great for base');
      return BigInt.asIntN(64, BigInt(`0o${text.slice(1)}`));
    }
    return BigInt.asIntN(64, BigInt(text));
  }

  #load(name: string): bigint {
    if (this.#skipping > 0) return 0n;
    const text = this.#scope.get(name) ?? '';
    if (/^\s*[-+]?\d+\s*$/.test(text) && !/^\s*[-+]?0\d/.test(text))
      return BigInt.asIntN(64, BigInt(text.trim()));
    return evaluateArithmetic(text, this.#scope, this.#depth + 1);
  }

  #store(name: string, value: bigint): bigint {
    const wrapped = BigInt.asIntN(64, value);
    if (this.#skipping === 0) this.#scope.set(name, String(wrapped));
    return wrapped;
  }

  #apply(operator: string, a: bigint, b: bigint): bigint {
    if ((operator === '/' || operator === '%') && b === 0n) {
      if (this.#skipping > 0) return 0n;
      throw this.#error('division by 0');
    }
    const truth = (value: boolean): bigint => (value ? 1n : 0n);
    switch (operator) {
      case '||':
        return truth(a !== 0n || b !== 0n);
      case '&&':
        return truth(a !== 0n && b !== 0n);
      case '==':
        return truth(a === b);
      case '!=':
        return truth(a !== b);
      case '<=':
        return truth(a <= b);
      case '>=':
        return truth(a >= b);
      case '<':
        return truth(a < b);
      case '>':
        return truth(a > b);
      default:
        return BigInt.asIntN(64, compute(operator, a, b));
    }
  }
}

function compute(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '<<':
      return a << (b & 63n);
    case '>>':
      return a >> (b & 63n);
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return a % b;
  }
}
