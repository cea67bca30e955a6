/** Argument checks of the built-ins, with Node's errors. Each returns nothing and narrows its argument. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_OUT_OF_RANGE,
  ERR_SOCKET_BAD_PORT,
  ERR_UNKNOWN_SIGNAL,
} from './errors.ts';

export type AnyFunction = (...args: never[]) => unknown;

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw new ERR_INVALID_ARG_TYPE(name, 'string', value);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw new ERR_INVALID_ARG_TYPE(name, 'boolean', value);
}

export function validateFunction(value: unknown, name: string): asserts value is AnyFunction {
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(name, 'Function', value);
}

export function validateNumber(
  value: unknown,
  name: string,
  min?: number,
  max?: number,
): asserts value is number {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  const bounded = min !== undefined || max !== undefined;
  if (
    (min !== undefined && value < min) ||
    (max !== undefined && value > max) ||
    (bounded && Number.isNaN(value))
  ) {
    const range = [min === undefined ? '' : `>= ${min}`, max === undefined ? '' : `<= ${max}`].filter(
      Boolean,
    );
    throw new ERR_OUT_OF_RANGE(name, range.join(' && '), value);
  }
}

export function validateInteger(
  value: unknown,
  name: string,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  if (!Number.isInteger(value)) throw new ERR_OUT_OF_RANGE(name, 'an integer', value);
  if (value < min || value > max) throw new ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, value);
}

export function validateInt32(
  value: unknown,
  name: string,
  min = -2147483648,
  max = 2147483647,
): asserts value is number {
  validateInteger(value, name, min, max);
}

export function validateUint32(value: unknown, name: string, positive = false): asserts value is number {
  validateInteger(value, name, positive ? 1 : 0, 4294967295);
}

export interface ObjectCheck {
  nullable?: boolean;
  allowArray?: boolean;
  allowFunction?: boolean;
}

export function validateObject(
  value: unknown,
  name: string,
  check: ObjectCheck = {},
): asserts value is object {
  const fits =
    (typeof value === 'object' && (value !== null || check.nullable === true)) ||
    (typeof value === 'function' && check.allowFunction === true);
  if (!fits || (Array.isArray(value) && check.allowArray !== true)) {
    throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
  }
}

export function validateArray(value: unknown, name: string, minLength = 0): asserts value is unknown[] {
  if (!Array.isArray(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Array', value);
  if (value.length < minLength) {
    throw new ERR_INVALID_ARG_VALUE(name, value, `must be longer than ${minLength}`);
  }
}

export function validateOneOf<T>(value: unknown, name: string, allowed: readonly T[]): asserts value is T {
  if (allowed.includes(value as T)) return;
  const words = allowed.map((each) => (typeof each === 'string' ? `'${each}'` : String(each))).join(', ');
  throw new ERR_INVALID_ARG_VALUE(name, value, `must be one of: ${words}`);
}

export function validateAbortSignal(
  signal: unknown,
  name: string,
): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw new ERR_INVALID_ARG_TYPE(name, 'AbortSignal', signal);
  }
}

/** Any view of bytes: Buffer, TypedArray or DataView. */
export function validateBuffer(value: unknown, name = 'buffer'): asserts value is ArrayBufferView {
  if (!ArrayBuffer.isView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], value);
  }
}

/** A port number from a number or a string of digits. */
export function validatePort(port: unknown, name = 'Port', allowZero = true): number {
  const number = typeof port === 'string' && port.trim().length === 0 ? NaN : Number(port);
  const fits =
    (typeof port === 'number' || typeof port === 'string') &&
    Number.isInteger(number) &&
    number >= 0 &&
    number <= 0xffff &&
    (number !== 0 || allowZero);
  if (!fits) throw new ERR_SOCKET_BAD_PORT(name, port, allowZero);
  return number;
}

/** A file mode from a number or an octal string. */
export function parseFileMode(value: unknown, name: string, fallback?: number): number {
  const mode = value ?? fallback;
  if (typeof mode === 'string') {
    if (!/^[0-7]+$/.test(mode)) {
      throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    return Number.parseInt(mode, 8);
  }
  validateUint32(mode, name);
  return mode;
}

/** A signal's name or number that `signals` knows. */
export function validateSignalName(
  signal: unknown,
  signals: Readonly<Record<string, number>>,
  name = 'signal',
): asserts signal is string {
  validateString(signal, name);
  if (signals[signal] !== undefined) return;
  if (signals[signal.toUpperCase()] !== undefined) {
    throw new ERR_UNKNOWN_SIGNAL(`${signal} (signals must use all capital letters)`);
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

/** `stream.on('error')` callbacks and the like: undefined is allowed. */
export function validateOptionalFunction(
  value: unknown,
  name: string,
): asserts value is AnyFunction | undefined {
  if (value !== undefined) validateFunction(value, name);
}
