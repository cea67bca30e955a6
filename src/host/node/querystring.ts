/** `node:querystring`. */
import { Buffer } from './buffer-class.ts';
import './buffer-methods.ts';
import { ERR_INVALID_URI } from './errors.ts';
import type { NodeHost } from './host.ts';

type Parsed = Record<string, string | string[]>;
interface Options {
  maxKeys?: number;
  decodeURIComponent?: (text: string) => string;
  encodeURIComponent?: (text: string) => string;
}

export function escape(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? String(value) : `${value as string}`;
  try {
    return encodeURIComponent(text);
  } catch {
    // encodeURIComponent only fails on a lone surrogate; Node has a code for it.
    throw new ERR_INVALID_URI();
  }
}

/** Bytes of a percent-encoded text; what is not hexadecimal stays as it is. */
export function unescapeBuffer(text: string, decodeSpaces = false): Buffer {
  const source = decodeSpaces ? text.replaceAll('+', ' ') : text;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const match of source.matchAll(/%([0-9a-fA-F]{2})/g)) {
    parts.push(
      Buffer.from(source.slice(from, match.index)),
      Uint8Array.of(Number.parseInt(match[1] as string, 16)),
    );
    from = match.index + 3;
  }
  parts.push(Buffer.from(source.slice(from)));
  return Buffer.concat(parts);
}

export function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not valid UTF-8: decoded byte by byte, with replacement characters.
    return unescapeBuffer(text).toString();
  }
}

function primitive(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : '';
  return typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : '';
}

export function stringify(value: unknown, sep = '&', eq = '=', options: Options = {}): string {
  if (value === null || typeof value !== 'object') return '';
  const encode = options.encodeURIComponent ?? exportsObject.escape;
  const pair = (key: string, item: unknown): string => `${encode(key)}${eq || '='}${encode(primitive(item))}`;
  return Object.entries(value)
    .flatMap(([key, item]) => (Array.isArray(item) ? item.map((each) => pair(key, each)) : [pair(key, item)]))
    .join(sep || '&');
}

export function parse(text: string, sep = '&', eq = '=', options: Options = {}): Parsed {
  const result = Object.create(null) as Parsed;
  if (typeof text !== 'string' || text.length === 0) return result;
  const custom = options.decodeURIComponent ?? exportsObject.unescape;
  const decode = (part: string): string => {
    const spaced = part.replaceAll('+', ' ');
    if (!spaced.includes('%') && custom === unescape) return spaced;
    try {
      return custom(spaced);
    } catch {
      // A decoder of the program's that fails leaves the part to ours, as in Node.
      return unescape(spaced);
    }
  };
  const max = options.maxKeys ?? 1000;
  const pairs = text.split(sep || '&').filter((pair) => pair !== '');
  for (const pair of max > 0 ? pairs.slice(0, max) : pairs) {
    const at = pair.indexOf(eq || '=');
    const key = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decode(pair.slice(at + (eq || '=').length));
    const before = result[key];
    if (before === undefined) result[key] = value;
    else if (Array.isArray(before)) before.push(value);
    else result[key] = [before, value];
  }
  return result;
}

const exportsObject = {
  decode: parse,
  encode: stringify,
  escape,
  parse,
  stringify,
  unescape,
  unescapeBuffer,
};

export function createModule(_host?: NodeHost) {
  return exportsObject;
}
