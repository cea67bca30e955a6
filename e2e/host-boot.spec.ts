import { expect, test } from '@playwright/test';
import { bootClient, openClient } from '../scripts/tab/client-page.ts';
import { run } from './support/container.ts';

test.describe('the origins', () => {
  test('the app is cross-origin isolated, and so is the sandbox on its own origin', async ({
    page,
    baseURL,
  }) => {
    await page.goto('/');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await bootClient(page, baseURL ?? '');
    const sandbox = page.frames().find((frame) => frame.url().includes('.sandbox.'));
    expect(sandbox).toBeDefined();
    expect(await sandbox?.evaluate(() => [crossOriginIsolated, location.origin !== 'null'])).toEqual([
      true,
      true,
    ]);
    expect(new URL(sandbox?.url() ?? '').origin).not.toBe(new URL(baseURL ?? '').origin);
  });

  test('a script in the sandbox reads nothing of the app and cannot call its API', async ({
    page,
    baseURL,
  }) => {
    const origin = baseURL ?? '';
    await page.goto('/');
    await page.evaluate(() => localStorage.setItem('secret', 'key'));
    await bootClient(page, origin);
    const sandbox = page.frames().find((frame) => frame.url().includes('.sandbox.'));
    const seen = await sandbox?.evaluate(async (app) => {
      const attempt = async (read: () => unknown): Promise<string> => {
        try {
          return String(await read());
        } catch (error) {
          return error instanceof Error ? error.name : 'error';
        }
      };
      return {
        own: localStorage.getItem('secret'),
        parentStorage: await attempt(() => window.parent.localStorage.getItem('secret')),
        parentDocument: await attempt(() => window.parent.document.title),
        health: await attempt(async () => (await fetch(`${app}/api/health`)).status),
        opaque: await attempt(async () => (await fetch(`${app}/api/health`, { mode: 'no-cors' })).type),
        models: await attempt(async () => (await fetch('/api/models')).status),
        chat: await attempt(async () => (await fetch('/api/chat', { method: 'POST', body: '{}' })).status),
      };
    }, origin);
    expect(seen).toEqual({
      own: null,
      parentStorage: 'SecurityError',
      parentDocument: 'SecurityError',
      health: 'TypeError',
      // Without CORS the answer's Cross-Origin-Resource-Policy still keeps it from here.
      opaque: 'TypeError',
      models: '404',
      chat: '404',
    });
  });

  test('the API refuses what comes from another origin', async ({ request, baseURL }) => {
    const sandbox = (baseURL ?? '').replace('://', '://x.sandbox.');
    const headers = { origin: sandbox, 'sec-fetch-site': 'same-site' };
    const response = await request.get(`http://127.0.0.1:${new URL(baseURL ?? '').port}/api/health`, {
      headers: { ...headers, host: new URL(baseURL ?? '').host },
    });
    expect(response.status()).toBe(403);
    expect(response.headers()['content-type']).toContain('application/problem+json');
  });
});

test.describe('the embedded host', () => {
  test('boots through the official client and runs a program', async ({ page, baseURL }) => {
    await bootClient(page, baseURL ?? '');
    expect(await run(page, 'node -p "6 * 7"')).toEqual({ code: 0, output: '42\n' });
  });

  test('is torn down and boots again', async ({ page, baseURL }) => {
    await openClient(page, baseURL ?? '');
    const names = await page.evaluate(async () => {
      const { WebContainer } = (globalThis as unknown as { client: typeof import('@webcontainer/api') })
        .client;
      const first = await WebContainer.boot({ workdirName: 'one' });
      await first.fs.writeFile('a.txt', 'a');
      first.teardown();
      const second = await WebContainer.boot({ workdirName: 'two' });
      return [second.workdir, ...(await second.fs.readdir('/'))];
    });
    expect(names).toEqual(['/home/two']);
  });
});
