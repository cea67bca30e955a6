import { expect, it } from 'vitest';
import { handle } from './app.ts';
import type { AssetStore } from './assets.ts';
import { readConfig } from './env.ts';
import type { Env } from './env.ts';

const APP = 'http://tabwright.localhost:5173';
const SANDBOX = 'http://p1.sandbox.tabwright.localhost:5173';
const PREVIEW = 'http://p1-3000.sandbox.tabwright.localhost:5173';
const SITE = 'http://shop.sites.tabwright.localhost:5173';

const FILES = new Set([
  'app/index.html',
  'app/assets/index-1.js',
  'sandbox/headless.html',
  'sandbox/connect.html',
  'sandbox/service-worker.js',
  'sandbox/preview-worker.js',
  'sandbox/assets/kernel-1.js',
]);

/** Files whose content is their own path. */
const assets: AssetStore = {
  get: (root, path) => {
    const file = `${root}/${path}`;
    return Promise.resolve(FILES.has(file) ? new Response(file) : undefined);
  },
};
const env: Env = { config: readConfig({ FRAME_ORIGINS: 'https://other.example' }), variables: {}, assets };
const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  handle(new Request(url, { headers }), env);

it.each([
  [`${APP}/`, 'app/index.html', 'no-cache'],
  [`${APP}/project/1`, 'app/index.html', 'no-cache'],
  [`${APP}/assets/index-1.js`, 'app/assets/index-1.js', 'public, max-age=31536000, immutable'],
  [`${SANDBOX}/headless?x=1`, 'sandbox/headless.html', 'no-cache'],
  [`${SANDBOX}/assets/kernel-1.js`, 'sandbox/assets/kernel-1.js', 'public, max-age=31536000, immutable'],
  [`${SANDBOX}/service-worker.js`, 'sandbox/service-worker.js', 'no-cache'],
  [`${PREVIEW}/__tabwright/connect`, 'sandbox/connect.html', 'no-cache'],
  [
    `${PREVIEW}/__tabwright/assets/kernel-1.js`,
    'sandbox/assets/kernel-1.js',
    'public, max-age=31536000, immutable',
  ],
  [`${PREVIEW}/__tabwright/service-worker.js`, 'sandbox/preview-worker.js', 'no-cache'],
])('serves %s', async (url, file, caching) => {
  const response = await get(url);
  expect([response.status, await response.text()]).toEqual([200, file]);
  expect(response.headers.get('cache-control')).toBe(caching);
  expect(response.headers.get('service-worker-allowed')).toBe(url.endsWith('worker.js') ? '/' : null);
});

it.each([
  `${APP}/assets/gone.js`,
  `${APP}/missing.png`,
  `${APP}/api/nothing`,
  `${APP}/headless.html`,
  `${SANDBOX}/`,
  `${SANDBOX}/index.html`,
  `${SANDBOX}/headless.html`,
  `${SANDBOX}/__tabwright/connect`,
  `${SANDBOX}/~/m/1/app.js`,
  `${SANDBOX}/api/health`,
  `${PREVIEW}/__tabwright/headless`,
  `${SITE}/`,
  'http://elsewhere.example/',
])('answers %s with a 404 problem', async (url) => {
  const response = await get(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  expect(await response.json()).toMatchObject({ title: 'Not found', status: 404 });
});

it('isolates the app, and lets it frame the sandbox and what is configured only', async () => {
  const { headers } = await get(`${APP}/`);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'x-content-type-options': 'nosniff',
  });
  const policy = headers.get('content-security-policy')?.split('; ');
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain('frame-src http://*.sandbox.tabwright.localhost:5173 https://other.example');
});

it.each([
  [`${SANDBOX}/headless`, 'require-corp'],
  [`${SANDBOX}/assets/kernel-1.js`, 'require-corp'],
  [`${SANDBOX}/service-worker.js`, 'require-corp'],
  [`${PREVIEW}/__tabwright/connect`, 'credentialless'],
  [`${PREVIEW}/`, 'credentialless'],
])('lets the isolated app embed %s', async (url, embedder) => {
  const { headers } = await get(url);
  expect(headers.get('cross-origin-embedder-policy')).toBe(embedder);
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(headers.get('origin-agent-cluster')).toBe('?1');
  expect(headers.get('content-security-policy')).toBe(
    `frame-ancestors 'self' ${APP} http://*.sandbox.tabwright.localhost:5173`,
  );
});

it('keeps each origin in an agent cluster of its own, whatever it answers', async () => {
  for (const url of [`${APP}/api/nothing`, `${SANDBOX}/nothing`, `${PREVIEW}/x`, `${SITE}/`]) {
    expect((await get(url)).headers.get('origin-agent-cluster')).toBe('?1');
  }
});

it('shows a page that tries again where a preview has no service worker', async () => {
  const page = await get(`${PREVIEW}/deep/link`, { accept: 'text/html,*/*' });
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await page.text()).toContain('<meta http-equiv="refresh" content="2">');
  const data = await get(`${PREVIEW}/data.json`, { accept: '*/*' });
  expect([data.status, data.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
});

it('redirects localhost to the app, but not calls to the API', async () => {
  const response = await get('http://localhost:5173/project/1?x=y');
  expect([response.status, response.headers.get('location')]).toEqual([302, `${APP}/project/1?x=y`]);
  expect((await get('http://localhost:5173/api/health')).status).toBe(403);
});

it('answers the health check to the app and to clients that are no browser', async () => {
  for (const headers of [
    {},
    { origin: APP, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]) {
    const response = await get(`${APP}/api/health`, headers);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  }
});

it.each<Record<string, string>>([
  { origin: SANDBOX },
  { origin: PREVIEW, 'sec-fetch-site': 'same-site' },
  { origin: 'null' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
])('refuses API calls of other origins: %o', async (headers) => {
  for (const path of ['/api/health', '/api/registry/react']) {
    const response = await get(APP + path, headers);
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  }
  const own = await get(`${SANDBOX}/api/registry/react`, {
    ...headers,
    origin: 'http://p2.sandbox.tabwright.localhost:5173',
  });
  expect(own.status).toBe(403);
});

it('refuses request bodies that are larger than a route takes', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1000)),
  });
  for (const init of [
    { body: 'x', headers: { 'content-length': '1' } },
    { body, duplex: 'half' },
  ]) {
    const response = await handle(new Request(`${APP}/api/health`, { method: 'POST', ...init }), env);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      413,
      'application/problem+json',
    ]);
  }
});

it('answers a failure inside with a problem that tells no secrets', async () => {
  const broken: Env = { ...env, assets: { get: () => Promise.reject(new Error('/secret/path')) } };
  const response = await handle(new Request(`${APP}/`), broken);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
});

it('serves sites from their store', async () => {
  const sites = {
    fetch: (slug: string) => Promise.resolve(slug === 'shop' ? new Response('shop') : undefined),
  };
  expect(await (await handle(new Request(`${SITE}/`), { ...env, sites })).text()).toBe('shop');
});

it('tells the app, and only the app, where hosts live', async () => {
  const own = { ...env, config: readConfig({ SANDBOX_ORIGIN: 'https://{id}.run.example' }) };
  const asked = await handle(new Request(`${own.config.appOrigin}/api/config`), own);
  expect(await asked.json()).toEqual({ sandboxOrigin: 'https://{id}.run.example' });
  expect((await handle(new Request('https://abc.run.example/api/config'), own)).status).toBe(404);
});
