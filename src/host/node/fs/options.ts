/** Arguments that many calls of `fs` share: options or an encoding, flags, times. */
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_SYNC,
  O_TRUNC,
  O_WRONLY,
} from '../../vfs/constants.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../errors.ts';
import { validateInt32 } from '../validators.ts';

export type Options = Record<string, unknown>;

const ENCODING = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|ascii|base64(?:url)?|hex|buffer)$/i;

/** Options as an object: text is the encoding, a function (a callback that came early) is none. */
export function readOptions(value: unknown, defaults: Options = {}): Options {
  if (value === null || value === undefined || typeof value === 'function') return defaults;
  if (typeof value !== 'string' && typeof value !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], value);
  }
  const options = { ...defaults, ...(typeof value === 'string' ? { encoding: value } : value) } as Options;
  checkEncoding(options['encoding']);
  const signal = options['signal'];
  if (signal !== undefined && !(typeof signal === 'object' && signal !== null && 'aborted' in signal)) {
    throw new ERR_INVALID_ARG_TYPE('options.signal', 'AbortSignal', signal);
  }
  return options;
}

function checkEncoding(encoding: unknown): void {
  if (encoding === undefined || encoding === null || encoding === 'buffer') return;
  if (typeof encoding === 'string' && ENCODING.test(encoding)) return;
  throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
}

export function encodingOf(options: Options): string | undefined {
  const { encoding } = options;
  return typeof encoding === 'string' ? encoding.toLowerCase() : undefined;
}

const FLAGS: Record<string, number> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  sr: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  sa: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

/** The number of flags given as text (`'wx'`) or as a number. */
export function parseFlags(flags: unknown, name = 'flags'): number {
  if (flags === null || flags === undefined) return O_RDONLY;
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  const number = typeof flags === 'string' ? FLAGS[flags] : undefined;
  if (number === undefined) throw new ERR_INVALID_ARG_VALUE(name, flags);
  return number;
}

/** Milliseconds of a time given as seconds, text of seconds, or a Date. */
export function parseTime(time: unknown, name = 'time'): number {
  if (time instanceof Date) return time.getTime();
  if (typeof time === 'string' && Number.isFinite(Number(time)) && time.trim() !== '')
    return Number(time) * 1000;
  if (typeof time === 'number' && Number.isFinite(time)) return time < 0 ? Date.now() : time * 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

/** A descriptor's number. */
export function checkFd(fd: unknown, name = 'fd'): number {
  validateInt32(fd, name, 0);
  return fd;
}
