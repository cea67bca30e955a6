/** The builder through a real browser: from the first visit to a running app, with the demo's recorded builds. */
import { expect, test } from '@playwright/test';
import { sendRequest } from '../scripts/tab/app-page.ts';
import { exampleHeading } from './support/example.ts';

const EXAMPLE = 'To-do app';

test.describe.configure({ timeout: 120_000 });

test('an example on the first visit becomes a running app, and an edit that is typed and saved is hot-reloaded', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  await expect(exampleHeading(page)).toHaveText('Daybook', { timeout: 90_000 });
  await expect(page.getByText('Installed packages')).toBeVisible();
  await expect(page.getByText('Started the app')).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('Running');
  await expect(page.getByRole('region', { name: 'Problem' })).toHaveCount(0);

  const app = page.frameLocator('iframe.frame');
  const task = app.getByRole('textbox', { name: 'New task' });
  await task.fill('half a tho');
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.getByRole('treeitem', { name: 'App.tsx' }).click();
  await page.getByRole('textbox', { name: 'src/App.tsx' }).click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('Daybook');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type('Nightbook');
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Nightbook');
  await expect(task).toHaveValue('half a tho');
});

test('Stop in the middle of a reply keeps what was finished, and the rest can be continued', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  await expect(page.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. What was finished is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await expect(page.getByRole('treeitem', { name: 'package.json' })).toBeVisible();
});

test('what the demo cannot build is answered by what it can, a click away, and by the way to a model', async ({
  page,
}) => {
  await page.goto('/');
  await sendRequest(page, 'Build a chess engine');
  await expect(page.getByText('I am the demo, not a language model')).toBeVisible({ timeout: 30_000 });
  const connect = page.getByRole('button', { name: 'Connect a model' });
  await expect(connect).toBeInViewport({ ratio: 1 });
  await connect.click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  const { pathname } = new URL(page.url());
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByRole('button', { name: 'Garden Snake' }).click();
  await expect(page.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
  expect(new URL(page.url()).pathname).toBe(pathname);
  await expect(page.getByRole('button', { name: 'Connect a model' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Stop' }).click();

  await sendRequest(page, 'Now a chess engine');
  await page.getByRole('button', { name: 'Garden Snake' }).click();
  await expect(page.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
  expect(new URL(page.url()).pathname).not.toBe(pathname);
});
