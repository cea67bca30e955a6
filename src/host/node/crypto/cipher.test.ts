import * as real from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../../testing/fake-node-host.ts';
import { describeSame } from '../../../testing/same-as-node.ts';
import { createModule } from '../crypto.ts';

type Crypto = typeof real;
const crypto = createModule(createFakeNodeHost()) as unknown as Crypto;

const key = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => i * 7 + 1));
const text = Buffer.from('The quick brown fox jumps over the lazy dog, again and again. '.repeat(9));

/** Encrypts in uneven pieces and decrypts again; what comes out of both, and the tag. */
function roundTrip(module: Crypto, name: string, size: number, options?: object): string[] {
  const info = real.getCipherInfo(name);
  if (!info) throw new Error(`${name} is no cipher`);
  const iv = info.ivLength ? key(info.ivLength) : null;
  const authenticates = info.mode === 'gcm' || info.mode === 'stream';
  const make = (kind: 'createCipheriv' | 'createDecipheriv'): real.CipherGCM & real.DecipherGCM =>
    module[kind](name as 'aes-128-gcm', key(info.keyLength), iv as Buffer, options as object) as never;
  const pieces = (cipher: real.CipherGCM | real.DecipherGCM, data: Buffer): Buffer => {
    if (authenticates) cipher.setAAD(Buffer.from('more data'), { plaintextLength: size });
    const out: Buffer[] = [];
    for (let at = 0, step = 1; at < data.length; at += step, step = (step * 5) % 37) {
      out.push(cipher.update(data.subarray(at, at + step)));
    }
    return Buffer.concat([...out, cipher.final()]);
  };
  const cipher = make('createCipheriv');
  const secret = pieces(cipher, text.subarray(0, size));
  const decipher = make('createDecipheriv');
  const tag = authenticates ? cipher.getAuthTag() : Buffer.alloc(0);
  if (authenticates) decipher.setAuthTag(tag);
  return [secret.toString('hex'), pieces(decipher, secret).toString(), tag.toString('hex')];
}

describe('ciphers', () => {
  it('are those of Node, in pieces of any size', () => {
    for (const name of crypto.getCiphers()) {
      for (const size of [0, 1, 15, 16, 17, 64, 333, 558]) {
        const options = name.startsWith('chacha') ? { authTagLength: 16 } : undefined;
        expect([name, size, roundTrip(crypto, name, size, options)]).toEqual([
          name,
          size,
          roundTrip(real, name, size, options),
        ]);
      }
    }
  });

  it('stream', async () => {
    const cipher = crypto.createCipheriv('aes-256-cbc', key(32), key(16));
    const chunks: Buffer[] = [];
    cipher.on('data', (chunk) => chunks.push(chunk as Buffer));
    cipher.write(text.subarray(0, 100));
    cipher.end(text.subarray(100));
    await new Promise((resolve) => cipher.on('end', resolve));
    const back = real.createDecipheriv('aes-256-cbc', key(32), key(16));
    expect(Buffer.concat([back.update(Buffer.concat(chunks)), back.final()])).toEqual(text);
  });

  it('take secret keys, which hashes take too', () => {
    const secret = crypto.createSecretKey(key(16));
    expect(secret).toBeInstanceOf(crypto.KeyObject);
    const made = crypto.createCipheriv('aes-128-ecb', secret, null).update('x'.repeat(16), 'utf8', 'hex');
    expect(made).toBe(
      real.createCipheriv('aes-128-ecb', key(16), null).update('x'.repeat(16), 'utf8', 'hex'),
    );
    expect(crypto.createHmac('sha256', secret).update('a').digest('hex')).toBe(
      real.createHmac('sha256', key(16)).update('a').digest('hex'),
    );
    expect(secret.export({ format: 'jwk' })).toEqual(real.createSecretKey(key(16)).export({ format: 'jwk' }));
  });
});

const cbc = (module: Crypto) => module.createCipheriv('aes-128-cbc', key(16), key(16));
const decbc = (module: Crypto) => module.createDecipheriv('aes-128-cbc', key(16), key(16));
const gcm = (module: Crypto) => module.createDecipheriv('aes-128-gcm', key(16), key(12));

describeSame<Crypto>('a cipher used wrongly', real, crypto, {
  'an unknown name': (module) => module.createCipheriv('nope', key(16), key(16)),
  'a short key': (module) => module.createCipheriv('aes-256-cbc', key(16), key(16)),
  'a short vector': (module) => module.createCipheriv('aes-128-cbc', key(16), key(3)),
  'no vector': (module) => module.createCipheriv('aes-128-cbc', key(16), null),
  'a vector for ECB': (module) => module.createCipheriv('aes-128-ecb', key(16), key(16)),
  'a number for a key': (module) => module.createCipheriv('aes-128-cbc', 5 as never, key(16)),
  'a number for data': (module) => cbc(module).update(5 as never),
  'a wrong key': (module) => {
    const decipher = decbc(module);
    decipher.update(Buffer.alloc(16));
    decipher.final();
  },
  'half a block': (module) => {
    const decipher = decbc(module);
    decipher.update(Buffer.alloc(15));
    decipher.final();
  },
  'half a block without padding': (module) => {
    const cipher = cbc(module);
    cipher.setAutoPadding(false);
    cipher.update(Buffer.alloc(15));
    cipher.final();
  },
  'the end twice': (module) => {
    const cipher = cbc(module);
    cipher.final();
    cipher.final();
  },
  'data after the end': (module) => {
    const cipher = cbc(module);
    cipher.final();
    cipher.update('a');
  },
  'a tag of CBC': (module) => (cbc(module) as real.CipherGCM).getAuthTag(),
  'no tag': (module) => gcm(module).final(),
  'a wrong tag': (module) => gcm(module).setAuthTag(key(16)).final(),
  'a short tag': (module) => gcm(module).setAuthTag(key(3)),
  'what is known of a cipher': (module) => [
    module.getCipherInfo('aes-256-gcm'),
    module.getCipherInfo('aes-192-cbc'),
    module.getCipherInfo('aes-128-ecb'),
    module.getCipherInfo('aes-128-ctr'),
    module.getCipherInfo('nope'),
  ],
  'a secret key from a number': (module) => module.createSecretKey(5 as never),
  'a secret key as PEM': (module) => module.createSecretKey(key(4)).export({ format: 'pem' as 'jwk' }),
});
