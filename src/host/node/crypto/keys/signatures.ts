/** crypto.sign, verify, createSign and createVerify. */
import { ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_SIGN_KEY_REQUIRED, makeNodeError } from '../../errors.ts';
import type { NodeHost } from '../../host.ts';
import { inherit } from '../../inherit.ts';
import { asBuffer, streams } from '../../stream-shapes.ts';
import type { Callback, Duplex } from '../../stream-shapes.ts';
import { validateFunction, validateString } from '../../validators.ts';
import { encodeBytes, sameBytes, toBytes } from '../bytes.ts';
import { joinBytes } from '../../../../shared/join-bytes.ts';
import { digestOf } from '../digests.ts';
import { keyData } from './asymmetric-key.ts';
import { PLAIN_CURVES } from './curves.ts';
import type { KeyData } from './key-data.ts';
import { applyPrivate, applyPublic, bitsOf, pssEncode, pssVerify, signatureBlock, sizeOf } from './rsa.ts';

interface SignOptions {
  padding?: number;
  saltLength?: number;
  dsaEncoding?: 'der' | 'ieee-p1363';
}

const PSS = 6;
/** RSA_PSS_SALTLEN_DIGEST, …_MAX_SIGN and …_AUTO. */
const SALT = { digest: -1, max: -2, auto: -2 } as const;

type Hash = NonNullable<ReturnType<typeof digestOf>>;

function osslError(number: string, library: string, reason: string): Error {
  const code = `ERR_OSSL_${library === 'rsa routines' ? 'RSA_' : ''}${reason.toUpperCase().replaceAll(' ', '_')}`;
  const error = makeNodeError(Error, code, `error:${number}:${library}::${reason}`);
  return Object.assign(error, { library, reason });
}

