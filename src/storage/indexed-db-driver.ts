/** The driver over IndexedDB. */
import { openDB } from 'idb';
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { KEY_END } from './driver.ts';
import type { KeyRange, Migration, StorageDriver, Transaction, Upgrade } from './driver.ts';
import { StorageError, quotaError } from './storage-error.ts';

export interface IndexedDbOptions {
  name: string;
  migrations: readonly Migration[];
  /** Another tab wants to upgrade, or the browser took the database away: this one is closed and must be opened again. */
  onClosed?: () => void;
}

type AnyTransaction = IDBPTransaction<unknown, string[], IDBTransactionMode>;

/** How long other tabs have to close their database before an upgrade is given up. */
const BLOCKED_LIMIT = 5000;

/** @throws {StorageError} when the browser has no storage, or the database is a newer release's. */
export async function openIndexedDb<Stores>(options: IndexedDbOptions): Promise<StorageDriver<Stores>> {
  const database = await openDatabase(options);
  return {
    async transact(stores, mode, work) {
      const transaction = begin(database, stores, mode === 'write' ? 'readwrite' : 'readonly');
      // Settles together with the work; a rejection that nobody else awaits must not go unhandled.
      const done = transaction.done.then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      try {
        const result = await work(wrap(transaction) as Transaction<Stores>);
        const failed = await done;
        if (failed) throw failed.error;
        return result;
      } catch (error) {
        abort(transaction);
        await done;
        throw translate(transaction.error ?? error);
      }
    },
    close: () => database.close(),
  };
}

/** Deletes a database with all in it. */
export function deleteIndexedDb(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(translate(request.error));
  });
}

async function openDatabase({ name, migrations, onClosed }: IndexedDbOptions): Promise<IDBPDatabase> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failure: unknown;
  const blocked = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StorageError('blocked', BLOCKED)), BLOCKED_LIMIT);
  });
  const opened = openDB(name, migrations.length, {
    upgrade(database, from, _to, transaction) {
      runMigrations(database, transaction, migrations.slice(from)).catch((error: unknown) => {
        failure = error;
        abort(transaction);
      });
    },
    blocking(_current, _wanted, event) {
      (event.target as IDBDatabase).close();
      onClosed?.();
    },
    terminated: () => onClosed?.(),
  });
  try {
    return await Promise.race([opened, blocked]);
  } catch (error) {
    // A database that opens after all would block the next upgrade.
    void opened.then(
      (late) => late.close(),
      () => undefined,
    );
    throw translate(failure ?? error);
  } finally {
    clearTimeout(timer);
  }
}

const BLOCKED =
  'Another tab has an older version of Tabwright open. Close or reload it, then reload this one.';

async function runMigrations(
  database: IDBPDatabase,
  transaction: AnyTransaction,
  migrations: readonly Migration[],
): Promise<void> {
  const upgrade: Upgrade = {
    ...wrap(transaction),
    createStore: (name) => void database.createObjectStore(name),
    deleteStore: (name) => database.deleteObjectStore(name),
  };
  for (const migrate of migrations) await migrate(upgrade);
}

function begin(
  database: IDBPDatabase,
  stores: readonly string[],
  mode: 'readonly' | 'readwrite',
): AnyTransaction {
  try {
    // Strict: the transaction is done when the data is on the disk, so that a crash of the computer cannot take it back.
    return database.transaction([...stores], mode, {
      durability: mode === 'readwrite' ? 'strict' : 'default',
    });
  } catch (error) {
    throw translate(error);
  }
}

function wrap(transaction: AnyTransaction): Transaction<Record<string, unknown>> {
  const storeOf = (name: string) => transaction.objectStore(name);
  const writable = (name: string) => {
    const store = storeOf(name);
    if (!store.put || !store.delete) throw new TypeError(`The transaction over ${name} only reads.`);
    return { put: store.put.bind(store), delete: store.delete.bind(store) };
  };
  return {
    get: (name, key) => storeOf(name).get(key),
    has: async (name, key) => (await storeOf(name).getKey(key)) !== undefined,
    keys: async (name, range) => (await storeOf(name).getAllKeys(rangeOf(range))).map(String),
    async entries(name, range) {
      const store = storeOf(name);
      const [keys, values] = await Promise.all([
        store.getAllKeys(rangeOf(range)),
        store.getAll(rangeOf(range)),
      ]);
      return keys.map((key, at) => [String(key), values[at] as unknown]);
    },
    put: async (name, key, value) => void (await writable(name).put(value, key)),
    delete: (name, key) => writable(name).delete(key),
    deleteAll: (name, range) => writable(name).delete(rangeOf(range) ?? IDBKeyRange.lowerBound('')),
  };
}

function rangeOf(range: KeyRange | undefined): IDBKeyRange | undefined {
  return range?.prefix === undefined ? undefined : IDBKeyRange.bound(range.prefix, range.prefix + KEY_END);
}

function abort(transaction: Pick<AnyTransaction, 'abort' | 'done'>): void {
  transaction.done.catch(() => undefined);
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}

function translate(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof DOMException)) return error;
  switch (error.name) {
    case 'QuotaExceededError':
      return quotaError([], error);
    case 'VersionError':
      return new StorageError(
        'newer',
        'Your projects were saved by a newer version of Tabwright. Reload this page to get it.',
        { cause: error },
      );
    case 'InvalidStateError':
    case 'SecurityError':
    case 'UnknownError':
      return new StorageError(
        'unavailable',
        'The browser gives this page no storage, so nothing can be kept. Allow site data for it, or leave the private window.',
        { cause: error },
      );
    default:
      return error;
  }
}
