/** The demo's to-do app, built for tests that begin with a running app. */
import { expect, type Locator, type Page } from '@playwright/test';

export const EXAMPLE = 'To-do app';

/** The heading of the app in the preview. */
export const exampleHeading = (page: Page): Locator =>
  page.frameLocator('iframe.frame').getByRole('heading', { level: 1 });

export const expectRunning = (page: Page): Promise<void> =>
  expect(exampleHeading(page)).toHaveText('Daybook', { timeout: 90_000 });

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

export async function buildExample(page: Page): Promise<void> {
  await hurryDemo(page);
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  await expectRunning(page);
}
