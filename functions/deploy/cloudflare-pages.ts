/** Cloudflare Pages: contents go to a store of assets by hash, then a manifest makes a deployment of them. */
import { blake3 } from '@noble/hashes/blake3.js';
import { z } from 'zod';
import { NAMELESS_SITE, plainName } from '../../src/shared/site-name.ts';
import type { Adapter, DeployContext, DeployFile, DeployRun } from './adapter.ts';
import { base64, hex, poll, step, uploadAll } from './adapter.ts';
import { DeployError } from './deploy-error.ts';
import { providerApi } from './provider-api.ts';
import type { ProviderApi } from './provider-api.ts';

const BASE = 'https://api.cloudflare.com/client/v4';

/** Cloudflare wraps all answers. */
const result = <Value>(schema: z.ZodType<Value>) => z.object({ result: schema });
const ACCOUNTS = result(z.array(z.object({ id: z.string(), name: z.string() })));
const JWT = result(z.object({ jwt: z.string() }));
const HASHES = result(z.array(z.string()));
const STAGE = z.object({ name: z.string(), status: z.string() });
const DEPLOYMENT = result(z.object({ id: z.string(), url: z.string(), latest_stage: STAGE }));
const PROJECT = result(z.object({ name: z.string(), subdomain: z.string() }));

/** An upload has base64 of several files; these bounds keep it below what the API takes. */
const BATCH_BYTES = 20_000_000;
const BATCH_FILES = 500;

interface Asset {
  hash: string;
  file: DeployFile;
}

export const cloudflarePages: Adapter = {
  target: 'cloudflare-pages',
  needsToken: true,
  baseVariable: 'CLOUDFLARE_API',
  async *deploy(context): DeployRun {
    const api = providerApi({ ...context, name: 'Cloudflare', base: context.base ?? BASE });
    yield step('prepare', 'Preparing the deploy at Cloudflare Pages');
    const account = await accountOf(api, context);
    const name = context.options.siteId ?? plainName(context.options.name) ?? NAMELESS_SITE;
    const projects = `/accounts/${encodeURIComponent(account)}/pages/projects`;
    const project = `${projects}/${encodeURIComponent(name)}`;
    const subdomain = await projectOf(api, projects, project, name);
    const assets = context.files.map((file): Asset => ({ hash: assetHash(file), file }));
    const byHash = new Map(assets.map((asset) => [asset.hash, asset]));
    const hashes = [...byHash.keys()];
    const { jwt } = (await api.get(JWT, `${project}/upload-token`)).result;
    const asked = { method: 'POST', json: { hashes }, token: jwt } as const;
    const missing = new Set((await api.get(HASHES, '/pages/assets/check-missing', asked)).result);
    const wanted = [...byHash.values()].filter(({ hash }) => missing.has(hash));
    yield* uploadAll(batches(wanted), async (batch) => {
      await api.call('/pages/assets/upload', {
        method: 'POST',
        json: batch.map(upload),
        token: jwt,
        isRepeatable: true,
      });
    });
    await api.call('/pages/assets/upsert-hashes', asked);
    yield step('process', 'Cloudflare is putting the site online');
    const form = new FormData();
    form.append(
      'manifest',
      JSON.stringify(Object.fromEntries(assets.map(({ hash, file }) => [`/${file.path}`, hash]))),
    );
    form.append('branch', 'main');
    const created = (await api.get(DEPLOYMENT, `${project}/deployments`, { method: 'POST', body: form }))
      .result;
    await poll(context, async () => {
      const { latest_stage: stage } = (
        await api.get(DEPLOYMENT, `${project}/deployments/${encodeURIComponent(created.id)}`)
      ).result;
      if (stage.status === 'failure' || stage.status === 'canceled') {
        throw new DeployError(
          'deploy-failed',
          `Cloudflare could not put the site online; it stopped at “${stage.name}”.`,
        );
      }
      return stage.name === 'deploy' && stage.status === 'success' ? true : undefined;
    });
    return { url: `https://${subdomain}`, siteId: name, deployId: created.id };
  },
};

async function accountOf(api: ProviderApi, { options }: DeployContext): Promise<string> {
  if (options.account !== undefined) return options.account;
  const accounts = (await api.get(ACCOUNTS, '/accounts')).result;
  const [only] = accounts;
  if (only && accounts.length === 1) return only.id;
  throw new DeployError(
    'refused',
    only
      ? `This token sees several Cloudflare accounts; choose one: ${accounts.map(({ id, name }) => `${name} (${id})`).join(', ')}.`
      : 'This token sees no Cloudflare account; give the account’s id.',
  );
}

/** The project's own address. Made when it isn't there. */
async function projectOf(api: ProviderApi, projects: string, project: string, name: string): Promise<string> {
  const found = await api.call(project, { accept: [404] });
  if (found.status !== 404) return PROJECT.parse(found.body).result.subdomain;
  const json = { name, production_branch: 'main' };
  return (await api.get(PROJECT, projects, { method: 'POST', json })).result.subdomain;
}

function assetHash({ path, bytes }: DeployFile): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? '';
  return hex(blake3(new TextEncoder().encode(base64(bytes) + extension))).slice(0, 32);
}

function upload({ hash, file }: Asset) {
  return { key: hash, value: base64(file.bytes), metadata: { contentType: file.type }, base64: true };
}

function batches(assets: readonly Asset[]): Asset[][] {
  const made: Asset[][] = [];
  let bytes = 0;
  for (const asset of assets) {
    const last = made.at(-1);
    bytes += asset.file.bytes.length;
    if (last && bytes <= BATCH_BYTES && last.length < BATCH_FILES) last.push(asset);
    else {
      made.push([asset]);
      bytes = asset.file.bytes.length;
    }
  }
  return made;
}
