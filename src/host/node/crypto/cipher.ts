/** crypto.Cipheriv and crypto.Decipheriv: ciphers as objects and as Transform streams. */
import {
  ERR_CRYPTO_INVALID_IV,
  ERR_CRYPTO_INVALID_KEYLEN,
  ERR_CRYPTO_INVALID_STATE,
  ERR_CRYPTO_UNKNOWN_CIPHER,
  ERR_INVALID_ARG_TYPE,
  makeNodeError,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { streams } from '../stream-shapes.ts';
import type { Callback, Duplex } from '../stream-shapes.ts';
import { validateString } from '../validators.ts';
import { encodeBytes, sameBytes, toBytes } from './bytes.ts';
import { blockCipher } from './cipher-blocks.ts';
import type { CipherEngine } from './cipher-engine.ts';
import { cipherInfo } from './cipher-names.ts';
import { chachaCipher, ctrCipher, gcmCipher } from './cipher-streams.ts';

export interface CipherOptions {
  authTagLength?: number;
  [option: string]: unknown;
}

interface CipherState {
  engine: CipherEngine;
  encrypts: boolean;
  finished: boolean;
  tagLength: number;
  /** Text comes in whole characters and groups; what is left of one waits for the next piece. */
  encode(bytes: Uint8Array, encoding: string | undefined, isLast: boolean): unknown;
  /** The program has said how long tags are. */
  exactTag: boolean;
  /** A decipher's tag as given. */
  expected: Uint8Array | null;
}

interface CipherObject extends Duplex {
  _cipher: CipherState;
  update(data: unknown, inputEncoding?: string, outputEncoding?: string): unknown;
  final(encoding?: string): unknown;
}

interface CipherConstructor {
  new (name: string, key: unknown, iv: unknown, options?: CipherOptions): CipherObject;
  prototype: CipherObject;
}

export interface Ciphers {
  Cipheriv: CipherConstructor;
  Decipheriv: CipherConstructor;
}

const INPUTS = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

export function defineCiphers(host: NodeHost): Ciphers {
  const { Transform } = streams(host);
  const define = (encrypts: boolean): CipherConstructor => {
    const named = {
      Made: function (
        this: CipherObject,
        name: string,
        key: unknown,
        iv: unknown,
        options?: CipherOptions,
      ): unknown {
        if (!(this instanceof named.Made)) {
          return new (named.Made as unknown as CipherConstructor)(name, key, iv, options);
        }
        const state = startCipher(host, encrypts, { name, key, iv, options: options ?? {} });
        Transform.call(this, options);
        Object.defineProperty(this, '_cipher', { value: state, enumerable: false });
        return undefined;
      },
    };
    Object.defineProperty(named.Made, 'name', { value: encrypts ? 'Cipheriv' : 'Decipheriv' });
    inherit<CipherObject>(
      named.Made,
      Transform,
      textMethods(host),
      encrypts ? cipherMethods(host) : decipherMethods(host),
    );
    return named.Made as unknown as CipherConstructor;
  };
  return { Cipheriv: define(true), Decipheriv: define(false) };
}

interface Given {
  name: string;
  key: unknown;
  iv: unknown;
  options: CipherOptions;
}

function startCipher(host: NodeHost, encrypts: boolean, { name, key, iv, options }: Given): CipherState {
  validateString(name, 'cipher');
  const secret = bytesOf(host, key, 'key', [...INPUTS, 'KeyObject', 'CryptoKey']);
  const vector = iv === null ? null : bytesOf(host, iv, 'iv', INPUTS);
  const info = cipherInfo(name);
  if (!info) throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  if (secret.length !== info.keyLength) {
    throw new ERR_CRYPTO_INVALID_KEYLEN();
  }
  const { ivLength } = info;
  const length = vector?.length ?? 0;
  const fits =
    ivLength === undefined
      ? length === 0
      : info.mode === 'gcm'
        ? length > 0
        : info.mode === 'stream'
          ? length > 0 && length <= ivLength
          : length === ivLength;
  if (!fits) throw new ERR_CRYPTO_INVALID_IV();
  const start = vector ?? new Uint8Array(0);
  const tagLength = options.authTagLength ?? 16;
  const authenticates = info.mode === 'gcm' || info.mode === 'stream';
  if (authenticates && !validTagLength(info.mode, tagLength)) throw invalidTag(tagLength);
  const engine = {
    cbc: () => blockCipher(secret, start.slice(), encrypts),
    ecb: () => blockCipher(secret, null, encrypts),
    ctr: () => ctrCipher(secret, start),
    gcm: () => gcmCipher(secret, start, encrypts),
    stream: () => chachaCipher(secret, start, encrypts),
  }[info.mode]();
  return {
    engine,
    encrypts,
    finished: false,
    tagLength,
    exactTag: options.authTagLength !== undefined,
    expected: null,
    encode: createEncoder(host),
  };
}

function createEncoder(host: NodeHost): CipherState['encode'] {
  const { StringDecoder } = host.builtin('string_decoder') as StringDecoders;
  let decoder: TextOutput | undefined;
  return (bytes, encoding, isLast) => {
    if (encoding === undefined || encoding === 'buffer') return encodeBytes(host, bytes);
    decoder ??= new StringDecoder(encoding);
    const text = decoder.write(bytes);
    return isLast ? text + decoder.end() : text;
  };
}

interface TextOutput {
  write(bytes: Uint8Array): string;
  end(): string;
}

interface StringDecoders {
  StringDecoder: new (encoding: string) => TextOutput;
}

function validTagLength(mode: string, length: number): boolean {
  if (mode === 'stream') return length >= 1 && length <= 16;
  return length === 4 || length === 8 || (length >= 12 && length <= 16);
}

function invalidTag(length: number): Error {
  return makeNodeError(
    TypeError,
    'ERR_CRYPTO_INVALID_AUTH_TAG',
    `Invalid authentication tag length: ${length}`,
  );
}

function bytesOf(host: NodeHost, data: unknown, name: string, expected: string[]): Uint8Array {
  try {
    return toBytes(host, data, name);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_INVALID_ARG_TYPE') throw error;
    throw new ERR_INVALID_ARG_TYPE(name, expected, data);
  }
}

function textMethods(host: NodeHost): object & ThisType<CipherObject> {
  return {
    update(data: unknown, inputEncoding?: string, outputEncoding?: string) {
      if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
        throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
      }
      if (this._cipher.finished) throw new Error('Trying to add data in unsupported state');
      const made = this._cipher.engine.update(toBytes(host, data, 'data', inputEncoding));
      return this._cipher.encode(made, outputEncoding, false);
    },
    final(encoding?: string) {
      const state = this._cipher;
      if (state.finished) throw makeNodeError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state');
      state.finished = true;
      const last = state.engine.final();
      if (!state.encrypts && state.engine.tag) {
        const { expected } = state;
        const tag = state.engine.tag();
        if (!expected || !sameBytes(expected, tag.subarray(0, expected.length))) {
          throw new Error('Unsupported state or unable to authenticate data');
        }
      }
      return state.encode(last, encoding, true);
    },
    setAutoPadding(on = true) {
      const { finished, engine } = this._cipher;
      if (finished) throw new ERR_CRYPTO_INVALID_STATE('setAutoPadding');
      engine.setAutoPadding?.(Boolean(on));
      return this;
    },
    setAAD(data: unknown, options?: { encoding?: string }) {
      const { finished, engine } = this._cipher;
      if (finished || !engine.addData) throw new ERR_CRYPTO_INVALID_STATE('setAAD');
      engine.addData(toBytes(host, data, 'buffer', options?.encoding));
      return this;
    },
    _transform(chunk: unknown, encoding: string, callback: Callback) {
      this.push(this.update(chunk, encoding));
      callback();
    },
    _flush(callback: Callback) {
      try {
        this.push(this.final());
      } catch (error) {
        callback(error as Error);
        return;
      }
      callback();
    },
  };
}

function cipherMethods(host: NodeHost): object & ThisType<CipherObject> {
  return {
    getAuthTag() {
      const { engine, finished, tagLength } = this._cipher;
      if (!finished || !engine.tag) throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
      return encodeBytes(host, engine.tag().slice(0, tagLength));
    },
  };
}

function decipherMethods(host: NodeHost): object & ThisType<CipherObject> {
  return {
    setAuthTag(tag: unknown, encoding?: string) {
      const state = this._cipher;
      const bytes = toBytes(host, tag, 'buffer', encoding);
      if (state.finished || !state.engine.tag || state.expected) {
        throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
      }
      const wrong = state.exactTag && bytes.length !== state.tagLength;
      if (wrong || !validTagLength('gcm', bytes.length)) throw invalidTag(bytes.length);
      state.expected = bytes.slice();
      return this;
    },
  };
}
