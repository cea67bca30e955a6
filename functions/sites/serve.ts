/** Answers requests to a published site. */
import type { SiteFile, SiteManifest } from '../../src/shared/sites-protocol.ts';
import { noSuchSitePage } from '../pages.ts';
import { problem } from '../problem.ts';
import { contentType } from './content-type.ts';
import type { SiteRecord, SiteStorage } from './storage.ts';

interface Found {
  path: string;
  file: SiteFile;
  status: 200 | 404;
}

/** Folders in which build tools put files whose names carry a hash of their content. */
const HASHED_FILE =
  /(?:^|\/)(?:assets|_astro|_app\/immutable|_next\/static|static)\/(?:.*[.-_])?(?=[^/]*\d|[^/]*[A-Z])[\w-]{8,}\.\w+$/;

/** The answer of the site `slug`, or undefined when nothing is published there. */
export async function serveSite(
  storage: SiteStorage,
  slug: string,
  request: Request,
): Promise<Response | undefined> {
  const site = await storage.readSite(slug);
  if (!site?.live) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem(405, 'This site only answers GET and HEAD.', { headers: { allow: 'GET, HEAD' } });
  }
  const { pathname, search } = new URL(request.url);
  const path = decodePath(pathname);
  const found = path === undefined ? undefined : find(site, path, request);
  if (found === 'add-slash') {
    // Relative: a path like `//host` would otherwise become another host's address.
    const name = pathname.slice(pathname.lastIndexOf('/') + 1);
    return new Response(null, {
      status: 308,
      headers: { location: `./${name}/${search}`, 'cache-control': 'no-cache' },
    });
  }
  if (!found) return missing(request);
  return send(storage, slug, found, request);
}

function find(site: SiteRecord, path: string, request: Request): Found | 'add-slash' | undefined {
  const live = site.live?.files ?? {};
  const own = (name: string): SiteFile | undefined => entry(live, name);
  const named = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  for (const name of [named, `${named}.html`]) {
    const file = own(name);
    if (file) return { path: name, file, status: 200 };
  }
  if (path !== '' && !path.endsWith('/') && own(`${path}/index.html`)) return 'add-slash';
  // A page that was opened before the last deploy still finds its parts.
  const before = entry(site.previous?.files ?? {}, named);
  if (before && HASHED_FILE.test(named)) return { path: named, file: before, status: 200 };
  return fallback(own, path, request);
}

/** A site with a 404 page shows it; else pages are routes of a single-page app, and index.html answers. */
function fallback(
  own: (name: string) => SiteFile | undefined,
  path: string,
  request: Request,
): Found | undefined {
  const isPage = request.headers.get('accept')?.includes('text/html') === true || !/\.\w+$/.test(path);
  if (!isPage) return undefined;
  const notFound = own('404.html');
  if (notFound) return { path: '404.html', file: notFound, status: 404 };
  const isAsset = /\.\w+$/.test(path) && !/\.html?$/.test(path);
  const index = isAsset ? undefined : own('index.html');
  return index && { path: 'index.html', file: index, status: 200 };
}

async function send(
  storage: SiteStorage,
  slug: string,
  { path, file, status }: Found,
  request: Request,
): Promise<Response> {
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const headers = new Headers({
    'content-type': contentType(path),
    'cache-control':
      status === 200 && HASHED_FILE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    'accept-ranges': 'bytes',
  });
  if (status === 200 && matches(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const range = status === 200 ? rangeOf(request, etag, file.size) : undefined;
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.size}`);
    return problem(416, undefined, { headers: { 'content-range': `bytes */${file.size}` } });
  }
  headers.set('content-length', String(range ? range.end - range.start : file.size));
  if (range) headers.set('content-range', `bytes ${range.start}-${range.end - 1}/${file.size}`);
  const code = range ? 206 : status;
  if (request.method === 'HEAD') return new Response(null, { status: code, headers });
  const content = await storage.openContent(slug, file.sha256, range);
  return content ? new Response(content.body, { status: code, headers }) : missing(request);
}

/** The one range a request asks for; several are answered with the whole. */
function rangeOf(
  request: Request,
  etag: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const condition = request.headers.get('if-range');
  if (condition !== null && condition !== etag) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}

function missing(request: Request): Response {
  return noSuchSitePage(
    request,
    'There is no such page on this site',
    'Check the address, or start at its front page.',
  );
}

/** A name of the manifest, and nothing that objects have by themselves. */
function entry(files: SiteManifest, name: string): SiteFile | undefined {
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

function decodePath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    // A stray `%` names no file.
    return undefined;
  }
}

/** If-None-Match, by weak comparison (RFC 9110, 13.1.2). */
function matches(condition: string | null, etag: string): boolean {
  return (
    condition?.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag) ??
    false
  );
}
