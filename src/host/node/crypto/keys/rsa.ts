/** RSA (RFC 8017) over BigInt: the primitive, its paddings, and new keys. */
import type { CHash } from '@noble/hashes/utils.js';
import { sameBytes } from '../bytes.ts';
import { joinBytes } from '../../../../shared/join-bytes.ts';
import { fillRandom } from '../random.ts';
import { fromBigBytes, NOTHING, octets, oid, sequence, toBigBytes } from './der.ts';

export interface RsaPublic {
  n: bigint;
  e: bigint;
}

export interface RsaPrivate extends RsaPublic {
  d: bigint;
  p: bigint;
  q: bigint;
  dp: bigint;
  dq: bigint;
  qi: bigint;
}

export const bitsOf = (value: bigint): number => value.toString(2).length;
export const sizeOf = ({ n }: RsaPublic): number => Math.ceil(bitsOf(n) / 8);

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (const bit of exponent.toString(2).split('').reverse()) {
    if (bit === '1') result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

export function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [((value % modulus) + modulus) % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

export function applyPublic(key: RsaPublic, input: Uint8Array): Uint8Array {
  return toBigBytes(power(fromBigBytes(input), key.e, key.n), sizeOf(key));
}

/** By the Chinese remainder theorem, on a blinded input: how long it takes tells nothing of the key. */
export function applyPrivate(key: RsaPrivate, input: Uint8Array): Uint8Array {
  const { n, e, p, q, dp, dq, qi } = key;
  const blind = (fromBigBytes(fillRandom(new Uint8Array(sizeOf(key)))) % (n - 2n)) + 2n;
  const blinded = (fromBigBytes(input) * power(blind, e, n)) % n;
  const [m1, m2] = [power(blinded, dp, p), power(blinded, dq, q)];
  const h = ((((m1 - m2) * qi) % p) + p) % p;
  return toBigBytes(((m2 + h * q) * inverse(blind, n)) % n, sizeOf(key));
}

const HASH_OIDS: Record<string, string> = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

/** The block that a PKCS #1 v1.5 signature hides; undefined if the key is too short for it. */
export function signatureBlock(size: number, hashName: string, digest: Uint8Array): Uint8Array | undefined {
  const id = HASH_OIDS[hashName];
  if (id === undefined) return undefined;
  return padBlock(size, 1, sequence(sequence(oid(id), NOTHING), octets(digest)));
}

/** `00 type padding 00 data`; undefined if there is no room. */
export function padBlock(size: number, type: 1 | 2, data: Uint8Array): Uint8Array | undefined {
  if (data.length > size - 11) return undefined;
  const padding = new Uint8Array(size - data.length - 3).fill(0xff);
  if (type === 2) fillRandom(padding).forEach((byte, i) => (padding[i] = byte || 1));
  return joinBytes([new Uint8Array([0, type]), padding, new Uint8Array([0]), data]);
}

export function unpadBlock(block: Uint8Array, type: 1 | 2): Uint8Array | undefined {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== type || end < 10) return undefined;
  if (type === 1 && block.subarray(2, end).some((byte) => byte !== 0xff)) return undefined;
  return block.subarray(end + 1);
}

function mask(hash: CHash, seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i * hash.outputLen < length; i++)
    parts.push(hash(joinBytes([seed, toBigBytes(BigInt(i), 4)])));
  return joinBytes(parts).subarray(0, length);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0));

export function pssEncode(
  digest: Uint8Array,
  bits: number,
  hash: CHash,
  saltLength: number,
): Uint8Array | undefined {
  const size = Math.ceil(bits / 8);
  if (size < digest.length + saltLength + 2) return undefined;
  const salt = fillRandom(new Uint8Array(saltLength));
  const h = hash(joinBytes([new Uint8Array(8), digest, salt]));
  const block = new Uint8Array(size - h.length - 1);
  block[block.length - saltLength - 1] = 1;
  block.set(salt, block.length - saltLength);
  const masked = xor(block, mask(hash, h, block.length));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * size - bits));
  return joinBytes([masked, h, new Uint8Array([0xbc])]);
}

