/** Which names and values headers may have, and how Node joins those that come more than once. */
import { isToken } from '../../protocol/http/head.ts';
import { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN } from '../errors.ts';

const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

export function validateHeaderName(name: unknown, label = 'Header name'): asserts name is string {
  if (typeof name !== 'string' || !isToken(name)) throw new ERR_INVALID_HTTP_TOKEN(label, name);
}

export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (hasInvalidChar(value)) throw new ERR_INVALID_CHAR('header content', name);
}

export function hasInvalidChar(value: unknown): boolean {
  return BAD_VALUE.test(String(value));
}

const FIRST_WINS = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

type Joined = Record<string, string | string[] | undefined>;

/** `message.headers` from raw names and values. */
export function joinHeaders(raw: readonly string[], joinDuplicates = false): Joined {
  const headers: Joined = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const before = headers[name];
    if (name === 'set-cookie') {
      if (Array.isArray(before)) before.push(value);
      else headers[name] = [value];
    } else if (before === undefined) headers[name] = value;
    else if (joinDuplicates || !FIRST_WINS.has(name)) {
      headers[name] = `${String(before)}${name === 'cookie' ? '; ' : ', '}${value}`;
    }
  }
  return headers;
}

/** `message.headersDistinct`: every value of every name. */
export function distinctHeaders(raw: readonly string[]): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    (headers[name] ??= []).push(raw[i + 1] ?? '');
  }
  return headers;
}
