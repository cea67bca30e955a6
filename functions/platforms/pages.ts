/** The edge's environment on Cloudflare Pages: variables, the ASSETS binding, and the R2 bucket SITES where there is one. */
import type { AssetStore } from '../assets.ts';
import { readConfig } from '../env.ts';
import type { Env, Variables } from '../env.ts';
import { sitesIn } from '../sites.ts';
import { bucketSites } from '../sites/bucket-storage.ts';
import type { Bucket } from '../sites/bucket-storage.ts';

/** The bindings that Pages gives: its static files, a bucket for published sites, and variables by name. */
export interface PagesBindings {
  ASSETS: { fetch(request: Request): Promise<Response> };
  SITES?: Bucket;
  [name: string]: unknown;
}

const made = new WeakMap<PagesBindings, Env>();

/** @throws {ConfigError} for a variable that cannot be used. */
export function pagesEnv(bindings: PagesBindings): Env {
  const known = made.get(bindings);
  if (known) return known;
  const variables: Variables = Object.fromEntries(
    Object.entries(bindings).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const env: Env = {
    config: readConfig(variables),
    variables,
    assets: pagesAssets(bindings),
    ...(bindings.SITES ? { sites: sitesIn(bucketSites(bindings.SITES)) } : {}),
  };
  made.set(bindings, env);
  return env;
}

/** Pages serves `x.html` at `x` and redirects from its file name, so it is asked for by the short one. */
function pagesAssets({ ASSETS }: PagesBindings): AssetStore {
  return {
    async get(root, path, request) {
      const name = path.replace(/(?:^|\/)index\.html$/, '').replace(/\.html$/, '');
      const url = new URL(`/${root}/${name}`, request.url);
      const response = await ASSETS.fetch(new Request(url, { headers: request.headers }));
      if (response.status === 200 || response.status === 304) return response;
      await response.body?.cancel();
      return undefined;
    },
  };
}
