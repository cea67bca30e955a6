/** A project's whole way: built, taken along and built by real Node, brought back, and gone back in. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, test, type Page } from '@playwright/test';
import { mkdir, writeFile } from 'node:fs/promises';

test.describe.configure({ timeout: 240_000 });

const run = promisify(execFile);
const heading = (page: Page) => page.frameLocator('iframe.frame').getByRole('heading', { level: 1 });
const idle = (page: Page) => expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0);

async function download(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: 'Download' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as ZIP' }).click(),
  ]);
  return readFile(await file.path());
}

/** Installs and builds with the machine's own Node and npm. */
async function buildOnDisk(archive: Buffer): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tabwright-export-'));
  try {
    for (const [path, bytes] of Object.entries(unzipSync(archive))) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
    await run('npm', ['run', 'build'], { cwd: folder });
    return Object.keys(unzipSync(archive));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('an app is downloaded, builds with real Node, comes back as a project, and goes back to a version', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'To-do app' }).click();
  await expect(heading(page)).toHaveText('Daybook', { timeout: 90_000 });
  await idle(page);
  const archive = await download(page);
  const built = buildOnDisk(archive);

  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.getByRole('treeitem', { name: 'index.html' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('<h1>Other</h1>');
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(heading(page)).toHaveText('Other');
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: /^Build a to-do app/ }).click();
  await expect(page.getByRole('button', { name: 'Go back to this' })).toBeDisabled();
  await page.keyboard.press('Escape');

  expect(await built).toContain('README.md');
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByRole('button', { name: 'Import a project' }).click();
  await page
    .getByTestId('import-zip')
    .setInputFiles({ name: 'daybook.zip', mimeType: 'application/zip', buffer: archive });
  await expect(heading(page)).toHaveText('Daybook', { timeout: 90_000 });
  expect(await download(page)).toEqual(archive);
});
