/** `require('crypto')`: digests, MACs, key derivation and random numbers; public keys are WebCrypto's. */
import { createDerivations } from './crypto/derive.ts';
import { DIGEST_NAMES } from './crypto/digests.ts';
import { encodeBytes, toBytes } from './crypto/bytes.ts';
import { createDigest, defineHashes } from './crypto/hash.ts';
import { createRandom } from './crypto/random.ts';
import { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, makeNodeError } from './errors.ts';
import type { NodeHost } from './host.ts';

const REFUSED = [
  'createSign',
  'createVerify',
  'sign',
  'verify',
  'createPublicKey',
  'createPrivateKey',
  'generateKeyPair',
  'generateKeyPairSync',
  'createDiffieHellman',
  'createECDH',
  'publicEncrypt',
  'privateDecrypt',
  'createCipheriv',
  'createDecipheriv',
  'createSecretKey',
];

export function createModule(host: NodeHost): Record<string, unknown> {
  const { Hash, Hmac } = defineHashes(host);
  const refused = REFUSED.map((name) => [
    name,
    () => {
      throw makeNodeError(
        Error,
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        `crypto.${name} is not available in the tab. Use crypto.webcrypto.subtle, which has keys, ciphers and signatures.`,
      );
    },
  ]);
  return {
    ...Object.fromEntries(refused),
    ...createRandom(host),
    ...createDerivations(host),
    Hash,
    Hmac,
    createHash: (name: string, options?: object) => new Hash(name, options),
    createHmac: (name: string, key: unknown, options?: object) => new Hmac(name, key, options),
    hash(name: string, data: unknown, encoding = 'hex') {
      return encodeBytes(
        host,
        createDigest(name)
          .update(toBytes(host, data, 'input'))
          .digest(),
        encoding,
      );
    },
    getHashes: () => [...DIGEST_NAMES],
    getCiphers: () => [],
    getCurves: () => [],
    getFips: () => 0,
    timingSafeEqual(a: unknown, b: unknown) {
      const [left, right] = [toBytes(host, a, 'buf1'), toBytes(host, b, 'buf2')];
      if (left.length !== right.length) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
      let difference = 0;
      for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
      return difference === 0;
    },
    constants: {},
    webcrypto: globalThis.crypto,
    subtle: globalThis.crypto.subtle,
  };
}
