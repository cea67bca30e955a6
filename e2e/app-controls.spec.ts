/** The builder without a mouse, and on a narrow screen. */
import { expect } from '@playwright/test';
import { sendRequest } from '../scripts/tab/app-page.ts';
import { BUILD, expectHeading, test } from './support/tea-house.ts';

test('the keyboard alone leads from home to a running app and to a terminal that answers', async ({
  page,
  model,
}) => {
  model.script({ text: BUILD });
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Build a page for my tea house');
  await page.keyboard.press('Enter');
  await expectHeading(page, 'Tea house');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeVisible();
  await page.keyboard.type('shortcuts');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('Control+j');
  await page.getByRole('button', { name: 'New terminal' }).press('Enter');
  await page.locator('.xterm-helper-textarea').focus();
  await expect(page.locator('.xterm-rows')).toContainText(/[$❯>]/);
  await page.keyboard.type('echo $((40+2)) && ls\n');
  await expect(page.locator('.xterm-rows')).toContainText('42');
  await expect(page.locator('.xterm-rows')).toContainText('server.js');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('server.js');
  await expect(page.getByText('Not found')).toBeHidden();
  await page.keyboard.type('-not-there');
  await expect(page.getByText('Not found')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('one pane shows at a time, without horizontal scrolling', async ({ page, model }) => {
    model.script({ text: BUILD });
    await sendRequest(page, 'Build a page for my tea house');
    const panes = page.getByRole('navigation', { name: 'Panes' });
    await panes.getByRole('button', { name: 'Preview' }).click();
    await expectHeading(page, 'Tea house');
    for (const pane of ['Code', 'Terminal', 'Chat']) {
      await panes.getByRole('button', { name: pane }).click();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBe(0);
    }
    await page.getByRole('button', { name: 'Command menu' }).click();
    await page.getByRole('option', { name: 'Versions' }).click();
    await expect(page.getByRole('dialog', { name: 'Versions' })).toBeVisible();
  });
});
