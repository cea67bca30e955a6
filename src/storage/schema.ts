/** What is kept, in which store, and how older shapes become today's. */
import type { Migration } from './driver.ts';

/** A file of a tree: its content is the blob of that hash. */
export interface TreeEntry {
  /** SHA-256, as hex. */
  readonly hash: string;
  readonly size: number;
  /** Whether the content is text; the blob is its UTF-8. */
  readonly text: boolean;
}

/** Files by path. */
export type Tree = Readonly<Record<string, TreeEntry>>;

/** A site or deploy that a project was published to; `secret` is what changes it. */
export interface PublishedSite {
  /** `built-in`, `netlify`, … */
  readonly target: string;
  readonly id: string;
  readonly url: string;
  readonly publishedAt: number;
  readonly secret?: string;
  /** The version that is published. */
  readonly version?: string;
}

/** What the person typed and neither saved nor sent yet. */
export interface Unsaved {
  /** By path: the file's text when they began to edit it, and theirs. */
  readonly drafts: Readonly<Record<string, { readonly base: string; readonly text: string }>>;
  readonly request: string;
}

export interface ProjectRow {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch, as all times. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tabs: readonly string[];
  readonly activeTab?: string;
  readonly devCommand?: string;
  /** A picture of its preview, as a data URL. */
  readonly picture?: string;
  readonly unsaved?: Unsaved;
  readonly sites?: readonly PublishedSite[];
}

export interface VersionRow {
  /** Counts up within the project: `000001`, … */
  readonly id: string;
  readonly project: string;
  readonly createdAt: number;
  readonly prompt: string;
  /** Whether the app ran without problems at the end of the turn. */
  readonly green: boolean;
  readonly picture?: string;
  /** The version it was made from; undefined for the first. */
  readonly parent?: string;
  /** Of a restored version: the one it restored. */
  readonly restoredFrom?: string;
  /** How many messages the chat had. */
  readonly messages: number;
  readonly tree: Tree;
  /** The chat as it was: each message's JSON, by its place. */
  readonly chat: Tree;
}

/** Stores and their values, with their keys. */
export interface Stores {
  /** By project. */
  projects: ProjectRow;
  /** The files as they are now, by project. */
  heads: Tree;
  /** By project and place: `<project>/<000000>`. */
  messages: unknown;
  /** By project and version: `<project>/<version>`. */
  versions: VersionRow;
  /** Contents by their SHA-256. */
  blobs: Uint8Array;
  settings: unknown;
  /** What tools made of a project's packages, by project: an archive that can be made anew at any time. */
  caches: Uint8Array;
}

export const DATABASE_NAME = 'tabwright';

/** Never edited once released: a new shape is a new step. */
export const MIGRATIONS: readonly Migration[] = [
  async (upgrade) => {
    for (const name of ['projects', 'heads', 'messages', 'versions', 'blobs', 'settings']) {
      upgrade.createStore(name);
    }
  },
  (upgrade) => {
    upgrade.createStore('caches');
    return Promise.resolve();
  },
];
