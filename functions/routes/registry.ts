/** `GET /api/registry/*`: a read-only proxy of the npm registry, for package metadata and tarballs. */
import { Hono } from 'hono';
import { problem } from '../problem.ts';
import { parseRegistryPath } from '../registry/paths.ts';
import type { RegistryPath } from '../registry/paths.ts';
import { rewriteTarballs } from '../registry/rewrite.ts';
import { METADATA_LIFE, findInRegistry } from '../registry/source.ts';
import type { Answer } from '../registry/source.ts';
import type { Route, RouteContext } from '../route.ts';

const MOUNT = '/api/registry/';
const app = new Hono<RouteContext>();

app.get('/*', async (c) => {
  const { registry } = c.env.config;
  if (registry === undefined) return problem(503, 'No npm registry is configured: set NPM_REGISTRY.');
  // The raw path: a decoded one has lost the difference between `/` and `%2f`.
  const target = parseRegistryPath(new URL(c.req.url).pathname.slice(MOUNT.length));
  if (!target) return problem(404, 'Only package metadata and tarballs are served here.');
  const answer = await findInRegistry(c.env, target, {
    accept: c.req.header('accept') ?? '*/*',
    etag: c.req.header('if-none-match'),
    signal: c.req.raw.signal,
  });
  const base = c.var.origin.origin + MOUNT;
  return respond(answer, target, c.req.raw, (url) => proxiedUrl(url, registry, target.name, base));
});

app.all('/*', () => problem(405, 'The registry is read-only.', { headers: { allow: 'GET, HEAD' } }));

export const registry: Route = { path: '/registry', origins: ['app', 'sandbox'], maxBodyBytes: 0, app };

function respond(
  answer: Answer,
  target: RegistryPath,
  request: Request,
  rewrite: (url: string) => string,
): Response {
  switch (answer.kind) {
    case 'failed':
      return problem(answer.status, answer.detail);
    case 'refused':
      return refused(answer.status, target.name);
    case 'not-modified':
      return new Response(null, { status: 304, headers: cacheHeaders(target, answer.etag) });
    case 'found':
  }
  const { contentType, etag, length } = answer.head;
  const headers = cacheHeaders(target, etag);
  if (etag !== undefined && matches(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', contentType);
  if (target.kind === 'tarball' && length !== undefined) headers.set('content-length', String(length));
  if (request.method === 'HEAD') return new Response(null, { headers });
  const body = answer.open();
  return new Response(target.kind === 'tarball' ? body : body.pipeThrough(rewriteTarballs(rewrite)), {
    headers,
  });
}

function refused(status: number, name: string): Response {
  if (status === 404) return problem(404, `The npm registry has no ${name} of that version.`);
  if (status === 401 || status === 403) return problem(403, `The npm registry does not give out ${name}.`);
  if (status === 429) return problem(429, 'The npm registry asks for a pause; try again in a minute.');
  return problem(502, `The npm registry answered ${status}.`);
}

function cacheHeaders(target: RegistryPath, etag: string | undefined): Headers {
  const headers = new Headers({
    'cache-control':
      target.kind === 'tarball'
        ? 'public, max-age=31536000, immutable'
        : `public, max-age=${METADATA_LIFE / 1000}`,
  });
  if (target.kind === 'metadata') headers.set('vary', 'accept');
  if (etag) headers.set('etag', etag);
  return headers;
}

/** If-None-Match, by weak comparison (RFC 9110, 13.1.2). */
function matches(condition: string | null, etag: string): boolean {
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  return condition?.split(',').some((tag) => tag.trim() === '*' || plain(tag) === plain(etag)) ?? false;
}

/**
 * Where a tarball is found behind the proxy. Some registries name another host in their metadata than they are asked by; what
 * follows the package's name is the same there.
 */
function proxiedUrl(url: string, registry: string, name: string, base: string): string {
  const upstream = new URL(registry);
  const prefix = upstream.origin + upstream.pathname;
  if (url.startsWith(prefix)) return base + url.slice(prefix.length);
  const at = url.search(/\/(?:@[^/]+(?:\/|%2f))?[^/]+\/-\//i);
  const file = at === -1 ? undefined : /\/-\/(.+)$/.exec(url)?.[1];
  return file === undefined ? url : `${base}${name}/-/${file}`;
}
