import { describe, expect, it } from 'vitest';
import { ByteQueue } from './byte-queue.ts';

const me = { alive: true };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a queue of bytes', () => {
  it('gives what is there at once, in order, in the sizes asked for', () => {
    const queue = new ByteQueue();
    void queue.write(bytes(1, 2), me);
    void queue.write(bytes(3, 4, 5), me);
    expect(queue.read(3, me)).toEqual(bytes(1, 2, 3));
    expect(queue.read(10, me)).toEqual(bytes(4, 5));
  });

  it('lets a reader wait for the next bytes', async () => {
    const queue = new ByteQueue();
    const read = queue.read(4, me);
    void queue.write(bytes(7), me);
    expect(await read).toEqual(bytes(7));
  });

  it('makes a writer wait while it is full, and loses nothing', async () => {
    const queue = new ByteQueue();
    const big = new Uint8Array(300 * 1024).fill(1);
    expect(queue.write(big, me)).toBe(big.byteLength);
    let written = false;
    const second = Promise.resolve(queue.write(bytes(2), me)).then(() => (written = true));
    await Promise.resolve();
    expect(written).toBe(false);
    let size = 0;
    while (size < big.byteLength)
      size += (await queue.read(Math.min(64 * 1024, big.byteLength - size), me)).byteLength;
    await second;
    expect(await queue.read(1, me)).toEqual(bytes(2));
  });

  it('gives nothing to a reader that has died', async () => {
    const queue = new ByteQueue();
    const dead = { alive: true };
    void queue.read(1, dead);
    dead.alive = false;
    const read = queue.read(1, me);
    void queue.write(bytes(9), me);
    expect(await read).toEqual(bytes(9));
  });

  it('is read to its end after the writer has ended', () => {
    const queue = new ByteQueue();
    void queue.write(bytes(1), me);
    queue.end();
    expect(queue.read(5, me)).toEqual(bytes(1));
    expect(queue.read(5, me)).toEqual(bytes());
    expect(() => queue.write(bytes(1), me)).toThrow('EPIPE');
  });

  it('fails writers when the reader is gone, waiting ones too', async () => {
    const queue = new ByteQueue();
    void queue.write(new Uint8Array(300 * 1024), me);
    const waiting = queue.write(bytes(1), me);
    queue.break();
    await expect(waiting).rejects.toThrow('EPIPE');
  });

  it('tells one reader of an end that is not the last', async () => {
    const queue = new ByteQueue();
    queue.endOnce();
    expect(queue.read(1, me)).toEqual(bytes());
    const read = queue.read(1, me);
    void queue.write(bytes(3), me);
    expect(await read).toEqual(bytes(3));
  });
});
