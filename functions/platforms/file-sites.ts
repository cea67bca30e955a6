/** Published sites in a folder: `<slug>/site.json`, `<slug>/deploys/<id>.json` and `<slug>/contents/<hash>`. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { SiteRecord, SiteStorage, StartedFiles } from '../sites/storage.ts';

export function fileSites(folder: string): SiteStorage {
  const site = (slug: string): string => join(folder, slug, 'site.json');
  const deploy = (slug: string, id: string): string => join(folder, slug, 'deploys', `${id}.json`);
  const contents = (slug: string): string => join(folder, slug, 'contents');
  return {
    readSite: (slug) => readJson<SiteRecord>(site(slug)),
    async createSite(slug, record) {
      const temporary = await writeTemporary(folder, JSON.stringify(record));
      try {
        await mkdir(dirname(site(slug)), { recursive: true });
        // Unlike a rename, a link fails when the name is taken.
        await link(temporary, site(slug));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    writeSite: (slug, record) => replace(folder, site(slug), JSON.stringify(record)),
    async removeSite(slug) {
      // First what makes it a site, so that one that is half removed is none.
      await rm(site(slug), { force: true });
      await rm(dirname(site(slug)), { recursive: true, force: true });
    },
    readDeploy: (slug, id) => readJson<StartedFiles>(deploy(slug, id)),
    writeDeploy: (slug, id, files) => replace(folder, deploy(slug, id), JSON.stringify(files)),
    removeDeploy: (slug, id) => rm(deploy(slug, id), { force: true }),
    async listContents(slug) {
      return new Set(await readdir(contents(slug)).catch(() => []));
    },
    async writeContent(slug, hash, body) {
      const temporary = await temporaryName(folder);
      try {
        // Opened first: a stream that is destroyed before it has opened would still make the file.
        const file = await open(temporary, 'wx');
        await pipeline(Readable.fromWeb(body as NodeStream<Uint8Array>), file.createWriteStream());
        await mkdir(contents(slug), { recursive: true });
        await rename(temporary, join(contents(slug), hash));
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async openContent(slug, hash, range) {
      const path = join(contents(slug), hash);
      const found = await stat(path).catch(() => undefined);
      if (!found) return undefined;
      const { start, end } = range ?? { start: 0, end: found.size };
      const stream = createReadStream(path, { start, end: Math.max(start, end - 1) });
      return { body: Readable.toWeb(stream) as ReadableStream<Uint8Array>, size: end - start };
    },
    async removeContents(slug, hashes) {
      for (const hash of hashes) await rm(join(contents(slug), hash), { force: true });
    },
  };
}

async function readJson<Value>(path: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Value;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A name beside the sites, which no slug can be. On the same disk, so that it can be renamed to its place. */
async function temporaryName(folder: string): Promise<string> {
  const temporary = join(folder, '.incoming');
  await mkdir(temporary, { recursive: true });
  return join(temporary, randomUUID());
}

async function writeTemporary(folder: string, text: string): Promise<string> {
  const path = await temporaryName(folder);
  await writeFile(path, text, { flush: true });
  return path;
}

async function replace(folder: string, path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(folder, text);
  await mkdir(dirname(path), { recursive: true });
  await rename(temporary, path);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
