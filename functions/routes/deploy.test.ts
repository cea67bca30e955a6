/** Deploys through the edge to local servers that enforce the providers' contracts. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { DeployEvent, DeployOptions } from '../../src/shared/deploy-protocol.ts';
import { startDeployServers } from '../../src/testing/deploy-servers.ts';
import type { DeployServers } from '../../src/testing/deploy-servers.ts';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';
import type { Env } from '../env.ts';

const APP = 'http://tabwright.localhost:5173';
const FILES = {
  'index.html': '<h1>Hello</h1>',
  'assets/app-1.js': 'let ü = 1;',
  'assets/copy of app.js': 'let ü = 1;',
  'empty.txt': '',
};
const TARGETS = ['netlify', 'netlify-drop', 'vercel', 'cloudflare-pages', 'github-pages'] as const;
const WITH_TOKEN = TARGETS.filter((target) => target !== 'netlify-drop');
/** The call that carries contents. */
const UPLOAD = {
  netlify: /^PUT \/deploys\//,
  'netlify-drop': /^PUT \/deploys\//,
  vercel: /^POST \/v2\/files/,
  'cloudflare-pages': /assets\/upload$/,
  'github-pages': /git\/blobs$/,
};

let servers: DeployServers;
let env: Env;

beforeAll(async () => {
  servers = await startDeployServers();
  const assets = { get: () => Promise.resolve(undefined) };
  env = { config: readConfig({}), variables: servers.variables, assets };
});
afterAll(() => servers.close());
beforeEach(() => servers.reset());

function post(
  target: string,
  files: Record<string, string>,
  {
    options = {},
    token = servers.token,
    signal,
  }: { options?: DeployOptions; token?: string; signal?: AbortSignal } = {},
): Promise<Response> {
  const form = new FormData();
  form.append('options', JSON.stringify(options));
  for (const [path, text] of Object.entries(files)) form.append(`file:${path}`, new Blob([text]));
  const headers = token === '' ? {} : { 'x-deploy-token': token };
  const init = { method: 'POST', headers, body: form, ...(signal ? { signal } : {}) };
  return handle(new Request(`${APP}/api/deploy/${target}`, init), env);
}

async function deploy(...args: Parameters<typeof post>): Promise<DeployEvent[]> {
  const response = await post(...args);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const lines = (await response.text()).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as DeployEvent);
}

type Last<Type extends DeployEvent['type']> = Extract<DeployEvent, { type: Type }>;

function last<Type extends DeployEvent['type']>(events: DeployEvent[], type: Type): Last<Type> {
  const event = events.at(-1);
  expect(event).toMatchObject({ type });
  return event as Last<Type>;
}

const uploads = (target: keyof typeof UPLOAD): number =>
  servers.log.filter((line) => UPLOAD[target].test(line)).length;
const online = (id: string): Record<string, string> => {
  const { '.nojekyll': _marker, ...files } = servers.online(id) ?? {};
  return files;
};

