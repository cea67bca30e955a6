/** The first use without a network: what was installed once builds again from the edge's cache. */
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { projectFiles } from '../functions/models/demo/project-files.ts';
import { bootClient } from '../scripts/tab/client-page.ts';
import { startServer } from '../scripts/tab/server.ts';
import { run, writeFile } from './support/container.ts';
import { buildSnake } from './support/example.ts';

test.describe.configure({ timeout: 240_000 });

/** A registry that hands on to the edge of the other tests, until it is closed. */
async function startRegistry(edge: URL): Promise<Server> {
  const server = createServer(({ url = '', headers: { accept = '*/*' } }, response) => {
    const target = { host: '127.0.0.1', port: edge.port, path: `/api/registry${url}` };
    get({ ...target, headers: { host: edge.host, accept } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Does something with a server of these settings, in a browser that has kept nothing. */
async function withServer(
  browser: Browser,
  env: Record<string, string>,
  use: (page: Page, origin: string) => Promise<void>,
): Promise<void> {
  const server = await startServer({ ...env, DEMO_PACE: 'fast' });
  const context = await browser.newContext();
  try {
    await use(await context.newPage(), server.origin);
  } finally {
    await context.close();
    await server.stop();
  }
}

/** What any build of the same packages leaves in the edge's cache. */
async function install(page: Page, origin: string): Promise<void> {
  await bootClient(page, origin);
  await writeFile(page, 'package.json', projectFiles({ name: 'app', kind: 'plain' })['package.json'] ?? '');
  expect(await run(page, 'npm install')).toMatchObject({ code: 0 });
}

async function build(page: Page, origin: string): Promise<void> {
  await buildSnake(page, origin);
  await expect(page.getByRole('region', { name: 'Problem' })).toHaveCount(0);
}

test('the demo builds while the registry cannot be reached', async ({ browser, baseURL }) => {
  const registry = await startRegistry(new URL(baseURL ?? ''));
  const cache = await mkdtemp(join(tmpdir(), 'tabwright-cache-'));
  const { port } = registry.address() as AddressInfo;
  const env = { CACHE_DIR: cache, NPM_REGISTRY: `http://127.0.0.1:${port}/` };
  await withServer(browser, env, install);
  registry.closeAllConnections();
  await new Promise((resolve) => registry.close(resolve));
  // Too old to be used without asking.
  const longAgo = new Date(Date.now() - 86_400_000);
  for (const entry of await readdir(cache, { recursive: true }))
    await utimes(join(cache, entry), longAgo, longAgo);
  await withServer(browser, env, build);
  await rm(cache, { recursive: true });
});
