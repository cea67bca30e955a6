/** KeyObjects of public and private keys: made from PEM, DER, JWK and other keys, and written again. */
import {
  ERR_CRYPTO_INVALID_JWK,
  ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  makeNodeError,
} from '../../errors.ts';
import type { NodeHost } from '../../host.ts';
import { asBuffer, buffers } from '../../stream-shapes.ts';
import { validateObject } from '../../validators.ts';
import { sameBytes, toBytes } from '../bytes.ts';
import { KeyObject } from '../key-object.ts';
import {
  publicPart,
  readJwk,
  readPkcs1,
  readPkcs1Public,
  readPkcs8,
  readSec1,
  readSpki,
  writeJwk,
  writePkcs1,
  writePkcs1Public,
  writePkcs8,
  writeSec1,
  writeSpki,
  type Base64Url,
  type KeyData,
} from './key-data.ts';
import { bitsOf } from './rsa.ts';

export interface ExportOptions {
  format?: 'pem' | 'der' | 'jwk';
  type?: string;
  cipher?: string;
}

const KEY_TYPES = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

export abstract class AsymmetricKeyObject extends KeyObject {
  readonly #host: NodeHost;
  readonly #data: KeyData;

  constructor(type: 'public' | 'private', host: NodeHost, data: KeyData) {
    super(type);
    this.#host = host;
    this.#data = data;
  }

  /** What signing and encrypting use. */
  static dataOf(key: AsymmetricKeyObject): KeyData {
    return key.#data;
  }

  get asymmetricKeyType(): string {
    return this.#data.kind;
  }

  get asymmetricKeyDetails(): object {
    const data = this.#data;
    if (data.kind === 'rsa') return { modulusLength: bitsOf(data.open.n), publicExponent: data.open.e };
    return data.kind === 'ec' ? { namedCurve: data.curve.name } : {};
  }