it.each(TARGETS)('deploys to %s, then what changed only', async (target) => {
  const first = await deploy(target, FILES, { options: { name: 'My App!' } });
  const { deployId, siteId, url } = last(first, 'done');
  expect(online(deployId)).toEqual(FILES);
  expect(url).toMatch(/^https:\/\//);
  expect(first.filter(({ type }) => type === 'step').map((event) => 'step' in event && event.step)).toEqual([
    'prepare',
    'process',
  ]);
  const told = first.flatMap((event) => (event.type === 'upload' ? [event] : []));
  expect(told[0]).toEqual({ type: 'upload', done: 0, total: told[0]?.total });
  expect(told.at(-1)?.done).toBe(told[0]?.total);

  servers.log.length = 0;
  const changed = { ...FILES, 'index.html': `Second ${target}` };
  const second = last(
    await deploy(target, changed, { options: target === 'netlify-drop' ? {} : { siteId } }),
    'done',
  );
  expect(online(second.deployId)).toEqual(changed);
  expect(uploads(target)).toBe(1);
  if (target !== 'netlify-drop') expect([second.siteId, second.url]).toEqual([siteId, url]);
});

it('gives an anonymous site a link to claim it for an hour', async () => {
  const { claimUrl, expiresAt } = last(await deploy('netlify-drop', FILES, { token: '' }), 'done');
  expect(claimUrl).toMatch(/^https:\/\/app\.netlify\.com\/drop\/drop-site-\d+#drop_token=drop-\d+$/);
  expect((expiresAt ?? 0) - Date.now()).toBeGreaterThan(59 * 60_000);
});

it('takes the address of an anonymous site that may not ask for its state', async () => {
  servers.faults.push({ on: /^GET \/sites\//, answer: { status: 401 } });
  expect(last(await deploy('netlify-drop', FILES), 'done').url).toMatch(
    /^https:\/\/drop-site-\d+\.netlify\.app$/,
  );
});

it('takes another name at Netlify when the one wanted is taken', async () => {
  await deploy('netlify', FILES, { options: { name: 'taken' } });
  expect(last(await deploy('netlify', FILES, { options: { name: 'taken' } }), 'done').url).toContain(
    'invented',
  );
});

it.each(WITH_TOKEN)('says that %s does not accept a token, without repeating it', async (target) => {
  const events = await deploy(target, FILES, { token: 'wrong-token' });
  expect(last(events, 'error').failure).toMatchObject({ kind: 'token', retryable: false });
  expect(JSON.stringify(events)).not.toContain('wrong-token');
  expect((await post(target, FILES, { token: '' })).status).toBe(401);
});

it.each(TARGETS)('uploads again what was cut on the way to %s', async (target) => {
  servers.faults.push({ on: UPLOAD[target], answer: 'cut', times: 1 });
  const files = { 'index.html': `cut ${target} ${'x'.repeat(200_000)}` };
  expect(online(last(await deploy(target, files), 'done').deployId)).toEqual(files);
});

it.each(TARGETS)('gives up in words when every upload to %s is cut', async (target) => {
  servers.faults.push({ on: UPLOAD[target], answer: 'cut' });
  const { failure } = last(await deploy(target, { 'index.html': `always cut ${target}` }), 'error');
  expect(failure).toMatchObject({ kind: 'unreachable', retryable: true });
});

it.each(TARGETS)('waits as long as %s asks with a 429, and says so when that is too long', async (target) => {
  const pause = { status: 429, headers: { 'retry-after': '0' } };
  servers.faults.push({ on: UPLOAD[target], answer: pause, times: 2 });
  last(await deploy(target, { 'index.html': `busy ${target}` }), 'done');
  servers.reset();
  servers.faults.push({ on: UPLOAD[target], answer: { status: 429, headers: { 'retry-after': '900' } } });
  const { failure } = last(await deploy(target, { 'index.html': `busier ${target}` }), 'error');
  expect(failure).toMatchObject({ kind: 'rate-limit', retryAfter: 900, retryable: true });
});

it.each(TARGETS)('tells that a deploy ended in an error at %s', async (target) => {
  servers.failDeploys = true;
  const { failure } = last(await deploy(target, FILES), 'error');
  expect(failure.kind).toBe('deploy-failed');
  expect(failure.message).toMatch(/could not put the site online/);
});

it('passes on why a provider refuses', async () => {
  servers.faults.push({
    on: /^POST \/sites/,
    answer: { status: 422, body: { message: 'The plan is used up.' } },
  });
  const { failure } = last(await deploy('netlify', FILES), 'error');
  expect(failure).toMatchObject({
    kind: 'refused',
    message: 'Netlify refused this (422): The plan is used up.',
  });
});

it('takes GitHub’s 403 with a pause for what it is', async () => {
  servers.faults.push({ on: /git\/trees$/, answer: { status: 403, headers: { 'retry-after': '60' } } });
  expect(last(await deploy('github-pages', FILES), 'error').failure).toMatchObject({
    kind: 'rate-limit',
    retryAfter: 60,
  });
});

it('logs nothing', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  servers.failDeploys = true;
  for (const target of TARGETS) await deploy(target, FILES);
  for (const spy of spies) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});

it('stops when the client leaves', async () => {
  servers.faults.push({ on: /^GET \/sites\//, answer: { status: 200, body: { state: 'processing' } } });
  const leave = new AbortController();
  const response = await post('netlify', FILES, { signal: leave.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  const ended = (async () => {
    while (!(await reader?.read())?.done);
  })();
  await vi.waitFor(() => expect(servers.log.some((line) => line.startsWith('GET /sites/'))).toBe(true));
  leave.abort();
  await ended;
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
  // A request that was on its way when the client left still arrives.
  await settled();
  const asked = servers.log.length;
  await settled();
  expect(servers.log.length).toBe(asked);
});

it.each([
  ['nowhere', FILES, {}, 404],
  ['netlify', {}, {}, 400],
  ['netlify', { '../x': '' }, {}, 400],
  ['netlify', FILES, { other: 1 }, 400],
] as [string, Record<string, string>, DeployOptions, number][])(
  'refuses %s with %o and %o',
  async (target, files, options, status) => {
    const response = await post(target, files, { options });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
  },
);
