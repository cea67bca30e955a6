/** Settings in the storage: preferences, and apart from them the keys, which no backup has. */
import type { ChatStorage } from './app-storage.ts';
import { readSettings, type Settings, type SettingsStore } from '../state/settings-store.ts';
import { Keeper } from './keeper.ts';

const PREFERENCES = 'preferences';
const KEYS = 'secret:keys';

export async function loadSettings({ settings }: ChatStorage): Promise<Partial<Settings>> {
  const [preferences, keys] = await Promise.all([settings.get(PREFERENCES), settings.get(KEYS)]);
  return readSettings(preferences, keys);
}

/** The theme is also kept where it can be read before the first paint, which no database can. */
type ThemeStore = Pick<Storage, 'getItem' | 'setItem'>;

/** Begins with the theme of the last visit, and keeps that of the next. `open` throws in a browser without storage. */
export function keepTheme(store: SettingsStore, open: () => ThemeStore): void {
  try {
    const kept = open();
    store.setState(readSettings({ theme: kept.getItem('theme') }, {}));
    store.subscribe(({ theme }, before) => {
      if (theme !== before.theme) kept.setItem('theme', theme);
    });
  } catch {
    // Without storage the theme is the system's until the settings are there.
  }
}

/** Keeps every change from now on. */
export function keepSettings(
  store: SettingsStore,
  storage: ChatStorage,
  onOutcome: (error: unknown) => void,
): void {
  const keeper = new Keeper({
    delayMs: 0,
    onOutcome,
    write: async () => {
      const { theme, host, model, baseUrls, autoFix, keys } = store.getState();
      await storage.settings.set(PREFERENCES, { theme, host, model, baseUrls, autoFix });
      await storage.settings.set(KEYS, keys);
    },
  });
  store.subscribe(keeper.touch);
}
