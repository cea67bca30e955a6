import { expect, it } from 'vitest';
import { STORAGE_CASES, open } from '../testing/storage-contract.ts';
import type { StorageSubject } from '../testing/storage-contract.ts';
import { createMemoryDisk, openMemory } from './memory-driver.ts';
import { StorageError, formatBytes } from './storage-error.ts';

const subject = (limit?: number): StorageSubject => {
  const disk = createMemoryDisk(limit);
  return { open: (migrations) => openMemory({ migrations, disk }) };
};

it.each(STORAGE_CASES)('$title', ({ run }) => run(subject()));

const project = (id: string, size: number) => ({
  id,
  title: id,
  updatedAt: 1,
  files: new Map([['f', id + 'x'.repeat(size)]]),
  messages: [],
  tabs: [],
});

it('says what takes space when there is no more room, and loses nothing', async () => {
  const storage = await open(subject(100_000));
  await storage.projects.save(project('large', 60_000));
  await storage.projects.save(project('small', 20_000));
  const saving = storage.projects.save(project('small', 50_000));
  const error: unknown = await saving.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ kind: 'quota', uses: [{ id: 'large' }, { id: 'small' }] });
  expect(String(error)).toContain('“large” (60 kB)');
  expect((await storage.projects.load('small'))?.files.get('f')).toHaveLength(20_005);
});

it('makes room by itself where something is unused', async () => {
  const storage = await open(subject(100_000));
  await storage.projects.save(project('gone', 60_000));
  await storage.projects.remove('gone');
  await storage.projects.save(project('next', 70_000));
  expect(await storage.projects.list()).toMatchObject([{ id: 'next' }]);
});

it('makes room by giving up what can be made anew, and counts it until then', async () => {
  const storage = await open(subject(100_000));
  await storage.projects.save(project('p', 20_000));
  await storage.projects.keepCache('p', new Uint8Array(60_000));
  expect((await storage.space()).projects[0]?.bytes).toBeGreaterThan(80_000);
  await storage.projects.save(project('next', 50_000));
  expect(await storage.projects.cache('p')).toBeUndefined();
  expect((await storage.projects.load('p'))?.files.get('f')).toHaveLength(20_001);
});

it.each([
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [999_600, '1.0 MB'],
  [25_000_000, '25 MB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