  equals(other: unknown): boolean {
    if (!(other instanceof KeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', other);
    if (!(other instanceof AsymmetricKeyObject) || other.type !== this.type) return false;
    const write = this.type === 'public' ? writeSpki : writePkcs8;
    return sameBytes(write(this.#data), write(other.#data));
  }

  export(options: ExportOptions): unknown {
    validateObject(options, 'options');
    const { format, type, cipher } = options;
    if (format === 'jwk') return writeJwk(this.#data, base64Url(this.#host));
    const { label, bytes } = this.#write(type);
    if (cipher !== undefined) throw unsupported('encrypted private keys');
    if (format === 'der') return asBuffer(this.#host, bytes);
    if (format !== 'pem') throw new ERR_INVALID_ARG_VALUE('options.format', format);
    const text = asBuffer(this.#host, bytes).toString('base64');
    const lines = text.replace(/.{64}(?=.)/g, '$&\n');
    return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
  }

  #write(type: string | undefined): { label: string; bytes: Uint8Array } {
    const data = this.#data;
    if (type === 'pkcs1') {
      if (data.kind !== 'rsa') throw incompatible('pkcs1', 'RSA');
      if (this.type === 'public') return { label: 'RSA PUBLIC KEY', bytes: writePkcs1Public(data.open) };
      if (data.secret) return { label: 'RSA PRIVATE KEY', bytes: writePkcs1(data.secret) };
    }
    if (type === 'spki' && this.type === 'public') return { label: 'PUBLIC KEY', bytes: writeSpki(data) };
    if (type === 'pkcs8' && this.type === 'private') return { label: 'PRIVATE KEY', bytes: writePkcs8(data) };
    if (type === 'sec1' && this.type === 'private') {
      if (data.kind !== 'ec') throw incompatible('sec1', 'EC');
      return { label: 'EC PRIVATE KEY', bytes: writeSec1(data, true) };
    }
    throw new ERR_INVALID_ARG_VALUE('options.type', type);
  }
}

export class PublicKeyObject extends AsymmetricKeyObject {
  constructor(host: NodeHost, data: KeyData) {
    super('public', host, publicPart(data));
  }
}

export class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(host: NodeHost, data: KeyData) {
    super('private', host, data);
  }
}

function incompatible(encoding: string, kind: string): Error {
  const text = `The selected key encoding ${encoding} can only be used for ${kind} keys.`;
  return makeNodeError(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS', text);
}

export function unsupported(what: string): Error {
  const text = `crypto: ${what} are not available in the tab`;
  return makeNodeError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', text);
}

function decoderError(): Error {
  const error = makeNodeError(Error, 'ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported');
  return Object.assign(error, { library: 'DECODER routines', reason: 'unsupported' });
}

function base64Url(host: NodeHost): Base64Url {
  return {
    encode: (bytes) => asBuffer(host, bytes).toString('base64url'),
    decode: (text) => buffers(host).from(text, 'base64url'),
  };
}

interface KeyInput {
  key?: unknown;
  format?: string;
  type?: string;
  passphrase?: unknown;
}

const READERS: Record<string, (bytes: Uint8Array) => KeyData> = {
  'PUBLIC KEY': readSpki,
  'PRIVATE KEY': readPkcs8,
  'RSA PUBLIC KEY': readPkcs1Public,
  'RSA PRIVATE KEY': readPkcs1,
  'EC PRIVATE KEY': (bytes) => readSec1(bytes),
};

const PEM = /-----BEGIN ([A-Z ]+)-----([^-]+)-----END \1-----/g;

function parsePem(host: NodeHost, text: string): KeyData {
  for (const [, label = '', body = ''] of text.matchAll(PEM)) {
    if (label === 'ENCRYPTED PRIVATE KEY' || /ENCRYPTED/.test(body))
      throw unsupported('encrypted private keys');
    const read = READERS[label];
    if (read) return read(buffers(host).from(body.trim(), 'base64'));
  }
  throw decoderError();
}

const DER_LABELS: Record<string, string> = {
  spki: 'PUBLIC KEY',
  pkcs8: 'PRIVATE KEY',
  sec1: 'EC PRIVATE KEY',
};

function parseDer(bytes: Uint8Array, type: string | undefined, wanted: 'public' | 'private'): KeyData {
  const label = type === 'pkcs1' ? `RSA ${wanted.toUpperCase()} KEY` : DER_LABELS[type ?? ''];
  const read = label === undefined ? undefined : READERS[label];
  if (!read) throw new ERR_INVALID_ARG_VALUE('options.type', type);
  return read(bytes);
}

function parse(host: NodeHost, input: unknown, wanted: 'public' | 'private'): KeyData {
  const isBytes = typeof input === 'string' || ArrayBuffer.isView(input) || input instanceof ArrayBuffer;
  const options = (isBytes ? { key: input } : (input ?? {})) as KeyInput;
  const { key, format = 'pem', type } = options;
  if (format === 'jwk') {
    validateObject(key, 'key.key');
    const { kty } = key as { kty?: unknown };
    if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')
      throw new ERR_INVALID_ARG_VALUE('key.kty', kty, "must be one of: 'RSA', 'EC', 'OKP'");
    const data = readJwk(key as Record<string, string>, base64Url(host));
    if (!data || (wanted === 'private' && !data.secret)) throw new ERR_CRYPTO_INVALID_JWK();
    return data;
  }
  const given = typeof key === 'string' || ArrayBuffer.isView(key) || key instanceof ArrayBuffer;
  if (!given) throw new ERR_INVALID_ARG_TYPE('key', KEY_TYPES, key ?? input);
  const bytes = toBytes(host, key, 'key');
  try {
    return format === 'der'
      ? parseDer(bytes, type, wanted)
      : parsePem(host, asBuffer(host, bytes).toString());
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    throw derError();
  }
}

function derError(): Error {
  const text = 'error:0680007B:asn1 encoding routines::header too long';
  return makeNodeError(Error, 'ERR_OSSL_ASN1_HEADER_TOO_LONG', text);
}

export function createPrivateKey(host: NodeHost, input: unknown): PrivateKeyObject {
  if (input instanceof KeyObject) throw new ERR_INVALID_ARG_TYPE('key', KEY_TYPES, input);
  const data = parse(host, input, 'private');
  if (!data.secret) throw decoderError();
  return new PrivateKeyObject(host, data);
}

export function createPublicKey(host: NodeHost, input: unknown): PublicKeyObject {
  const given = input instanceof KeyObject ? input : (input as KeyInput | null)?.key;
  if (given instanceof KeyObject) {
    if (!(given instanceof PrivateKeyObject))
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(given.type, 'private');
    return new PublicKeyObject(host, AsymmetricKeyObject.dataOf(given));
  }
  return new PublicKeyObject(host, parse(host, input, 'public'));
}

/** A key as functions take it, in whatever form. `wanted` private: it must have its secret. */
export function keyData(host: NodeHost, input: unknown, wanted: 'public' | 'private'): KeyData {
  const given = input instanceof KeyObject ? input : (input as KeyInput | null)?.key;
  if (given instanceof AsymmetricKeyObject) {
    if (wanted === 'private' && given.type !== 'private')
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(given.type, 'private');
    return AsymmetricKeyObject.dataOf(given);
  }
  if (given instanceof KeyObject) throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(given.type, wanted);
  const data = parse(host, input, wanted);
  if (wanted === 'private' && !data.secret) throw decoderError();
  return data;
}
