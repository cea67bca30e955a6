import { test as base, type Page } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { projects } from './toolchains/projects.ts';
import { runProject } from './toolchains/run.ts';

/** One tab for all that a worker runs: packages that a project has brought are there for the next. */
const test = base.extend<object, { tab: Page }>({
  tab: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
});
test.describe.configure({ mode: 'parallel' });

const all = process.env['TOOLCHAINS'] === 'all';
const booted = new WeakSet<Page>();

for (const project of projects) {
  if (project.beyond && !all) continue;
  test(project.name, async ({ tab, baseURL }) => {
    test.setTimeout(180_000);
    if (!booted.has(tab)) await bootClient(tab, baseURL ?? '');
    booted.add(tab);
    await runProject(tab, project);
  });
}
