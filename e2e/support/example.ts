/** The demo's to-do app, built for tests that begin with a running app. */
import { expect, type Locator, type Page } from '@playwright/test';

export const EXAMPLE = 'To-do app';

/** The heading of the app in the preview. */
export const exampleHeading = (page: Page): Locator =>
  page.frameLocator('iframe.frame').getByRole('heading', { level: 1 });

export const expectRunning = (page: Page): Promise<void> =>
  expect(exampleHeading(page)).toHaveText('Daybook', { timeout: 90_000 });

/** The demo answers at once instead of at the pace of a model. */
export const hurryDemo = (page: Page): Promise<unknown> =>
  page.route('**/api/chat', (route) => route.continue({ url: `${route.request().url()}?pace=fast` }));

export async function buildExample(page: Page): Promise<void> {
  await hurryDemo(page);
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  await expectRunning(page);
}
