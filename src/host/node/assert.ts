/** `node:assert`, and its strict form. */
import { AssertionError } from './assert-error.ts';
import { matchesExpectation } from './assert-throws.ts';
import { isDeepLooseEqual, isDeepStrictEqual } from './deep-equal.ts';
import {
  ERR_AMBIGUOUS_ARGUMENT,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_RETURN_VALUE,
  ERR_MISSING_ARGS,
} from './errors.ts';
import type { NodeHost } from './host.ts';
import { inspect } from './inspect.ts';
import { validateFunction } from './validators.ts';

type Message = string | Error | undefined;
type Block = () => unknown;

export { AssertionError };

function failWith(
  message: Message,
  details: { actual?: unknown; expected?: unknown; operator: string; stackStartFn: unknown },
): never {
  if (message instanceof Error) throw message;
  throw new AssertionError({ ...details, message });
}

function needTwo(count: number): void {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

type Comparison = (actual: unknown, expected: unknown, message?: Message) => void;

/** An assertion of two values. Takes `arguments` to tell a missing one from undefined. */
function comparison(operator: string, holds: (a: unknown, b: unknown) => boolean): Comparison {
  const compare = function (...args: unknown[]): void {
    needTwo(args.length);
    const [actual, expected, message] = args as [unknown, unknown, Message];
    if (!holds(actual, expected)) failWith(message, { actual, expected, operator, stackStartFn: compare });
  };
  return compare;
}

const looseEqual = (a: unknown, b: unknown): boolean => a == b || (a !== a && b !== b);

function ok(...args: unknown[]): void {
  check(ok, args);
}

function check(above: unknown, args: unknown[]): void {
  const [value, message] = args as [unknown, Message];
  if (value) return;
  const words =
    args.length === 0
      ? 'No value argument passed to `assert.ok()`'
      : (message ?? 'The expression evaluated to a falsy value:\n\n  assert(' + inspect(value) + ')\n');
  if (words instanceof Error) throw words;
  const error = new AssertionError({
    message: words,
    actual: value,
    expected: true,
    operator: '==',
    stackStartFn: above,
  });
  Object.assign(error, { generatedMessage: message === undefined });
  throw error;
}

function fail(message?: Message): never {
  if (message !== undefined) failWith(message, { operator: 'fail', stackStartFn: fail });
  const error = new AssertionError({ message: 'Failed', operator: 'fail', stackStartFn: fail });
  throw Object.assign(error, { generatedMessage: true });
}

function ifError(value: unknown): void {
  if (value === null || value === undefined) return;
  const words =
    typeof value === 'object' && typeof (value as Error).message === 'string'
      ? (value as Error).message || (value as Error).constructor.name
      : inspect(value);
  throw new AssertionError({
    message: `ifError got unwanted exception: ${words}`,
    actual: value,
    expected: null,
    operator: 'ifError',
    stackStartFn: ifError,
  });
}

type Caught = { error: unknown } | undefined;

function catchFrom(block: Block): Caught {
  validateFunction(block, 'fn');
  try {
    block();
  } catch (error) {
    return { error };
  }
  return undefined;
}

async function catchFromAsync(block: Block | PromiseLike<unknown>): Promise<Caught> {
  let promise: unknown = block;
  if (typeof block === 'function') {
    promise = block();
    if (!isThenable(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isThenable(block)) throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], block);
  try {
    await promise;
  } catch (error) {
    return { error };
  }
  return undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}

function wordsFor(args: unknown[]): { expected: unknown; message: Message } {
  const [first, second] = args;
  return typeof first === 'string'
    ? { expected: undefined, message: first }
    : { expected: first, message: second as Message };
}

function expectThrow(above: { name: string }, caught: Caught, args: unknown[]): void {
  if (typeof args[0] === 'string' && args.length > 1)
    throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], args[0]);
  const { expected, message } = wordsFor(args);
  if (typeof args[0] === 'string' && (caught?.error as Error | undefined)?.message === args[0]) {
    throw new ERR_AMBIGUOUS_ARGUMENT(
      'error/message',
      `The error message ${JSON.stringify(args[0])} is identical to the message.`,
    );
  }
  if (caught === undefined) {
    const name = (expected as { name?: string } | undefined)?.name;
    const kind = above.name === 'rejects' ? 'rejection' : 'exception';
    const words = `Missing expected ${kind}${name ? ` (${name})` : ''}${message ? `: ${String(message)}` : '.'}`;
    if (message instanceof Error) throw message;
    throw new AssertionError({
      message: words,
      actual: undefined,
      expected,
      operator: above.name,
      stackStartFn: above,
    });
  }
  matchesExpectation(caught.error, expected, message, above);
}

