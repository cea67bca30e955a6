/** Every recorded build: it runs without a problem, and does what it was asked for. */
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { RECORDINGS } from '../functions/models/demo/recordings.ts';
import { appStatus, openApp, previewFrame, sendRequest } from '../scripts/tab/app-page.ts';
import { hurryDemo } from './support/example.ts';

test.describe.configure({ timeout: 150_000 });

type Use = (app: FrameLocator, page: Page) => Promise<void>;

/** What a person does first with each. */
const USES: Readonly<Record<string, Use>> = {
  async daybook(app, page) {
    await expect(app.getByText('2 of 5 done')).toBeVisible();
    await app.getByLabel('New task').fill('Water the basil');
    await app.getByRole('button', { name: 'Add task' }).click();
    await app.getByRole('checkbox', { name: 'Done: Water the basil' }).click();
    await expect(app.getByText('3 of 6 done')).toBeVisible();

    await sendRequest(page, 'Add due dates and filters');
    await expect(app.getByRole('group', { name: 'Filter tasks' })).toBeVisible({ timeout: 30_000 });
    await expect(app.getByLabel('Due date').first()).toBeVisible();
    await expect(app.getByText('Water the basil')).toBeVisible();
  },
  async 'ember-and-oak'(app) {
    await app.getByRole('button', { name: 'Add to basket' }).first().click();
    await app.getByRole('button', { name: / more$/ }).click();
    await expect(app.getByText('2 bags, ')).toContainText('with free shipping');
    await app.getByLabel('Email address').fill('ada@example.com');
    await app.getByRole('button', { name: 'Sign up' }).click();
    await expect(app.getByRole('status')).toContainText('ada@example.com');
  },
  async 'margin-notes'(app) {
    await app.getByLabel('Search in all notes').fill('sourdough');
    await expect(app.getByRole('navigation').getByRole('button')).toHaveCount(1);
    await app.getByLabel('Search in all notes').fill('');
    await app.getByRole('button', { name: 'New note' }).click();
    await app.getByLabel('Markdown text').fill('# Hello\n\nSome **bold** words');
    await app.getByRole('button', { name: 'read' }).click();
    await expect(app.getByRole('article').getByRole('heading', { name: 'Hello' })).toBeVisible();
    await expect(app.getByRole('article').locator('strong')).toHaveText('bold');
  },
  async 'store-dashboard'(app) {
    await app.getByRole('button', { name: '90 days' }).click();
    await expect(app.getByText('compared with the 90 days before')).toBeVisible();
    await app.getByRole('tab', { name: /Orders/ }).click();
    await app.getByRole('img', { name: /^orders by day/i }).focus();
    await app.getByRole('img', { name: /^orders by day/i }).press('ArrowLeft');
    await expect(app.getByRole('status')).toBeVisible();
  },
  async 'garden-snake'(app) {
    await app.getByRole('button', { name: 'Play' }).click();
    // Straight on: over the first berry and into the fence.
    await expect(app.getByRole('heading', { name: 'A new best!' })).toBeVisible();
    await expect(app.getByRole('listitem')).toHaveText(['1']);
    await app.getByRole('button', { name: 'Play again' }).press('ArrowDown');
  },
  async 'keepers-guestbook'(app) {
    await app.getByRole('button', { name: 'Sign the guestbook' }).click();
    await expect(app.getByRole('alert')).toBeVisible();
    await app.getByLabel('Your name').fill('Ada');
    await app.getByLabel('Your message').fill('I counted the steps.');
    await app.getByRole('button', { name: 'Sign the guestbook' }).click();
    const entries = app.getByRole('region', { name: 'Entries' });
    await expect(entries).toContainText('I counted the steps.');
    await app.getByRole('button', { name: /^Like the entry of Ada/ }).click();
    await expect(app.getByRole('button', { name: 'Like the entry of Ada, 1 so far' })).toBeVisible();
  },
  async 'tin-box-recipes'(app) {
    await app.getByRole('button', { name: /^Lemon tart/ }).click();
    await expect(app.getByText('250 g')).toBeVisible();
    for (let times = 0; times < 8; times++)
      await app.getByRole('button', { name: 'One person more' }).click();
    await expect(app.getByText('500 g')).toBeVisible();
    await app.getByRole('checkbox').first().check();
    await expect(app.getByRole('button', { name: 'Start over' })).toBeVisible();
  },
};

for (const { id, title, prompt, fix } of RECORDINGS) {
  test(`the demo builds “${title}”`, async ({ page }) => {
    await hurryDemo(page);
    await openApp(page, '/', { autoFix: 0 });
    await sendRequest(page, prompt);
    const app = previewFrame(page);
    const problem = page.getByRole('region', { name: 'Problem' });
    if (fix) {
      await expect(problem).toBeVisible({ timeout: 90_000 });
      await problem.getByRole('button', { name: 'Fix', exact: true }).click();
    }
    await expect(app.getByRole('heading', { level: 1 }).first()).toBeVisible({ timeout: 90_000 });
    await USES[id]?.(app, page);
    expect(Object.keys(USES)).toContain(id);
    await expect
      .poll(() => appStatus(page), { timeout: 30_000 })
      .toMatchObject({ health: 'green', problems: [], busy: false });
  });
}
