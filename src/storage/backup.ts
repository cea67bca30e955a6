/** Everything in one ZIP, and back: `tabwright.json` with the rows and `blobs/<hash>` with the contents. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { sha256 } from './content-hash.ts';
import type { StorageDriver } from './driver.ts';
import type { ProjectRow, Stores, Tree, VersionRow } from './schema.ts';
import { SECRET_PREFIX } from './settings-repository.ts';
import { treesOf } from './space.ts';
import { StorageError } from './storage-error.ts';

const FORMAT = 1;
const INDEX = 'tabwright.json';
/** ZIP's own first day: the bytes of a backup depend on its content only. */
const DATE = '1980-01-01T00:00:00';

const CONTENT_STORES = ['projects', 'heads', 'messages', 'versions', 'blobs'] as const;

interface Backup {
  format: number;
  projects: [string, ProjectRow][];
  heads: [string, Tree][];
  messages: [string, unknown][];
  versions: [string, VersionRow][];
  settings: [string, unknown][];
}

/** All projects and settings but secrets. */
export async function exportAll(driver: StorageDriver<Stores>): Promise<Uint8Array> {
  const { index, blobs } = await driver.transact(
    [...CONTENT_STORES, 'settings'],
    'read',
    async (transaction) => {
      const settings = await transaction.entries('settings');
      const index: Backup = {
        format: FORMAT,
        projects: (await transaction.entries('projects')).map(([id, row]) => [id, withoutSecrets(row)]),
        heads: await transaction.entries('heads'),
        messages: await transaction.entries('messages'),
        versions: await transaction.entries('versions'),
        settings: settings.filter(([name]) => !name.startsWith(SECRET_PREFIX)),
      };
      return { index, blobs: await transaction.entries('blobs') };
    },
  );
  const entries = blobs.map(([hash, bytes]) => [`blobs/${hash}`, bytes] as const);
  return zipSync(
    { [INDEX]: strToU8(JSON.stringify(index)), ...Object.fromEntries(entries) },
    { mtime: DATE },
  );
}

/**
 * Adds the projects of a backup. One whose id is here already comes as a copy. Returns the ids they got.
 * @throws {StorageError} `bad-backup`; then nothing was changed.
 */
export async function importAll(
  driver: StorageDriver<Stores>,
  zip: Uint8Array,
  newId: () => string = () => crypto.randomUUID(),
): Promise<string[]> {
  const { index, blobs } = await readBackup(zip);
  return driver.transact([...CONTENT_STORES, 'settings'], 'write', async (transaction) => {
    for (const [hash, bytes] of blobs) await transaction.put('blobs', hash, bytes);
    const ids = new Map<string, string>();
    for (const [id, row] of index.projects) {
      const isTaken = await transaction.has('projects', id);
      const own = isTaken ? newId() : id;
      ids.set(id, own);
      await transaction.put('projects', own, { ...row, id: own });
    }
    const renamed = (key: string): string | undefined => {
      const [id = '', ...rest] = key.split('/');
      const own = ids.get(id);
      return own === undefined ? undefined : [own, ...rest].join('/');
    };
    for (const store of ['heads', 'messages'] as const) {
      for (const [key, value] of index[store]) {
        const own = renamed(key);
        if (own !== undefined) await transaction.put(store, own, value as Tree);
      }
    }
    for (const [key, row] of index.versions) {
      const own = renamed(key);
      if (own !== undefined)
        await transaction.put('versions', own, { ...row, project: own.split('/')[0] ?? row.project });
    }
    for (const [name, value] of index.settings) {
      if (!(await transaction.has('settings', name))) await transaction.put('settings', name, value);
    }
    return [...ids.values()];
  });
}

/** Deletes all projects, settings and secrets. */
export function deleteAll(driver: StorageDriver<Stores>): Promise<void> {
  const stores = [...CONTENT_STORES, 'settings', 'caches'] as const;
  return driver.transact(stores, 'write', async (transaction) => {
    for (const store of stores) await transaction.deleteAll(store);
  });
}

async function readBackup(zip: Uint8Array): Promise<{ index: Backup; blobs: Map<string, Uint8Array> }> {
  const files = unzip(zip);
  const index = parseIndex(files[INDEX]);
  const blobs = new Map<string, Uint8Array>();
  for (const [name, bytes] of Object.entries(files)) {
    if (!name.startsWith('blobs/')) continue;
    const hash = name.slice('blobs/'.length);
    if ((await sha256(bytes)) !== hash) throw badBackup('A file in it is damaged.');
    blobs.set(hash, bytes);
  }
  const trees = [
    ...index.heads.map(([, tree]) => tree),
    ...index.versions.flatMap(([, row]) => treesOf(row)),
  ];
  const isComplete = trees.every((tree) => Object.values(tree).every(({ hash }) => blobs.has(hash)));
  if (!isComplete) throw badBackup('Files are missing in it.');
  return { index, blobs };
}

function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch (error) {
    throw badBackup('It is not a ZIP file, or it is damaged.', error);
  }
}

function parseIndex(bytes: Uint8Array | undefined): Backup {
  if (!bytes) throw badBackup('It was not exported from Tabwright’s settings.');
  let index: unknown;
  try {
    index = JSON.parse(strFromU8(bytes));
  } catch (error) {
    throw badBackup('Its list of projects is damaged.', error);
  }
  if (!isBackup(index)) throw badBackup('Its list of projects is damaged.');
  if (index.format > FORMAT) throw badBackup('A newer version of Tabwright made it.');
  return index;
}

function isBackup(value: unknown): value is Backup {
  if (typeof value !== 'object' || value === null || typeof Reflect.get(value, 'format') !== 'number')
    return false;
  return ['projects', 'heads', 'messages', 'versions', 'settings'].every((name) => {
    const rows: unknown = Reflect.get(value, name);
    return (
      Array.isArray(rows) &&
      rows.every((row) => Array.isArray(row) && row.length === 2 && typeof row[0] === 'string')
    );
  });
}

function badBackup(reason: string, cause?: unknown): StorageError {
  return new StorageError('bad-backup', `This file cannot be imported. ${reason}`, { cause });
}

function withoutSecrets({ sites, ...row }: ProjectRow): ProjectRow {
  return sites ? { ...row, sites: sites.map(({ secret: _secret, ...site }) => site) } : row;
}
