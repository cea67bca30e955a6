import * as real from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createModule } from './crypto.ts';

const crypto = createModule(createFakeNodeHost()) as unknown as typeof real;
const NAMES = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'RSA-SHA256',
  'sha512-256',
  'sha3-256',
  'blake2b512',
  'blake2s256',
  'ripemd160',
  'shake256',
];

describe('digests', () => {
  it('are those of Node', () => {
    for (const name of NAMES) {
      for (const data of ['', 'héllo', 'x'.repeat(1000)]) {
        const digest = (module: typeof real) => module.createHash(name).update(data).digest('hex');
        expect([name, digest(crypto)]).toEqual([name, digest(real)]);
        const mac = (module: typeof real) => module.createHmac(name, 'key').update(data).digest('base64url');
        if (!name.startsWith('shake')) expect(mac(crypto)).toBe(mac(real));
      }
    }
  });

  it('can be copied, streamed and finished once', async () => {
    const hash = crypto.createHash('sha256').update('a');
    expect(hash.copy().update('b').digest('hex')).toBe(real.createHash('sha256').update('ab').digest('hex'));
    expect(hash.digest()).toEqual(real.createHash('sha256').update('a').digest());
    expect(() => hash.update('x')).toThrow('Digest already called');
    const halves = (module: typeof real) =>
      module.createHash('sha256').update('\ud83d').update('\ude00').update(Buffer.from('é')).digest('hex');
    expect(halves(crypto)).toBe(halves(real));
    const stream = crypto.createHash('sha1');
    stream.end('abc');
    const chunk = await new Promise((resolve) => stream.once('data', resolve));
    expect((chunk as Buffer).toString('hex')).toBe(real.createHash('sha1').update('abc').digest('hex'));
  });

  it('fail as Node fails', () => {
    const failures = (module: typeof real) =>
      [
        () => module.createHash('md4'),
        () => module.createHash(1 as never),
        () => module.createHash('md5').update(1 as never),
        () => module.createHmac('nope', 'k'),
        () => module.timingSafeEqual(Buffer.from('a'), Buffer.from('ab')),
        () => module.pbkdf2Sync('a', 'b', 1, 8, 'nope'),
      ].map((attempt) => {
        try {
          return attempt() && 'fine';
        } catch (error) {
          return (error as { code: string }).code;
        }
      });
    expect(failures(crypto)).toEqual(failures(real));
  });
});

describe('derived keys', () => {
  it('are those of Node', async () => {
    const keys = (module: typeof real) => [
      module.pbkdf2Sync('pw', 'salt', 10, 40, 'sha512').toString('hex'),
      module.scryptSync('pw', 'salt', 32, { N: 1024 }).toString('hex'),
      Buffer.from(module.hkdfSync('sha256', 'key', 'salt', 'info', 42)).toString('hex'),
    ];
    expect(keys(crypto)).toEqual(keys(real));
    const key = await new Promise((resolve) => crypto.scrypt('pw', 'salt', 8, (_, made) => resolve(made)));
    expect(key).toEqual(real.scryptSync('pw', 'salt', 8));
  });
});

describe('random', () => {
  it('fills any size and stays in range', () => {
    expect(
      crypto
        .randomBytes(100_000)
        .subarray(70_000)
        .some((byte) => byte !== 0),
    ).toBe(true);
    for (let i = 0; i < 100; i++) expect([3, 4]).toContain(crypto.randomInt(3, 5));
    expect(crypto.randomUUID()).toMatch(/^[0-9a-f-]{36}$/);
    expect(() => crypto.randomInt(5, 5)).toThrow(/greater than/);
  });
});

describe('what the tab has not', () => {
  it('is refused in words, called or constructed', () => {
    expect(() => crypto.getDiffieHellman('modp14')).toThrow(/getDiffieHellman is not available in the tab/);
    expect(() => new crypto.X509Certificate('')).toThrow(/X509Certificate is not available in the tab/);
    for (const [name, value] of Object.entries(crypto.constants)) {
      if (name.startsWith('RSA') || name.startsWith('POINT')) {
        expect([name, value]).toEqual([name, real.constants[name as 'RSA_NO_PADDING']]);
      }
    }
  });
});
