/** A preview outlives what browsers and people do: workers that are stopped, ports that close, tabs that come and go. */
import { expect, test, type Frame, type Page } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import {
  openPreviewServers,
  showPreview,
  startServers,
  stopServers,
  type PreviewServers,
} from './support/preview-servers.ts';

const origin = (): string => test.info().project.use.baseURL ?? '';

let servers: PreviewServers;
test.beforeAll(async ({ browser }) => {
  servers = await openPreviewServers(browser, origin());
});
test.afterAll(() => servers.context.close());

/** As the browser does when it needs the memory, or when a worker has been idle. */
async function stopServiceWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

function ask(frame: Frame | Page, path: string): Promise<unknown> {
  return frame.evaluate(async (url) => (await fetch(url)).json() as Promise<unknown>, path);
}

test('a service worker that the browser has stopped answers again, and open sockets stay', async () => {
  const { page, frame } = servers;
  await frame.evaluate(async () => {
    const socket = new WebSocket(`ws://${location.host}/chat`);
    (globalThis as unknown as { socket: WebSocket }).socket = socket;
    await new Promise((resolve) => (socket.onmessage = resolve));
  });
  await stopServiceWorkers(page);
  expect(await ask(frame, '/who')).toHaveProperty('cookie');
  await stopServiceWorkers(page);
  const echoed = await frame.evaluate(() => {
    const { socket } = globalThis as unknown as { socket: WebSocket };
    return new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(data);
      socket.send('still here');
    });
  });
  expect(echoed).toBe('still here');
  await frame.goto(`${servers.url}/deep/link`);
  await expect(frame.locator('#address')).toHaveText('/deep/link');
});

test('a service worker that is replaced while the page is open takes over', async () => {
  const { page, frame } = servers;
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.setForceUpdateOnPageLoad', { forceUpdateOnPageLoad: true });
  await frame.goto(`${servers.url}/after/update`);
  await expect(frame.locator('#address')).toHaveText('/after/update');
  expect(await ask(frame, '/who')).toHaveProperty('cookie');
  await session.send('ServiceWorker.setForceUpdateOnPageLoad', { forceUpdateOnPageLoad: false });
  await session.detach();
});

test('client-side routes survive a reload', async () => {
  const { frame } = servers;
  await frame.evaluate(() => (globalThis as unknown as { go(to: string): void }).go('/tasks/7?done=1#notes'));
  await expect(frame.locator('#address')).toHaveText('/tasks/7?done=1#notes');
  await Promise.all([frame.waitForNavigation(), frame.evaluate(() => location.reload())]);
  await expect.poll(() => frame.evaluate(() => document.title)).toBe('The site');
  await expect(frame.locator('#address')).toHaveText('/tasks/7?done=1#notes');
});

test("the client's reloadPreview reloads, and its preview script runs in the page", async () => {
  const { page, frame } = servers;
  await page.evaluate(async () => {
    const { client, container } = globalThis as unknown as {
      client: typeof import('@webcontainer/api');
      container: import('@webcontainer/api').WebContainer;
    };
    await container.setPreviewScript('document.documentElement.dataset.script = document.readyState');
    const preview = document.getElementById('preview');
    if (preview instanceof HTMLIFrameElement) await client.reloadPreview(preview);
  });
  await expect(frame.locator('html')).toHaveAttribute('data-script', 'loading');
});

test('a port that closes says so, and the page comes back with the server', async () => {
  const { page, frame } = servers;
  await stopServers(page);
  await frame.goto(`${servers.url}/kept/path`);
  await expect(frame.getByRole('heading')).toHaveText('Nothing is running on port 3000');
  expect(await frame.evaluate(async () => (await fetch('/who')).status)).toBe(503);
  await startServers(page);
  await expect(frame.getByRole('heading')).toHaveText('The site');
  await expect(frame.locator('#address')).toHaveText('/kept/path');
});

test('two ports, each in a frame of its own origin', async () => {
  const { page, url } = servers;
  const api = await showPreview(page, url.replace('-3000.', '-3001.'));
  await expect(api.getByRole('heading')).toHaveText('The API');
  servers.frame = await showPreview(page, url);
  await expect(servers.frame.getByRole('heading')).toHaveText('The site');
});

test('a visitor without the project says in words where the preview lives', async ({ browser }) => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(servers.url);
  await expect(page.getByRole('heading')).toHaveText('This preview runs in a Tabwright tab');
  await stranger.close();
});

test('a preview in a tab of its own, and a second project beside it', async () => {
  const { context, url } = servers;
  const own = await context.newPage();
  await own.goto(`${url}/in/a/tab`);
  await expect(own.locator('#address')).toHaveText('/in/a/tab');

  const second = await context.newPage();
  await bootClient(second, origin());
  const other = await second.evaluate(async () => {
    const { container } = globalThis as unknown as { container: import('@webcontainer/api').WebContainer };
    await container.fs.writeFile(
      'server.js',
      `require('http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<h1>The second</h1>')).listen(3000)`,
    );
    const opened = new Promise<string>((resolve) =>
      container.on('server-ready', (_port, address) => resolve(address)),
    );
    await container.spawn('node', ['server.js']);
    return opened;
  });
  await expect((await showPreview(second, other)).getByRole('heading')).toHaveText('The second');
  await own.reload();
  await expect(own.getByRole('heading')).toHaveText('The site');
  await second.close();
  await own.reload();
  await expect(own.getByRole('heading')).toHaveText('The site');
  // A reload past the cache also passes the service worker by: it is found again.
  const session = await context.newCDPSession(own);
  await session.send('Page.reload', { ignoreCache: true });
  await expect(own.locator('#address')).toHaveText('/in/a/tab');
  await own.close();
});

test('a preview tab says that the project is closed, and goes on when it is open again', async () => {
  const { context, page, url } = servers;
  const own = await context.newPage();
  await own.goto(`${url}/waiting`);
  await expect(own.locator('#address')).toHaveText('/waiting');
  await page.goto('about:blank');
  expect(await own.evaluate(async () => (await fetch('/who')).status)).toBe(503);
  await own.reload();
  await expect(own.getByRole('heading')).toHaveText('This preview runs in a Tabwright tab');
  const id = new URL(url).hostname.split('.', 1)[0]?.replace(/-3000$/, '');
  await bootClient(page, origin(), id);
  await page.evaluate(async () => {
    const { container } = globalThis as unknown as { container: import('@webcontainer/api').WebContainer };
    await container.fs.writeFile(
      'server.js',
      `require('http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<h1>Again ' + q.url + '</h1>')).listen(3000)`,
    );
    await container.spawn('node', ['server.js']);
  });
  await expect(own.getByRole('heading')).toHaveText('Again /waiting', { timeout: 20_000 });
});
