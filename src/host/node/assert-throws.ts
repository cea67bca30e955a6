/** What `assert.throws` may be given to check the error with: a class, a pattern, a function, an object. */
import { AssertionError } from './assert-error.ts';
import { isDeepStrictEqual } from './deep-equal.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from './errors.ts';
import { inspect } from './inspect.ts';

type Message = string | Error | undefined;

function mismatch(
  actual: unknown,
  expected: unknown,
  message: Message,
  words: string | undefined,
  above: { name: string },
): never {
  if (message instanceof Error) throw message;
  const error = new AssertionError({
    message: message ?? words,
    actual,
    expected,
    operator: above.name,
    stackStartFn: above,
  });
  throw Object.assign(error, { generatedMessage: message === undefined });
}

function matchObject(actual: unknown, expected: object, message: Message, above: { name: string }): void {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0)
    throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  const wanted = expected as Record<string, unknown>;
  const given = (actual ?? {}) as Record<string, unknown>;
  for (const key of keys) {
    const pattern = wanted[key];
    if (typeof given[key] === 'string' && pattern instanceof RegExp && pattern.test(given[key])) continue;
    if (key in given && isDeepStrictEqual(given[key], pattern)) continue;
    const shape = (source: Record<string, unknown>): object =>
      Object.fromEntries(keys.filter((name) => name in source).map((name) => [name, source[name]]));
    const diff = new AssertionError({
      actual: shape(given),
      expected: shape(wanted),
      operator: 'deepStrictEqual',
    });
    mismatch(actual, expected, message, diff.message, above);
  }
}

/** Throws when `actual`, which was thrown, is not what `expected` asks for. */
export function matchesExpectation(
  actual: unknown,
  expected: unknown,
  message: Message,
  above: { name: string },
): void {
  if (expected === undefined) return;
  if (expected instanceof RegExp) {
    if (expected.test(String(actual))) return;
    mismatch(
      actual,
      expected,
      message,
      `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(actual))}\n`,
      above,
    );
  }
  if (typeof expected === 'object' && expected !== null) return matchObject(actual, expected, message, above);
  if (typeof expected !== 'function')
    throw new ERR_INVALID_ARG_TYPE('error', ['Function', 'Error', 'RegExp', 'Object'], expected);
  if (expected.prototype !== undefined && actual instanceof expected) return;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    const { name, message: text } = (actual ?? {}) as Error;
    const got =
      actual instanceof Error
        ? `Received "${name}"${text ? `\n\nError message:\n\n${text}` : ''}`
        : `Received "${inspect(actual, { depth: -1 })}"`;
    mismatch(
      actual,
      expected,
      message,
      `The error is expected to be an instance of "${expected.name}". ${got}`,
      above,
    );
  }
  const result: unknown = Reflect.apply(expected, {}, [actual]);
  if (result === true) return;
  const name = expected.name ? `"${expected.name}" ` : '';
  mismatch(
    actual,
    expected,
    message,
    `The ${name}validation function is expected to return "true". Received ${inspect(result)}\n\nCaught error:\n\n${String(actual)}`,
    above,
  );
}
