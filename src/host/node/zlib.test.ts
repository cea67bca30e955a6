import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as real from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { describeSame } from '../../testing/same-as-node.ts';

/** A browser's request for a file, as far as the Brotli coder makes one. */
vi.stubGlobal(
  'XMLHttpRequest',
  class {
    status = 0;
    response: ArrayBuffer | null = null;
    url = '';
    open(_method: string, url: string): void {
      this.url = url;
    }
    send(): void {
      this.response = new Uint8Array(readFileSync(new URL(this.url))).buffer;
      this.status = 200;
    }
  },
);
const { createModule } = await import('./zlib.ts');

const zlib = createModule(createFakeNodeHost()) as unknown as typeof real & { crc32(data: unknown): number };
const text = 'hello hello zlib '.repeat(5000);
const PAIRS = [
  ['gzip', 'gunzip'],
  ['deflate', 'inflate'],
  ['deflateRaw', 'inflateRaw'],
  ['gzip', 'unzip'],
  ['deflate', 'unzip'],
  ['brotliCompress', 'brotliDecompress'],
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

  it('changes its level on the way', async () => {
    for (const [from, to] of [
      [0, 9],
      [9, 0],
      [1, 6],
    ] as const) {
      const stream = zlib.createDeflate({ level: from });
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk as Buffer));
      stream.write(text);
      await new Promise<void>((resolve) => stream.params(to, 0, () => resolve()));
      stream.end(text);
      await new Promise((resolve) => stream.on('end', resolve));
      expect(real.inflateSync(Buffer.concat(chunks)).toString()).toBe(text + text);
    }
  });

  it('streams Brotli, byte by byte too', async () => {
    const stream = zlib.createBrotliCompress({ params: { [real.constants.BROTLI_PARAM_QUALITY]: 4 } });
    const packed: Buffer[] = [];
    stream.on('data', (chunk) => packed.push(chunk as Buffer));
    for (let at = 0; at < text.length; at += 1000) stream.write(text.slice(at, at + 1000));
    stream.end();
    await new Promise((resolve) => stream.on('end', resolve));
    expect(real.brotliDecompressSync(Buffer.concat(packed)).toString()).toBe(text);
    const back = zlib.createBrotliDecompress();
    let read = '';
    back.on('data', (chunk) => (read += chunk));
    for (const byte of Buffer.concat(packed)) back.write(Buffer.of(byte));
    back.end();
    await new Promise((resolve) => back.on('end', resolve));
    expect(read).toBe(text);
  });

  it('starts anew after a reset', async () => {
    const stream = zlib.createDeflateRaw();
    stream.write('before');
    stream.reset();
    stream.end('after');
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk as Buffer));
    await new Promise((resolve) => stream.on('end', resolve));
    expect(real.inflateRawSync(Buffer.concat(chunks)).toString()).toBe('after');
  });

  it('has CRC-32', () => {
    expect(zlib.crc32('123456789')).toBe(0xcbf43926);
  });
});

const dictionary = Buffer.from('dictionary words');
const sentence = 'dictionary words here';
const members = Buffer.concat([real.gzipSync('abc'), real.gzipSync('def')]);

/** What a stream gives for one byte at a time: its text, or the code of its error. */
function streamed(stream: NodeJS.ReadWriteStream, data: Uint8Array): Promise<unknown> {
  return new Promise((resolve) => {
    let read = '';
    stream.on('data', (chunk) => (read += String(chunk)));
    stream.on('end', () => resolve(read));
    stream.on('error', (error: NodeJS.ErrnoException) => resolve([error.code, error.errno, error.message]));
    for (const byte of data) stream.write(Buffer.of(byte));
    stream.end();
  });
}

describeSame<typeof real>('the corners of zlib', real, zlib, {
  'members of a file': (module) => module.gunzipSync(members).toString(),
  'members, byte by byte': (module) => streamed(module.createGunzip(), members),
  'a file filled up with zeros': (module) =>
    module.gunzipSync(Buffer.concat([real.gzipSync('abc'), Buffer.alloc(5)])).toString(),
  'a file and rubbish': (module) =>
    module.gunzipSync(Buffer.concat([real.gzipSync('abc'), Buffer.from('x')])),
  'nothing to gunzip': (module) => module.gunzipSync(Buffer.alloc(0)),
  'nothing to inflate, streamed': (module) => streamed(module.createInflate(), Buffer.alloc(0)),
  'nothing to gunzip, streamed': (module) => streamed(module.createGunzip(), Buffer.alloc(0)),
  'nothing to decompress': (module) => module.brotliDecompressSync(Buffer.alloc(0)),
  'nothing to compress': (module) => module.brotliDecompressSync(module.brotliCompressSync('')).toString(),
  'a dictionary': (module) =>
    module.inflateSync(module.deflateSync(sentence, { dictionary }), { dictionary }).toString(),
  'a raw dictionary': (module) =>
    module.inflateRawSync(module.deflateRawSync(sentence, { dictionary }), { dictionary }).toString(),
  'no dictionary': (module) => module.inflateSync(module.deflateSync(sentence, { dictionary })),
  'another dictionary': (module) =>
    module.inflateSync(module.deflateSync(sentence, { dictionary }), { dictionary: Buffer.from('other') }),
  'a level out of range': (module) => module.gzipSync('a', { level: 99 }),
  'small chunks': (module) => module.createGzip({ chunkSize: 1 }),
  'wide windows': (module) => module.createGzip({ windowBits: 99 }),
  'what is not Brotli': (module) => module.brotliDecompressSync(Buffer.from('not brotli at all')),
  'half of Brotli': (module) => module.brotliDecompressSync(real.brotliCompressSync(text).subarray(0, 10)),
  'Brotli and rubbish': (module) =>
    module
      .brotliDecompressSync(Buffer.concat([real.brotliCompressSync('abc'), Buffer.from('xyz')]))
      .toString(),
  'too much': (module) => module.brotliDecompressSync(real.brotliCompressSync(text), { maxOutputLength: 10 }),
  'an unknown parameter': (module) => module.createBrotliCompress({ params: { 99: 1 } }),
  'which engine it was': (module) => {
    const made = module.gzipSync('a', { info: true }) as unknown as { buffer: Buffer; engine: object };
    return [Object.keys(made), made.engine.constructor.name];
  },
});
