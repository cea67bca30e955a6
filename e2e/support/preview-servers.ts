/** A container with the servers of e2e/fixtures/preview-servers, and their preview: what the preview suites share. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Frame, Page } from '@playwright/test';
import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import { bootClient, showInFrame, shownFrame } from '../../scripts/tab/client-page.ts';
import { mountFiles, readFolder } from '../../scripts/tab/programs.ts';
import { run } from './container.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/preview-servers', import.meta.url));

interface Scope {
  container: WebContainer;
  servers: WebContainerProcess;
}

export interface PreviewServers {
  context: BrowserContext;
  page: Page;
  /** The preview of port 3000, in a frame as the app shows it. */
  frame: Frame;
  url: string;
}

export async function openPreviewServers(browser: Browser, origin: string): Promise<PreviewServers> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await bootClient(page, origin);
  await mountFiles(page, await readFolder(FOLDER));
  const { code, output } = await run(page, 'npm install');
  if (code !== 0) throw new Error(output);
  const url = await startServers(page);
  return { context, page, frame: await showPreview(page, url), url };
}

/** Starts the servers; resolves with the address of port 3000 when both ports are open. */
export function startServers(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const scope = globalThis as unknown as Scope;
    const { container } = scope;
    const opened = new Promise<string>((resolve) => {
      const urls = new Map<number, string>();
      const off = container.on('server-ready', (port, address) => {
        urls.set(port, address);
        if (urls.size < 2) return;
        off();
        resolve(urls.get(3000) ?? '');
      });
    });
    scope.servers = await container.spawn('node', ['server.js']);
    return opened;
  });
}

export async function stopServers(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { servers } = globalThis as unknown as Scope;
    servers.kill();
    await servers.exit;
  });
}

/** Shows an address in the page's preview frame. */
export async function showPreview(page: Page, url: string): Promise<Frame> {
  const locator = await showInFrame(page, url);
  await locator.locator('h1').waitFor();
  return shownFrame(page);
}
