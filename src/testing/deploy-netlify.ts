/** Netlify for tests: its published OpenAPI document, and the anonymous flow of its command line, which that lacks. Node only. */
import { createRequire } from 'node:module';
import { z } from 'zod';
import { check, digest, json, settle, SHA1, type Call, type Routes, type World } from './deploy-contract.ts';
import { openApiRoutes, type OpenApiDocument } from './openapi-contract.ts';

const DOCUMENT = createRequire(import.meta.url)('@netlify/open-api') as OpenApiDocument;
const FILES = z.record(z.string().startsWith('/'), SHA1);

export function netlify(world: World): Routes {
  const kept = new Map<string, Buffer>();
  const sites = new Map<string, string>();
  const open = new Map<string, { site: string; wanted: Map<string, string>; token: string }>();
  const drops = new Set<string>();
  const auth = ({ bearer }: Call, token = world.token): void => check(bearer === token, 401, 'Access Denied');
  const begin = (site: string, files: Record<string, string>, token: string) => {
    const id = `deploy-${world.next()}`;
    open.set(id, { site, wanted: new Map(Object.entries(files)), token });
    return { id, required: [...new Set(Object.values(files))].filter((sha) => !kept.has(sha)) };
  };
  const documented = openApiRoutes(DOCUMENT, {
    createSite(call) {
      auth(call);
      const { name } = json(z.object({ name: z.string().exactOptional() }), call);
      check(name === undefined || ![...sites.values()].includes(name), 422, 'Name must be unique');
      const id = `site-${world.next()}`;
      sites.set(id, name ?? `invented-${id}`);
      return { id, name: sites.get(id) };
    },
    createSiteDeploy(call, [site = '']) {
      auth(call);
      check(sites.has(site), 404, 'Not Found');
      const { files } = json(z.object({ files: FILES }), call);
      return { ...begin(site, files, world.token), state: 'uploading' };
    },
    uploadDeployFile(call, [id = '', path = '']) {
      const deploy = open.get(id);
      check(deploy !== undefined, 404, 'Not Found');
      auth(call, deploy.token);
      const sha = digest('sha1', call.bytes);
      check(deploy.wanted.get(`/${path}`) === sha, 422, `not the digest of /${path}`);
      kept.set(sha, call.bytes);
      return { id: sha, path: `/${path}`, sha, size: call.bytes.length };
    },
    getSiteDeploy(call, [site = '', id = '']) {
      const deploy = open.get(id);
      check(deploy?.site === site, 404, 'Not Found');
      auth(call, deploy.token);
      if ([...deploy.wanted.values()].some((sha) => !kept.has(sha))) return { id, state: 'uploading' };
      const files = new Map([...deploy.wanted].map(([path, sha]) => [path.slice(1), kept.get(sha) ?? '']));
      const state = settle(world, id, files);
      if (state === 'failed') return { id, state: 'error', error_message: 'scripted failure' };
      const url = `https://${sites.get(site) ?? site}.netlify.app`;
      return { id, state: state === 'waiting' ? 'processing' : 'ready', ssl_url: url };
    },
  });
  return [
    ...documented,
    [
      /^POST \/drop\/token$/,
      () => {
        const token = `drop-${world.next()}`;
        drops.add(token);
        return { token };
      },
    ],
    [
      /^POST \/drop$/,
      (call) => {
        const body = json(z.strictObject({ files: FILES, token: z.string(), created_via: z.string() }), call);
        check(drops.delete(body.token), 401, 'unknown drop token');
        const site = `site-${world.next()}`;
        sites.set(site, `drop-${site}`);
        const { id, required } = begin(site, body.files, body.token);
        return { id: site, deploy_id: id, subdomain: `drop-${site}`, required };
      },
    ],
  ];
}
