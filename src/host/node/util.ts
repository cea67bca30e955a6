/** `node:util`. */
import { ERRNO } from '../vfs/errno.ts';
import { isDeepStrictEqual } from './deep-equal.ts';
import { ERR_OUT_OF_RANGE } from './errors.ts';
import type { NodeHost } from './host.ts';
import { format, formatWithOptions, inspect, stripVTControlCharacters } from './inspect.ts';
import { MIMEParams, MIMEType } from './mime-type.ts';
import { parseArgs } from './parse-args.ts';
import { types } from './util-types.ts';
import { aborted, callbackify, debuglog, deprecate, inherits, promisify } from './util-functions.ts';
import { validateNumber, validateOneOf, validateString } from './validators.ts';

interface StyleTextOptions {
  validateStream?: boolean;
  stream?: { isTTY?: boolean };
}

/** Wraps text in terminal styles of `inspect.colors`. */
export function styleText(style: string | string[], text: string, options: StyleTextOptions = {}): string {
  validateString(text, 'text');
  const known = Object.keys(inspect.colors);
  let opening = '';
  let closing = '';
  for (const name of [style].flat()) {
    validateOneOf(name, 'format', known);
    const [on, off] = inspect.colors[name] as [number, number];
    opening += `\u001B[${on}m`;
    closing = `\u001B[${off}m${closing}`;
  }
  if (options.validateStream !== false && !showsColors(options.stream)) return text;
  return `${opening}${text}${closing}`;
}

interface ProcessLike {
  stdout?: StyleTextOptions['stream'];
  env?: Record<string, string | undefined>;
}

/** Whether a stream (stdout by default) is a terminal that is asked for colours. */
function showsColors(stream?: StyleTextOptions['stream']): boolean {
  const { stdout, env = {} } = (globalThis as { process?: ProcessLike }).process ?? {};
  if (env['FORCE_COLOR'] !== undefined) return !['0', 'false'].includes(env['FORCE_COLOR']);
  const target = stream ?? stdout;
  return target?.isTTY === true && !env['NO_COLOR'] && env['NODE_DISABLE_COLORS'] === undefined;
}

const errorMap = new Map<number, [string, string]>(
  Object.entries(ERRNO).map(([name, [errno, words]]) => [-errno, [name, words]]),
);

export function getSystemErrorName(errno: number): string {
  validateNumber(errno, 'err');
  if (errno >= 0 || !Number.isSafeInteger(errno))
    throw new ERR_OUT_OF_RANGE('err', 'a negative integer', errno);
  return errorMap.get(errno)?.[0] ?? `Unknown system error ${errno}`;
}

export function getSystemErrorMessage(errno: number): string {
  return errorMap.get(errno)?.[1] ?? `Unknown system error ${errno}`;
}

/** A file of `KEY=value` lines, as `--env-file` reads it. */
export function parseEnv(content: string): Record<string, string> {
  validateString(content, 'content');
  const result: Record<string, string> = {};
  const line = /^\s*(?:export\s+)?([\w.-]+)\s*=[^\S\n]*(?:'([^']*)'|"([^"]*)"|`([^`]*)`|([^#\n]*))?/gm;
  for (const [, key, single, double, back, bare] of content.replaceAll('\r\n', '\n').matchAll(line)) {
    result[key as string] = double?.replaceAll('\\n', '\n') ?? single ?? back ?? bare?.trim() ?? '';
  }
  return result;
}

function errnoException(errno: number, syscall: string, original?: string): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}${original ? ` ${original}` : ''}`), {
    errno,
    code,
    syscall,
  });
}

const legacy = {
  isArray: Array.isArray,
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isBuffer: (value: unknown) =>
    value instanceof Uint8Array && (value.constructor as { name: string }).name === 'Buffer',
  isDate: types.isDate,
  isError: (value: unknown) => types.isNativeError(value),
  isFunction: (value: unknown) => typeof value === 'function',
  isNull: (value: unknown) => value === null,
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isNumber: (value: unknown) => typeof value === 'number',
  isObject: (value: unknown) => value !== null && typeof value === 'object',
  isPrimitive: (value: unknown) =>
    value === null || (typeof value !== 'object' && typeof value !== 'function'),
  isRegExp: types.isRegExp,
  isString: (value: unknown) => typeof value === 'string',
  isSymbol: (value: unknown) => typeof value === 'symbol',
  isUndefined: (value: unknown) => value === undefined,
};

interface LogTarget {
  process?: { stdout?: { write(text: string): unknown } };
}

const exportsObject = {
  ...legacy,
  MIMEParams,
  MIMEType,
  _errnoException: errnoException,
  _extend: (target: object, source: unknown): object =>
    source !== null && typeof source === 'object' ? Object.assign(target, source) : target,
  aborted,
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  getSystemErrorMap: () => errorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  inherits,
  inspect,
  isDeepStrictEqual,
  log(...args: unknown[]) {
    const time = new Date().toTimeString().slice(0, 8);
    (globalThis as LogTarget).process?.stdout?.write(`${time} - ${format(...args)}\n`);
  },
  parseArgs,
  parseEnv,
  promisify,
  stripVTControlCharacters(text: string) {
    validateString(text, 'str');
    return stripVTControlCharacters(text);
  },
  styleText,
  toUSVString: (text: string) => `${text}`.toWellFormed(),
  transferableAbortController: () => new AbortController(),
  transferableAbortSignal: (signal: AbortSignal) => signal,
  types,
};

type TextClasses = Pick<typeof globalThis, 'TextDecoder' | 'TextEncoder'>;

export function createModule(_host?: NodeHost): typeof exportsObject & TextClasses {
  const { TextDecoder, TextEncoder } = globalThis;
  return Object.assign(exportsObject, { TextDecoder, TextEncoder });
}
