/** Brotli as an engine of zlib's streams. There is no flushing in the middle: what is written comes out by the end. */
import { ERR_BROTLI_INVALID_PARAM, ERR_INVALID_ARG_TYPE } from '../errors.ts';
import { BrotliFailure, createCoder, STEP } from './brotli-wasm.ts';
import { ZLIB_CONSTANTS as Z } from './constants.ts';
import type { ZlibEngine, ZlibOptions } from './engine.ts';
import { zlibError } from './zlib-error.ts';

const DECODER_ERRORS = Object.entries(Z).filter(([name]) => name.startsWith('BROTLI_DECODER_ERROR_'));
const LAST_PARAM = 9;

export function createBrotliEngine(
  compresses: boolean,
  options: ZlibOptions,
  emit: (bytes: Uint8Array) => void,
): ZlibEngine {
  const params = (options['params'] ?? {}) as Record<number, number>;
  for (const key of Object.keys(params)) {
    if (!(Number(key) >= 0 && Number(key) <= LAST_PARAM)) throw new ERR_BROTLI_INVALID_PARAM(key);
    if (!/^(?:number|boolean)$/.test(typeof params[Number(key)]))
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', params[Number(key)]);
  }
  const quality = Math.min(Math.max(params[Z.BROTLI_PARAM_QUALITY] ?? Z.BROTLI_DEFAULT_QUALITY, 0), 11);
  let coder: ReturnType<typeof createCoder> | null = null;
  let finished = false;
  let taken = 0;

  /** Until nothing comes out for what went in. */
  function run(input: Uint8Array | null): void {
    coder ??= createCoder(compresses ? quality : null);
    let rest = input;
    while (!finished) {
      const { code, output, consumed } = coder.step(rest);
      if (output.length > 0) emit(output);
      if (rest) rest = rest.subarray(consumed);
      if (code === STEP.done && (input === null || !compresses)) finished = true;
      else if (code !== STEP.wantsOutput && (rest === null || rest.length === 0)) return;
    }
    coder.free();
    coder = null;
  }

  return {
    consumed: () => taken,
    push(chunk, flush) {
      if (finished) return;
      taken += chunk.length;
      try {
        if (chunk.length > 0) run(chunk);
        if (flush !== Z.BROTLI_OPERATION_FINISH) return;
        if (compresses) run(null);
      } catch (error) {
        throw error instanceof BrotliFailure ? inWords(error) : error;
      }
      if (!finished) throw zlibError('Z_BUF_ERROR', 'unexpected end of file');
    },
  };
}

function inWords({ number, message }: BrotliFailure): Error {
  const name =
    DECODER_ERRORS.find(([, value]) => value === number)?.[0] ?? 'BROTLI_DECODER_ERROR_UNREACHABLE';
  return Object.assign(new Error(message), {
    errno: number,
    code: name.replace('BROTLI_DECODER', 'ERR_'),
  });
}
