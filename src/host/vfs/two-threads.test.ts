import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { createDisk } from './disk.ts';
import { FsError } from './errno.ts';
import { VfsReader } from './reader.ts';

/** Runs in a thread of its own: changes names, tables and contents as fast as it can until told to stop. */
const WRITER = `
const { workerData } = require('node:worker_threads');
import('tsx/esm/api').then(({ register }) => register()).then(() => import(workerData.vfs)).then(({ Vfs }) => {
  const vfs = new Vfs(workerData.disk);
  const fill = (round, size) => new Uint8Array(size).fill(round & 255);
  vfs.mkdir('/a/b/c', { recursive: true });
  vfs.writeFile('/a/b/c/steady', fill(7, 3000000));
  vfs.writeFile('/a/b/c/file', fill(0, 5000));
  Atomics.store(workerData.flags, 0, 1);
  for (let round = 0; Atomics.load(workerData.flags, 1) === 0; round++) {
    vfs.writeFile('/a/b/c/file', fill(round, 1000 + (round % 7) * 3000));
    vfs.writeFile('/a/new' + (round % 50), fill(round, round % 300));
    vfs.rename('/a/b', '/a/moved');
    vfs.rename('/a/moved', '/a/b');
    if (round % 50 === 49) for (let k = 0; k < 50; k++) vfs.unlink('/a/new' + k);
    if (round % 100 === 0) vfs.mkdir('/deep/' + round + '/x/y', { recursive: true });
  }
  Atomics.store(workerData.flags, 0, 2);
});
`;

/** The result, or undefined when the name is just away. */
function unlessAway<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FsError && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

it('never shows a reader half of a change while another thread writes at full speed', async () => {
  const disk = createDisk({ maxBytes: 1 << 30 });
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const vfs = new URL('./vfs.ts', import.meta.url).href;
  const writer = new Worker(WRITER, { eval: true, workerData: { disk, flags, vfs } });
  const ended = new Promise((resolve, reject) => writer.once('exit', resolve).once('error', reject));
  await Promise.race([ended, vi.waitUntil(() => Atomics.load(flags, 0) === 1, { timeout: 10_000 })]);
  const reader = new VfsReader(disk);
  let whole = 0;
  let steady = 0;
  for (const end = Date.now() + 1200; Date.now() < end;) {
    const bytes = unlessAway(() => reader.readFile('/a/b/c/file'));
    if (bytes !== undefined) {
      whole++;
      expect(bytes.length % 1000).toBe(0);
      expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
    }
    const big = unlessAway(() => reader.readFile('/a/b/c/steady'));
    if (big !== undefined) {
      steady++;
      expect(big.length).toBe(3_000_000);
      expect([big[0], big[1_500_000], big[2_999_999]]).toEqual([7, 7, 7]);
    }
    for (const { name } of unlessAway(() => reader.readdir('/a')) ?? []) {
      expect(name).toMatch(/^(b|moved|new\d+)$/);
      reader.tryStat(`/a/${name}`);
    }
    const size = reader.tryStat('/a/b/c/file')?.size;
    if (size !== undefined) expect(size % 1000).toBe(0);
  }
  Atomics.store(flags, 1, 1);
  await ended;
  expect(whole).toBeGreaterThan(10);
  expect(steady).toBeGreaterThan(10);
}, 20_000);
