/** What a preview tells of itself: the client's `preview-message`, and messages to the window around it. */
import { expect, test } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';
import { openPreviewServers, type PreviewServers } from './support/preview-servers.ts';

interface Scope {
  container: WebContainer;
  told: unknown[];
}

let servers: PreviewServers;
test.beforeAll(async ({ browser }) => {
  servers = await openPreviewServers(browser, test.info().project.use.baseURL ?? '');
  await servers.page.evaluate(() => {
    const scope = globalThis as unknown as Scope;
    scope.told = [];
    scope.container.on('preview-message', (message) => void scope.told.push(message));
    addEventListener('message', ({ data }: MessageEvent<{ type?: string } | null>) => {
      if (data?.type === 'tabwright-preview') scope.told.push(data);
    });
  });
});
test.afterAll(() => servers.context.close());

/** Shows a page; what it then tells is `told`. */
async function show(html: string): Promise<void> {
  const { frame, page, url } = servers;
  await page.evaluate(() => ((globalThis as unknown as Scope).told.length = 0));
  await frame.goto(`${url}/html?${encodeURIComponent(`<!doctype html><title>Shown</title>${html}`)}`);
}

function told(): Promise<unknown[]> {
  return servers.page.evaluate(() => (globalThis as unknown as Scope).told);
}

test('errors of every kind are told, with where they happened', async () => {
  await show(`<h1>Here</h1><img src="/nothing.png"><script>
    Promise.reject(new RangeError('refused'));
    console.error('odd', { a: 1 });
    setTimeout(() => { throw new TypeError('broken'); });
  </script>`);
  const place = { port: 3000, pathname: '/html', hash: '' };
  await expect.poll(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...place,
        type: 'PREVIEW_UNCAUGHT_EXCEPTION',
        message: 'TypeError: broken',
        stack: expect.stringMatching(/TypeError: broken\n.*:\d+:\d+/) as unknown,
      }),
      expect.objectContaining({
        ...place,
        type: 'PREVIEW_UNHANDLED_REJECTION',
        message: 'RangeError: refused',
      }),
      expect.objectContaining({ ...place, type: 'PREVIEW_CONSOLE_ERROR', args: ['odd', { a: 1 }] }),
      expect.objectContaining({ event: 'resource-error', tag: 'img', url: `${servers.url}/nothing.png` }),
    ]),
  );
});

test('navigation and titles are told, of one document under one id', async () => {
  await show(`<h1>Here</h1>`);
  await servers.frame.evaluate(() => {
    history.pushState(null, '', '/there?a=1#b');
    document.title = 'Another';
  });
  await expect
    .poll(told)
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'navigation', title: 'Shown' }),
        expect.objectContaining({ event: 'loaded', status: 200 }),
        expect.objectContaining({ event: 'painted' }),
        expect.objectContaining({ event: 'navigation', href: `${servers.url}/there?a=1#b` }),
        expect.objectContaining({ event: 'title', title: 'Another' }),
      ]),
    );
  const ids = new Set((await told()).map((message) => (message as { previewId: string }).previewId));
  expect(ids.size).toBe(1);
});

test("Vite's overlay is told, and that it is gone", async () => {
  await show(`<h1>Here</h1><script>
    customElements.define('vite-error-overlay', class extends HTMLElement {
      constructor() {
        super();
        this.attachShadow({ mode: 'open' }).innerHTML =
          '<pre class="message"><span class="message-body">Unexpected token</span></pre><pre class="file">/src/App.tsx:3:1</pre>';
      }
    });
    document.body.append(document.createElement('vite-error-overlay'));
  </script>`);
  const overlay = { event: 'overlay', message: 'Unexpected token', file: '/src/App.tsx:3:1', frame: null };
  await expect.poll(told).toContainEqual(expect.objectContaining(overlay));
  await servers.frame.evaluate(() => document.querySelector('vite-error-overlay')?.remove());
  await expect.poll(told).toContainEqual(expect.objectContaining({ event: 'overlay-cleared' }));
});

test('a page that shows nothing within five seconds of its load is told, once nothing says why', async () => {
  await show(`<div id="root"></div>`);
  await expect.poll(told, { timeout: 15_000 }).toContainEqual(expect.objectContaining({ event: 'blank' }));
  expect(await told()).not.toContainEqual(expect.objectContaining({ event: 'painted' }));
});
