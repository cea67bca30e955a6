/** What a published page can reach: its own origin, and neither the app nor another site. */
import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';

interface Published {
  url: string;
  token: string;
  slug: string;
}

const made: Published[] = [];

/** Publishes one page through the API, from the app's page as the app does. */
async function publish(page: Page, html: string): Promise<Published> {
  const sha256 = createHash('sha256').update(html).digest('hex');
  await page.goto('/api/health');
  const site = await page.evaluate(
    async ([text = '', hash = '']) => {
      const post = async (path: string, token: string, body: unknown): Promise<unknown> => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
        if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
        return response.json();
      };
      const site = (await post('/api/sites', '', { title: 'Isolation' })) as Published;
      const deploys = `/api/sites/${site.slug}/deploys`;
      const files = { 'index.html': { sha256: hash, size: new Blob([text]).size } };
      const { id } = (await post(deploys, site.token, { files })) as { id: string };
      const headers = { authorization: `Bearer ${site.token}` };
      await fetch(`${deploys}/${id}/files/${hash}`, { method: 'PUT', headers, body: text });
      await post(`${deploys}/${id}/finalize`, site.token, {});
      return site;
    },
    [html, sha256],
  );
  made.push(site);
  return site;
}

test.afterEach(async ({ page }) => {
  await page.goto('/api/health');
  await page.evaluate(async (sites) => {
    for (const { slug, token } of sites) {
      await fetch(`/api/sites/${slug}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    }
  }, made.splice(0));
});

test('a published page reaches neither the app nor another site’s storage', async ({ page, baseURL }) => {
  const [one, two] = [await publish(page, '<h1>One</h1>'), await publish(page, '<h1>Two</h1>')];
  await page.goto('/api/health');
  await page.evaluate(() => localStorage.setItem('secret', 'of the app'));
  await page.goto(one.url);
  await expect(page.locator('h1')).toHaveText('One');
  await page.evaluate(() => localStorage.setItem('secret', 'of one'));
  await page.goto(two.url);
  const reached = await page.evaluate(async (app = '') => {
    const attempt = (work: () => Promise<unknown>): Promise<string> =>
      work().then(
        (value) => String(value),
        () => 'refused',
      );
    const { originAgentCluster } = globalThis as unknown as { originAgentCluster: boolean };
    const frame = document.createElement('iframe');
    frame.src = app;
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
    return {
      read: await attempt(async () => (await fetch(`${app}/api/health`)).status),
      blind: await attempt(() => fetch(`${app}/api/health`, { mode: 'no-cors', credentials: 'include' })),
      write: await attempt(
        async () => (await fetch(`${app}/api/sites`, { method: 'POST', body: '{}' })).status,
      ),
      frame: await attempt(async () => frame.contentWindow?.localStorage.getItem('secret')),
      storage: localStorage.getItem('secret'),
      databases: (await indexedDB.databases()).length,
      originAgentCluster,
      opener: window.opener === null,
    };
  }, baseURL);
  expect(reached).toEqual({
    read: 'refused',
    blind: 'refused',
    write: 'refused',
    frame: 'refused',
    storage: null,
    databases: 0,
    originAgentCluster: true,
    opener: true,
  });
});
