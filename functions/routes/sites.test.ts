/** Publishing and serving, through the edge as the app and browsers use it. */
import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { memoryBucket } from '../../src/testing/memory-bucket.ts';
import type { CreatedSite, StartedDeploy } from '../../src/shared/sites-protocol.ts';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';
import type { Env } from '../env.ts';
import { sitesIn } from '../sites.ts';
import { bucketSites } from '../sites/bucket-storage.ts';

const APP = 'http://tabwright.localhost:5173';
const SITE = 'http://shop.sites.tabwright.localhost:5173';

let env: Env;

beforeEach(() => {
  env = {
    config: readConfig({}),
    variables: {},
    assets: { get: () => Promise.resolve(undefined) },
    sites: sitesIn(bucketSites(memoryBucket())),
  };
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const manifest = (files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      { sha256: sha256(text), size: Buffer.byteLength(text) },
    ]),
  );

function call(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  return handle(new Request(`${APP}/api/sites${path}`, { method, headers, ...sent }), env);
}

async function create(slug = 'shop'): Promise<CreatedSite> {
  const response = await call('POST', '', { slug });
  expect(response.status).toBe(201);
  return (await response.json()) as CreatedSite;
}

async function start({ slug, token }: CreatedSite, files: Record<string, string>): Promise<StartedDeploy> {
  const response = await call('POST', `/${slug}/deploys`, { files: manifest(files) }, token);
  expect(response.status).toBe(201);
  return (await response.json()) as StartedDeploy;
}

/** Publishes, and returns what had to be uploaded. */
async function publish(site: CreatedSite, files: Record<string, string>): Promise<string[]> {
  const { id, missing } = await start(site, files);
  const contents = new Map(Object.values(files).map((text) => [sha256(text), text]));
  for (const hash of missing) {
    const put = await call(
      'PUT',
      `/${site.slug}/deploys/${id}/files/${hash}`,
      contents.get(hash),
      site.token,
    );
    expect(put.status).toBe(204);
  }
  const done = await call('POST', `/${site.slug}/deploys/${id}/finalize`, undefined, site.token);
  expect(await done.json()).toEqual({ url: `${SITE}/`, files: Object.keys(files).length });
  return [...missing];
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  handle(new Request(SITE + path, { headers, method }), env);
const HTML = { accept: 'text/html' };

const FILES = {
  'index.html': '<h1>Shop</h1>',
  'assets/index-BnkVwX1a.js': 'let shop',
  'assets/my-component.js': 'let component',
  'docs/index.html': 'Docs',
  'about.html': 'About',
  'logo ü.svg': '<svg/>',
};

it('publishes, uploads only what changed the next time, and unpublishes', async () => {
  const site = await create();
  expect(site.url).toBe(`${SITE}/`);
  expect((await get('/')).status).toBe(404);
  expect(await publish(site, FILES)).toHaveLength(6);
  expect(await (await get('/')).text()).toBe('<h1>Shop</h1>');
  expect(await publish(site, { ...FILES, 'index.html': 'Second' })).toEqual([sha256('Second')]);
  expect(await (await get('/')).text()).toBe('Second');
  const info = await (await call('GET', '/shop', undefined, site.token)).json();
  expect(info).toMatchObject({ slug: 'shop', files: 6, url: `${SITE}/` });
  expect((await call('DELETE', '/shop', undefined, site.token)).status).toBe(204);
  expect((await get('/')).status).toBe(404);
  await create();
});

it('serves the old version until the new one is whole, and its hashed files for one version more', async () => {
  const site = await create();
  await publish(site, FILES);
  const next = { 'index.html': 'Second', 'assets/index-Zz9yXw8v.js': 'let second' };
  const { id, missing } = await start(site, next);
  await call('PUT', `/shop/deploys/${id}/files/${sha256('Second')}`, 'Second', site.token);
  const early = await call('POST', `/shop/deploys/${id}/finalize`, undefined, site.token);
  expect([early.status, await early.json()]).toMatchObject([409, { missing: [sha256('let second')] }]);
  expect(missing).toHaveLength(2);
  expect(await (await get('/')).text()).toBe('<h1>Shop</h1>');
  await publish(site, next);
  expect(await (await get('/assets/index-BnkVwX1a.js')).text()).toBe('let shop');
  expect((await get('/about')).status).toBe(200);
  expect(await (await get('/about')).text()).toBe('Second');
  await publish(site, { 'index.html': 'Third' });
  expect((await get('/assets/index-BnkVwX1a.js')).status).toBe(404);
});

it.each([
  ['/', 'text/html; charset=utf-8', 'no-cache', '<h1>Shop</h1>'],
  ['/index.html?x=1', 'text/html; charset=utf-8', 'no-cache', '<h1>Shop</h1>'],
  ['/docs/', 'text/html; charset=utf-8', 'no-cache', 'Docs'],
  ['/about', 'text/html; charset=utf-8', 'no-cache', 'About'],
  ['/a/route/of/the/app', 'text/html; charset=utf-8', 'no-cache', '<h1>Shop</h1>'],
  [
    '/assets/index-BnkVwX1a.js',
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
    'let shop',
  ],
  ['/assets/my-component.js', 'text/javascript; charset=utf-8', 'no-cache', 'let component'],
  ['/logo%20%C3%BC.svg', 'image/svg+xml', 'no-cache', '<svg/>'],
])('serves %s as %s, %s', async (path, type, caching, text) => {
  await publish(await create(), FILES);
  const response = await get(path, HTML);
  expect([response.status, await response.text()]).toEqual([200, text]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': type,
    'cache-control': caching,
    'content-length': String(Buffer.byteLength(text)),
    'x-content-type-options': 'nosniff',
    'origin-agent-cluster': '?1',
  });
  expect(response.headers.get('set-cookie')).toBeNull();
  const etag = response.headers.get('etag') ?? '';
  const again = await get(path, { ...HTML, 'if-none-match': `W/${etag}` });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const head = await get(path, HTML, 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
    200,
    String(Buffer.byteLength(text)),
    '',
  ]);
});

