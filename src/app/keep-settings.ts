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

/**
 * Takes over what was kept, and keeps every change from now on. What was set while the storage opened is newer than what it has.
 * @param begun - the settings before anyone could change them.
 */
export async function keepSettings(
  store: SettingsStore,
  storage: ChatStorage,
  begun: Settings,
  onOutcome: (error: unknown) => void,
): Promise<void> {
  const keeper = new Keeper({
    delayMs: 0,
    onOutcome,
    write: async () => {
      const { theme, host, model, baseUrls, autoFix, keys } = store.getState();
      await storage.settings.set(PREFERENCES, { theme, host, model, baseUrls, autoFix });
      await storage.settings.set(KEYS, keys);
    },
  });
  const kept = await loadSettings(storage);
  const now = store.getState();
  const isChanged = (name: string): boolean => Reflect.get(now, name) !== Reflect.get(begun, name);
  store.setState({
    ...Object.fromEntries(Object.entries(kept).filter(([name]) => !isChanged(name))),
    keys: { ...kept.keys, ...now.keys },
    baseUrls: { ...kept.baseUrls, ...now.baseUrls },
  });
  if (Object.keys(begun).some(isChanged)) keeper.touch();
  store.subscribe(keeper.touch);
}