function hashNamed(name: unknown): { hash: Hash; plain: string } {
  validateString(name, 'algorithm');
  const hash = digestOf(name);
  if (!hash) throw makeNodeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`);
  const plain = name
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/^sha-(?=\d)/, 'sha');
  return { hash, plain };
}

/** Keys that sign the data itself take no digest. */
function signWhole(data: KeyData, message: Uint8Array, algorithm: unknown): Uint8Array {
  if (data.kind !== 'ed25519' || !data.secret) throw unsupportedOperation();
  if (algorithm !== null && algorithm !== undefined)
    throw osslError('1C80007A', 'Provider routines', 'invalid digest');
  return PLAIN_CURVES.ed25519.curve.sign(message, data.secret);
}

function unsupportedOperation(): Error {
  return makeNodeError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');
}

function signDigest(data: KeyData, name: unknown, digest: Uint8Array, options: SignOptions): Uint8Array {
  const { hash, plain } = hashNamed(name);
  if (data.kind === 'ec' && data.secret) {
    const format = options.dsaEncoding === 'ieee-p1363' ? 'compact' : 'der';
    return data.curve.curve.sign(digest, data.secret, { prehash: false, lowS: false, format });
  }
  if (data.kind !== 'rsa' || !data.secret) throw unsupportedOperation();
  const bits = bitsOf(data.open.n);
  const block =
    options.padding === PSS
      ? pssEncode(digest, bits - 1, hash, saltFor(options, hash, bits))
      : signatureBlock(sizeOf(data.open), plain, digest);
  if (!block) throw osslError('02000070', 'rsa routines', 'digest too big for rsa key');
  return applyPrivate(data.secret, block);
}

function saltFor({ saltLength = SALT.max }: SignOptions, hash: Hash, bits: number): number {
  if (saltLength === SALT.digest) return hash.outputLen;
  return saltLength >= 0 ? saltLength : Math.ceil((bits - 1) / 8) - hash.outputLen - 2;
}

function verifyDigest(
  data: KeyData,
  name: unknown,
  digest: Uint8Array,
  signature: Uint8Array,
  options: SignOptions,
): boolean {
  const { hash, plain } = hashNamed(name);
  if (data.kind === 'ec') {
    const format = options.dsaEncoding === 'ieee-p1363' ? 'compact' : 'der';
    return data.curve.curve.verify(signature, digest, data.open, { prehash: false, lowS: false, format });
  }
  if (data.kind !== 'rsa') throw unsupportedOperation();
  if (signature.length !== sizeOf(data.open)) return false;
  const block = applyPublic(data.open, signature);
  if (options.padding !== PSS) {
    const wanted = signatureBlock(sizeOf(data.open), plain, digest);
    return wanted !== undefined && sameBytes(block, wanted);
  }
  const { saltLength = SALT.auto } = options;
  const salt = saltLength === SALT.digest ? hash.outputLen : saltLength >= 0 ? saltLength : undefined;
  return pssVerify(block, digest, bitsOf(data.open.n) - 1, hash, salt);
}

/** What cannot even be read is no signature. */
function orFalse(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    return false;
  }
}

const optionsOf = (key: unknown): SignOptions =>
  (typeof key === 'object' && key !== null ? key : {}) as SignOptions;

const isPlain = (data: KeyData): boolean => data.kind === 'ed25519' || data.kind === 'x25519';

export function createSignatures(host: NodeHost): Record<string, unknown> {
  const sign = (algorithm: unknown, message: unknown, key: unknown): Uint8Array => {
    const bytes = toBytes(host, message, 'data');
    if (key === undefined || key === null) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
    const data = keyData(host, key, 'private');
    const made = isPlain(data)
      ? signWhole(data, bytes, algorithm)
      : signDigest(data, algorithm ?? 'sha256', hashNamed(algorithm ?? 'sha256').hash(bytes), optionsOf(key));
    return asBuffer(host, made);
  };
  const verify = (algorithm: unknown, message: unknown, key: unknown, signature: unknown): boolean => {
    const [bytes, signed] = [toBytes(host, message, 'data'), toBytes(host, signature, 'signature')];
    const data = keyData(host, key, 'public');
    if (data.kind === 'ed25519')
      return orFalse(() => PLAIN_CURVES.ed25519.curve.verify(signed, bytes, data.open));
    const { hash } = hashNamed(algorithm ?? 'sha256');
    return orFalse(() => verifyDigest(data, algorithm ?? 'sha256', hash(bytes), signed, optionsOf(key)));
  };
  const maybeLater =
    (work: (...args: unknown[]) => unknown, count: number) =>
    (...args: unknown[]): unknown => {
      if (args[count] === undefined) return work(...args);
      const done = args[count];
      validateFunction(done, 'callback');
      const result = work(...args.slice(0, count));
      host.loop.immediate(() => (done as (error: null, value: unknown) => void)(null, result));
      return undefined;
    };
  const { Sign, Verify } = defineStreams(host);
  return {
    sign: maybeLater(sign as never, 3),
    verify: maybeLater(verify as never, 4),
    Sign,
    Verify,
    createSign: (name: string, options?: object) => new Sign(name, options),
    createVerify: (name: string, options?: object) => new Verify(name, options),
  };
}

interface SignStream extends Duplex {
  _name: string;
  _parts: Uint8Array[];
  update(data: unknown, encoding?: string): SignStream;
}

type SignConstructor = new (name: string, options?: object) => SignStream;

function defineStreams(host: NodeHost): { Sign: SignConstructor; Verify: SignConstructor } {
  const { Writable } = streams(host) as unknown as {
    Writable: { prototype: object; call(self: object, o?: object): void };
  };
  const start = (self: SignStream, name: string, options?: object): void => {
    validateString(name, 'algorithm');
    if (!digestOf(name))
      throw Object.assign(new ERR_CRYPTO_INVALID_DIGEST(name), { message: 'Invalid digest' });
    Writable.call(self, options);
    for (const [key, value] of Object.entries({ _name: name, _parts: [] }))
      Object.defineProperty(self, key, { value, writable: true });
  };
  const common: object & ThisType<SignStream> = {
    _write(chunk: Uint8Array, _encoding: string, callback: Callback) {
      this._parts.push(chunk);
      callback();
    },
    update(data: unknown, encoding?: string) {
      this._parts.push(toBytes(host, data, 'data', encoding).slice());
      return this;
    },
  };
  const digestOfParts = (self: SignStream): Uint8Array => hashNamed(self._name).hash(joinBytes(self._parts));
  function Sign(this: SignStream, name: string, options?: object): void {
    start(this, name, options);
  }
  function Verify(this: SignStream, name: string, options?: object): void {
    start(this, name, options);
  }
  inherit<SignStream>(
    Sign as never,
    Writable as never,
    common as never,
    {
      sign(this: SignStream, key: unknown, encoding?: string) {
        if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
        const data = keyData(host, key, 'private');
        if (isPlain(data)) throw unsupportedOperation();
        return encodeBytes(host, signDigest(data, this._name, digestOfParts(this), optionsOf(key)), encoding);
      },
    } as never,
  );
  inherit<SignStream>(
    Verify as never,
    Writable as never,
    common as never,
    {
      verify(this: SignStream, key: unknown, signature: unknown, encoding?: string) {
        const data = keyData(host, key, 'public');
        const bytes = toBytes(host, signature, 'signature', encoding);
        if (isPlain(data)) throw unsupportedOperation();
        return orFalse(() => verifyDigest(data, this._name, digestOfParts(this), bytes, optionsOf(key)));
      },
    } as never,
  );
  return { Sign: Sign as unknown as SignConstructor, Verify: Verify as unknown as SignConstructor };
}
