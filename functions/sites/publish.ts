/** Publishing: started with a manifest, uploaded piece by piece, then live in one step. */
import type { SiteManifest } from '../../src/shared/sites-protocol.ts';
import type { SiteRecord, SiteStorage, StartedFiles } from './storage.ts';

/** Contents of a manifest that are not there yet. */
export async function missingContents(
  storage: SiteStorage,
  slug: string,
  files: SiteManifest,
): Promise<string[]> {
  const kept = await storage.listContents(slug);
  return [...hashesOf(files)].filter((hash) => !kept.has(hash));
}

export async function startDeploy(
  storage: SiteStorage,
  slug: string,
  files: SiteManifest,
  now: number,
): Promise<{ id: string; missing: string[] }> {
  const id = crypto.randomUUID();
  await storage.writeDeploy(slug, id, { files, startedAt: now });
  return { id, missing: await missingContents(storage, slug, files) };
}

/** Makes the deploy the live version; returns what is still missing when it cannot be. */
export async function finalizeDeploy(
  storage: SiteStorage,
  {
    slug,
    site,
    id,
    deploy,
    now,
  }: { slug: string; site: SiteRecord; id: string; deploy: StartedFiles; now: number },
): Promise<string[]> {
  const missing = await missingContents(storage, slug, deploy.files);
  if (missing.length > 0) return missing;
  const live = { files: deploy.files, publishedAt: now };
  const next: SiteRecord = { ...site, live, ...(site.live ? { previous: site.live } : {}) };
  await storage.writeSite(slug, next);
  await storage.removeDeploy(slug, id);
  await removeUnused(storage, slug, next);
  return [];
}

/** Other started deploys that lose contents by this are told so when they are finalized. */
async function removeUnused(storage: SiteStorage, slug: string, site: SiteRecord): Promise<void> {
  const used = new Set([...hashesOf(site.live?.files ?? {}), ...hashesOf(site.previous?.files ?? {})]);
  const kept = await storage.listContents(slug);
  await storage.removeContents(
    slug,
    [...kept].filter((hash) => !used.has(hash)),
  );
}

function hashesOf(files: SiteManifest): Set<string> {
  return new Set(Object.values(files).map(({ sha256 }) => sha256));
}
