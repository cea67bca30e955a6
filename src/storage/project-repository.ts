/** Projects with their files and chat: read and written whole, of which only what changed costs anything. */
import type { StorageDriver, Transaction } from './driver.ts';
import { hashFiles, putBlobs, readTree } from './file-trees.ts';
import type { Files, HashedFiles } from './file-trees.ts';
import type { ProjectRow, PublishedSite, Stores, Unsaved } from './schema.ts';

/** A project as the app holds it. */
export interface StoredProject<Message> {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly files: Files;
  readonly messages: readonly Message[];
  readonly tabs: readonly string[];
  readonly activeTab?: string;
  readonly devCommand?: string;
  readonly picture?: string;
  readonly unsaved?: Unsaved;
}

export interface StoredSummary {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly picture?: string;
}

export interface StoredProjects<Message> {
  /** The latest first. */
  list(): Promise<StoredSummary[]>;
  load(id: string): Promise<StoredProject<Message> | undefined>;
  /** Resolves when it is kept, all of it or (on an error) nothing. */
  save(project: StoredProject<Message>): Promise<void>;
  /** Removes a project with its chat and versions. */
  remove(id: string): Promise<void>;
  /** What `keepCache` kept of the project; undefined when there is none, or its room was needed. */
  cache(id: string): Promise<Uint8Array | undefined>;
  /** Keeps what can be made anew, but not quickly; not part of `save`. */
  keepCache(id: string, archive: Uint8Array): Promise<void>;
  /** Where the project is published; not part of `save`. */
  sites(id: string): Promise<readonly PublishedSite[]>;
  /** Keeps a published site in place of the one of the same target; undefined forgets it. */
  setSite(id: string, target: string, site: PublishedSite | undefined): Promise<void>;
}

/** The last saved state of a project, to see what changed. Messages are compared by identity. */
interface Saved {
  hashed: HashedFiles;
  messages: readonly unknown[];
}

export function createProjectRepository<Message>(driver: StorageDriver<Stores>): StoredProjects<Message> {
  const saved = new Map<string, Saved>();
  const queues = new Map<string, Promise<unknown>>();

  /** Saves of one project in the order they were asked for. */
  function inOrder<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const result = (queues.get(id) ?? Promise.resolve()).then(work);
    const settled = result.catch(() => undefined);
    queues.set(id, settled);
    void settled.then(() => queues.get(id) === settled && queues.delete(id));
    return result;
  }

  async function save(project: StoredProject<Message>): Promise<void> {
    const before = saved.get(project.id);
    const hashed = await hashFiles(project.files, before?.hashed);
    await driver.transact(['projects', 'heads', 'messages', 'blobs'], 'write', async (transaction) => {
      const row = await transaction.get('projects', project.id);
      await transaction.put('projects', project.id, rowOf(project, row));
      await putBlobs(transaction, hashed);
      await transaction.put('heads', project.id, hashed.tree);
      await putMessages(transaction, project.id, project.messages, row ? before?.messages : undefined);
    });
    saved.set(project.id, { hashed, messages: project.messages });
  }

  return {
    async list() {
      const rows = await driver.transact(['projects'], 'read', (transaction) =>
        transaction.entries('projects'),
      );
      return rows.map(([, row]) => summaryOf(row)).sort((a, b) => b.updatedAt - a.updatedAt);
    },
    load(id) {
      // Another tab may have written since.
      saved.delete(id);
      return driver.transact(['projects', 'heads', 'messages', 'blobs'], 'read', (t) => loadProject(t, id));
    },
    save: (project) => inOrder(project.id, () => save(project)),
    remove: (id) =>
      inOrder(id, async () => {
        saved.delete(id);
        const stores = ['projects', 'heads', 'messages', 'versions', 'caches'] as const;
        await driver.transact(stores, 'write', async (transaction) => {
          await transaction.delete('projects', id);
          await transaction.delete('heads', id);
          await transaction.delete('caches', id);
          await transaction.deleteAll('messages', { prefix: `${id}/` });
          await transaction.deleteAll('versions', { prefix: `${id}/` });
        });
      }),
    cache: (id) => driver.transact(['caches'], 'read', (transaction) => transaction.get('caches', id)),
    keepCache: (id, archive) =>
      driver.transact(['projects', 'caches'], 'write', async (transaction) => {
        // One that was deleted meanwhile leaves nothing.
        if (await transaction.has('projects', id)) await transaction.put('caches', id, archive);
      }),
    async sites(id) {
      const row = await driver.transact(['projects'], 'read', (transaction) =>
        transaction.get('projects', id),
      );
      return row?.sites ?? [];
    },
    setSite: (id, target, site) =>
      driver.transact(['projects'], 'write', async (transaction) => {
        const row = await transaction.get('projects', id);
        if (!row) return;
        const others = (row.sites ?? []).filter((own) => own.target !== target);
        await transaction.put('projects', id, { ...row, sites: site ? [...others, site] : others });
      }),
  };
}

export function messageKey(project: string, at: number): string {
  return `${project}/${placeOf(at)}`;
}

/** A number whose order as text is its own. */
export function placeOf(at: number): string {
  return String(at).padStart(6, '0');
}

async function loadProject<Message>(
  transaction: Transaction<Stores>,
  id: string,
): Promise<StoredProject<Message> | undefined> {
  const row = await transaction.get('projects', id);
  if (!row) return undefined;
  const { createdAt: _createdAt, sites: _sites, ...shown } = row;
  const files = await readTree(transaction, (await transaction.get('heads', id)) ?? {});
  const messages = await transaction.entries('messages', { prefix: `${id}/` });
  return { ...shown, files, messages: messages.map(([, message]) => message as Message) };
}

/** Puts the messages that are not those of `before` at the same place, and deletes those beyond the end. */
async function putMessages(
  transaction: Transaction<Stores>,
  id: string,
  messages: readonly unknown[],
  before: readonly unknown[] | undefined,
): Promise<void> {
  for (const [at, message] of messages.entries()) {
    if (before === undefined || before[at] !== message) {
      await transaction.put('messages', messageKey(id, at), message);
    }
  }
  const kept = await transaction.keys('messages', { prefix: `${id}/` });
  for (const key of kept.slice(messages.length)) await transaction.delete('messages', key);
}

function rowOf(project: StoredProject<unknown>, before: ProjectRow | undefined): ProjectRow {
  const { files: _files, messages: _messages, ...shown } = project;
  return {
    ...shown,
    createdAt: before?.createdAt ?? project.updatedAt,
    ...(before?.sites ? { sites: before.sites } : {}),
  };
}

function summaryOf({ id, title, updatedAt, picture }: ProjectRow): StoredSummary {
  return { id, title, updatedAt, ...(picture === undefined ? {} : { picture }) };
}
