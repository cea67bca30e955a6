/** The demo's builds, for tests that begin with a running app. */
import { expect, type Locator, type Page } from '@playwright/test';
import { openApp, previewFrame, sendRequest } from '../../scripts/tab/app-page.ts';

/** The heading of the app in the preview. */
export const exampleHeading = (page: Page): Locator => previewFrame(page).getByRole('heading', { level: 1 });

/** The lightest of them. Problems are shown, not mended. */
export async function buildSnake(page: Page, origin: string): Promise<void> {
  await openApp(page, origin, { autoFix: 0 });
  await sendRequest(page, 'Make a snake game with touch controls and high scores');
  await expect(exampleHeading(page)).toHaveText('Garden Snake', { timeout: 90_000 });
}

/**
 * The demo answers at once instead of at the pace of a model. Asked for in the page: a browser whose requests are
 * intercepted keeps none of its answers, and would fetch the host anew for every process.
 */
export async function hurryDemo(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (globalThis.top !== globalThis.self) return;
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => fetch(input === '/api/chat' ? '/api/chat?pace=fast' : input, init);
  });
}
