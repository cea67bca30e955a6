/** One compression or decompression under way, over pako. */
import { Deflate, Inflate } from 'pako';
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../errors.ts';
import { createBrotliEngine } from './brotli.ts';
import { ZLIB_CONSTANTS as Z } from './constants.ts';
import { zlibError } from './zlib-error.ts';
import { K_MAX_LENGTH } from '../buffer-class.ts';

export const ZLIB_KINDS = [
  'Deflate',
  'Inflate',
  'Gzip',
  'Gunzip',
  'DeflateRaw',
  'InflateRaw',
  'Unzip',
  'BrotliCompress',
  'BrotliDecompress',
] as const;

export type ZlibKind = (typeof ZLIB_KINDS)[number];

export interface ZlibOptions {
  flush?: number;
  finishFlush?: number;
  chunkSize?: number;
  windowBits?: number;
  level?: number;
  memLevel?: number;
  strategy?: number;
  dictionary?: Uint8Array;
  maxOutputLength?: number;
  info?: boolean;
  [option: string]: unknown;
}

export interface ZlibEngine {
  /** Output goes to `emit`; throws an error with `code` and `errno` as Node's. */
  push(chunk: Uint8Array, flush: number): void;
  /** How many bytes it has taken of what was pushed. */
  consumed(): number;
  /** From here on; for those that compress. */
  params?(level: number, strategy: number): void;
}

/** What to push with when nothing, or the end, was asked for. */
export function flushModes(kind: ZlibKind): { none: number; flush: number; finish: number } {
  return kind.startsWith('Brotli')
    ? { none: Z.BROTLI_OPERATION_PROCESS, flush: Z.BROTLI_OPERATION_FLUSH, finish: Z.BROTLI_OPERATION_FINISH }
    : { none: Z.Z_NO_FLUSH, flush: Z.Z_FULL_FLUSH, finish: Z.Z_FINISH };
}

const COMPRESSORS = new Set<ZlibKind>(['Deflate', 'Gzip', 'DeflateRaw']);

/** Names of options, and what they may be. */
const RANGES: Record<string, [min: number, max: number]> = {
  chunkSize: [Z.Z_MIN_CHUNK, Infinity],
  level: [Z.Z_MIN_LEVEL, Z.Z_MAX_LEVEL],
  memLevel: [Z.Z_MIN_MEMLEVEL, Z.Z_MAX_MEMLEVEL],
  strategy: [Z.Z_DEFAULT_STRATEGY, Z.Z_FIXED],
  maxOutputLength: [1, K_MAX_LENGTH],
};

export function createEngine(
  kind: ZlibKind,
  options: ZlibOptions,
  emit: (bytes: Uint8Array) => void,
): ZlibEngine {
  checkOptions(kind, options);
  if (kind === 'BrotliCompress' || kind === 'BrotliDecompress') {
    return createBrotliEngine(kind === 'BrotliCompress', options, emit);
  }
  const picked = pick(options, ['chunkSize', 'windowBits', 'level', 'memLevel', 'strategy', 'dictionary']);
  return COMPRESSORS.has(kind) ? compressor(kind, picked, emit) : decompressor(kind, picked, emit);
}

function checkOptions(kind: ZlibKind, options: ZlibOptions): void {
  // 0 asks those that decompress to go by the header.
  const lowest =
    kind === 'Gzip' ? 9 : COMPRESSORS.has(kind) || options.windowBits !== 0 ? Z.Z_MIN_WINDOWBITS : 0;
  const lastFlush = kind.startsWith('Brotli') ? Z.BROTLI_OPERATION_EMIT_METADATA : Z.Z_BLOCK;
  const ranges = {
    ...RANGES,
    windowBits: [lowest, Z.Z_MAX_WINDOWBITS] as const,
    flush: [Z.Z_NO_FLUSH, lastFlush] as const,
    finishFlush: [Z.Z_NO_FLUSH, lastFlush] as const,
  };
  for (const [name, [min, max]] of Object.entries(ranges)) {
    const value = options[name];
    if (value === undefined || Number.isNaN(value)) continue;
    if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(`options.${name}`, 'number', value);
    if (value >= min && value <= max) continue;
    const range = max === Infinity ? `>= ${min}` : `>= ${min} and <= ${max}`;
    throw new ERR_OUT_OF_RANGE(`options.${name}`, range, value);
  }
  const { dictionary } = options;
  if (dictionary !== undefined && !isBytes(dictionary)) {
    const kinds = ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'];
    throw new ERR_INVALID_ARG_TYPE('options.dictionary', kinds, dictionary);
  }
}

