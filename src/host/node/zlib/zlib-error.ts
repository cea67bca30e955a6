/** Errors as zlib words and numbers them. */
import { ZLIB_CONSTANTS as Z } from './constants.ts';

export function zlibError(
  code: 'Z_DATA_ERROR' | 'Z_BUF_ERROR' | 'Z_NEED_DICT' | 'Z_STREAM_ERROR',
  message: string,
): Error {
  return Object.assign(new Error(message), { errno: Z[code], code });
}
