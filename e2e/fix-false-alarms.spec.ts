/**
 * Projects that people bring start without a problem card. One of them here, of tools that the demo's builds do not use;
 * `TOOLCHAINS=all` tries all that have a page.
 */
import { expect, test, type Browser } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';
import { strToU8, zipSync } from 'fflate';
import { appStatus, openApp, previewFrame } from '../scripts/tab/app-page.ts';
import { bootClient } from '../scripts/tab/client-page.ts';
import { run } from './support/container.ts';
import { importArchive } from './support/import-archive.ts';
import { projectFiles, type ToolchainProject } from './toolchains/project.ts';
import { projects } from './toolchains/projects.ts';

const SAMPLE = 'create-vite vue-ts (latest Vite)';
const all = process.env['TOOLCHAINS'] === 'all';
test.describe.configure({ mode: 'parallel' });

/** The project as somebody would have it on a disk. */
async function archiveOf(project: ToolchainProject, browser: Browser, origin: string): Promise<Uint8Array> {
  if (!project.create) {
    const files = Object.entries(projectFiles(project)).map(([path, text]) => [path, strToU8(text)]);
    return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>);
  }
  const page = await browser.newPage();
  try {
    await bootClient(page, origin);
    const made = await run(page, project.create);
    expect(made.code, made.output).toBe(0);
    const archive = await page.evaluate(async () => {
      const { container } = globalThis as unknown as { container: WebContainer };
      const bytes = await container.export('app', { format: 'zip' });
      return btoa(Array.from(bytes as Uint8Array, (byte) => String.fromCharCode(byte)).join(''));
    });
    return Buffer.from(archive, 'base64');
  } finally {
    await page.close();
  }
}

for (const project of projects) {
  const { name, sees, why } = project;
  if (sees === undefined || why !== undefined || !(all || name === SAMPLE)) continue;
  test(`${name} starts without a problem`, async ({ page, browser, baseURL }) => {
    test.setTimeout(120_000);
    const origin = baseURL ?? '';
    const archive = await archiveOf(project, browser, origin);
    await openApp(page, origin);
    await importArchive(page, 'app.zip', archive);
    const state = async (): Promise<object> => {
      const { health, problems, stageFailure } = await appStatus(page);
      return { health, problems, stageFailure };
    };
    await expect.poll(state, { timeout: 90_000 }).toEqual({ health: 'green', problems: [] });
    await expect(previewFrame(page).getByText(sees).first()).toBeVisible();
  });
}
