/** From an example to an address that others can open, changed and taken off again. */
import { expect, test, type Page } from '@playwright/test';
import type { AppSurface } from '../src/app/app-surface.ts';
import { buildSnake, hurryDemo } from './support/example.ts';

type Scope = typeof globalThis & AppSurface;

test.describe.configure({ timeout: 180_000 });

/** What someone else gets who opens the address: the status and the heading. */
async function visit(page: Page, url: string): Promise<[number | undefined, string]> {
  const visitor = await page.context().browser()?.newContext();
  if (!visitor) throw new Error('There is no browser.');
  try {
    const opened = await visitor.newPage();
    const response = await opened.goto(url);
    return [response?.status(), await opened.getByRole('heading', { level: 1 }).innerText()];
  } finally {
    await visitor.close();
  }
}

test('an example is published, changed, published again to the same address, and taken off', async ({
  page,
}) => {
  await hurryDemo(page);
  await buildSnake(page, '/');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(dialog.getByText('Your app is online.')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole('img', { name: 'QR code of the address' })).toBeVisible();
  const url = (await dialog.getByRole('link', { name: 'Open' }).getAttribute('href')) ?? '';
  expect(await visit(page, url)).toEqual([200, 'Garden Snake']);
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    const beyond = await dialog.locator('.publish').evaluate((all) => all.scrollWidth - all.clientWidth);
    expect(beyond, `the dialog fits at a width of ${width}`).toBe(0);
  }

  await page.keyboard.press('Escape');
  await page.evaluate(async () => {
    const { actions } = (globalThis as Scope).tabwright;
    const text = actions.readFile('index.html');
    actions.edit('index.html', String(text).replaceAll('Garden Snake', 'Night Snake'));
    await actions.save('index.html');
  });
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await dialog.getByRole('button', { name: 'Publish again' }).click();
  await expect(dialog.getByText('Your app is online.')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole('link', { name: 'Open' })).toHaveAttribute('href', url);
  expect(await visit(page, url)).toEqual([200, 'Night Snake']);

  page.once('dialog', (question) => void question.accept());
  await dialog.getByRole('button', { name: 'Unpublish' }).click();
  await expect(dialog.getByRole('link', { name: 'Open' })).toBeHidden();
  expect((await visit(page, url))[0]).toBe(404);
});
