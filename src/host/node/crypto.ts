/** `require('crypto')`: digests, MACs, ciphers, keys and signatures, key derivation and random numbers. */
import { platformCrypto } from './crypto/platform-crypto.ts';
import { createDerivations } from './crypto/derive.ts';
import { DIGEST_NAMES } from './crypto/digests.ts';
import { encodeBytes, sameBytes, toBytes } from './crypto/bytes.ts';
import { defineCiphers } from './crypto/cipher.ts';
import type { CipherOptions } from './crypto/cipher.ts';
import { cipherInfo, cipherNames } from './crypto/cipher-names.ts';
import { createDigest, defineHashes } from './crypto/hash.ts';
import { createKeyGenerators, createSecretKey, KeyObject } from './crypto/key-object.ts';
import { createAgreement } from './crypto/keys/agreement.ts';
import { createPrivateKey, createPublicKey } from './crypto/keys/asymmetric-key.ts';
import { CURVE_NAMES } from './crypto/keys/curves.ts';
import { createKeyPairs } from './crypto/keys/key-pairs.ts';
import { createRsaEncryption } from './crypto/keys/rsa-encryption.ts';
import { createSignatures } from './crypto/keys/signatures.ts';
import { createRandom } from './crypto/random.ts';
import { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, makeNodeError } from './errors.ts';
import type { NodeHost } from './host.ts';

const REFUSED = ['createDiffieHellman', 'createDiffieHellmanGroup', 'getDiffieHellman', 'X509Certificate'];

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

interface CipherLengths {
  keyLength?: number;
  ivLength?: number;
}

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
    ...createKeyGenerators(host),
    ...createKeyPairs(host),
    ...createSignatures(host),
    ...createRsaEncryption(host),
    ...createAgreement(host),
    createPublicKey: (key: unknown) => createPublicKey(host, key),
    createPrivateKey: (key: unknown) => createPrivateKey(host, key),
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
    getCipherInfo(name: string | number, { keyLength, ivLength }: CipherLengths = {}) {
      const info = cipherInfo(name);
      if (!info || (keyLength !== undefined && keyLength !== info.keyLength)) return undefined;
      if (ivLength === undefined) return { ...info };
      const takesAny = info.mode === 'gcm' || (info.mode === 'stream' && ivLength <= 12);
      return ivLength === info.ivLength || (takesAny && ivLength > 0) ? { ...info, ivLength } : undefined;
    },
    getCurves: () => [...CURVE_NAMES],
    getFips: () => 0,
    timingSafeEqual(a: unknown, b: unknown) {
      for (const [name, data] of Object.entries({ buf1: a, buf2: b })) {
        if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) continue;
        const must = 'must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.';
        throw makeNodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument ${must}`);
      }
      const [left, right] = [toBytes(host, a, 'buf1'), toBytes(host, b, 'buf2')];
      if (left.length !== right.length) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
      return sameBytes(left, right);
    },
    constants: CONSTANTS,
    webcrypto: platformCrypto,
    subtle: platformCrypto.subtle,
  };
}
