/** Settings by name. Names that begin with `secret:` are keys and tokens: no backup has them. */
import type { StorageDriver } from './driver.ts';
import type { Stores } from './schema.ts';

export const SECRET_PREFIX = 'secret:';

export interface StoredSettings {
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}

export function createSettings(driver: StorageDriver<Stores>): StoredSettings {
  return {
    get: (name) => driver.transact(['settings'], 'read', (transaction) => transaction.get('settings', name)),
    set: (name, value) =>
      driver.transact(['settings'], 'write', (transaction) => transaction.put('settings', name, value)),
    remove: (name) =>
      driver.transact(['settings'], 'write', (transaction) => transaction.delete('settings', name)),
  };
}
