/** crypto.publicEncrypt, privateDecrypt, privateEncrypt and publicDecrypt. */
import { ERR_CRYPTO_INVALID_DIGEST, makeNodeError } from '../../errors.ts';
import type { NodeHost } from '../../host.ts';
import { asBuffer } from '../../stream-shapes.ts';
import { toBytes } from '../bytes.ts';
import { digestOf } from '../digests.ts';
import { keyData, unsupported } from './asymmetric-key.ts';
import {
  applyPrivate,
  applyPublic,
  oaepDecode,
  oaepEncode,
  padBlock,
  sizeOf,
  unpadBlock,
  type RsaPrivate,
  type RsaPublic,
} from './rsa.ts';

interface EncryptOptions {
  padding?: number;
  oaepHash?: string;
  oaepLabel?: Uint8Array;
}

const PADDING = { pkcs1: 1, none: 3, oaep: 4 } as const;

function rsaError(number: string, reason: string): Error {
  const code = `ERR_OSSL_RSA_${reason.toUpperCase().replaceAll(' ', '_')}`;
  const error = makeNodeError(Error, code, `error:${number}:rsa routines::${reason}`);
  return Object.assign(error, { library: 'rsa routines', reason });
}

const optionsOf = (key: unknown): EncryptOptions =>
  (typeof key === 'object' && key !== null ? key : {}) as EncryptOptions;

function oaep({ oaepHash = 'sha1', oaepLabel }: EncryptOptions) {
  const hash = digestOf(oaepHash);
  if (!hash) throw new ERR_CRYPTO_INVALID_DIGEST(oaepHash);
  return { hash, label: oaepLabel ?? new Uint8Array(0) };
}

export function createRsaEncryption(host: NodeHost): Record<string, unknown> {
  const open = (key: unknown): RsaPublic => {
    const data = keyData(host, key, 'public');
    if (data.kind !== 'rsa') throw unsupported('encryption with keys other than RSA');
    return data.open;
  };
  const secret = (key: unknown): RsaPrivate => {
    const data = keyData(host, key, 'private');
    if (data.kind !== 'rsa' || !data.secret) throw unsupported('encryption with keys other than RSA');
    return data.secret;
  };
  return {
    publicEncrypt(key: unknown, message: unknown) {
      const bytes = toBytes(host, message, 'buffer');
      const [rsa, options] = [open(key), optionsOf(key)];
      const { padding = PADDING.oaep } = options;
      const { hash, label } = oaep(options);
      const size = sizeOf(rsa);
      const block =
        padding === PADDING.oaep
          ? oaepEncode(size, bytes, hash, label)
          : padding === PADDING.none
            ? bytes
            : padBlock(size, 2, bytes);
      if (!block || block.length > size) throw rsaError('0200006E', 'data too large for key size');
      return asBuffer(host, applyPublic(rsa, block));
    },
    privateDecrypt(key: unknown, message: unknown) {
      const bytes = toBytes(host, message, 'buffer');
      const [rsa, options] = [secret(key), optionsOf(key)];
      const { padding = PADDING.oaep } = options;
      if (padding === PADDING.pkcs1)
        throw unsupported('decryption with RSA_PKCS1_PADDING, which leaks what it decrypts,');
      const { hash, label } = oaep(options);
      const fits = bytes.length === sizeOf(rsa);
      const block = fits ? applyPrivate(rsa, bytes) : undefined;
      const text = block && (padding === PADDING.none ? block : oaepDecode(block, hash, label));
      if (!text) throw rsaError('02000079', 'oaep decoding error');
      return asBuffer(host, text);
    },
    privateEncrypt(key: unknown, message: unknown) {
      const rsa = secret(key);
      const block = padBlock(sizeOf(rsa), 1, toBytes(host, message, 'buffer'));
      if (!block) throw rsaError('0200006E', 'data too large for key size');
      return asBuffer(host, applyPrivate(rsa, block));
    },
    publicDecrypt(key: unknown, message: unknown) {
      const text = unpadBlock(applyPublic(open(key), toBytes(host, message, 'buffer')), 1);
      if (!text) throw rsaError('02000072', 'padding check failed');
      return asBuffer(host, text);
    },
  };
}
