/** The versions of projects: each a tree of hashes, so that files which did not change cost nothing. */
import type { StorageDriver, Transaction } from './driver.ts';
import { hashFiles, putBlobs, readTree } from './file-trees.ts';
import type { FileContent, Files } from './file-trees.ts';
import { messageKey, placeOf } from './project-repository.ts';
import type { ProjectRow, Stores, Tree, VersionRow } from './schema.ts';
import { StorageError } from './storage-error.ts';

/** A version without its tree: what lists show. */
export type VersionSummary = Omit<VersionRow, 'tree' | 'chat'>;

export interface NewVersion {
  readonly project: string;
  readonly files: Files;
  readonly prompt: string;
  readonly green: boolean;
  /** The chat as it is: values that JSON keeps. */
  readonly chat: readonly unknown[];
  readonly picture?: string;
  readonly restoredFrom?: string;
  /** Now, unless given. */
  readonly createdAt?: number;
}

export interface Versions {
  /** Keeps the files as the project's next version, whose parent is the one before. */
  add(version: NewVersion): Promise<VersionSummary>;
  /** The latest first. */
  list(project: string): Promise<VersionSummary[]>;
  tree(project: string, version: string): Promise<Tree>;
  files(project: string, version: string): Promise<Map<string, FileContent>>;
  /** The chat as it was. */
  chat(project: string, version: string): Promise<unknown[]>;
  /** The content of one file as some version had it. */
  content(hash: string): Promise<Uint8Array | undefined>;
  /** What comes late: the picture, or that it turned out to run. */
  update(
    project: string,
    version: string,
    change: Pick<Partial<VersionRow>, 'green' | 'picture'>,
  ): Promise<void>;
  remove(project: string, version: string): Promise<void>;
  /** Makes a new project from a version: its files, the chat up to it, and itself as the first version. */
  fork(project: string, version: string, into: { id: string; title: string }): Promise<void>;
}

export function createVersions(driver: StorageDriver<Stores>, now: () => number = Date.now): Versions {
  const read = <Result>(work: (transaction: Transaction<Stores>) => Promise<Result>): Promise<Result> =>
    driver.transact(['versions', 'blobs'], 'read', work);
  return {
    async add({ files, chat, createdAt, ...version }) {
      const hashed = await hashFiles(files);
      const said = await hashFiles(
        new Map(chat.map((message, at) => [placeOf(at), JSON.stringify(message)])),
      );
      return driver.transact(['versions', 'blobs'], 'write', async (transaction) => {
        const keys = await transaction.keys('versions', { prefix: `${version.project}/` });
        const parent = keys.at(-1)?.slice(version.project.length + 1);
        const row: VersionRow = {
          ...version,
          id: placeOf(Number(parent ?? 0) + 1),
          createdAt: createdAt ?? now(),
          ...(parent === undefined ? {} : { parent }),
          messages: chat.length,
          tree: hashed.tree,
          chat: said.tree,
        };
        await putBlobs(transaction, hashed);
        await putBlobs(transaction, said);
        await transaction.put('versions', keyOf(row.project, row.id), row);
        return summaryOf(row);
      });
    },
    async list(project) {
      const rows = await read((transaction) => transaction.entries('versions', { prefix: `${project}/` }));
      return rows.map(([, row]) => summaryOf(row)).reverse();
    },
    tree: (project, version) =>
      read(async (transaction) => (await rowOf(transaction, project, version)).tree),
    files: (project, version) =>
      read(async (transaction) => readTree(transaction, (await rowOf(transaction, project, version)).tree)),
    chat: (project, version) =>
      read(async (transaction) => readChat(transaction, await rowOf(transaction, project, version))),
    content: (hash) => read((transaction) => transaction.get('blobs', hash)),
    update: (project, version, change) =>
      driver.transact(['versions'], 'write', async (transaction) => {
        const row = await transaction.get('versions', keyOf(project, version));
        if (row) await transaction.put('versions', keyOf(project, version), { ...row, ...change });
      }),
    remove: (project, version) =>
      driver.transact(['versions'], 'write', (transaction) =>
        transaction.delete('versions', keyOf(project, version)),
      ),
    fork: (project, version, into) =>
      driver.transact(['projects', 'heads', 'messages', 'versions', 'blobs'], 'write', (transaction) =>
        fork(transaction, { project, version, into, at: now() }),
      ),
  };
}

async function fork(
  transaction: Transaction<Stores>,
  {
    project,
    version,
    into,
    at,
  }: { project: string; version: string; into: { id: string; title: string }; at: number },
): Promise<void> {
  const source = await transaction.get('projects', project);
  const row = await rowOf(transaction, project, version);
  const copy: ProjectRow = {
    ...into,
    createdAt: at,
    updatedAt: at,
    tabs: (source?.tabs ?? []).filter((path) => row.tree[path]),
    ...(source?.activeTab !== undefined && row.tree[source.activeTab] ? { activeTab: source.activeTab } : {}),
    ...(source?.devCommand === undefined ? {} : { devCommand: source.devCommand }),
    ...(row.picture === undefined ? {} : { picture: row.picture }),
  };
  await transaction.put('projects', into.id, copy);
  await transaction.put('heads', into.id, row.tree);
  for (const [at, message] of (await readChat(transaction, row)).entries()) {
    await transaction.put('messages', messageKey(into.id, at), message);
  }
  const { parent: _parent, restoredFrom: _restoredFrom, ...kept } = row;
  const first: VersionRow = { ...kept, id: '000001', project: into.id, createdAt: at };
  await transaction.put('versions', keyOf(into.id, first.id), first);
}

async function rowOf(
  transaction: Transaction<Stores>,
  project: string,
  version: string,
): Promise<VersionRow> {
  const row = await transaction.get('versions', keyOf(project, version));
  if (!row) throw new StorageError('unavailable', `The project has no version ${Number(version)} any more.`);
  return row;
}

async function readChat(transaction: Transaction<Stores>, { chat }: VersionRow): Promise<unknown[]> {
  const texts = await readTree(transaction, chat);
  return [...texts.values()].map((text): unknown => JSON.parse(String(text)));
}

function keyOf(project: string, version: string): string {
  return `${project}/${version}`;
}

function summaryOf({ tree: _tree, chat: _chat, ...summary }: VersionRow): VersionSummary {
  return summary;
}
