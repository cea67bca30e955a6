/** `node:punycode` (RFC 3492), for the packages that still ask for it. */
import type { NodeHost } from './host.ts';

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return Math.floor(k + ((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function threshold(k: number, bias: number): number {
  return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

function digitOf(code: number): number {
  if (code >= 48 && code < 58) return code - 22;
  if (code >= 65 && code < 91) return code - 65;
  return code >= 97 && code < 123 ? code - 97 : BASE;
}

export function decode(input: string): string {
  const dash = Math.max(0, input.lastIndexOf('-'));
  const output = Array.from(input.slice(0, dash), (char) => char.charCodeAt(0));
  if (output.some((code) => code >= 128))
    throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
  let [n, i, bias] = [INITIAL_N, 0, INITIAL_BIAS];
  for (let at = dash > 0 ? dash + 1 : 0; at < input.length;) {
    const before = i;
    for (let w = 1, k = BASE; ; k += BASE) {
      const digit = at < input.length ? digitOf(input.charCodeAt(at++)) : BASE;
      if (digit >= BASE) throw new RangeError('Invalid input');
      i += digit * w;
      const t = threshold(k, bias);
      if (digit < t) break;
      w *= BASE - t;
    }
    const size = output.length + 1;
    bias = adapt(i - before, size, before === 0);
    n += Math.floor(i / size);
    i %= size;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

const digit = (value: number): string => String.fromCharCode(value + (value < 26 ? 97 : 22));

function encodeDelta(delta: number, bias: number): string {
  let text = '';
  let q = delta;
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (q < t) return text + digit(q);
    text += digit(t + ((q - t) % (BASE - t)));
    q = Math.floor((q - t) / (BASE - t));
  }
}

export function encode(input: string): string {
  const points = ucs2Decode(input);
  const basic = points.filter((point) => point < 128);
  let output = String.fromCharCode(...basic);
  let [n, delta, bias, handled] = [INITIAL_N, 0, INITIAL_BIAS, basic.length];
  if (basic.length > 0) output += '-';
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      output += encodeDelta(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

function ucs2Decode(text: string): number[] {
  return Array.from(text, (char) => char.codePointAt(0) as number);
}

function mapDomain(domain: string, map: (label: string) => string): string {
  const at = domain.lastIndexOf('@');
  const prefix = at < 0 ? '' : domain.slice(0, at + 1);
  return (
    prefix +
    domain
      .slice(at + 1)
      .split(/[.\u3002\uFF0E\uFF61]/)
      .map(map)
      .join('.')
  );
}

export function toUnicode(domain: string): string {
  return mapDomain(domain, (label) =>
    label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label,
  );
}

export function toASCII(domain: string): string {
  return mapDomain(domain, (label) => (/[^\0-\x7F]/.test(label) ? `xn--${encode(label)}` : label));
}

export function createModule(_host?: NodeHost) {
  const ucs2 = { decode: ucs2Decode, encode: (points: number[]) => String.fromCodePoint(...points) };
  return { version: '2.1.0', ucs2, decode, encode, toASCII, toUnicode };
}