it.each([
  '/missing.png',
  '/assets/',
  '/assets',
  '/../site.json',
  '/%2e%2e/site.json',
  '/%',
  '/__proto__',
  '/constructor',
])('lists no folder and leaves none: %s', async (path) => {
  const site = await create();
  await publish(site, { 'assets/a.js': 'x', '404.html': 'Nothing here' });
  const response = await get(path, HTML);
  expect([path, response.status]).toEqual([path, 404]);
  expect(await response.text()).not.toMatch(/a\.js|tokenHash/);
});

it('shows the site’s own 404 page to people, and a missing script as missing', async () => {
  await publish(await create(), { ...FILES, '404.html': 'Lost?' });
  const page = await get('/nowhere', HTML);
  expect([page.status, await page.text(), page.headers.get('content-type')]).toEqual([
    404,
    'Lost?',
    'text/html; charset=utf-8',
  ]);
  expect((await get('/gone.js', { accept: '*/*' })).headers.get('content-type')).toBe(
    'application/problem+json',
  );
  const redirect = await get('/docs?x=1', HTML);
  expect([redirect.status, redirect.headers.get('location')]).toEqual([308, './docs/?x=1']);
  expect((await get('/', HTML, 'POST')).status).toBe(405);
});

it('serves parts of files to players', async () => {
  await publish(await create(), { 'movie.mp4': '0123456789' });
  for (const [range, status, text, content] of [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=1-2,4-5', 200, '0123456789', null],
  ] as const) {
    const response = await get('/movie.mp4', { range });
    expect([range, response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      range,
      status,
      text,
      content,
    ]);
  }
  expect((await get('/movie.mp4', { range: 'bytes=10-' })).status).toBe(416);
  expect((await get('/movie.mp4', { range: 'bytes=2-4', 'if-range': '"old"' })).status).toBe(200);
});

