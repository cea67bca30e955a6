/**
 * A project opened again in the browser that made it: from the navigation to the page in the preview that shows something, and
 * what of that is booting, installing and starting. Warm: the browser has the app, the packages and the project; nothing runs.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { BenchReport } from '../scripts/bench.ts';
import { startServer } from '../scripts/tab/server.ts';
import type { AppSurface } from '../src/app/app-surface.ts';
import { median, projectsFolder, withBrowser } from './support/tab-bench.ts';

const PROJECT = 'react-tailwind';
const ROUNDS = 5;
const LIMIT_MS = 120_000;

type Scope = typeof globalThis & AppSurface;

/** Milliseconds since the navigation at which each stage began, and the preview showed something. */
type Stages = Readonly<Record<string, number>>;

async function projectFiles(): Promise<[string, string][]> {
  const folder = join(projectsFolder, PROJECT);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [`${PROJECT}/${path.slice(folder.length + 1)}`, await readFile(path, 'utf8')] as [
        string,
        string,
      ];
    }),
  );
}

/** Imports the project and waits until it runs. Returns its path. */
async function make(browser: BrowserContext, origin: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.getByRole('textbox').first().waitFor();
  const files = await projectFiles();
  const id = await page.evaluate((own) => {
    const folder = own.map(([path, text]) => ({ path, file: new Blob([text]) }));
    return (globalThis as Scope).tabwright.actions.importProject({ kind: 'folder', files: folder });
  }, files);
  await page.goto(`${origin}/p/${id}`);
  await stages(page);
  // What is kept behind the first start, such as the lockfile and what tools made of packages, is kept then.
  await page.waitForFunction(
    () => (globalThis as Scope).tabwright.stores.problems.getState().health === 'green',
  );
  await page.evaluate(() => (globalThis as Scope).tabwright.actions.closeProject());
  await page.close();
  return `/p/${id}`;
}

function stages(page: Page): Promise<Stages> {
  return page.evaluate((limit) => {
    const { runtime, preview } = (globalThis as Scope).tabwright.stores;
    const times: Record<string, number> = {};
    return new Promise<Stages>((resolve, reject) => {
      const timer = setInterval(() => {
        times[runtime.getState().stage] ??= performance.now();
        const isShown = preview.getState().page === 'loaded';
        if (!isShown && performance.now() < limit) return;
        clearInterval(timer);
        if (isShown) resolve({ ...times, shown: performance.now() });
        else reject(new Error(`It got as far as ${Object.keys(times).join(', ')}.`));
      }, 5);
    });
  }, LIMIT_MS);
}

export async function run(report: BenchReport): Promise<void> {
  const server = await startServer();
  try {
    const rounds: Stages[] = await withBrowser(async (browser) => {
      report.progress('importing and running the project once');
      const path = await make(browser, server.origin);
      const measured: Stages[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const page = await browser.newPage();
        await page.goto(server.origin + path, { waitUntil: 'commit' });
        await page.waitForFunction(() => 'tabwright' in globalThis);
        const times = await stages(page);
        report.progress(`round ${round + 1}: ${JSON.stringify(times)}`);
        measured.push(times);
        await page.close();
      }
      return measured;
    });
    const at = (name: string): number => median(rounds.map((times) => times[name] ?? NaN));
    report.figure('resume_warm_ms', at('shown'), 'ms');
    report.figure('resume_boot_ms', at('installing') - at('booting'), 'ms');
    report.figure('resume_install_ms', at('starting') - at('installing'), 'ms');
    report.figure('resume_server_ms', at('ready') - at('starting'), 'ms');
    report.figure('resume_page_ms', at('shown') - at('ready'), 'ms');
  } finally {
    await server.stop();
  }
}
