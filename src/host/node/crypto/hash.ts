/** crypto.Hash and crypto.Hmac: digests as objects and as Transform streams. */
import { hmac } from '@noble/hashes/hmac.js';
import {
  ERR_CRYPTO_HASH_FINALIZED,
  ERR_CRYPTO_INVALID_DIGEST,
  ERR_INVALID_ARG_TYPE,
  makeNodeError,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { streams } from '../stream-shapes.ts';
import type { Callback, Duplex } from '../stream-shapes.ts';
import { validateString } from '../validators.ts';
import { encodeBytes, keyBytes, toBytes } from './bytes.ts';
import { digestOf } from './digests.ts';
import type { Digest } from './digests.ts';

export interface HashObject extends Duplex {
  _digest: Digest;
  /** Text that has not reached the digest yet: thousands of words are encoded at once. */
  _text: string;
  _finalized: boolean;
  _result: Uint8Array | null;
  update(data: unknown, encoding?: string): HashObject;
  digest(encoding?: string): unknown;
  copy(): HashObject;
}

export interface HashConstructor {
  new (name: string, options?: object): HashObject;
  prototype: HashObject;
}

export interface HmacConstructor {
  new (name: string, key: unknown, options?: object): HashObject;
  prototype: HashObject;
}

export function defineHashes(host: NodeHost): { Hash: HashConstructor; Hmac: HmacConstructor } {
  const { Transform } = streams(host);

  function Hash(this: HashObject, name: string | Digest, options?: { outputLength?: number }): unknown {
    if (!(this instanceof Hash)) return new (Hash as unknown as HashConstructor)(name as string, options);
    Transform.call(this, options);
    start(this, typeof name === 'object' && name !== null ? name : createDigest(name, options));
    return undefined;
  }
  function Hmac(this: HashObject, name: string, key: unknown, options?: object): unknown {
    if (!(this instanceof Hmac)) return new (Hmac as unknown as HmacConstructor)(name, key, options);
    Transform.call(this, options);
    validateString(name, 'hmac');
    const digest = digestOf(name);
    const secret = keyBytes(host, key);
    if (!digest)
      throw Object.assign(new ERR_CRYPTO_INVALID_DIGEST(name), { message: `Invalid digest: ${name}` });
    start(this, hmac.create(digest, secret) as unknown as Digest);
    return undefined;
  }
  inherit<HashObject>(Hash, Transform, streamMethods, digestMethods(host), {
    copy() {
      if (this._finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
      return new (Hash as unknown as HashConstructor)(settled(this).clone() as never);
    },
  });
  const { digest } = digestMethods(host) as Pick<HashObject, 'digest'>;
  inherit<HashObject>(Hmac, Transform, streamMethods, digestMethods(host), {
    /** Once only; after that it is empty. */
    digest(encoding?: string) {
      if (this._finalized) return encodeBytes(host, new Uint8Array(0), encoding);
      return digest.call(this, encoding);
    },
  });
  return { Hash: Hash as unknown as HashConstructor, Hmac: Hmac as unknown as HmacConstructor };
}

function start(self: HashObject, digest: Digest): void {
  for (const [name, value] of Object.entries({
    _digest: digest,
    _text: '',
    _finalized: false,
    _result: null,
  })) {
    Object.defineProperty(self, name, { value, writable: true, enumerable: false });
  }
}

/** Known to OpenSSL, which has them no more. */
const LEGACY = /^(?:rsa-)?(?:md4|mdc2|whirlpool)$/i;

export function createDigest(name: unknown, options?: { outputLength?: number }): Digest {
  validateString(name, 'algorithm');
  const digest = digestOf(name);
  if (!digest) {
    if (!LEGACY.test(name)) throw new Error('Digest method not supported');
    throw Object.assign(
      makeNodeError(
        Error,
        'ERR_OSSL_EVP_UNSUPPORTED',
        'error:0308010C:digital envelope routines::unsupported',
      ),
      {
        library: 'digital envelope routines',
        reason: 'unsupported',
      },
    );
  }
  const length = options?.outputLength;
  if (length !== undefined && length !== digest.outputLen && !/^shake/i.test(name)) {
    const text = 'error:030000B2:digital envelope routines::not XOF or invalid length';
    throw makeNodeError(Error, 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH', text);
  }
  const create = digest.create as (options?: object) => unknown;
  return create(length === undefined ? undefined : { dkLen: length }) as Digest;
}

const LONGEST_TEXT = 16 * 1024;
const encoder = new TextEncoder();

function keepText(self: HashObject, text: string): void {
  self._text += text;
  // Half a character is none, also when the other half comes with the next text.
  if (self._text.length > LONGEST_TEXT || endsInHalf(text)) settled(self);
}

function endsInHalf(text: string): boolean {
  return (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800;
}

/** The digest with all that was given to it. */
function settled(self: HashObject): Digest {
  const { _digest: digest, _text: text } = self;
  if (text !== '') digest.update(encoder.encode(text));
  self._text = '';
  return digest;
}

function digestMethods(host: NodeHost): object & ThisType<HashObject> {
  return {
    update(data: unknown, encoding?: string) {
      if (this._finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
      if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
        throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
      }
      if (typeof data === 'string' && (encoding === undefined || encoding === 'utf8')) keepText(this, data);
      else settled(this).update(toBytes(host, data, 'data', encoding));
      return this;
    },
    digest(encoding?: string) {
      if (this._finalized) throw new ERR_CRYPTO_HASH_FINALIZED();
      this._finalized = true;
      return encodeBytes(host, settled(this).digest(), encoding);
    },
  };
}

const streamMethods: object & ThisType<HashObject> = {
  _transform(chunk: Uint8Array, encoding: string, callback: Callback) {
    this.update(chunk, encoding);
    callback();
  },
  _flush(callback: Callback) {
    this.push(this.digest());
    callback();
  },
};
