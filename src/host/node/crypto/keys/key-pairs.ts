/** crypto.generateKeyPair and generateKeyPairSync. */
import { ERR_INVALID_ARG_VALUE, makeNodeError } from '../../errors.ts';
import type { NodeHost } from '../../host.ts';
import { validateFunction, validateObject, validateString, validateUint32 } from '../../validators.ts';
import { fillRandom } from '../random.ts';
import { PrivateKeyObject, PublicKeyObject, type ExportOptions } from './asymmetric-key.ts';
import { findCurve, PLAIN_CURVES } from './curves.ts';
import { curveKey, plainKey, type KeyData } from './key-data.ts';
import { newRsaKey } from './rsa.ts';

interface PairOptions {
  modulusLength?: number;
  publicExponent?: number;
  namedCurve?: string;
  publicKeyEncoding?: ExportOptions;
  privateKeyEncoding?: ExportOptions;
}

interface Pair {
  publicKey: unknown;
  privateKey: unknown;
}

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');

const MAKERS: Record<string, (options: PairOptions) => KeyData> = {
  rsa(options) {
    validateObject(options, 'options');
    const { modulusLength, publicExponent = 0x10001 } = options;
    validateUint32(modulusLength, 'options.modulusLength');
    validateUint32(publicExponent, 'options.publicExponent');
    const { n, e, ...secret } = newRsaKey(modulusLength, BigInt(publicExponent));
    return { kind: 'rsa', open: { n, e }, secret: { n, e, ...secret } };
  },
  ec(options) {
    validateObject(options, 'options');
    validateString(options.namedCurve, 'options.namedCurve');
    const curve = findCurve(options.namedCurve);
    if (!curve) throw makeNodeError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
    return curveKey(curve, curve.curve.utils.randomSecretKey());
  },
  ed25519: () => plainKey('ed25519', PLAIN_CURVES.ed25519.curve.utils.randomSecretKey()),
  x25519: () => plainKey('x25519', fillRandom(new Uint8Array(32))),
};

export function createKeyPairs(host: NodeHost): Record<string, unknown> {
  const generateKeyPairSync = (type: unknown, options?: PairOptions): Pair => {
    validateString(type, 'type');
    const make = MAKERS[type];
    if (!make) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
    const data = make(options as PairOptions);
    const keys = { publicKey: new PublicKeyObject(host, data), privateKey: new PrivateKeyObject(host, data) };
    const { publicKeyEncoding: open, privateKeyEncoding: secret } = options ?? {};
    return {
      publicKey: open ? keys.publicKey.export(open) : keys.publicKey,
      privateKey: secret ? keys.privateKey.export(secret) : keys.privateKey,
    };
  };
  const generateKeyPair = (type: unknown, options: unknown, callback?: unknown): void => {
    const done = typeof options === 'function' ? options : callback;
    validateFunction(done, 'callback');
    const { publicKey, privateKey } = generateKeyPairSync(
      type,
      typeof options === 'function' ? undefined : (options as PairOptions),
    );
    host.loop.immediate(() =>
      (done as (error: null, ...keys: unknown[]) => void)(null, publicKey, privateKey),
    );
  };
  Object.defineProperty(generateKeyPair, PROMISIFY, {
    value: async (type: unknown, options?: PairOptions) => generateKeyPairSync(type, options),
  });
  return { generateKeyPairSync, generateKeyPair };
}
