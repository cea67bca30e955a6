/** The builder through a real browser: from the first visit to a running app, with the demo's recorded builds. */
import { expect, test } from '@playwright/test';
import { EXAMPLE, expectRunning, hurryDemo } from './support/example.ts';

test.describe.configure({ timeout: 120_000 });

test('an example on the first visit becomes a running app, and an edit that is typed and saved is hot-reloaded', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  await expectRunning(page);
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

test('the keyboard alone leads from home to a running app and to a terminal that answers', async ({
  page,
}) => {
  await hurryDemo(page);
  await page.goto('/');
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Build a to-do app with categories, priorities and a progress overview');
  await page.keyboard.press('Enter');
  await expectRunning(page);
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
  await expect(page.locator('.xterm-rows')).toContainText('package.json');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('package.json');
  await expect(page.getByText('Not found')).toBeHidden();
  await page.keyboard.type('-not-there');
  await expect(page.getByText('Not found')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});

test('a phone shows one pane at a time and no horizontal scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await hurryDemo(page);
  await page.goto('/');
  await page.getByRole('button', { name: EXAMPLE }).click();
  const panes = page.getByRole('navigation', { name: 'Panes' });
  await panes.getByRole('button', { name: 'Preview' }).click();
  await expectRunning(page);
  for (const pane of ['Code', 'Terminal', 'Chat']) {
    await panes.getByRole('button', { name: pane }).click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBe(0);
  }
});
