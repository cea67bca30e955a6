/** Publishing from a project to the edge: the real routes over a store in memory, and a container whose commands are scripted. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handle } from '../../../functions/app.ts';
import { readConfig, type Env } from '../../../functions/env.ts';
import { sitesIn } from '../../../functions/sites.ts';
import { bucketSites } from '../../../functions/sites/bucket-storage.ts';
import { createPublishStore, type PublishStore } from '../../state/publish-store.ts';
import type { PublishedSite } from '../../storage/schema.ts';
import { startDeployServers, type DeployServers } from '../../testing/deploy-servers.ts';
import { createFakeContainer, type FakeContainer } from '../../testing/fake-container.ts';
import { memoryBucket } from '../../testing/memory-bucket.ts';
import type { FileSnapshot } from '../project-files.ts';
import { Publisher } from './publisher.ts';

const APP = 'http://tabwright.localhost:5173';
const PACKAGE = JSON.stringify({ scripts: { build: 'tsc -b && vite build' } });
const VITE_SAYS =
  'vite v7 building for production...\r\n\u001b[2mdist/\u001b[22mindex.html   0.4 kB\r\ndist/assets/app.js  1 kB\r\n';

let servers: DeployServers;
let env: Env;
let container: FakeContainer;
let store: PublishStore;
let kept: Map<string, PublishedSite>;
let files: FileSnapshot;
/** Requests to the edge, as `PUT /api/…`. */
let requests: string[];
let failedBuilds: string[];
let publisher: Publisher;

beforeAll(async () => {
  servers = await startDeployServers();
});
afterAll(() => servers.close());

beforeEach(() => {
  servers.reset();
  env = {
    config: readConfig({}),
    variables: servers.variables,
    assets: { get: () => Promise.resolve(undefined) },
    sites: sitesIn(bucketSites(memoryBucket())),
  };
  container = createFakeContainer();
  store = createPublishStore();
  kept = new Map();
  files = new Map([['package.json', PACKAGE]]);
  requests = [];
  failedBuilds = [];
  publisher = new Publisher({
    project: 'p',
    store,
    register: {
      sites: () => Promise.resolve([...kept.values()]),
      setSite: (_project, target, site) => {
        if (site) kept.set(target, site);
        else kept.delete(target);
        return Promise.resolve();
      },
    },
    fetcher: (input, init) => {
      const request = new Request(new URL(String(input), APP), init);
      requests.push(`${request.method} ${new URL(request.url).pathname}`);
      return handle(request, env);
    },
    container: () => Promise.resolve(container),
    install: () => Promise.resolve(true),
    files: () => files,
    title: () => 'My Shop!',
    built: ({ output }) => void failedBuilds.push(output),
    token: () => servers.token,
    now: () => 1000,
  });
});

/** A build that writes these files and ends well. */
function builds(out: Record<string, string | Uint8Array>, says = VITE_SAYS): void {
  container.script(/^npm run build/, (process) => {
    for (const [path, content] of Object.entries(out)) container.files.set(path, content);
    process.write(says);
    process.exit(0);
  });
}

async function online(url: string): Promise<[number, string]> {
  const response = await handle(new Request(url), env);
  return [response.status, await response.text()];
}

const siteUrl = (): string => store.getState().sites[0]?.url ?? '';

