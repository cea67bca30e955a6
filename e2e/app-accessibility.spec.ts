/** axe on every screen, in both themes. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sendRequest } from '../scripts/tab/app-page.ts';
import { BUILD, test } from './support/tea-house.ts';

test.describe.configure({ timeout: 120_000 });

/** All rules in one theme; in the other what differs there, the colours. */
async function check(page: Page, where: string): Promise<void> {
  // In the page itself, not in one more that gathers what its frames say.
  const axe = (): AxeBuilder => new AxeBuilder({ page }).exclude('iframe').setLegacyMode();
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await axe()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await axe().withRules(['color-contrast']).analyze();
  const found = Object.entries({ light, dark }).flatMap(([theme, { violations }]) =>
    violations.map(
      ({ id, nodes }) => `${theme}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    ),
  );
  expect(found, where).toEqual([]);
}

test('axe finds nothing on home, a project and its dialogs', async ({ page, model }) => {
  await check(page, 'home');
  model.script({ text: BUILD, fault: { kind: 'stall' } });
  await sendRequest(page, 'Build a page for my tea house');
  await expect(page.getByText('Wrote index.html')).toBeVisible({ timeout: 30_000 });
  await check(page, 'streaming');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.getByRole('treeitem', { name: 'server.js' }).click();
  await expect(page.locator('.cm-content')).toBeVisible();
  await page.keyboard.press('Control+j');
  await expect(page.locator('.xterm')).toBeVisible();
  await check(page, 'code and terminal');
  for (const [keys, name] of [
    ['Control+k', 'Command menu'],
    ['Control+Shift+F', 'Search in files'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await check(page, name);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await check(page, 'settings');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('dialog', { name: 'Publish' })).toBeVisible();
  await check(page, 'publish');
});
