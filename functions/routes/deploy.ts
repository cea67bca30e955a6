/** `POST /api/deploy/<target>`: deploys built files to a provider with the person's own token, and tells how it goes. */
import { Hono } from 'hono';
import { DEPLOY_TOKEN_HEADER } from '../../src/shared/deploy-protocol.ts';
import { SITE_LIMITS } from '../../src/shared/sites-protocol.ts';
import type { Adapter } from '../deploy/adapter.ts';
import { cloudflarePages } from '../deploy/cloudflare-pages.ts';
import { deployResponse } from '../deploy/events.ts';
import { checkForm } from '../deploy/form.ts';
import { githubPages } from '../deploy/github-pages.ts';
import { netlify, netlifyDrop } from '../deploy/netlify.ts';
import { vercel } from '../deploy/vercel.ts';
import { problem } from '../problem.ts';
import type { Route, RouteContext } from '../route.ts';

const ADAPTERS: readonly Adapter[] = [netlify, netlifyDrop, vercel, cloudflarePages, githubPages];
const POLL_EVERY = 1500;
/** What a form adds to its files: a head for each. */
const FORM_BYTES = 2_000_000;

const app = new Hono<RouteContext>();

app.post('/:target', async (c) => {
  const adapter = ADAPTERS.find(({ target }) => target === c.req.param('target'));
  if (!adapter) return problem(404, `There is no target ${c.req.param('target')}.`);
  const token = c.req.header(DEPLOY_TOKEN_HEADER)?.trim() || undefined;
  if (adapter.needsToken && token === undefined) return problem(401, 'Give a token of this provider first.');
  const form = await checkForm(c.req.raw);
  if (!form.ok) return problem(form.status, form.reason);
  const { files, options } = form;
  const { variables } = c.env;
  return deployResponse(c.req.raw.signal, (signal) =>
    adapter.deploy({
      files,
      options,
      token,
      signal,
      fetch: c.env.fetch ?? fetch,
      pollEvery: Number(variables['DEPLOY_POLL_MS'] ?? POLL_EVERY),
      base: variables[adapter.baseVariable]?.trim() || undefined,
    }),
  );
});

app.all('/*', () => problem(405, undefined, { headers: { allow: 'POST' } }));

export const deploy: Route = {
  path: '/deploy',
  origins: ['app'],
  maxBodyBytes: SITE_LIMITS.bytes + FORM_BYTES,
  app,
};
