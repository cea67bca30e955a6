/** A project's way out and back: into a folder, as an archive that real Node builds, to an older version, and in again. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect as base, test, type Page } from '@playwright/test';
import { runOutside, withFolder, writeLocalhostNames } from '../bench/support/tab-bench.ts';
import { openScriptedApp } from './support/scripted-app.ts';
import { importArchive } from './support/import-archive.ts';

test.describe.configure({ timeout: 150_000 });

const expect = base.configure({ timeout: 30_000 });

const MANIFEST = {
  private: true,
  type: 'module',
  scripts: { dev: 'vite', build: 'vite build' },
  devDependencies: { vite: '6.4.6' },
  // A mirror may have Rollup's newest version before its parts for each platform, which npm then leaves out of its lockfile.
  overrides: { rollup: '4.60.4' },
};

const PAGE = '<h1>Tea</h1>\n<script type="module" src="/main.js"></script>';

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, at) => at);

const PROJECT = zipSync({
  'tea/package.json': strToU8(JSON.stringify(MANIFEST)),
  'tea/index.html': strToU8(PAGE),
  'tea/main.js': strToU8("import './main.css';\n"),
  'tea/main.css': strToU8('h1 { color: green; }\n'),
  'tea/public/every.bin': EVERY_BYTE,
  'tea/.env': strToU8('SECRET=1'),
});

const heading = (page: Page) => page.frameLocator('iframe.frame').getByRole('heading', { level: 1 });

async function download(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: 'Download' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as ZIP' }).click(),
  ]);
  return readFile(await file.path());
}

/** Installs and builds with this machine's Node and npm, through the edge's registry. */
function buildOnDisk(archive: Uint8Array, origin: string): Promise<string> {
  return withFolder(async (folder) => {
    const project = join(folder, 'project');
    for (const [path, bytes] of Object.entries(unzipSync(archive))) {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), bytes);
    }
    const env = {
      NODE_OPTIONS: `--require ${await writeLocalhostNames(folder)}`,
      npm_config_cache: join(folder, 'cache'),
      npm_config_registry: `${origin}/api/registry/`,
    };
    await runOutside('npm', ['ci', '--no-audit', '--no-fund', '--no-update-notifier'], { cwd: project, env });
    await runOutside('npm', ['run', 'build'], { cwd: project, env });
    return readFile(join(project, 'dist/index.html'), 'utf8');
  });
}

/** The picker of folders, which only a person can use, gives the page's private one. */
async function pickPrivateFolder(page: Page): Promise<void> {
  await page.addInitScript(() =>
    Object.assign(globalThis, { showDirectoryPicker: () => navigator.storage.getDirectory() }),
  );
}

/** A file of the folder that was picked; one that is not there, or is being replaced, has no text. */
function savedFile(page: Page, path: string): Promise<string> {
  return page.evaluate(async (own) => {
    try {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(own);
      return await (await handle.getFile()).text();
    } catch (error) {
      if (error instanceof DOMException && /^Not(?:Found|Readable)Error$/.test(error.name)) return '';
      throw error;
    }
  }, path);
}

/** What is at the top of the folder that was picked. */
function savedNames(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });
}

test('a project is saved to a folder, built by real Node, compared, forked, gone back to, and imported again', async ({
  page,
  baseURL,
}) => {
  await pickPrivateFolder(page);
  const app = await openScriptedApp(page, { autoFix: 0 });
  await importArchive(page, 'tea.zip', PROJECT);
  await expect(page.getByText('Left out: .env')).toBeVisible();
  await expect(page.getByText('Your project is here.')).toBeVisible();
  await expect(heading(page)).toHaveText('Tea', { timeout: 60_000 });

  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('button', { name: 'Save to a folder' }).click();
  await expect(page.getByText('Every change is written')).toBeVisible();
  await page.keyboard.press('Escape');
  await app.change('More tea', { files: { 'index.html': PAGE.replace('Tea', 'More tea') } });
  await expect(heading(page)).toHaveText('More tea');
  await expect.poll(() => savedFile(page, 'index.html')).toContain('<h1>More tea</h1>');
  expect(await savedNames(page)).not.toContain('.env');

  const archive = await download(page);
  const built = buildOnDisk(archive, baseURL ?? '');
  await app.change('No tea at all', {
    files: { 'index.html': '<h1>Coffee</h1>' },
    remove: ['main.js', 'public/every.bin'],
  });
  await expect(heading(page)).toHaveText('Coffee');
  for (const gone of ['main.js', 'public']) await expect.poll(() => savedNames(page)).not.toContain(gone);
  expect(await built).toContain('rel="stylesheet"');

  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: /^More tea/ }).click();
  await page.getByRole('button', { name: 'What changed since' }).click();
  await page.getByRole('button', { name: 'main.js deleted' }).click();
  await expect(page.getByText("import './main.css';")).toBeVisible();
  await page.getByRole('button', { name: 'Go back to this' }).click();
  await expect(heading(page)).toHaveText('More tea');
  await expect(page.getByRole('article', { name: 'Tabwright' })).toHaveCount(1);
  expect(await download(page)).toEqual(archive);

  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: /^No tea at all/ }).click();
  await page.getByRole('button', { name: 'New project from this' }).click();
  await expect(page.getByRole('article', { name: 'Tabwright' })).toHaveCount(2);
  expect(Object.keys(unzipSync(await download(page)))).not.toContain('main.js');

  await page.getByRole('link', { name: 'All projects' }).click();
  await importArchive(page, 'more-tea.zip', archive);
  await expect(heading(page)).toHaveText('More tea', { timeout: 60_000 });
  expect(unzipSync(await download(page))).toEqual(unzipSync(archive));
  await app.model.close();
});
