/** The seam to what keeps data: named stores of values by string keys, changed in transactions. */

/** A range of keys: all that begin with `prefix`. */
export interface KeyRange {
  prefix?: string;
}

/**
 * A transaction over the stores it was opened for. It ends by itself as soon as its work awaits anything but the transaction's own
 * methods, so hashing and encoding come before it.
 */
export interface Transaction<Stores> {
  get<Name extends keyof Stores & string>(store: Name, key: string): Promise<Stores[Name] | undefined>;
  has(store: keyof Stores & string, key: string): Promise<boolean>;
  /** Keys in order. */
  keys(store: keyof Stores & string, range?: KeyRange): Promise<string[]>;
  /** Keys and values in the order of keys. */
  entries<Name extends keyof Stores & string>(
    store: Name,
    range?: KeyRange,
  ): Promise<[key: string, value: Stores[Name]][]>;
  put<Name extends keyof Stores & string>(store: Name, key: string, value: Stores[Name]): Promise<void>;
  delete(store: keyof Stores & string, key: string): Promise<void>;
  deleteAll(store: keyof Stores & string, range?: KeyRange): Promise<void>;
}

export interface StorageDriver<Stores> {
  /**
   * Runs `work` in one transaction: all of its changes are kept, or none. Resolves when they are.
   * @throws {StorageError}
   */
  transact<Result>(
    stores: readonly (keyof Stores & string)[],
    mode: 'read' | 'write',
    work: (transaction: Transaction<Stores>) => Promise<Result>,
  ): Promise<Result>;
  close(): void;
}

/** What a migration may do: stores come and go, and values of any shape are rewritten. */
export interface Upgrade extends Transaction<Record<string, unknown>> {
  createStore(name: string): void;
  deleteStore(name: string): void;
}

/** Step n (from 0) takes a database of version n to version n + 1. */
export type Migration = (upgrade: Upgrade) => Promise<void>;

/** The largest character that a key can contain: behind every key with a prefix. */
export const KEY_END = '\uffff';
