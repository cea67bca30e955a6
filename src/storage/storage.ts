/** All that is kept in this browser, over one driver. */
import type { StorageDriver } from './driver.ts';
import { openIndexedDb } from './indexed-db-driver.ts';
import { createProjectRepository } from './project-repository.ts';
import type { StoredProjects } from './project-repository.ts';
import { DATABASE_NAME, MIGRATIONS } from './schema.ts';
import type { Stores } from './schema.ts';
import { createSettings } from './settings-repository.ts';
import type { StoredSettings } from './settings-repository.ts';
import { collectGarbage, freeSpace, measureSpace } from './space.ts';
import type { Space } from './space.ts';
import { StorageError, quotaError } from './storage-error.ts';
import { createVersions } from './version-repository.ts';
import type { Versions } from './version-repository.ts';

export interface AppStorage<Message = unknown> {
  readonly projects: StoredProjects<Message>;
  readonly versions: Versions;
  readonly settings: StoredSettings;
  space(): Promise<Space>;
  /** Frees what nothing refers to any more. Returns the number of contents. */
  collectGarbage(): Promise<number>;
  exportAll(): Promise<Uint8Array>;
  /** Returns the ids of the projects that were added. */
  importAll(zip: Uint8Array): Promise<string[]>;
  deleteAll(): Promise<void>;
  close(): void;
}

/** The storage over a driver. A write without room frees what can be done without and is tried again before it fails. */
export function createStorage<Message = unknown>(plain: StorageDriver<Stores>): AppStorage<Message> {
  const driver = withQuotaCare(plain);
  return {
    projects: createProjectRepository<Message>(driver),
    versions: createVersions(driver),
    settings: createSettings(driver),
    space: () => measureSpace(driver),
    collectGarbage: () => collectGarbage(driver),
    // Rarely used, and ZIP with it: not part of the first load.
    exportAll: async () => (await import('./backup.ts')).exportAll(driver),
    importAll: async (zip) => (await import('./backup.ts')).importAll(driver, zip),
    deleteAll: async () => (await import('./backup.ts')).deleteAll(driver),
    close: () => driver.close(),
  };
}

/** Opens the storage of this origin. `onClosed`: the browser or a newer release in another tab has closed it. */
export async function openStorage<Message = unknown>(
  options: { name?: string; onClosed?: () => void } = {},
): Promise<AppStorage<Message>> {
  const name = options.name ?? DATABASE_NAME;
  return createStorage<Message>(await openIndexedDb<Stores>({ ...options, name, migrations: MIGRATIONS }));
}

function withQuotaCare(driver: StorageDriver<Stores>): StorageDriver<Stores> {
  return {
    close: () => driver.close(),
    async transact(stores, mode, work) {
      try {
        return await driver.transact(stores, mode, work);
      } catch (error) {
        if (!isFull(error)) throw error;
      }
      try {
        await freeSpace(driver);
        return await driver.transact(stores, mode, work);
      } catch (error) {
        if (!isFull(error)) throw error;
        throw quotaError((await measureSpace(driver)).projects, error);
      }
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof StorageError && error.kind === 'quota';
}
