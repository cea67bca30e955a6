/** `node:buffer`. */
import { K_MAX_LENGTH } from './buffer-class.ts';
import { encodeString, encodingOf, decodeBytes, unshare } from './buffer-encoding.ts';
import { Buffer, inspectLimit } from './buffer-methods.ts';
import { ERR_INVALID_ARG_TYPE, makeNodeError } from './errors.ts';
import type { NodeHost } from './host.ts';
import { validateNumber } from './validators.ts';
import { blobOf } from './web/object-urls.ts';

export { Buffer };

export const kMaxLength = K_MAX_LENGTH;
export const kStringMaxLength = 0x1fffffe8;
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength };

/** The old name: never pooled, so the same as Buffer.allocUnsafeSlow. */
export function SlowBuffer(length: number): Buffer {
  return Buffer.allocUnsafeSlow(length);
}

type Input = ArrayBufferLike | ArrayBufferView;

function bytesOf(input: Input): Uint8Array {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (Object.prototype.toString.call(input).endsWith('ArrayBuffer]')) return new Uint8Array(input);
  throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
}

export function isUtf8(input: Input): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(unshare(bytesOf(input)));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_INVALID_ARG_TYPE') throw error;
    return false;
  }
}

export function isAscii(input: Input): boolean {
  return bytesOf(input).every((byte) => byte < 0x80);
}

const TRANSCODABLE = new Set(['utf8', 'utf16le', 'latin1', 'ascii']);

/** Re-encodes; what the target cannot hold becomes '?'. */
export function transcode(source: Uint8Array, fromEncoding: string, toEncoding: string): Buffer {
  if (!(source instanceof Uint8Array))
    throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = encodingOf(fromEncoding);
  const to = encodingOf(toEncoding);
  if (from === undefined || to === undefined || !TRANSCODABLE.has(from) || !TRANSCODABLE.has(to)) {
    const error = makeNodeError(
      Error,
      'U_ILLEGAL_ARGUMENT_ERROR',
      'Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]',
    );
    Object.assign(error, { errno: 1 });
    throw error;
  }
  const text = decodeBytes(source, from);
  if (to !== 'latin1' && to !== 'ascii') return Buffer.from(encodeString(text, to));
  const limit = to === 'latin1' ? 0xff : 0x7f;
  return Buffer.from(
    Array.from(text, (char) =>
      (char.codePointAt(0) as number) > limit ? 0x3f : (char.codePointAt(0) as number),
    ),
  );
}

const exportsObject = {
  Buffer,
  SlowBuffer,
  constants,
  isAscii,
  isUtf8,
  kMaxLength,
  kStringMaxLength,
  resolveObjectURL: blobOf,
  transcode,
  get INSPECT_MAX_BYTES(): number {
    return inspectLimit.bytes;
  },
  set INSPECT_MAX_BYTES(count: number) {
    validateNumber(count, 'INSPECT_MAX_BYTES', 0);
    inspectLimit.bytes = count;
  },
};

export type BufferModule = typeof exportsObject & WebParts;
type WebParts = Pick<typeof globalThis, 'Blob' | 'File' | 'atob' | 'btoa'>;

export function createModule(_host?: NodeHost): BufferModule {
  const { Blob, File, atob, btoa } = globalThis;
  return Object.assign(exportsObject, { Blob, File, atob, btoa });
}
