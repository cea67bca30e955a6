/** One compression or decompression under way, over pako. */
import { Deflate, Inflate } from 'pako';
import { ZLIB_CONSTANTS as Z } from './constants.ts';

export type ZlibKind = 'Deflate' | 'Inflate' | 'Gzip' | 'Gunzip' | 'DeflateRaw' | 'InflateRaw' | 'Unzip';

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
}

export function zlibError(
  code: 'Z_DATA_ERROR' | 'Z_BUF_ERROR' | 'Z_NEED_DICT' | 'Z_STREAM_ERROR',
  message: string,
): Error {
  return Object.assign(new Error(message), { errno: Z[code], code });
}

const COMPRESSORS = new Set<ZlibKind>(['Deflate', 'Gzip', 'DeflateRaw']);

export function createEngine(
  kind: ZlibKind,
  options: ZlibOptions,
  emit: (bytes: Uint8Array) => void,
): ZlibEngine {
  const picked = pick(options, ['chunkSize', 'windowBits', 'level', 'memLevel', 'strategy', 'dictionary']);
  return COMPRESSORS.has(kind) ? compressor(kind, picked, emit) : decompressor(kind, picked, emit);
}

function pick(options: ZlibOptions, names: string[]): object {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

function compressor(kind: ZlibKind, options: object, emit: (bytes: Uint8Array) => void): ZlibEngine {
  const deflate = new Deflate({ ...options, gzip: kind === 'Gzip', raw: kind === 'DeflateRaw' });
  deflate.onData = emit;
  return {
    push(chunk, flush) {
      deflate.push(chunk, flush as never);
      if (deflate.err) throw zlibError('Z_STREAM_ERROR', deflate.msg || 'stream error');
    },
  };
}

function decompressor(kind: ZlibKind, options: object, emit: (bytes: Uint8Array) => void): ZlibEngine {
  const inflate = new Inflate({ ...options, raw: kind === 'InflateRaw' });
  inflate.onData = emit;
  let first = true;
  return {
    push(chunk, flush) {
      if (first && chunk.length > 0 && kind !== 'InflateRaw' && kind !== 'Unzip') {
        first = false;
        if ((chunk[0] === 0x1f) !== (kind === 'Gunzip'))
          throw zlibError('Z_DATA_ERROR', 'incorrect header check');
      }
      if (inflate.ended) return;
      inflate.push(chunk, flush as never);
      if (inflate.err === Z.Z_NEED_DICT) throw zlibError('Z_NEED_DICT', 'Missing dictionary');
      if (inflate.err && inflate.err !== Z.Z_BUF_ERROR) {
        throw zlibError('Z_DATA_ERROR', inflate.msg || 'invalid data');
      }
      if (flush === Z.Z_FINISH && !inflate.ended) throw zlibError('Z_BUF_ERROR', 'unexpected end of file');
      if (inflate.err) throw zlibError('Z_BUF_ERROR', 'unexpected end of file');
    },
  };
}
