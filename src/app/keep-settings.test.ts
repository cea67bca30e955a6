import { expect, it, vi } from 'vitest';
import type { ChatMessage } from '../state/chat-store.ts';
import { createSettingsStore } from '../state/settings-store.ts';
import { openMemoryStorage } from '../storage/memory-storage.ts';
import { keepSettings, loadSettings } from './keep-settings.ts';

const ignore = (): void => undefined;

it('takes over the settings of the last visit, but for what was set before they were there', async () => {
  const storage = await openMemoryStorage<ChatMessage>();
  const last = createSettingsStore();
  await keepSettings(last, storage, last.getState(), ignore);
  last.getState().set({ autoFix: 2, theme: 'dark' });
  last.getState().setKey('a', 'old');
  last.getState().setKey('b', 'old');
  await vi.waitFor(async () => expect((await loadSettings(storage)).keys).toEqual({ a: 'old', b: 'old' }));

  const store = createSettingsStore();
  const begun = store.getState();
  const keeping = keepSettings(store, storage, begun, ignore);
  store.getState().set({ theme: 'light' });
  store.getState().setKey('b', 'new');
  await keeping;
  const expected = { autoFix: 2, theme: 'light', keys: { a: 'old', b: 'new' } };
  expect(store.getState()).toMatchObject(expected);
  await vi.waitFor(async () => expect(await loadSettings(storage)).toMatchObject(expected));
});