function pick(options: ZlibOptions, names: string[]): object {
  return Object.fromEntries(
    names
      .filter((name) => options[name] !== undefined && !Number.isNaN(options[name]))
      .map((name) => [name, options[name]]),
  );
}

function compressor(kind: ZlibKind, options: object, emit: (bytes: Uint8Array) => void): ZlibEngine {
  const deflate = new Deflate({ ...options, gzip: kind === 'Gzip', raw: kind === 'DeflateRaw' });
  deflate.onData = emit;
  let taken = 0;
  return {
    consumed: () => taken,
    push(chunk, flush) {
      taken += chunk.length;
      deflate.push(chunk, flush as never);
      if (deflate.err) throw zlibError('Z_STREAM_ERROR', deflate.msg || 'stream error');
    },
    params(level, strategy) {
      // A full flush forgets all earlier text, so that any other way of compressing may go on from here.
      deflate.push(new Uint8Array(0), Z.Z_FULL_FLUSH as never);
      Object.assign((deflate as unknown as { strm: { state: object } }).strm.state, {
        level: level === Z.Z_DEFAULT_COMPRESSION ? 6 : level,
        strategy,
      });
    },
  };
}

function decompressor(
  kind: ZlibKind,
  options: { dictionary?: Uint8Array },
  emit: (bytes: Uint8Array) => void,
): ZlibEngine {
  const start = (): Inflate => {
    const made = new Inflate({ ...options, raw: kind === 'InflateRaw' });
    made.onData = emit;
    return made;
  };
  let inflate = start();
  let first: number | undefined;
  let before = 0;
  return {
    consumed: () => before + totalIn(inflate),
    push(chunk, flush) {
      if (first === undefined && chunk.length > 0) {
        first = chunk[0];
        const isGzip = first === 0x1f;
        if ((kind === 'Gunzip' && !isGzip) || (kind === 'Inflate' && isGzip))
          throw zlibError('Z_DATA_ERROR', 'incorrect header check');
      }
      if (inflate.ended) {
        // Zeros fill up a file; anything else is another member of it.
        const another = first === 0x1f && kind !== 'InflateRaw' && chunk.length > 0 && chunk[0] !== 0;
        if (!another) return;
        before += totalIn(inflate);
        inflate = start();
      }
      // With no flush at all, output would wait for a full buffer.
      inflate.push(chunk, (flush === Z.Z_NO_FLUSH ? Z.Z_SYNC_FLUSH : flush) as never);
      if (inflate.err === Z.Z_NEED_DICT) {
        throw zlibError('Z_NEED_DICT', options.dictionary ? 'Bad dictionary' : 'Missing dictionary');
      }
      if (inflate.err && inflate.err !== Z.Z_BUF_ERROR) {
        throw zlibError('Z_DATA_ERROR', inflate.msg || 'invalid data');
      }
      if (flush === Z.Z_FINISH && !inflate.ended) throw zlibError('Z_BUF_ERROR', 'unexpected end of file');
      if (inflate.err) throw zlibError('Z_BUF_ERROR', 'unexpected end of file');
    },
  };
}

function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function totalIn(inflate: Inflate): number {
  return (inflate as unknown as { strm: { total_in: number } }).strm.total_in;
}
