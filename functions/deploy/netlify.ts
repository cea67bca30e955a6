/** Netlify: digests first, then the files it does not have. With a token, or anonymously with a link to claim the site. */
import { z } from 'zod';
import { plainName } from '../../src/shared/site-name.ts';
import type { Adapter, DeployContext, DeployFile, DeployRun, Progress } from './adapter.ts';
import { encodePath, poll, sha1, step, uploadAll } from './adapter.ts';
import { DeployError } from './deploy-error.ts';
import { providerApi } from './provider-api.ts';
import type { ProviderApi } from './provider-api.ts';

const BASE = 'https://api.netlify.com/api/v1';
const CLAIM_PAGE = 'https://app.netlify.com/drop';
const CLAIM_TIME = 60 * 60_000;

const SITE = z.object({ id: z.string() });
const DEPLOY = z.object({ id: z.string(), required: z.array(z.string()).nullish() });
const STATE = z.object({
  state: z.string(),
  error_message: z.string().nullish(),
  ssl_url: z.string().nullish(),
  url: z.string().nullish(),
});
const DROP_TOKEN = z.object({ token: z.string() });
const DROP = z.object({
  id: z.string(),
  deploy_id: z.string(),
  subdomain: z.string(),
  required: z.array(z.string()).nullish(),
});

export const netlify: Adapter = {
  target: 'netlify',
  needsToken: true,
  baseVariable: 'NETLIFY_API',
  async *deploy(context): DeployRun {
    const api = apiOf(context);
    yield step('prepare', 'Preparing the deploy at Netlify');
    const digests = await digestsOf(context.files);
    const siteId = context.options.siteId ?? (await createSite(api, context));
    const site = encodeURIComponent(siteId);
    const deploy = await api.get(DEPLOY, `/sites/${site}/deploys`, {
      method: 'POST',
      json: { files: manifest(digests) },
    });
    yield* upload(api, digests, { deployId: deploy.id, required: deploy.required ?? [] });
    yield step('process', 'Netlify is putting the site online');
    const url = await ready(api, context, `/sites/${site}/deploys/${encodeURIComponent(deploy.id)}`);
    return { url, siteId, deployId: deploy.id };
  },
};

export const netlifyDrop: Adapter = {
  target: 'netlify-drop',
  needsToken: false,
  baseVariable: 'NETLIFY_API',
  async *deploy(context): DeployRun {
    const api = apiOf({ ...context, token: undefined });
    yield step('prepare', 'Asking Netlify for a place without an account');
    const digests = await digestsOf(context.files);
    const { token } = await api.get(DROP_TOKEN, '/drop/token', { method: 'POST', json: {} });
    const files = manifest(digests);
    const drop = await api.get(DROP, '/drop', {
      method: 'POST',
      json: { files, token, created_via: 'tabwright' },
    });
    yield* upload(api, digests, { deployId: drop.deploy_id, required: drop.required ?? [], token });
    yield step('process', 'Netlify is putting the site online');
    const place = `/sites/${encodeURIComponent(drop.id)}/deploys/${encodeURIComponent(drop.deploy_id)}`;
    const url = await ready(api, context, place, { token, address: `https://${drop.subdomain}.netlify.app` });
    return {
      url,
      siteId: drop.id,
      deployId: drop.deploy_id,
      claimUrl: `${CLAIM_PAGE}/${encodeURIComponent(drop.subdomain)}#drop_token=${encodeURIComponent(token)}`,
      expiresAt: Date.now() + CLAIM_TIME,
    };
  },
};

type Digests = ReadonlyMap<string, { sha: string; file: DeployFile }>;

function apiOf(context: DeployContext): ProviderApi {
  return providerApi({ ...context, name: 'Netlify', base: context.base ?? BASE });
}

async function createSite(api: ProviderApi, { options }: DeployContext): Promise<string> {
  const name = plainName(options.name);
  if (name !== undefined) {
    const named = await api.call('/sites', { method: 'POST', json: { name }, accept: [422] });
    // 422: the name is taken. Netlify then invents one.
    const site = SITE.safeParse(named.status === 422 ? undefined : named.body);
    if (site.success) return site.data.id;
  }
  return (await api.get(SITE, '/sites', { method: 'POST', json: {} })).id;
}

async function digestsOf(files: readonly DeployFile[]): Promise<Digests> {
  const entries = files.map(
    async (file) => [`/${file.path}`, { sha: await sha1(file.bytes), file }] as const,
  );
  return new Map(await Promise.all(entries));
}

function manifest(digests: Digests): Record<string, string> {
  return Object.fromEntries([...digests].map(([path, { sha }]) => [path, sha]));
}

/** Uploads one file for each digest that is required. */
function upload(
  api: ProviderApi,
  digests: Digests,
  { deployId, required, token }: { deployId: string; required: readonly string[]; token?: string },
): AsyncGenerator<Progress, void, void> {
  const wanted = new Set(required);
  const bySha = new Map([...digests.values()].map((own) => [own.sha, own.file]));
  const files = [...bySha].filter(([sha]) => wanted.has(sha)).map(([, file]) => file);
  return uploadAll(files, async ({ path, bytes }) => {
    await api.call(`/deploys/${encodeURIComponent(deployId)}/files/${encodePath(path)}`, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
      ...(token === undefined ? {} : { token }),
    });
  });
}

/** The address of a deploy once it is online. An anonymous one may not ask for its state; it has its `address` at once. */
function ready(
  api: ProviderApi,
  context: DeployContext,
  path: string,
  anonymous?: { token: string; address: string },
): Promise<string> {
  return poll(context, async () => {
    const answer = await api.call(path, anonymous ? { token: anonymous.token, accept: [401, 403, 404] } : {});
    if (answer.status >= 400) return anonymous?.address;
    const found = STATE.parse(answer.body);
    if (found.state === 'error') {
      const reason = found.error_message ? `: ${found.error_message}` : '';
      throw new DeployError('deploy-failed', `Netlify could not put the site online${reason}.`);
    }
    return found.state === 'ready' ? (found.ssl_url ?? found.url ?? anonymous?.address) : undefined;
  });
}