it('lets only the owner change a site', async () => {
  const site = await create();
  const other = await create('other');
  const { id } = await start(site, FILES);
  for (const token of [undefined, other.token, 'x', `${site.token}0`]) {
    for (const [method, path] of [
      ['GET', '/shop'],
      ['DELETE', '/shop'],
      ['POST', '/shop/deploys'],
      ['PUT', `/shop/deploys/${id}/files/${sha256('Docs')}`],
      ['POST', `/shop/deploys/${id}/finalize`],
    ] as const) {
      const response = await call(method, path, method === 'PUT' ? 'Docs' : undefined, token);
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  }
  expect((await call('GET', '/nobody', undefined, site.token)).status).toBe(401);
  expect(JSON.stringify(await env.sites?.storage?.readSite('shop'))).not.toContain(site.token);
  const evil = new Request(`${APP}/api/sites`, {
    method: 'POST',
    headers: { origin: SITE },
    body: '{"slug":"evil"}',
  });
  expect((await handle(evil, env)).status).toBe(403);
});

it('takes each name once, and only names that are plain', async () => {
  await create();
  expect((await call('POST', '', { slug: 'shop' })).status).toBe(409);
  for (const slug of [
    'ab',
    'www',
    'api',
    '-shop',
    'shop-',
    'xn--shop',
    'Shop',
    'a.b',
    '../x',
    'x'.repeat(41),
    7,
  ]) {
    expect([slug, (await call('POST', '', { slug })).status]).toEqual([slug, 400]);
  }
  const named = (await (await call('POST', '', { title: 'Café “Élan” & Söhne!' })).json()) as CreatedSite;
  expect(named.slug).toMatch(/^cafe-elan-sohne-[a-z2-9]{6}$/);
  const empty = (await (await call('POST', '', { title: '日本' })).json()) as CreatedSite;
  expect(empty.slug).toMatch(/^app-[a-z2-9]{6}$/);
});

it('refuses contents that are not what was announced', async () => {
  const site = await create();
  const { id } = await start(site, { 'index.html': 'right' });
  const put = (hash: string, body: string): Promise<Response> =>
    call('PUT', `/shop/deploys/${id}/files/${hash}`, body, site.token);
  for (const body of ['wrong', 'righ', 'right and more', '']) {
    expect([body, (await put(sha256('right'), body)).status]).toEqual([body, 400]);
  }
  expect((await put(sha256('other'), 'other')).status).toBe(404);
  expect((await call('POST', `/shop/deploys/${id}/finalize`, undefined, site.token)).status).toBe(409);
  expect((await call('POST', `/shop/deploys/nothing/finalize`, undefined, site.token)).status).toBe(404);
});

it.each([
  ['no file', {}, 400],
  ['a path out of the site', { '../x': 1 }, 400],
  ['an absolute path', { '/x': 1 }, 400],
  ['a backslash', { 'a\\b': 1 }, 400],
  ['a line break', { 'a\nb': 1 }, 400],
  ['a file above 25 MB', { 'a.bin': 25_000_001 }, 413],
  ['more than 50 MB', { a: 20_000_000, b: 20_000_000, c: 20_000_000 }, 413],
  ['more than 2,000 files', Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`f${at}`, 1])), 413],
] as [string, Record<string, number>, number][])('refuses a deploy with %s', async (_, sizes, status) => {
  const site = await create();
  const files = Object.fromEntries(
    Object.entries(sizes).map(([path, size]) => [path, { sha256: sha256(path), size }]),
  );
  const response = await call('POST', '/shop/deploys', { files }, site.token);
  expect([response.status, typeof ((await response.json()) as { detail: unknown }).detail]).toEqual([
    status,
    'string',
  ]);
});

it('says so when a deployment has no place for sites', async () => {
  const { sites: _sites, ...without } = env;
  env = without;
  expect((await call('POST', '', { slug: 'shop' })).status).toBe(503);
});
