/** Keys from passwords and secrets: pbkdf2, scrypt, hkdf. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import {
  ERR_CRYPTO_INVALID_DIGEST,
  ERR_CRYPTO_INVALID_KEYLEN,
  ERR_OUT_OF_RANGE,
  makeNodeError,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { asBuffer } from '../stream-shapes.ts';
import { validateFunction, validateInteger, validateString } from '../validators.ts';
import { toBytes } from './bytes.ts';
import { digestOf } from './digests.ts';

type Done = (error: Error | null, key?: unknown) => void;

interface ScryptOptions {
  N?: number;
  r?: number;
  p?: number;
  cost?: number;
  blockSize?: number;
  parallelization?: number;
  maxmem?: number;
}

const SCRYPT_NAMES = [
  ['N', 'cost'],
  ['r', 'blockSize'],
  ['p', 'parallelization'],
] as const;

function scryptError(why: string): Error {
  return makeNodeError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${why}`);
}

export function createDerivations(host: NodeHost): Record<string, unknown> {
  const digest = (name: unknown): NonNullable<ReturnType<typeof digestOf>> => {
    validateString(name, 'digest');
    const found = digestOf(name);
    if (!found) throw new ERR_CRYPTO_INVALID_DIGEST(name);
    return found;
  };
  const pbkdf2Sync = (
    password: unknown,
    salt: unknown,
    iterations: number,
    length: number,
    name: unknown,
  ): unknown => {
    validateInteger(iterations, 'iterations', 1, 2 ** 31 - 1);
    validateInteger(length, 'keylen', 0, 2 ** 31 - 1);
    const [secret, grain] = [toBytes(host, password, 'password'), toBytes(host, salt, 'salt')];
    return asBuffer(host, pbkdf2(digest(name), secret, grain, { c: iterations, dkLen: length }));
  };
  const scryptSync = (
    password: unknown,
    salt: unknown,
    length: number,
    options: ScryptOptions = {},
  ): unknown => {
    validateInteger(length, 'keylen', 0, 2 ** 31 - 1);
    for (const [short, long] of SCRYPT_NAMES)
      if (options[short] !== undefined && options[long] !== undefined)
        throw makeNodeError(Error, 'ERR_CRYPTO_SCRYPT_INVALID_PARAMETER', 'Invalid scrypt parameter');
    const N = options.N ?? options.cost ?? 16_384;
    const r = options.r ?? options.blockSize ?? 8;
    const p = options.p ?? options.parallelization ?? 1;
    const maxmem = options.maxmem ?? 32 * 1024 * 1024;
    if (N < 2 || (N & (N - 1)) !== 0) throw scryptError('');
    if (128 * N * r > maxmem)
      throw scryptError(': error:030000AC:digital envelope routines::memory limit exceeded');
    const [secret, grain] = [toBytes(host, password, 'password'), toBytes(host, salt, 'salt')];
    if (length === 0) return asBuffer(host, new Uint8Array(0));
    return asBuffer(host, scrypt(secret, grain, { N, r, p, dkLen: length, maxmem: maxmem * 2 }));
  };
  const hkdfSync = (
    name: unknown,
    key: unknown,
    salt: unknown,
    info: unknown,
    length: number,
  ): ArrayBuffer => {
    const [secret, grain, context] = [
      toBytes(host, key, 'ikm'),
      toBytes(host, salt, 'salt'),
      toBytes(host, info, 'info'),
    ];
    const hash = digest(name);
    if (context.length > 1024)
      throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', context.length);
    validateInteger(length, 'length', 0, 2 ** 32);
    if (length > 255 * hash.outputLen) throw new ERR_CRYPTO_INVALID_KEYLEN();
    return hkdf(hash, secret, grain, context, length).slice().buffer;
  };
  /** The work is done in the next turn, in this thread. */
  const later =
    (work: (...args: never[]) => unknown, count: number) =>
    (...args: unknown[]): void => {
      const last = args.at(-1);
      const done = typeof last === 'function' || args.length > count ? (args.pop() as Done) : undefined;
      validateFunction(done, 'callback');
      const key = work(...(args as never[]));
      host.loop.immediate(() => done(null, key));
    };
  return {
    pbkdf2Sync,
    pbkdf2: later(pbkdf2Sync, 5),
    scryptSync,
    scrypt: later(scryptSync, 3),
    hkdfSync,
    hkdf: later(hkdfSync, 5),
  };
}
