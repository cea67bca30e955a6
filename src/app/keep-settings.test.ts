import { expect, test } from 'vitest';
import { createSettingsStore } from '../state/settings-store.ts';
import { keepTheme } from './keep-settings.ts';

function themeStore(kept: Record<string, string> = {}): {
  kept: Record<string, string>;
  open: () => Storage;
} {
  const storage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
  };
  return { kept, open: () => storage as Storage };
}

test('the theme of the last visit is there before any database', () => {
  const first = themeStore();
  const store = createSettingsStore();
  keepTheme(store, first.open);
  expect(store.getState().theme).toBe('system');
  store.getState().set({ theme: 'dark' });
  const next = createSettingsStore();
  keepTheme(next, themeStore(first.kept).open);
  expect(next.getState().theme).toBe('dark');
});

test('what is kept and no theme is left alone', () => {
  const store = createSettingsStore();
  keepTheme(store, themeStore({ theme: 'mauve' }).open);
  expect(store.getState().theme).toBe('system');
});

test('a browser without storage has the theme of the system', () => {
  const store = createSettingsStore();
  keepTheme(store, () => {
    throw new DOMException('blocked', 'SecurityError');
  });
  store.getState().set({ theme: 'light' });
  expect(store.getState().theme).toBe('light');
});
