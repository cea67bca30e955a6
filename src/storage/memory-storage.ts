/** A storage that forgets when the tab closes: for browsers that give none, and for tests. */
import { openMemory } from './memory-driver.ts';
import type { MemoryDisk } from './memory-driver.ts';
import { MIGRATIONS } from './schema.ts';
import type { Stores } from './schema.ts';
import { createStorage } from './storage.ts';
import type { AppStorage } from './storage.ts';

export async function openMemoryStorage<Message = unknown>(disk?: MemoryDisk): Promise<AppStorage<Message>> {
  return createStorage<Message>(
    await openMemory<Stores>({ migrations: MIGRATIONS, ...(disk ? { disk } : {}) }),
  );
}
