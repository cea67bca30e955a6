/** `/api/sites`: publishes to the built-in static host, and unpublishes. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { SITE_LIMITS } from '../../src/shared/sites-protocol.ts';
import type {
  CreatedSite,
  FinalizedDeploy,
  NewSite,
  SiteInfo,
  StartedDeploy,
} from '../../src/shared/sites-protocol.ts';
import type { Env } from '../env.ts';
import { problem } from '../problem.ts';
import type { Route, RouteContext } from '../route.ts';
import { ContentMismatch, checkedBody } from '../sites/checked-body.ts';
import { checkManifest } from '../sites/manifest.ts';
import { finalizeDeploy, startDeploy } from '../sites/publish.ts';
import { slugFromTitle, slugProblem } from '../sites/slug.ts';
import type { SiteRecord, SiteStorage } from '../sites/storage.ts';
import { hashToken, isOwner, newToken } from '../sites/token.ts';

const NO_STORE = { 'cache-control': 'no-store' };
/** A manifest of so many files with long paths fits; contents have the limit of the route. */
const MANIFEST_CHARACTERS = 3_000_000;
const NEW_SITE: z.ZodType<NewSite> = z.strictObject({
  slug: z.string().exactOptional(),
  title: z.string().max(1000).exactOptional(),
});
const DEPLOY_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Random names that are tried before giving up. */
const NAME_TRIES = 5;

const app = new Hono<RouteContext>();

app.post('/', async (c) => {
  const { storage } = c.env.sites ?? {};
  if (!storage) return unavailable();
  const wanted = NEW_SITE.safeParse(await c.req.json().catch(() => undefined));
  if (!wanted.success) return problem(400, 'The body must be {"slug"} or {"title"}.');
  const { slug: chosen, title = '' } = wanted.data;
  const wrong = chosen === undefined ? undefined : slugProblem(chosen);
  if (wrong !== undefined) return problem(400, wrong);
  const token = newToken();
  const record: SiteRecord = { createdAt: Date.now(), tokenHash: hashToken(token) };
  for (let tries = 0; tries < (chosen === undefined ? NAME_TRIES : 1); tries++) {
    const slug = chosen ?? slugFromTitle(title);
    if (slugProblem(slug) !== undefined || !(await storage.createSite(slug, record))) continue;
    const created: CreatedSite = { slug, url: siteUrl(c.env, slug), token };
    return c.json(created, 201, NO_STORE);
  }
  return problem(409, `The name ${chosen ?? ''} is taken; choose another.`);
});

app.get('/:slug', (c) =>
  asOwner(c, ({ slug, site }) => {
    const files = Object.values(site.live?.files ?? {});
    const info: SiteInfo = {
      slug,
      url: siteUrl(c.env, slug),
      createdAt: site.createdAt,
      ...(site.live ? { publishedAt: site.live.publishedAt } : {}),
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    };
    return c.json(info, 200, NO_STORE);
  }),
);

app.delete('/:slug', (c) =>
  asOwner(c, async ({ storage, slug }) => {
    await storage.removeSite(slug);
    return c.body(null, 204, NO_STORE);
  }),
);

app.post('/:slug/deploys', (c) =>
  asOwner(c, async ({ storage, slug }) => {
    const text = await c.req.text();
    if (text.length > MANIFEST_CHARACTERS) return problem(413, 'The list of files is too long.');
    const checked = checkManifest(text);
    if (!checked.ok) return problem(checked.status, checked.reason);
    const started: StartedDeploy = await startDeploy(storage, slug, checked.files, Date.now());
    return c.json(started, 201, NO_STORE);
  }),
);

app.put('/:slug/deploys/:id/files/:hash', (c) =>
  asOwner(c, async ({ storage, slug }) => {
    const deploy = await deployOf(c, storage, slug);
    const file = Object.values(deploy?.files ?? {}).find(({ sha256 }) => sha256 === c.req.param('hash'));
    if (!file) return problem(404, 'That file is not part of this deploy.');
    const body = c.req.raw.body ?? new Blob([]).stream();
    try {
      await storage.writeContent(slug, file.sha256, checkedBody(body, file));
    } catch (error) {
      if (error instanceof ContentMismatch) return problem(400, error.message);
      throw error;
    }
    return c.body(null, 204, NO_STORE);
  }),
);

app.post('/:slug/deploys/:id/finalize', (c) =>
  asOwner(c, async ({ storage, slug, site }) => {
    const deploy = await deployOf(c, storage, slug);
    if (!deploy) return problem(404, 'There is no such deploy; it may be finalized already.');
    const id = c.req.param('id') ?? '';
    const missing = await finalizeDeploy(storage, { slug, site, id, deploy, now: Date.now() });
    if (missing.length > 0) return problem(409, 'Some files were not uploaded.', { members: { missing } });
    const done: FinalizedDeploy = { url: siteUrl(c.env, slug), files: Object.keys(deploy.files).length };
    return c.json(done, 200, NO_STORE);
  }),
);

export const sites: Route = { path: '/sites', origins: ['app'], maxBodyBytes: SITE_LIMITS.fileBytes, app };

interface Owned {
  storage: SiteStorage;
  slug: string;
  site: SiteRecord;
}

/** Goes on only with the owner's token. A site that isn't there and a wrong token look alike. */
async function asOwner(
  c: Context<RouteContext>,
  work: (owned: Owned) => Promise<Response> | Response,
): Promise<Response> {
  const { storage } = c.env.sites ?? {};
  if (!storage) return unavailable();
  const slug = c.req.param('slug') ?? '';
  const site = slugProblem(slug) === undefined ? await storage.readSite(slug) : undefined;
  if (!site || !isOwner(c.req.header('authorization'), site.tokenHash)) {
    return problem(401, 'Only who published this site can change it; this browser does not have its token.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  return work({ storage, slug, site });
}

async function deployOf(c: Context<RouteContext>, storage: SiteStorage, slug: string) {
  const id = c.req.param('id') ?? '';
  return DEPLOY_ID.test(id) ? storage.readDeploy(slug, id) : undefined;
}

function siteUrl({ config }: Env, slug: string): string {
  return `${config.sitesOrigin.replace('{slug}', slug)}/`;
}

function unavailable(): Response {
  return problem(503, 'This deployment has no place to publish to. Use another target, or download the app.');
}
