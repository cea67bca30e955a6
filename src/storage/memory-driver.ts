/** The driver in memory: for tests, and for browsers that give a page no storage. */
import { KEY_END } from './driver.ts';
import type { KeyRange, Migration, StorageDriver, Transaction, Upgrade } from './driver.ts';
import { StorageError, quotaError } from './storage-error.ts';

type Data = Map<string, Map<string, unknown>>;

/** What stays when a driver is closed, so that it can be opened again. */
export interface MemoryDisk {
  version: number;
  data: Data;
  /** Bytes there is room for; counted roughly. */
  limit: number;
}

export interface MemoryOptions {
  migrations: readonly Migration[];
  disk?: MemoryDisk;
}

export function createMemoryDisk(limit = Infinity): MemoryDisk {
  return { version: 0, data: new Map(), limit };
}

/** @throws {StorageError} when the disk is a newer release's. */
export async function openMemory<Stores>({
  migrations,
  disk = createMemoryDisk(),
}: MemoryOptions): Promise<StorageDriver<Stores>> {
  if (disk.version > migrations.length) {
    throw new StorageError(
      'newer',
      'Your projects were saved by a newer version of Tabwright. Reload this page to get it.',
    );
  }
  const upgraded = copyOf(disk.data);
  for (const migrate of migrations.slice(disk.version)) await migrate(upgradeOf(upgraded));
  disk.data = upgraded;
  disk.version = migrations.length;
  let last: Promise<unknown> = Promise.resolve();
  let open = true;
  return {
    transact(stores, mode, work) {
      // One after the other: stricter than IndexedDB, whose readers may overlap.
      const result = last.then(async () => {
        if (!open) throw new StorageError('unavailable', 'The storage is closed.');
        const data = mode === 'write' ? copyOf(disk.data) : disk.data;
        const value = await work(transactionOver(data, stores, mode) as Transaction<Stores>);
        if (mode === 'write') {
          if (weightOf(data) > disk.limit && weightOf(data) > weightOf(disk.data)) throw quotaError([]);
          disk.data = data;
        }
        return value;
      });
      last = result.catch(() => undefined);
      return result;
    },
    close() {
      open = false;
    },
  };
}

function copyOf(data: Data): Data {
  return new Map([...data].map(([name, store]) => [name, new Map(store)]));
}

function upgradeOf(data: Data): Upgrade {
  return {
    ...transactionOver(data, undefined, 'write'),
    createStore: (name) => void data.set(name, new Map()),
    deleteStore: (name) => void data.delete(name),
  };
}

function transactionOver(
  data: Data,
  stores: readonly string[] | undefined,
  mode: 'read' | 'write',
): Transaction<Record<string, unknown>> {
  const storeOf = (name: string): Map<string, unknown> => {
    const store = stores === undefined || stores.includes(name) ? data.get(name) : undefined;
    if (!store) throw new TypeError(`The transaction is not over ${name}.`);
    return store;
  };
  const writable = (name: string): Map<string, unknown> => {
    if (mode === 'read') throw new TypeError(`The transaction over ${name} only reads.`);
    return storeOf(name);
  };
  const keysOf = (name: string, range?: KeyRange): string[] => {
    const from = range?.prefix ?? '';
    const to = range?.prefix === undefined ? undefined : range.prefix + KEY_END;
    return [...storeOf(name).keys()].filter((key) => key >= from && (to === undefined || key <= to)).sort();
  };
  return {
    get: async (name, key) => structuredClone(storeOf(name).get(key)),
    has: async (name, key) => storeOf(name).has(key),
    keys: async (name, range) => keysOf(name, range),
    entries: async (name, range) =>
      keysOf(name, range).map((key) => [key, structuredClone(storeOf(name).get(key))]),
    put: async (name, key, value) => void writable(name).set(key, structuredClone(value)),
    delete: async (name, key) => void writable(name).delete(key),
    async deleteAll(name, range) {
      const store = writable(name);
      for (const key of keysOf(name, range)) store.delete(key);
    },
  };
}

function weightOf(data: Data): number {
  let bytes = 0;
  for (const store of data.values()) for (const [key, value] of store) bytes += key.length + sizeOf(value);
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [key, own]) => sum + key.length + sizeOf(own), 0);
}