describe('the built-in host', () => {
  it('builds, uploads and gives an address that serves what was built', async () => {
    const picture = Uint8Array.from([0, 255, 128]);
    builds({ 'dist/index.html': '<h1>Shop</h1>', 'dist/assets/a.png': picture, 'index.html': 'source' });
    await publisher.publish('built-in');
    expect(store.getState()).toMatchObject({ phase: 'done', target: 'built-in' });
    expect(siteUrl()).toMatch(/^http:\/\/my-shop[a-z0-9-]*\.sites\./);
    expect(await online(siteUrl())).toEqual([200, '<h1>Shop</h1>']);
    const served = await handle(new Request(`${siteUrl()}assets/a.png`), env);
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(picture);
    expect(JSON.stringify(store.getState().sites)).not.toContain(kept.get('built-in')?.secret);
  });

  it('publishes again to the same address, uploading only what changed', async () => {
    const out = { 'dist/index.html': 'one', 'dist/same.js': 'same' };
    builds(out);
    await publisher.publish('built-in');
    const first = siteUrl();
    requests = [];
    out['dist/index.html'] = 'two';
    await publisher.publish('built-in');
    expect([siteUrl(), await online(first)]).toEqual([first, [200, 'two']]);
    expect(requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('comes back at its address when the host has lost it, and is gone after unpublishing', async () => {
    builds({ 'dist/index.html': 'here' });
    await publisher.publish('built-in');
    const url = siteUrl();
    env = { ...env, sites: sitesIn(bucketSites(memoryBucket())) };
    await publisher.publish('built-in');
    expect([siteUrl(), await online(url)]).toEqual([url, [200, 'here']]);
    await publisher.unpublish('built-in');
    expect(store.getState().sites).toEqual([]);
    expect((await online(url))[0]).toBe(404);
  });

  it('publishes a page without a build as it is, without what only its makers need', async () => {
    files = new Map<string, string | Uint8Array>([
      ['index.html', 'plain'],
      ['style.css', 'a{}'],
      ['.env', 'SECRET=1'],
      ['README.md', 'read'],
    ]);
    await publisher.publish('built-in');
    expect(container.commands).toEqual([]);
    expect(await online(siteUrl())).toEqual([200, 'plain']);
    expect((await online(`${siteUrl()}.env`))[1]).not.toContain('SECRET');
  });

  it.each([
    ['a folder that the builder names', { 'public_html/index.html': 'x' }, 'public_html/index.html  1 kB\n'],
    ['a usual folder', { 'out/index.html': 'x' }, 'done\n'],
    ['a folder within it', { 'dist/shop/browser/index.html': 'x' }, 'done\n'],
  ])('finds %s', async (_what, out, says) => {
    builds(out, says);
    await publisher.publish('built-in');
    expect(await online(siteUrl())).toEqual([200, 'x']);
  });

  it('says so when there is nothing that a static host could serve', async () => {
    files = new Map([['package.json', '{"scripts":{"start":"node server.js"}}']]);
    await publisher.publish('built-in');
    expect(store.getState()).toMatchObject({ phase: 'failed', failure: { kind: 'no-site' } });
    expect(requests).toEqual([]);
  });

  it('hands a failed build to the fix loop', async () => {
    container.script(/^npm run build/, (process) => {
      process.write("src/App.tsx(3,7): error TS2304: Cannot find name 'x'.\n");
      process.exit(2);
    });
    await publisher.publish('built-in');
    const { phase, failure, output } = store.getState();
    expect(phase).toBe('failed');
    expect(failure).toMatchObject({ kind: 'build' });
    expect(output).toContain('TS2304');
    expect(failedBuilds).toHaveLength(1);
  });

  it('stops in the middle of a build and leaves what is online', async () => {
    container.script(/^npm run build/, async (process) => {
      publisher.stop();
      await process.signalled;
    });
    await publisher.publish('built-in');
    expect(store.getState()).toMatchObject({ phase: 'idle', sites: [] });
    expect(requests).toEqual([]);
  });

  it('passes on the host’s own words when it refuses', async () => {
    const { sites: _none, ...without } = env;
    env = without;
    builds({ 'dist/index.html': 'x' });
    await publisher.publish('built-in');
    expect(store.getState().failure?.message).toMatch(/no place to publish to/);
  });
});

describe('a provider', () => {
  it.each(['netlify', 'netlify-drop', 'vercel', 'cloudflare-pages'] as const)(
    '%s gets the files',
    async (target) => {
      builds({ 'dist/index.html': 'x' });
      await publisher.publish(target, { name: 'my-shop' });
      expect(store.getState()).toMatchObject({ phase: 'done', sites: [{ target }] });
      const claim = store.getState().sites[0]?.claimUrl;
      if (target === 'netlify-drop') expect(claim).toContain('#drop_token=');
      else expect(claim).toBeUndefined();
    },
  );

  it('builds for the folder that GitHub serves a repository in', async () => {
    builds({ 'dist/index.html': 'x' });
    await publisher.publish('github-pages', { name: 'my-shop' });
    expect(container.commands).toEqual(['npm run build -- --base=/my-shop/']);
    expect(store.getState().phase).toBe('done');
  });

  it('asks for another token when the provider refuses it', async () => {
    servers.faults.push({ on: /./, answer: { status: 401 } });
    builds({ 'dist/index.html': 'x' });
    await publisher.publish('netlify');
    expect(store.getState()).toMatchObject({ phase: 'failed', failure: { kind: 'token' } });
    expect(kept.size).toBe(0);
  });
});
