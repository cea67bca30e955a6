/** `require('crypto')`: digests, MACs, key derivation and random numbers; public keys are WebCrypto's. */
import { platformCrypto } from './crypto/platform-crypto.ts';
import { createDerivations } from './crypto/derive.ts';
import { DIGEST_NAMES } from './crypto/digests.ts';
import { encodeBytes, sameBytes, toBytes } from './crypto/bytes.ts';
import { defineCiphers } from './crypto/cipher.ts';
import type { CipherOptions } from './crypto/cipher.ts';
import { cipherInfo, cipherNames } from './crypto/cipher-names.ts';
import { createDigest, defineHashes } from './crypto/hash.ts';
import { createSecretKey, KeyObject } from './crypto/key-object.ts';
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
  'createDiffieHellmanGroup',
  'getDiffieHellman',
  'diffieHellman',
  'generateKey',
  'generateKeySync',
  'privateEncrypt',
  'publicDecrypt',
  'X509Certificate',
  'publicEncrypt',
  'privateDecrypt',
];

/** Those that programs pass as options; the rest belongs to what is refused. */
const CONSTANTS = Object.freeze({
  RSA_PKCS1_PADDING: 1,
  RSA_NO_PADDING: 3,
  RSA_PKCS1_OAEP_PADDING: 4,
  RSA_PKCS1_PSS_PADDING: 6,
  RSA_PSS_SALTLEN_DIGEST: -1,
  RSA_PSS_SALTLEN_MAX_SIGN: -2,
  RSA_PSS_SALTLEN_AUTO: -2,
  POINT_CONVERSION_COMPRESSED: 2,
  POINT_CONVERSION_UNCOMPRESSED: 4,
  POINT_CONVERSION_HYBRID: 6,
  defaultCipherList: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
});

export function createModule(host: NodeHost): Record<string, unknown> {
  const { Hash, Hmac } = defineHashes(host);
  const { Cipheriv, Decipheriv } = defineCiphers(host);
  const refused = REFUSED.map((name) => [
    name,
    function () {
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
    Cipheriv,
    Decipheriv,
    KeyObject,
    createCipheriv: (name: string, key: unknown, iv: unknown, options?: CipherOptions) =>
      new Cipheriv(name, key, iv, options),
    createDecipheriv: (name: string, key: unknown, iv: unknown, options?: CipherOptions) =>
      new Decipheriv(name, key, iv, options),
    createSecretKey: (key: unknown, encoding?: string) => createSecretKey(host, key, encoding),
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
    getCiphers: cipherNames,
    getCipherInfo: (name: string) => {
      const info = cipherInfo(name);
      return info && { ...info };
    },
    getCurves: () => [],
    getFips: () => 0,
    timingSafeEqual(a: unknown, b: unknown) {
      const [left, right] = [toBytes(host, a, 'buf1'), toBytes(host, b, 'buf2')];
      if (left.length !== right.length) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
      return sameBytes(left, right);
    },
    constants: CONSTANTS,
    webcrypto: platformCrypto,
    subtle: platformCrypto.subtle,
  };
}
