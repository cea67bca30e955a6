/** What the person prefers, and their keys: kept in this browser only. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';
export type HostKind = 'embedded' | 'stackblitz';
export type AutoFix = 0 | 1 | 2;

export interface Settings {
  readonly theme: Theme;
  readonly host: HostKind;
  /** `provider:model`; undefined: what the edge proposes. */
  readonly model: string | undefined;
  /** Keys by provider. */
  readonly keys: Readonly<Record<string, string>>;
  /** Addresses by provider. */
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly autoFix: AutoFix;
}

export interface SettingsState extends Settings {
  set(change: Partial<Settings>): void;
  setKey(provider: string, key: string): void;
  setBaseUrl(provider: string, url: string): void;
}

export type SettingsStore = StoreApi<SettingsState>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  host: 'embedded',
  model: undefined,
  keys: {},
  baseUrls: {},
  autoFix: 1,
};

export function createSettingsStore(saved: Partial<Settings> = {}): SettingsStore {
  return createStore<SettingsState>()((set) => ({
    ...DEFAULT_SETTINGS,
    ...saved,
    set: (change) => set(change),
    setKey: (provider, key) => set(({ keys }) => ({ keys: { ...keys, [provider]: key.trim() } })),
    setBaseUrl: (provider, url) =>
      set(({ baseUrls }) => ({ baseUrls: { ...baseUrls, [provider]: url.trim() } })),
  }));
}

/** Settings read back from the storage; what is not understood is left at its default. */
export function readSettings(preferences: unknown, keys: unknown): Partial<Settings> {
  const saved = typeof preferences === 'object' ? { ...preferences } : {};
  const read = (name: keyof Settings): unknown => Reflect.get(saved, name);
  const theme = (['system', 'light', 'dark'] as const).find((own) => own === read('theme'));
  const host = (['embedded', 'stackblitz'] as const).find((own) => own === read('host'));
  const autoFix = ([0, 1, 2] as const).find((own) => own === read('autoFix'));
  const model = read('model');
  return {
    ...(theme ? { theme } : {}),
    ...(host ? { host } : {}),
    ...(autoFix === undefined ? {} : { autoFix }),
    ...(typeof model === 'string' ? { model } : {}),
    keys: strings(keys),
    baseUrls: strings(read('baseUrls')),
  };
}

function strings(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