/** `saltLength` undefined: whatever the signer took. */
export function pssVerify(
  encoded: Uint8Array,
  digest: Uint8Array,
  bits: number,
  hash: CHash,
  saltLength: number | undefined,
): boolean {
  const size = Math.ceil(bits / 8);
  const block = encoded.subarray(encoded.length - size);
  const edge = size - hash.outputLen - 1;
  if (block.at(-1) !== 0xbc || edge < 1) return false;
  const h = block.subarray(edge, edge + hash.outputLen);
  const plain = xor(block.subarray(0, edge), mask(hash, h, edge));
  plain[0] = (plain[0] ?? 0) & (0xff >> (8 * size - bits));
  const start = plain.findIndex((byte) => byte !== 0);
  if (start < 0 || plain[start] !== 1) return false;
  const salt = plain.subarray(start + 1);
  if (saltLength !== undefined && salt.length !== saltLength) return false;
  return sameBytes(hash(joinBytes([new Uint8Array(8), digest, salt])), h);
}

export function oaepEncode(
  size: number,
  data: Uint8Array,
  hash: CHash,
  label: Uint8Array,
): Uint8Array | undefined {
  const length = hash.outputLen;
  if (data.length > size - 2 * length - 2) return undefined;
  const block = new Uint8Array(size - length - 1);
  block.set(hash(label));
  block[block.length - data.length - 1] = 1;
  block.set(data, block.length - data.length);
  const seed = fillRandom(new Uint8Array(length));
  const masked = xor(block, mask(hash, seed, block.length));
  return joinBytes([new Uint8Array([0]), xor(seed, mask(hash, masked, length)), masked]);
}

export function oaepDecode(encoded: Uint8Array, hash: CHash, label: Uint8Array): Uint8Array | undefined {
  const length = hash.outputLen;
  const masked = encoded.subarray(length + 1);
  const seed = xor(encoded.subarray(1, length + 1), mask(hash, masked, length));
  const block = xor(masked, mask(hash, seed, masked.length));
  const end = block.findIndex((byte, i) => i >= length && byte !== 0);
  const fits = sameBytes(block.subarray(0, length), hash(label));
  if (encoded[0] !== 0 || !fits || end < 0 || block[end] !== 1) return undefined;
  return block.subarray(end + 1);
}

const SMALL_PRIMES = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n];

function randomBits(bits: number): bigint {
  const bytes = fillRandom(new Uint8Array(Math.ceil(bits / 8)));
  return fromBigBytes(bytes) & ((1n << BigInt(bits)) - 1n);
}

/** Miller and Rabin's test. */
export function isPrime(value: bigint, rounds = 16): boolean {
  if (value < 2n) return false;
  for (const small of [2n, ...SMALL_PRIMES]) if (value % small === 0n) return value === small;
  let odd = value - 1n;
  let twos = 0;
  for (; (odd & 1n) === 0n; odd >>= 1n) twos++;
  for (let i = 0; i < rounds; i++) {
    const witness = (randomBits(bitsOf(value)) % (value - 3n)) + 2n;
    let x = power(witness, odd, value);
    if (x === 1n || x === value - 1n) continue;
    let step = 1;
    for (; step < twos && x !== value - 1n; step++) x = (x * x) % value;
    if (x !== value - 1n) return false;
  }
  return true;
}

export function randomPrime(bits: number): bigint {
  const high = 3n << BigInt(bits - 2);
  for (;;) {
    const candidate = randomBits(bits) | high | 1n;
    if (isPrime(candidate)) return candidate;
  }
}

export function newRsaKey(bits: number, e: bigint): RsaPrivate {
  for (;;) {
    const [p, q] = [randomPrime(Math.ceil(bits / 2)), randomPrime(Math.floor(bits / 2))];
    const n = p * q;
    const phi = (p - 1n) * (q - 1n);
    if (p === q || bitsOf(n) !== bits || phi % e === 0n) continue;
    const d = inverse(e, phi);
    return { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  }
}
