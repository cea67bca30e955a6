/** The digests by Node's names. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';

export interface Digest {
  update(data: Uint8Array): Digest;
  digest(): Uint8Array;
  clone(): Digest;
}

const DIGESTS: Record<string, CHash> = {
  blake2b512: blake2b as never,
  blake2s256: blake2s as never,
  md5,
  ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-224': sha512_224,
  'sha512-256': sha512_256,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
  shake128: shake128 as never,
  shake256: shake256 as never,
};

const ALIASES: Record<string, string> = {
  rmd160: 'ripemd160',
  ripemd: 'ripemd160',
  'ssl3-md5': 'md5',
  'ssl3-sha1': 'sha1',
};

/** A digest by name, in any case, with or without `RSA-` and the dash of `SHA-256`; undefined if there is none. */
export function digestOf(name: string): CHash | undefined {
  const key = name
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/^sha-(?=\d)/, 'sha')
    .replace('/', '-');
  return DIGESTS[ALIASES[key] ?? key];
}

export const DIGEST_NAMES: readonly string[] = [
  ...['md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512/224', 'sha512/256'].map(
    (name) => `RSA-${name.toUpperCase()}`,
  ),
  ...Object.keys(DIGESTS),
  'rmd160',
];
