/** Where published sites are kept: a record for each site, its started deploys, and its contents by hash. */
import type { SiteManifest } from '../../src/shared/sites-protocol.ts';

export interface SiteRecord {
  readonly createdAt: number;
  /** SHA-256 of the owner's token. */
  readonly tokenHash: string;
  readonly live?: SiteVersion;
  /** The version before, whose files open pages may still ask for. */
  readonly previous?: SiteVersion;
}

export interface SiteVersion {
  readonly files: SiteManifest;
  readonly publishedAt: number;
}

export interface StartedFiles {
  readonly files: SiteManifest;
  readonly startedAt: number;
}

export interface StoredContent {
  body: ReadableStream<Uint8Array>;
  /** Bytes of `body`. */
  size: number;
}

/** Slugs, deploy ids and hashes are checked before they come here. Each change is seen whole or not at all. */
export interface SiteStorage {
  readSite(slug: string): Promise<SiteRecord | undefined>;
  /** False when the slug is taken. */
  createSite(slug: string, record: SiteRecord): Promise<boolean>;
  writeSite(slug: string, record: SiteRecord): Promise<void>;
  /** Removes the site with its deploys and contents. */
  removeSite(slug: string): Promise<void>;

  readDeploy(slug: string, id: string): Promise<StartedFiles | undefined>;
  writeDeploy(slug: string, id: string, deploy: StartedFiles): Promise<void>;
  removeDeploy(slug: string, id: string): Promise<void>;

  /** Hashes of the contents that are there. */
  listContents(slug: string): Promise<Set<string>>;
  /** Keeps a content once `body` has ended; one that errors leaves nothing. */
  writeContent(slug: string, hash: string, body: ReadableStream<Uint8Array>): Promise<void>;
  /** `end` is the first byte that is not wanted. */
  openContent(
    slug: string,
    hash: string,
    range?: { start: number; end: number },
  ): Promise<StoredContent | undefined>;
  removeContents(slug: string, hashes: readonly string[]): Promise<void>;
}
