import * as real from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../../../testing/fake-node-host.ts';
import { createModule } from '../../crypto.ts';

const crypto = createModule(createFakeNodeHost()) as unknown as typeof real;
const data = Buffer.from('what is signed');

const PEM = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

const PAIRS = {
  rsa: () => real.generateKeyPairSync('rsa', { modulusLength: 1024, ...PEM }),
  'P-256': () => real.generateKeyPairSync('ec', { namedCurve: 'P-256', ...PEM }),
  'P-521': () => real.generateKeyPairSync('ec', { namedCurve: 'P-521', ...PEM }),
  secp256k1: () => real.generateKeyPairSync('ec', { namedCurve: 'secp256k1', ...PEM }),
  ed25519: () => real.generateKeyPairSync('ed25519', PEM),
};

describe.each(Object.entries(PAIRS))('a pair of %s keys', (name, make) => {
  const made = make();
  const [publicKey, privateKey] = [String(made.publicKey), String(made.privateKey)];
  const hash = name === 'ed25519' ? null : 'sha256';

  it('signs what Node verifies, and the other way round', () => {
    expect(real.verify(hash, data, publicKey, crypto.sign(hash, data, privateKey))).toBe(true);
    expect(crypto.verify(hash, data, publicKey, real.sign(hash, data, privateKey))).toBe(true);
    expect(crypto.verify(hash, Buffer.from('other'), publicKey, real.sign(hash, data, privateKey))).toBe(
      false,
    );
  });

  it('is written as it was read', () => {
    const key = crypto.createPrivateKey(privateKey);
    expect(key.export({ type: 'pkcs8', format: 'pem' })).toBe(privateKey);
    expect(crypto.createPublicKey(key as never).export({ type: 'spki', format: 'pem' })).toBe(publicKey);
    expect(key.export({ format: 'jwk' })).toEqual(
      real.createPrivateKey(privateKey).export({ format: 'jwk' }),
    );
  });
});

it('makes RSA keys that Node takes, and reads its PSS and OAEP', () => {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024, ...PEM });
  const key = { key: String(privateKey), padding: real.constants.RSA_PKCS1_PSS_PADDING };
  const open = { ...key, key: String(publicKey) };
  expect(real.verify('sha256', data, open, crypto.sign('sha256', data, key))).toBe(true);
  expect(crypto.verify('sha256', data, open, real.sign('sha256', data, key))).toBe(true);
  expect(real.privateDecrypt(privateKey, crypto.publicEncrypt(publicKey, data))).toEqual(data);
  expect(crypto.privateDecrypt(privateKey, real.publicEncrypt(publicKey, data))).toEqual(data);
});

it('agrees with Node on a secret', () => {
  const [ours, theirs] = [crypto.createECDH('prime256v1'), real.createECDH('prime256v1')];
  ours.generateKeys();
  theirs.generateKeys();
  expect(ours.computeSecret(theirs.getPublicKey())).toEqual(theirs.computeSecret(ours.getPublicKey()));
});
