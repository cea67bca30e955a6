/** The first use without a network: what was installed once builds again from the edge's cache. */
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser } from '@playwright/test';
import { openApp, previewFrame, sendRequest } from '../scripts/tab/app-page.ts';
import { startServer } from '../scripts/tab/server.ts';

test.describe.configure({ timeout: 240_000 });

const PROMPT = 'Make a snake game with touch controls and high scores';

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

/** In a browser of its own, that has kept nothing. */
async function build(browser: Browser, env: Record<string, string>): Promise<void> {
  const server = await startServer({ ...env, DEMO_PACE: 'fast' });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await openApp(page, server.origin, { autoFix: 0 });
    await sendRequest(page, PROMPT);
    await expect(previewFrame(page).getByRole('heading', { level: 1 })).toHaveText('Garden Snake', {
      timeout: 90_000,
    });
    await expect(page.getByRole('region', { name: 'Problem' })).toHaveCount(0);
  } finally {
    await context.close();
    await server.stop();
  }
}

test('the demo builds while the registry cannot be reached', async ({ browser, baseURL }) => {
  const registry = await startRegistry(new URL(baseURL ?? ''));
  const cache = await mkdtemp(join(tmpdir(), 'tabwright-cache-'));
  const { port } = registry.address() as AddressInfo;
  const env = { CACHE_DIR: cache, NPM_REGISTRY: `http://127.0.0.1:${port}/` };
  await build(browser, env);
  registry.closeAllConnections();
  await new Promise((resolve) => registry.close(resolve));
  // Too old to be used without asking.
  const longAgo = new Date(Date.now() - 86_400_000);
  for (const entry of await readdir(cache, { recursive: true }))
    await utimes(join(cache, entry), longAgo, longAgo);
  await build(browser, env);
  await rm(cache, { recursive: true });
});
