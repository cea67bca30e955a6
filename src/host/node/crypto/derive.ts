/** Keys from passwords and secrets: pbkdf2, scrypt, hkdf. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_SCRYPT_INVALID_PARAMETER } from '../errors.ts';
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
    const N = options.N ?? options.cost ?? 16_384;
    const r = options.r ?? options.blockSize ?? 8;
    const p = options.p ?? options.parallelization ?? 1;
    const maxmem = options.maxmem ?? 32 * 1024 * 1024;
    if (N < 2 || (N & (N - 1)) !== 0 || 128 * N * r > maxmem)
      throw new ERR_CRYPTO_SCRYPT_INVALID_PARAMETER('Invalid scrypt params: memory limit exceeded');
    const [secret, grain] = [toBytes(host, password, 'password'), toBytes(host, salt, 'salt')];
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
    return hkdf(digest(name), secret, grain, context, length).slice().buffer;
  };
  /** The work is done in the next turn, in this thread. */
  const later =
    (work: (...args: never[]) => unknown) =>
    (...args: unknown[]): void => {
      const done = args.pop() as Done;
      validateFunction(done, 'callback');
      const key = work(...(args as never[]));
      host.loop.immediate(() => done(null, key));
    };
  return {
    pbkdf2Sync,
    pbkdf2: later(pbkdf2Sync),
    scryptSync,
    scrypt: later(scryptSync),
    hkdfSync,
    hkdf: later(hkdfSync),
  };
}
