/** What takes space, and freeing what nothing refers to. */
import type { StorageDriver, Transaction } from './driver.ts';
import type { Stores, Tree, VersionRow } from './schema.ts';
import type { SpaceUse } from './storage-error.ts';

export interface ProjectSpace extends SpaceUse {
  /** Of `bytes`: what deleting this project frees, as no other shares it. */
  readonly ownBytes: number;
  readonly versions: number;
}

export interface Space {
  /** The largest first. */
  readonly projects: readonly ProjectSpace[];
  /** What all projects take together; contents that they share count once. */
  readonly bytes: number;
}

export function measureSpace(driver: StorageDriver<Stores>): Promise<Space> {
  const stores = ['projects', 'heads', 'messages', 'versions', 'caches'] as const;
  return driver.transact(stores, 'read', async (transaction) => {
    const measured: {
      id: string;
      title: string;
      blobs: Map<string, number>;
      rest: number;
      versions: number;
    }[] = [];
    for (const [id, { title, picture }] of await transaction.entries('projects')) {
      const prefix = `${id}/`;
      const versions = (await transaction.entries('versions', { prefix })).map(([, row]) => row);
      const messages = await transaction.entries('messages', { prefix });
      const trees = [(await transaction.get('heads', id)) ?? {}, ...versions.flatMap(treesOf)];
      const cache = (await transaction.get('caches', id))?.length ?? 0;
      const rest = messages.reduce(
        (sum, [, message]) => sum + roughSize(message),
        cache + (picture?.length ?? 0),
      );
      const rows = versions.reduce((sum, row) => sum + roughSize(row), 0);
      measured.push({ id, title, blobs: blobsOf(trees), rest: rest + rows, versions: versions.length });
    }
    const owners = new Map<string, number>();
    for (const { blobs } of measured) {
      for (const hash of blobs.keys()) owners.set(hash, (owners.get(hash) ?? 0) + 1);
    }
    const projects = measured.map(({ id, title, blobs, rest, versions }): ProjectSpace => {
      const own = [...blobs].filter(([hash]) => owners.get(hash) === 1);
      return { id, title, versions, bytes: rest + sum(blobs), ownBytes: rest + sum(own) };
    });
    const shared = sum(new Map(measured.flatMap(({ blobs }) => [...blobs])));
    return {
      projects: projects.sort((a, b) => b.bytes - a.bytes),
      bytes: shared + measured.reduce((total, { rest }) => total + rest, 0),
    };
  });
}

/** Makes room: deletes what nothing refers to, and what can be made anew. */
export async function freeSpace(driver: StorageDriver<Stores>): Promise<void> {
  await driver.transact(['caches'], 'write', (transaction) => transaction.deleteAll('caches'));
  await collectGarbage(driver);
}

/** Deletes the contents that no project and no version has. Returns how many there were. */
export function collectGarbage(driver: StorageDriver<Stores>): Promise<number> {
  // One transaction, so that nothing can come to refer to a content while it is being deleted.
  return driver.transact(['heads', 'versions', 'blobs'], 'write', async (transaction) => {
    const used = await usedBlobs(transaction);
    const unused = (await transaction.keys('blobs')).filter((hash) => !used.has(hash));
    for (const hash of unused) await transaction.delete('blobs', hash);
    return unused.length;
  });
}

async function usedBlobs(transaction: Transaction<Stores>): Promise<Set<string>> {
  const heads = (await transaction.entries('heads')).map(([, tree]) => tree);
  const versions = (await transaction.entries('versions')).flatMap(([, row]) => treesOf(row));
  return new Set(blobsOf([...heads, ...versions]).keys());
}

/** All that a version refers to. */
export function treesOf({ tree, chat }: VersionRow): Tree[] {
  return [tree, chat];
}

function blobsOf(trees: readonly Tree[]): Map<string, number> {
  return new Map(trees.flatMap((tree) => Object.values(tree).map(({ hash, size }) => [hash, size] as const)));
}

function sum(blobs: Iterable<readonly [string, number]>): number {
  let bytes = 0;
  for (const [, size] of blobs) bytes += size;
  return bytes;
}

function roughSize(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}

/** What the browser says of its storage for this origin; `persisted`: it does not delete it by itself. */
export interface BrowserStorage {
  readonly usage?: number;
  readonly quota?: number;
  readonly persisted: boolean;
}

/** Asks the browser to keep the data until the person deletes it. */
export async function requestPersistence(manager: StorageManager | undefined): Promise<BrowserStorage> {
  if (!manager) return { persisted: false };
  const persisted = (await manager.persisted?.()) || ((await manager.persist?.()) ?? false);
  const { usage, quota } = await manager.estimate();
  return {
    persisted,
    ...(usage === undefined ? {} : { usage }),
    ...(quota === undefined ? {} : { quota }),
  };
}
