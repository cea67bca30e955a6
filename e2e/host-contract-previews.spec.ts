/** The client's surface, member by member, against the embedded host: ports, previews, their scripts and their messages. */
import { expect, test } from '@playwright/test';
import type { PreviewMessage } from '@webcontainer/api';
import { bootClient, showInFrame } from '../scripts/tab/client-page.ts';
import { writeFile } from './support/container.ts';
import type { ClientScope } from './support/client-scope.ts';

const SERVER = `
const { createServer } = require('node:http');
let pages = 0;
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><body><h1>page ' + ++pages + '</h1><script>window.ranAt = window.scripted</script>');
}).listen(4321);
process.stdin.on('data', () => server.close(() => process.exit(0))).on('data', () => server.closeAllConnections());
`;

interface Scope extends ClientScope {
  heard: unknown[][];
  messages: PreviewMessage[];
}

test('opens ports, runs preview scripts, reloads previews and hears their errors', async ({
  page,
  baseURL,
}) => {
  await bootClient(page, baseURL ?? '');
  await writeFile(page, 'server.js', SERVER);
  const url = await page.evaluate(async () => {
    const scope = globalThis as unknown as Scope;
    const { container, client } = scope;
    scope.heard = [];
    scope.messages = [];
    container.on('port', (port, type, address) => void scope.heard.push([port, type, address]));
    container.on('preview-message', (message) => {
      if (client.isPreviewMessage(message)) scope.messages.push(message);
    });
    await container.setPreviewScript('window.scripted = "first"');
    const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, at) => resolve(at)));
    const server = await container.spawn('node', ['server.js']);
    Object.assign(scope, { server });
    return ready;
  });
  const frame = await showInFrame(page, url);
  await expect(frame.locator('h1')).toHaveText('page 1');
  const inFrame = page
    .frames()
    .find((each) => each.url().startsWith(url) && !each.url().includes('__tabwright'));
  expect(await inFrame?.evaluate('window.ranAt')).toBe('first');

  await page.evaluate(async () => {
    const { container, client } = globalThis as unknown as Scope;
    await container.setPreviewScript('document.title = "second"', { type: 'module' });
    // The client does not start the port on which it would hear the answer: only its time limit resolves the promise.
    void client.reloadPreview(document.getElementById('preview') as HTMLIFrameElement, 600_000);
  });
  await expect(frame.locator('h1')).toHaveText('page 2');
  await expect.poll(() => inFrame?.title()).toBe('second');

  await inFrame?.evaluate(() => {
    history.replaceState(null, '', '/deep?q=1#here');
    console.error('said', { by: 'console' });
    void Promise.reject(new RangeError('rejected'));
    setTimeout(() => {
      throw new TypeError('thrown');
    });
  });
  const messages = (): Promise<PreviewMessage[]> =>
    page.evaluate(() => (globalThis as unknown as Scope).messages);
  await expect.poll(async () => (await messages()).length).toBe(3);
  const heard = (await messages()).map(({ type, port, pathname, search, hash, previewId, ...rest }) => [
    type,
    [port, pathname, search, hash, previewId !== ''].join(' '),
    'message' in rest ? rest.message : rest.args[0],
    typeof rest.stack,
  ]);
  const at = '4321 /deep ?q=1 #here true';
  expect(heard.sort()).toEqual([
    ['PREVIEW_CONSOLE_ERROR', at, 'said', 'string'],
    ['PREVIEW_UNCAUGHT_EXCEPTION', at, 'TypeError: thrown', 'string'],
    ['PREVIEW_UNHANDLED_REJECTION', at, 'RangeError: rejected', 'string'],
  ]);

  const ports = await page.evaluate(async () => {
    const scope = globalThis as unknown as Scope & {
      server: Awaited<ReturnType<Scope['container']['spawn']>>;
    };
    await scope.server.input.getWriter().write('stop\r');
    await scope.server.exit;
    await scope.client.reloadPreview(document.getElementById('preview') as HTMLIFrameElement);
    return scope.heard;
  });
  expect(ports).toEqual([
    [4321, 'open', url],
    [4321, 'close', url],
  ]);
});

test('says by an error event that a preview cannot be shown', async ({ page, baseURL }) => {
  await page.route('**/__tabwright/connect*', (route) => route.abort());
  await bootClient(page, baseURL ?? '');
  const message = await page.evaluate(async () => {
    const { container } = globalThis as unknown as Scope;
    const failed = new Promise<string>((resolve) => container.on('error', (error) => resolve(error.message)));
    await container.spawn('node', ['-e', 'require("http").createServer().listen(4322)']);
    return failed;
  });
  expect(message).toMatch(/^The preview of port 4322 cannot be shown: /);
});
