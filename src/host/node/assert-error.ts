/** `AssertionError` and its messages: what was expected, what came, and a line diff of the two. */
import { inspect } from './inspect.ts';
import { validateObject } from './validators.ts';

const HEADINGS: Record<string, string> = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
};

/** Short enough for both values to stand on one line. */
const ONE_LINE = 12;

function show(value: unknown): string[] {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
    breakLength: Infinity,
  }).split('\n');
}

type Change = [mark: ' ' | '+' | '-', line: string];

/** The longest common subsequence; beyond a thousand lines, only the equal head and tail. */
function diffLines(actual: string[], expected: string[]): Change[] {
  let head = 0;
  while (head < actual.length && head < expected.length && actual[head] === expected[head]) head++;
  let tail = 0;
  const shortest = Math.min(actual.length, expected.length) - head;
  while (tail < shortest && actual.at(-1 - tail) === expected.at(-1 - tail)) tail++;
  const a = actual.slice(head, actual.length - tail);
  const b = expected.slice(head, expected.length - tail);
  const same = (lines: string[]): Change[] => lines.map((line) => [' ', line]);
  return [...same(actual.slice(0, head)), ...middle(a, b), ...same(actual.slice(actual.length - tail))];
}

function middle(a: string[], b: string[]): Change[] {
  if (a.length > 1000 || b.length > 1000) {
    return [...a.map((line): Change => ['+', line]), ...b.map((line): Change => ['-', line])];
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push([' ', a[i] as string]);
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1)))
      out.push(['+', a[i++] as string]);
    else out.push(['-', b[j++] as string]);
  }
  return out;
}

function compareMessage(actual: unknown, expected: unknown, operator: string, custom?: string): string {
  const a = show(actual);
  const b = show(expected);
  const objects =
    typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null;
  const heading =
    custom ?? (HEADINGS[operator === 'strictEqual' && objects ? 'strictEqualObject' : operator] as string);
  if (a.length === 1 && b.length === 1 && a[0] !== b[0]) {
    const zeros = actual === 0 && expected === 0;
    const plain =
      (typeof actual !== 'object' || actual === null) && (typeof expected !== 'object' || expected === null);
    if (plain && !zeros && (a[0] as string).length + (b[0] as string).length <= ONE_LINE) {
      return `${heading}\n\n${a[0]} !== ${b[0]}\n`;
    }
  }
  if (a.join('\n') === b.join('\n')) {
    return `${operator === 'strictEqual' ? HEADINGS['notIdentical'] : heading}\n\n${a.join('\n')}\n`;
  }
  const lines = diffLines(a, b).map(([mark, line]) => `${mark} ${line}`);
  return `${heading}\n+ actual - expected\n\n${lines.join('\n')}\n`;
}

function unequalMessage(actual: unknown, operator: string): string {
  const objects = (typeof actual === 'object' && actual !== null) || typeof actual === 'function';
  const heading = HEADINGS[
    operator === 'notStrictEqual' && objects ? 'notStrictEqualObject' : operator
  ] as string;
  const lines = show(actual);
  const kept = lines.length > 50 ? [...lines.slice(0, 46), '...'] : lines;
  return lines.length === 1
    ? `${heading}${(lines[0] as string).length > 5 ? '\n\n' : ' '}${lines[0]}`
    : `${heading}\n\n${kept.join('\n')}\n`;
}

function looseMessage(actual: unknown, expected: unknown, operator: string): string {
  const [a, b] = [actual, expected].map((value) => show(value).join('\n').slice(0, 512)) as [string, string];
  if (operator === 'deepEqual')
    return `${HEADINGS['deepEqual']}\n\n${a}\n\nshould loosely deep-equal\n\n${b}`;
  if (operator === 'notDeepEqual')
    return `${HEADINGS['notDeepEqualUnequal']}\n\n${a}\n\nshould not loosely deep-equal\n\n${b}`;
  return `${a} ${operator} ${b}`;
}

function generatedMessage(actual: unknown, expected: unknown, operator: string): string {
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return compareMessage(actual, expected, operator);
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return unequalMessage(actual, operator);
    default:
      return looseMessage(actual, expected, operator);
  }
}

const DIFF_UNDER_CUSTOM = new Set(['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual']);

/** A message of the program's, which for these operators the diff still follows. */
function withDiff(message: string, actual: unknown, expected: unknown, operator: string): string {
  return DIFF_UNDER_CUSTOM.has(operator) ? compareMessage(actual, expected, operator, message) : message;
}

export interface AssertionErrorOptions {
  message?: string | Error | undefined;
  actual?: unknown;
  expected?: unknown;
  operator?: string;
  stackStartFn?: unknown;
}

type CaptureStackTrace = (target: object, above?: unknown) => void;

export class AssertionError extends Error {
  readonly code = 'ERR_ASSERTION';
  readonly generatedMessage: boolean;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly operator: string | undefined;

  constructor(options: AssertionErrorOptions) {
    validateObject(options, 'options');
    const { message, actual, expected, operator } = options;
    super(
      message === undefined
        ? generatedMessage(actual, expected, String(operator))
        : withDiff(String(message), actual, expected, String(operator)),
    );
    this.generatedMessage = message === undefined;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    const hidden = { configurable: true, writable: true, enumerable: false };
    Object.defineProperty(this, 'name', { ...hidden, value: 'AssertionError [ERR_ASSERTION]' });
    const capture = (Error as unknown as { captureStackTrace?: CaptureStackTrace }).captureStackTrace;
    capture?.(this, options.stackStartFn);
    void this.stack;
    Object.defineProperty(this, 'name', { ...hidden, value: 'AssertionError' });
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}