function expectNoThrow(above: { name: string }, caught: Caught, args: unknown[]): void {
  if (caught === undefined) return;
  const { expected, message } = wordsFor(args);
  if (expected !== undefined && !(typeof expected === 'function' && caught.error instanceof expected)) {
    if (!(expected instanceof RegExp && expected.test(String(caught.error)))) throw caught.error;
  }
  const kind = above.name === 'doesNotReject' ? 'rejection' : 'exception';
  const words = `Got unwanted ${kind}${message ? `: ${String(message)}` : '.'}\nActual message: "${(caught.error as Error | undefined)?.message}"`;
  throw new AssertionError({
    message: words,
    actual: caught.error,
    expected,
    operator: above.name,
    stackStartFn: above,
  });
}

function throws(block: Block, ...args: unknown[]): void {
  expectThrow(throws, catchFrom(block), args);
}
function doesNotThrow(block: Block, ...args: unknown[]): void {
  expectNoThrow(doesNotThrow, catchFrom(block), args);
}
async function rejects(block: Block | PromiseLike<unknown>, ...args: unknown[]): Promise<void> {
  expectThrow(rejects, await catchFromAsync(block), args);
}
async function doesNotReject(block: Block | PromiseLike<unknown>, ...args: unknown[]): Promise<void> {
  expectNoThrow(doesNotReject, await catchFromAsync(block), args);
}

function matching(operator: 'match' | 'doesNotMatch') {
  const assertion = (text: unknown, pattern: RegExp, message?: Message): void => {
    if (!(pattern instanceof RegExp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', pattern);
    if (typeof text === 'string' && pattern.test(text) === (operator === 'match')) return;
    const generated = message === undefined;
    const why =
      typeof text !== 'string'
        ? 'The "string" argument must be of type string. Received type ' + `${typeof text} (${inspect(text)})`
        : `${operator === 'match' ? 'The input did not match the regular expression ' : 'The input was expected to not match the regular expression '}${inspect(pattern)}. Input:\n\n${inspect(text)}\n`;
    if (message instanceof Error) throw message;
    const error = new AssertionError({
      message: message ?? why,
      actual: text,
      expected: pattern,
      operator,
      stackStartFn: assertion,
    });
    throw Object.assign(error, { generatedMessage: generated });
  };
  return assertion;
}

/** Every key of `expected` is in `actual`, deeply; more is allowed. */
function containsDeep(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null)
    return Object.is(actual, expected);
  if (expected instanceof Set)
    return actual instanceof Set && [...expected].every((e) => [...actual].some((a) => containsDeep(a, e)));
  if (expected instanceof Map)
    return (
      actual instanceof Map &&
      [...expected].every(([key, value]) => actual.has(key) && containsDeep(actual.get(key), value))
    );
  if (Array.isArray(expected)) {
    let from = 0;
    return (
      Array.isArray(actual) &&
      expected.every((e) => {
        const at = actual.findIndex((a, i) => i >= from && containsDeep(a, e));
        from = at + 1;
        return at >= 0;
      })
    );
  }
  const plain =
    Object.getPrototypeOf(expected) === Object.prototype || Object.getPrototypeOf(expected) === null;
  if (!plain) return isDeepStrictEqual(actual, expected);
  return Reflect.ownKeys(expected).every(
    (key) =>
      key in actual &&
      containsDeep(
        (actual as Record<PropertyKey, unknown>)[key],
        (expected as Record<PropertyKey, unknown>)[key],
      ),
  );
}

const shared = {
  AssertionError,
  deepStrictEqual: comparison('deepStrictEqual', isDeepStrictEqual),
  doesNotMatch: matching('doesNotMatch'),
  doesNotReject,
  doesNotThrow,
  fail,
  ifError,
  match: matching('match'),
  notDeepStrictEqual: comparison('notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b)),
  notStrictEqual: comparison('notStrictEqual', (a, b) => !Object.is(a, b)),
  partialDeepStrictEqual: comparison('partialDeepStrictEqual', containsDeep),
  rejects,
  strictEqual: comparison('strictEqual', Object.is),
  throws,
};

const loose = {
  deepEqual: comparison('deepEqual', isDeepLooseEqual),
  equal: comparison('==', looseEqual),
  notDeepEqual: comparison('notDeepEqual', (a, b) => !isDeepLooseEqual(a, b)),
  notEqual: comparison('!=', (a, b) => !looseEqual(a, b)),
};
const asStrict = {
  deepEqual: shared.deepStrictEqual,
  equal: shared.strictEqual,
  notDeepEqual: shared.notDeepStrictEqual,
  notEqual: shared.notStrictEqual,
};

export type Assert = ((...args: unknown[]) => void) &
  typeof shared &
  typeof loose & { ok: typeof ok; strict: Assert };

function assert(...args: unknown[]): void {
  check(assert, args);
}
function strict(...args: unknown[]): void {
  check(strict, args);
}
const strictAssert = Object.assign(strict, { ...shared, ...asStrict, ok }) as unknown as Assert;
const looseAssert = Object.assign(assert, { ...shared, ...loose, ok }) as unknown as Assert;
strictAssert.strict = strictAssert;
looseAssert.strict = strictAssert;

export function createModule(_host?: NodeHost): Assert {
  return looseAssert;
}
