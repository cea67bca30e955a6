/** Data as crypto's functions take it, and results as they give them. */
import { ERR_INVALID_ARG_TYPE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { asBuffer, buffers } from '../stream-shapes.ts';
import type { NodeBuffer } from '../stream-shapes.ts';

export type Data = string | ArrayBufferView | ArrayBuffer;

export function toBytes(host: NodeHost, data: unknown, name: string, encoding?: string): Uint8Array {
  if (typeof data === 'string') return buffers(host).from(data, encoding === 'buffer' ? 'utf8' : encoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  const secret = (data as { secretBytes?: Uint8Array } | null)?.secretBytes;
  if (secret) return secret;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], data);
}

const KEYS = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'];

/** As data, with the words for a key that is none. */
export function keyBytes(host: NodeHost, key: unknown): Uint8Array {
  const isKey = typeof key === 'string' || (typeof key === 'object' && key !== null);
  if (!isKey) throw new ERR_INVALID_ARG_TYPE('key', KEYS, key);
  return toBytes(host, key, 'key');
}

export function encodeBytes(host: NodeHost, bytes: Uint8Array, encoding?: string): NodeBuffer | string {
  const buffer = asBuffer(host, bytes);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

/** In a time that tells nothing of where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
