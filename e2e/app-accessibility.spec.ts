/** axe on every screen, in both themes. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

test.describe.configure({ timeout: 120_000 });

async function check(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .exclude('iframe')
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
  expect(found).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on home, a project and its dialogs', async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('textbox')).toBeVisible();
      await check(page, 'home');
      await page.getByRole('button', { name: 'To-do app' }).click();
      await expect(page.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
      await check(page, 'streaming');
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Code', exact: true }).click();
      await page.getByRole('treeitem', { name: 'package.json' }).click();
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
  });
}
