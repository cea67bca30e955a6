/**
 * How an error of Node is made, and the argument errors that every built-in throws (the other codes: errors.ts).
 * As in Node the thrown object is a plain TypeError (RangeError, …) with `code`; its stack and toString say `TypeError [CODE]: …`.
 */
import { inspect } from 'node-inspect-extracted';

export interface NodeError extends Error {
  code: string;
}

export interface NodeErrorConstructor<A extends unknown[]> {
  new (...args: A): NodeError;
  readonly code: string;
}

type BaseConstructor = new (message?: string) => Error;
type CaptureStackTrace = (target: object, above?: unknown) => void;

/** Captures the stack under the heading `name`, without leaving `name` on the error. */
function captureWithHeading(error: Error, heading: string, above: unknown): void {
  const capture = (Error as unknown as { captureStackTrace?: CaptureStackTrace }).captureStackTrace;
  if (capture === undefined) return;
  Object.defineProperty(error, 'name', { value: heading, configurable: true, writable: true });
  capture(error, above);
  // V8 may format the heading lazily: read it while the name stands.
  void error.stack;
  delete (error as { name?: string }).name;
}

/** An error of Node's shape for a code that has no entry in the table. */
export function makeNodeError(
  Base: BaseConstructor,
  code: string,
  message: string,
  above?: unknown,
): NodeError {
  const error = new Base(message) as NodeError;
  captureWithHeading(error, `${error.name} [${code}]`, above ?? makeNodeError);
  Object.defineProperty(error, 'toString', {
    value(this: Error) {
      return `${this.name} [${code}]: ${this.message}`;
    },
    configurable: true,
    enumerable: false,
    writable: true,
  });
  error.code = code;
  return error;
}

/** Declares one code: `message` gets the constructor's arguments. */
export function defineError<A extends unknown[]>(
  code: string,
  Base: BaseConstructor,
  message: string | ((...args: A) => string),
): NodeErrorConstructor<A> {
  class Coded {
    static readonly code = code;
    constructor(...args: A) {
      const text = typeof message === 'string' ? message : message(...args);
      return makeNodeError(Base, code, text, Coded) as unknown as Coded;
    }
  }
  return Coded as unknown as NodeErrorConstructor<A>;
}

/** Node's AbortError: what a call rejects with when its signal fires. */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';
  override readonly name = 'AbortError';
  constructor(message = 'The operation was aborted', options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, 'name', { value: 'AbortError', enumerable: false, configurable: true });
  }
}

/** The error that tells of both: of something that failed while failing. */
export function aggregateTwoErrors(
  inner: Error | null | undefined,
  outer: Error | null | undefined,
): Error | null {
  if (!inner || !outer || inner === outer) return inner ?? outer ?? null;
  if (outer instanceof AggregateError) {
    outer.errors.push(inner);
    return outer;
  }
  const both = new AggregateError([outer, inner], outer.message) as AggregateError & { code?: unknown };
  both.code = (outer as { code?: unknown }).code;
  return both;
}

function quoteShort(value: unknown): string {
  const text = inspect(value, { colors: false });
  return text.length > 28 ? `${text.slice(0, 25)}...` : text;
}

/** "undefined", "function foo", "an instance of Foo", "type string ('x')": how messages name a wrong value. */
export function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'function ';
  if (typeof value === 'object') {
    const name = (value as { constructor?: { name?: string } }).constructor?.name;
    return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
  }
  if (typeof value !== 'string') return `type ${typeof value} (${quoteShort(value)})`;
  const short = value.length > 28 ? `${value.slice(0, 25)}...` : value;
  return short.includes("'") ? `type string (${JSON.stringify(short)})` : `type string ('${short}')`;
}

const PRIMITIVE_KINDS = new Set(
  'string function number object Function Object boolean bigint symbol'.split(' '),
);

function listOf(words: string[], conjunction: string): string {
  if (words.length <= 1) return words[0] ?? '';
  if (words.length === 2) return `${words[0]} ${conjunction} ${words[1]}`;
  return `${words.slice(0, -1).join(', ')}, ${conjunction} ${words.at(-1)}`;
}

function expectation(expected: string | readonly string[]): string {
  const all = typeof expected === 'string' ? [expected] : expected;
  const types = all.filter((kind) => PRIMITIVE_KINDS.has(kind)).map((kind) => kind.toLowerCase());
  const instances = all.filter((kind) => !PRIMITIVE_KINDS.has(kind) && /^[A-Z][A-Za-z0-9]*$/.test(kind));
  const other = all.filter((kind) => !PRIMITIVE_KINDS.has(kind) && !/^[A-Z][A-Za-z0-9]*$/.test(kind));
  if (instances.length > 0 && types.includes('object')) {
    types.splice(types.indexOf('object'), 1);
    instances.push('Object');
  }
  const parts: string[] = [];
  if (types.length > 0) {
    parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${listOf(types, 'or')}`);
  }
  if (instances.length > 0) parts.push(`an instance of ${listOf(instances, 'or')}`);
  if (other.length > 1) parts.push(`one of ${listOf(other, 'or')}`);
  else if (other[0] !== undefined)
    parts.push(other[0].toLowerCase() !== other[0] ? `an ${other[0]}` : other[0]);
  return parts.join(' or ');
}

function subject(name: string): string {
  if (name.endsWith(' argument')) return `The ${name}`;
  return `The "${name}" ${name.includes('.') ? 'property' : 'argument'}`;
}

function withSeparators(value: unknown): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
    const text = String(value);
    const big =
      typeof value === 'bigint' ? value > 2n ** 32n || value < -(2n ** 32n) : Math.abs(value) > 2 ** 32;
    const grouped = big ? text.replace(/(?<=\d)(?=(\d{3})+$)/g, '_') : text;
    return typeof value === 'bigint' ? `${grouped}n` : grouped;
  }
  return inspect(value);
}

export const ERR_INVALID_ARG_TYPE = defineError(
  'ERR_INVALID_ARG_TYPE',
  TypeError,
  (name: string, expected: string | readonly string[], actual: unknown) =>
    `${subject(name)} must be ${expectation(expected)}. Received ${describeReceived(actual)}`,
);

function invalidValue(name: string, value: unknown, reason = 'is invalid'): string {
  const text = inspect(value);
  const short = text.length > 128 ? `${text.slice(0, 128)}...` : text;
  return `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${short}`;
}

export const ERR_INVALID_ARG_VALUE = defineError('ERR_INVALID_ARG_VALUE', TypeError, invalidValue);
export const ERR_INVALID_ARG_VALUE_RANGE = defineError('ERR_INVALID_ARG_VALUE', RangeError, invalidValue);

export const ERR_OUT_OF_RANGE = defineError(
  'ERR_OUT_OF_RANGE',
  RangeError,
  (name: string, range: string, received: unknown, replaceDefaultBoolean = false) =>
    `${replaceDefaultBoolean ? name : `The value of "${name}" is out of range.`} It must be ${range}. Received ${withSeparators(received)}`,
);

export const ERR_MISSING_ARGS = defineError(
  'ERR_MISSING_ARGS',
  TypeError,
  (...names: (string | string[])[]) => {
    const quoted = names.map((name) =>
      typeof name === 'string' ? `"${name}"` : name.map((each) => `"${each}"`).join(' or '),
    );
    return `The ${listOf(quoted, 'and')} argument${names.length === 1 ? '' : 's'} must be specified`;
  },
);
