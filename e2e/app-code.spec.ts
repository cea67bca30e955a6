/** Projects that need no install: the tree and what it does to files, and plain pages. */
import { expect, test, type Page } from '@playwright/test';
import type { AppSurface } from '../src/app/app-surface.ts';
import { importFiles, openApp } from '../scripts/tab/app-page.ts';

type Scope = typeof globalThis & AppSurface;

const FILES = { 'index.html': '<h1>Hi</h1>', 'src/main.ts': 'export {};', 'src/lib/add.ts': 'export {};' };

async function importProject(page: Page): Promise<void> {
  await openApp(page, '/');
  await importFiles(page, FILES);
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await expect(page.getByRole('treeitem', { name: 'main.ts' })).toBeVisible();
}

const paths = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys((globalThis as Scope).tabwright.stores.project.getState().files).sort());

test('files and folders are dragged to where they belong, and never over others', async ({ page }) => {
  await importProject(page);
  const item = (name: string) => page.getByRole('treeitem', { name, exact: true });
  await item('main.ts').dragTo(item('lib'));
  await expect.poll(() => paths(page)).toEqual(['index.html', 'src/lib/add.ts', 'src/lib/main.ts']);
  await item('lib').dragTo(item('index.html'));
  await expect.poll(() => paths(page)).toEqual(['index.html', 'lib/add.ts', 'lib/main.ts']);
  await item('add.ts').dragTo(item('main.ts'));
  await item('lib').dragTo(item('add.ts'));
  expect(await paths(page)).toEqual(['index.html', 'lib/add.ts', 'lib/main.ts']);
});

test('a page without a package.json is served as it is', async ({ page }) => {
  await openApp(page, '/');
  await importFiles(page, { 'index.html': '<h1>Hi</h1>' });
  await expect(page.frameLocator('iframe.frame').getByRole('heading')).toHaveText('Hi', { timeout: 30_000 });
});
