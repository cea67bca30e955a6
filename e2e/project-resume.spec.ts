/** Projects outlive their tabs: reloaded, killed, opened twice, and in a browser without room. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { exampleHeading } from './support/example.ts';
import { openScriptedApp, type Change } from './support/scripted-app.ts';

test.describe.configure({ timeout: 150_000 });

/** An app that installs a package and is quick to start: what is looked at is the project, not its tools. */
const TEA_HOUSE: Change = {
  files: {
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      scripts: { dev: 'node server.js' },
      dependencies: { 'is-number': '7.0.0' },
    }),
    'server.js': `import { createServer } from 'node:http';
import isNumber from 'is-number';

createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end('<!doctype html><title>Tea</title><h1>Tea house' + (isNumber(9) ? ' at nine' : '') + '</h1>');
}).listen(3000);`,
  },
  shell: ['npm install'],
  start: 'npm run dev',
};

/** A crash runs no handler of the page, unlike closing it. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => 'nothing answers any more');
  await crashed;
  await page.close();
}

test('a killed tab comes back with its chat, files, tabs and running app; a second one only looks, until it takes over', async ({
  page,
  context,
}) => {
  const app = await openScriptedApp(page, { autoFix: 0 });
  await app.change('Tea house', TEA_HOUSE);
  await app.model.close();
  await expect(exampleHeading(page)).toHaveText('Tea house at nine', { timeout: 30_000 });
  const { pathname } = new URL(page.url());
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.getByRole('treeitem', { name: 'package.json' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n');
  await expect(page.getByRole('button', { name: 'package.json not saved' })).toBeVisible();
  await page.getByLabel('What should change?').fill('Make it');
  await page.waitForTimeout(1000);
  await kill(context, page);

  const second = await context.newPage();
  await second.goto(pathname);
  await expect(second.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
  await expect(second.getByLabel('What should change?')).toHaveValue('Make it');
  await expect(exampleHeading(second)).toHaveText('Tea house at nine', { timeout: 60_000 });
  await second.getByRole('button', { name: 'Code', exact: true }).click();
  await expect(second.getByRole('button', { name: 'package.json not saved' })).toBeVisible();

  const third = await context.newPage();
  await third.goto(pathname);
  await expect(third.getByText('open in another tab')).toBeVisible();
  await expect(third.getByLabel('What should change?')).toHaveCount(0);
  await third.getByRole('button', { name: 'Take over' }).click();
  await expect(third.getByLabel('What should change?')).toHaveValue('Make it');
  await expect(exampleHeading(third)).toHaveText('Tea house at nine', { timeout: 60_000 });
  await expect(second.getByText('open in another tab')).toBeVisible();
  await expect(second.getByLabel('What should change?')).toHaveCount(0);

  await second.close();
  await third.goto('/');
  await expect(third.getByRole('link', { name: /^Open / })).toHaveCount(1);
});

test('a browser without storage says that nothing outlives the tab, and works all the same', async ({
  page,
}) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('gone when this tab is closed');
  await page.getByRole('button', { name: 'To-do app' }).click();
  await expect(page.getByText('Wrote package.json')).toBeVisible({ timeout: 30_000 });
});
