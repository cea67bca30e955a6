import { expect, it } from 'vitest';
import { createFakeContainer, type FakeContainer } from '../testing/fake-container.ts';
import { ToolCache } from './tool-cache.ts';

const STAMP = 'node_modules/.vite/deps/_metadata.json';
const BUNDLE = 'node_modules/.vite/deps/react.js';

function store() {
  const archives: Uint8Array[] = [];
  return {
    archives,
    read: () => Promise.resolve(archives.at(-1)),
    keep: (archive: Uint8Array) => Promise.resolve(void archives.push(archive)),
  };
}

function bundled(stamp: string): FakeContainer {
  const container = createFakeContainer();
  container.files.set(STAMP, stamp).set(BUNDLE, `react of ${stamp}`);
  return container;
}

it('puts back what was kept, before another dev server starts', async () => {
  const kept = store();
  await new ToolCache(kept).keep(bundled('one'));
  const next = createFakeContainer();
  await new ToolCache(kept).restore(next);
  expect(next.files.get(BUNDLE)).toBe('react of one');
});

it('keeps it once for what it was made of', async () => {
  const kept = store();
  const cache = new ToolCache(kept);
  const container = bundled('one');
  await cache.keep(container);
  await cache.keep(container);
  expect(kept.archives).toHaveLength(1);
  container.files.set(STAMP, 'two');
  await cache.keep(container);
  expect(kept.archives).toHaveLength(2);
});

it('keeps nothing anew of what it put back itself', async () => {
  const kept = store();
  await new ToolCache(kept).keep(bundled('one'));
  const cache = new ToolCache(kept);
  const next = createFakeContainer();
  await cache.restore(next);
  await cache.keep(next);
  expect(kept.archives).toHaveLength(1);
});

it('leaves what a dev server has made already', async () => {
  const kept = store();
  await new ToolCache(kept).keep(bundled('one'));
  const running = bundled('two');
  await new ToolCache(kept).restore(running);
  expect(running.files.get(BUNDLE)).toBe('react of two');
});

it('does without it when it cannot be read or kept', async () => {
  const broken = {
    read: () => Promise.reject(new Error('no storage')),
    keep: () => Promise.reject(new Error('no storage')),
  };
  const cache = new ToolCache(broken);
  await expect(cache.restore(createFakeContainer())).resolves.toBeUndefined();
  await expect(cache.keep(bundled('one'))).resolves.toBeUndefined();
});
