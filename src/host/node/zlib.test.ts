import { promisify } from 'node:util';
import * as real from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createModule } from './zlib.ts';

const zlib = createModule(createFakeNodeHost()) as unknown as typeof real & { crc32(data: unknown): number };
const text = 'hello hello zlib '.repeat(5000);
const PAIRS = [
  ['gzip', 'gunzip'],
  ['deflate', 'inflate'],
  ['deflateRaw', 'inflateRaw'],
  ['gzip', 'unzip'],
  ['deflate', 'unzip'],
] as const;

describe('zlib', () => {
  it('reads what Node writes and writes what Node reads', async () => {
    for (const [pack, unpack] of PAIRS) {
      expect(zlib[`${unpack}Sync`](real[`${pack}Sync`](text)).toString()).toBe(text);
      expect(real[`${unpack}Sync`](zlib[`${pack}Sync`](text, { level: 9 })).toString()).toBe(text);
      expect((await promisify(zlib[unpack])(await promisify(zlib[pack])(text))).toString()).toBe(text);
    }
  });

  it('streams', async () => {
    const stream = zlib.createGzip();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    for (let at = 0; at < text.length; at += 1000) stream.write(text.slice(at, at + 1000));
    stream.end();
    await new Promise((resolve) => stream.on('end', resolve));
    expect(stream.bytesWritten).toBe(text.length);
    const back = zlib.createGunzip();
    let read = '';
    back.on('data', (chunk) => (read += chunk));
    for (const byte of Buffer.concat(chunks)) back.write(Buffer.of(byte));
    back.end();
    await new Promise((resolve) => back.on('end', resolve));
    expect(read).toBe(text);
  });

  it('gives out what it has when flushed', async () => {
    const stream = zlib.createDeflateRaw();
    stream.write('now');
    const flushed = new Promise<void>((resolve) => stream.flush(real.constants.Z_SYNC_FLUSH, resolve));
    const chunk = await new Promise<Buffer>((resolve) => stream.once('data', resolve));
    await flushed;
    expect(real.inflateRawSync(chunk, { finishFlush: real.constants.Z_SYNC_FLUSH }).toString()).toBe('now');
  });

  it('fails as Node fails', () => {
    const good = real.gzipSync(text);
    const failures = (module: typeof real) =>
      [
        () => module.gunzipSync(Buffer.from('not gzip at all')),
        () => module.inflateSync(Buffer.from('not zlib at all')),
        () => module.gunzipSync(good.subarray(0, good.length - 20)),
        () => module.gunzipSync(good, { maxOutputLength: 10 }),
        () => module.gzipSync(5 as never),
      ].map((attempt) => {
        try {
          return attempt() && 'fine';
        } catch (error) {
          const { code, errno, message } = error as NodeJS.ErrnoException;
          return [code, errno, code?.startsWith('Z_') && message];
        }
      });
    expect(failures(zlib)).toEqual(failures(real));
  });

  it('has CRC-32', () => {
    expect(zlib.crc32('123456789')).toBe(0xcbf43926);
  });
});
