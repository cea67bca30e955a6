/** crypto.KeyObject of secret keys. */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { asBuffer } from '../stream-shapes.ts';
import { encodeBytes, sameBytes, toBytes } from './bytes.ts';

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
