/** crypto.KeyObject of secret keys. */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { asBuffer } from '../stream-shapes.ts';
import { validateFunction, validateInteger, validateObject, validateString } from '../validators.ts';
import { encodeBytes, sameBytes, toBytes } from './bytes.ts';
import { fillRandom } from './random.ts';

export type KeyType = 'secret' | 'public' | 'private';

const TYPES: readonly string[] = ['secret', 'public', 'private'];

/** What `createSecretKey`, `createPublicKey` and `createPrivateKey` give. */
export class KeyObject {
  readonly #type: KeyType;

  constructor(type: KeyType) {
    if (!TYPES.includes(type)) throw new ERR_INVALID_ARG_VALUE('type', type);
    this.#type = type;
  }

  get type(): KeyType {
    return this.#type;
  }

  get [Symbol.toStringTag](): string {
    return 'KeyObject';
  }
}

export class SecretKeyObject extends KeyObject {
  readonly #host: NodeHost;
  readonly #bytes: Uint8Array;

  constructor(host: NodeHost, bytes: Uint8Array) {
    super('secret');
    this.#host = host;
    this.#bytes = bytes.slice();
  }

  get symmetricKeySize(): number {
    return this.#bytes.length;
  }

  /** What hashes and ciphers read (bytes.ts). */
  get secretBytes(): Uint8Array {
    return this.#bytes;
  }

  export(options: { format?: string } = {}): unknown {
    const { format } = options;
    if (format === 'jwk') return { kty: 'oct', k: encodeBytes(this.#host, this.#bytes, 'base64url') };
    if (format !== undefined && format !== 'buffer') {
      throw new ERR_INVALID_ARG_VALUE('options.format', format, "must be one of: undefined, 'buffer', 'jwk'");
    }
    return asBuffer(this.#host, this.#bytes.slice());
  }

  equals(other: unknown): boolean {
    if (!(other instanceof KeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', other);
    return other instanceof SecretKeyObject && sameBytes(this.#bytes, other.#bytes);
  }
}

export function createSecretKey(host: NodeHost, key: unknown, encoding?: string): SecretKeyObject {
  if (typeof key !== 'string' && !ArrayBuffer.isView(key) && !(key instanceof ArrayBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], key);
  }
  return new SecretKeyObject(host, toBytes(host, key, 'key', encoding));
}

const GENERATED: Record<string, (length: unknown) => number> = {
  hmac(length) {
    validateInteger(length, 'options.length', 8, 2 ** 31 - 1);
    return Math.floor(length / 8);
  },
  aes(length) {
    if (length !== 128 && length !== 192 && length !== 256)
      throw new ERR_INVALID_ARG_VALUE('options.length', length, 'must be one of: 128, 192, 256');
    return length / 8;
  },
};

/** `crypto.generateKey` and its synchronous twin: random secrets. */
export function createKeyGenerators(host: NodeHost): Record<string, unknown> {
  const generateKeySync = (type: string, options: { length?: unknown }): SecretKeyObject => {
    validateString(type, 'type');
    const sizeOf = GENERATED[type];
    if (!sizeOf) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
    validateObject(options, 'options');
    return new SecretKeyObject(host, fillRandom(new Uint8Array(sizeOf(options.length))));
  };
  return {
    generateKeySync,
    generateKey(type: string, options: { length?: unknown }, done: (error: null, key: unknown) => void) {
      validateFunction(done, 'callback');
      const key = generateKeySync(type, options);
      host.loop.immediate(() => done(null, key));
    },
  };
}
