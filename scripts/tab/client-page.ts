/**
 * A page of the app's origin that has the unmodified `@webcontainer/api` client and a booted container, driven from here.
 * What contract tests, `tab-node` and the benches share.
 */
import { fileURLToPath } from 'node:url';
import type { Frame, FrameLocator, Page } from '@playwright/test';
import { build } from 'vite';

/** A document of the app's origin, with its headers, that runs nothing by itself. */
const PAGE_PATH = '/api/health';

let bundled: Promise<string> | undefined;

/**
 * The client and nothing else, as a script: put into the page rather than served to it, since a browser whose requests are
 * intercepted keeps none of its answers, and would fetch the host anew for every process.
 */
function clientBundle(): Promise<string> {
  bundled ??= (async () => {
    const result = await build({
      configFile: false,
      logLevel: 'warn',
      root: fileURLToPath(new URL('../..', import.meta.url)),
      publicDir: false,
      build: {
        write: false,
        minify: false,
        lib: {
          entry: 'node_modules/@webcontainer/api/dist/index.js',
          formats: ['iife'],
          name: 'client',
          fileName: 'client',
        },
      },
    });
    const [first] = Array.isArray(result) ? result : [result];
    const chunk = first && 'output' in first ? first.output[0] : undefined;
    if (!chunk) throw new Error('the client could not be bundled');
    return chunk.code;
  })();
  return bundled;
}

let nextId = 1;

/** Opens the page and puts the client at `globalThis.client`. `id` names the sandbox; each gets its own by default. */
export async function openClient(
  page: Page,
  origin: string,
  id = `t${Date.now().toString(36)}${nextId++}`,
): Promise<void> {
  const code = await clientBundle();
  await page.goto(origin + PAGE_PATH);
  const { protocol, host } = new URL(origin);
  const sandbox = `${protocol}//${id}.sandbox.${host}`;
  await page.evaluate((url) => {
    (globalThis as unknown as Record<string, unknown>)['WEBCONTAINER_API_IFRAME_URL'] = url;
  }, sandbox);
  await page.evaluate(`${code}; globalThis.client = client;`);
}

/** Opens the page and boots a container at `globalThis.container`. */
export async function bootClient(page: Page, origin: string, id?: string): Promise<void> {
  await openClient(page, origin, id);
  await page.evaluate(async () => {
    const scope = globalThis as unknown as { client: typeof import('@webcontainer/api'); container: unknown };
    scope.container = await scope.client.WebContainer.boot({
      workdirName: 'project',
      forwardPreviewErrors: true,
    });
  });
}

/** Shows an address in a frame that fills the page, as the app does in its own, in place of what was shown before. */
export async function showInFrame(page: Page, url: string): Promise<FrameLocator> {
  await page.evaluate((src) => {
    document.getElementById('preview')?.remove();
    const frame = document.createElement('iframe');
    frame.id = 'preview';
    frame.allow = 'cross-origin-isolated';
    frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:white';
    frame.src = src;
    document.body.append(frame);
  }, url);
  return page.frameLocator('#preview');
}

/** The document that `showInFrame` shows. */
export async function shownFrame(page: Page): Promise<Frame> {
  const frame = await (await page.locator('#preview').elementHandle())?.contentFrame();
  if (!frame) throw new Error('the preview has no frame');
  return frame;
}
