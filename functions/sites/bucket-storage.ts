/** Published sites in an R2 bucket, which reads its own writes at once (a KV namespace may take a minute). */
import type { SiteRecord, SiteStorage, StartedFiles } from './storage.ts';

/** The part of an R2 binding that is used. */
export interface Bucket {
  get(
    key: string,
    options?: { range?: { offset: number; length: number } },
  ): Promise<{ body: ReadableStream<Uint8Array>; size: number; text(): Promise<string> } | null>;
  /** Null when `onlyIf` does not hold. */
  put(key: string, value: Uint8Array | string, options?: { onlyIf?: Headers }): Promise<object | null>;
  delete(keys: string | string[]): Promise<void>;
  list(options: {
    prefix: string;
    cursor?: string;
  }): Promise<{ objects: { key: string }[]; truncated: boolean; cursor?: string }>;
}

/** R2 deletes this many objects in one call. */
const DELETE_BATCH = 1000;

export function bucketSites(bucket: Bucket): SiteStorage {
  const site = (slug: string): string => `sites/${slug}/site.json`;
  const deploy = (slug: string, id: string): string => `sites/${slug}/deploys/${id}.json`;
  const contents = (slug: string): string => `sites/${slug}/contents/`;
  const readJson = async <Value>(key: string): Promise<Value | undefined> => {
    const found = await bucket.get(key);
    return found ? (JSON.parse(await found.text()) as Value) : undefined;
  };
  return {
    readSite: (slug) => readJson<SiteRecord>(site(slug)),
    async createSite(slug, record) {
      const onlyIf = new Headers({ 'if-none-match': '*' });
      return (await bucket.put(site(slug), JSON.stringify(record), { onlyIf })) !== null;
    },
    writeSite: async (slug, record) => void (await bucket.put(site(slug), JSON.stringify(record))),
    async removeSite(slug) {
      await bucket.delete(site(slug));
      await remove(bucket, await listKeys(bucket, `sites/${slug}/`));
    },
    readDeploy: (slug, id) => readJson<StartedFiles>(deploy(slug, id)),
    writeDeploy: async (slug, id, files) => void (await bucket.put(deploy(slug, id), JSON.stringify(files))),
    removeDeploy: (slug, id) => bucket.delete(deploy(slug, id)),
    async listContents(slug) {
      const keys = await listKeys(bucket, contents(slug));
      return new Set(keys.map((key) => key.slice(contents(slug).length)));
    },
    async writeContent(slug, hash, body) {
      // R2 takes streams of known length only; a file's limit fits into memory.
      const bytes = new Uint8Array(await new Response(body).arrayBuffer());
      await bucket.put(contents(slug) + hash, bytes);
    },
    async openContent(slug, hash, range) {
      const options = range ? { range: { offset: range.start, length: range.end - range.start } } : undefined;
      const found = await bucket.get(contents(slug) + hash, options);
      return found ? { body: found.body, size: range ? range.end - range.start : found.size } : undefined;
    },
    removeContents: (slug, hashes) =>
      remove(
        bucket,
        hashes.map((hash) => contents(slug) + hash),
      ),
  };
}

async function listKeys(bucket: Bucket, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return keys;
}

async function remove(bucket: Bucket, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += DELETE_BATCH)
    await bucket.delete(keys.slice(at, at + DELETE_BATCH));
}
