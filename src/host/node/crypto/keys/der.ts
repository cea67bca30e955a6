/** DER (X.690), as far as keys and signatures are written in it. */
import { joinBytes } from '../../../../shared/join-bytes.ts';

export const TAG = { integer: 2, bits: 3, octets: 4, nothing: 5, oid: 6, sequence: 0x30 } as const;

export interface DerValue {
  tag: number;
  body: Uint8Array;
  /** The value with its tag and length. */
  whole: Uint8Array;
}

/** The values that stand one after another in `bytes`. Throws RangeError for what is cut off. */
export function readDer(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const tag = bytes[at++] ?? 0;
    let length = bytes[at++] ?? 0;
    if (length & 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) throw new RangeError('header too long');
    values.push({ tag, body: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) });
    at += length;
  }
  return values;
}

/** The parts of the one sequence that `bytes` is. */
export function readSequence(bytes: Uint8Array): DerValue[] {
  const [only] = readDer(bytes);
  if (only?.tag !== TAG.sequence) throw new RangeError('no sequence');
  return readDer(only.body);
}

export function writeDer(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const body = joinBytes(parts);
  const size: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest & 255);
  const length = body.length < 0x80 ? [body.length] : [0x80 | size.length, ...size];
  return joinBytes([new Uint8Array([tag, ...length]), body]);
}

export const sequence = (...parts: Uint8Array[]): Uint8Array => writeDer(TAG.sequence, ...parts);
export const octets = (bytes: Uint8Array): Uint8Array => writeDer(TAG.octets, bytes);
export const bitString = (bytes: Uint8Array): Uint8Array => writeDer(TAG.bits, new Uint8Array([0]), bytes);
export const NOTHING = writeDer(TAG.nothing);

export function integer(value: bigint): Uint8Array {
  const bytes = toBigBytes(value);
  const isHigh = (bytes[0] ?? 0) >= 0x80;
  return writeDer(TAG.integer, isHigh ? new Uint8Array([0]) : new Uint8Array(0), bytes);
}

export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return writeDer(TAG.oid, new Uint8Array([first * 40 + second, ...bytes]));
}

export function readOid(body: Uint8Array): string {
  const [first = 0, ...rest] = body;
  const parts = [Math.floor(first / 40), first % 40];
  let part = 0;
  for (const byte of rest) {
    part = part * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    parts.push(part);
    part = 0;
  }
  return parts.join('.');
}

/** The shortest big-endian bytes of a number, or as many as `length` says. */
export function toBigBytes(value: bigint, length?: number): Uint8Array {
  let hex = value.toString(16);
  hex = hex.padStart(length === undefined ? hex.length + (hex.length % 2) : length * 2, '0');
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function fromBigBytes(bytes: Uint8Array): bigint {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(`0x${hex || '0'}`);
}
