/**
 * A dev server and a build in the tab against the same project, Vite and Chromium on this machine, in one run: time to ready, time
 * to the first render after that, a build; then a whole warm start of the same project in a second tab, with what the browser has
 * kept for it, and what the tab's processes hold meanwhile.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BrowserContext, Frame, Page } from '@playwright/test';
import type { BenchReport } from '../scripts/bench.ts';
import { showInFrame, shownFrame } from '../scripts/tab/client-page.ts';
import { mountFiles, readFolder } from '../scripts/tab/programs.ts';
import { freePort, startServer } from '../scripts/tab/server.ts';
import {
  bootForBench,
  copyProject,
  median,
  projectsFolder,
  rendererMegabytes,
  runInTab,
  runOutside,
  withBrowser,
  withFolder,
  writeLocalhostNames,
} from './support/tab-bench.ts';

const PROJECT = 'react-tailwind';
const VITE = 'node_modules/vite/bin/vite.js';
const ROUNDS = 3;
const EDITS = 5;
const LIMIT_MS = 60_000;
/** After which a browser that has just started has its own pages. */
const SETTLED_MS = 3000;
/** Of a project that is opened twice: what the browser keeps, it keeps by it. */
const PROJECT_ID = 'bench';

interface Figures {
  ready: number;
  render: number;
  build: number;
}

type Scope = { container: import('@webcontainer/api').WebContainer };

/** The same on this machine. Vite's dependency cache is empty, as after an install. */
function outside(origin: string): Promise<Figures> {
  return withFolder(async (folder) => {
    await copyProject(PROJECT, folder);
    const env = { NODE_OPTIONS: `--require ${await writeLocalhostNames(folder)}` };
    const registry = `--registry=${origin}/api/registry/`;
    await runOutside('npm', ['install', '--no-audit', '--no-fund', registry], { cwd: folder, env });
    const shown = await withBrowser(async (browser) => {
      // In the tab the browser is there before Vite is, and asks as soon as Vite is ready.
      const page = await browser.newPage();
      await noteHeading(page);
      const port = await freePort();
      const started = performance.now();
      const child = spawn(process.execPath, [VITE, '--port', String(port), '--strictPort'], {
        cwd: folder,
        env: { ...process.env, NODE_ENV: undefined },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        await untilReady(child);
        const ready = performance.now() - started;
        const asked = Date.now();
        await page.goto(`http://localhost:${port}/`, { waitUntil: 'commit' });
        await page.locator('h1').waitFor();
        return { ready, render: (await headingAt(page.mainFrame())) - asked };
      } finally {
        child.kill();
      }
    });
    const build = await runOutside(process.execPath, [VITE, 'build'], { cwd: folder });
    return { ...shown, build: build.ms };
  });
}

function untilReady(child: ChildProcessByStdio<null, Readable, null>): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.includes('ready in')) resolve();
    });
    child.once('close', (code) => reject(new Error(`vite ended with ${String(code)}:\n${said}`)));
  });
}

interface Noted {
  headingAt?: number;
}

/** Every document notes when it first shows a heading: Playwright looks again only after half a second. */
async function noteHeading(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // No named functions in here: they do not survive the way to the page.
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('h1')) return;
      observer.disconnect();
      requestAnimationFrame(() => ((globalThis as Noted).headingAt = Date.now()));
    }).observe(document, { subtree: true, childList: true });
  });
}

/** Milliseconds since the epoch. */
async function headingAt(frame: Frame): Promise<number> {
  const noted = await frame.waitForFunction(() => (globalThis as Noted).headingAt);
  return (await noted.jsonValue()) ?? NaN;
}

/** Starts Vite in the tab. Resolves with its address and the milliseconds until it was ready. */
function serve(page: Page): Promise<{ url: string; ms: number }> {
  return page.evaluate(
    async ([vite, limit]) => {
      const { container } = globalThis as unknown as Scope;
      const started = performance.now();
      let said = '';
      const opened = new Promise<string>((resolve, reject) => {
        container.on('server-ready', (_port, url) => resolve(url));
        setTimeout(() => reject(new Error(`Vite opened no port and said:\n${said}`)), limit);
      });
      const child = await container.spawn('node', [vite]);
      void child.output.pipeTo(
        new WritableStream({
          write(text) {
            said += text;
          },
        }),
      );
      const url = await opened;
      return { url, ms: performance.now() - started };
    },
    [VITE, LIMIT_MS] as const,
  );
}

/** Shows the preview as the app does. Resolves with its frame and the milliseconds until the page's heading stood there. */
async function render(page: Page, url: string): Promise<{ frame: Frame; ms: number }> {
  const asked = Date.now();
  const shown = await showInFrame(page, url);
  await shown.locator('h1').waitFor({ timeout: LIMIT_MS });
  const frame = await shownFrame(page);
  return { frame, ms: (await headingAt(frame)) - asked };
}

/** From a save to the frame in which it is seen; both clocks are this machine's. */
async function hotReload(page: Page, frame: Frame, source: string, text: string): Promise<number> {
  const seen = frame.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector('h1')?.textContent !== wanted) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    text,
  );
  const saved = await page.evaluate(
    async (content) => {
      const { container } = globalThis as unknown as Scope;
      const at = performance.timeOrigin + performance.now();
      await container.fs.writeFile('src/App.tsx', content);
      return at;
    },
    source.replace('>Tasks<', `>${text}<`),
  );
  return (await seen) - saved;
}

async function mounted(browser: BrowserContext, origin: string, lock?: string): Promise<Page> {
  const page = await browser.newPage();
  await noteHeading(page);
  await bootForBench(page, origin, PROJECT_ID);
  const files = await readFolder(join(projectsFolder, PROJECT));
  if (lock !== undefined) {
    files.push({ path: 'package-lock.json', base64: Buffer.from(lock).toString('base64') });
  }
  await mountFiles(page, files);
  return page;
}

interface TabRound extends Figures {
  hmr: number;
  warm: number;
  memory: number;
}

function inTab(origin: string): Promise<TabRound> {
  return withBrowser(async (browser, folder) => {
    // The browser's own pages (an empty tab, the address bar) are no processes of the tab's.
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const ownPages = await rendererMegabytes(folder);
    const page = await mounted(browser, origin);
    await runInTab(page, 'npm', ['install']);
    const server = await serve(page);
    const shown = await render(page, server.url);
    const source = await readFile(join(projectsFolder, PROJECT, 'src/App.tsx'), 'utf8');
    const edits: number[] = [];
    for (let n = 1; n <= EDITS; n++) {
      edits.push(await hotReload(page, shown.frame, source, `Tasks, edit ${n}`));
    }
    const build = await runInTab(page, 'node', [VITE, 'build']);
    const lock = await page.evaluate(() =>
      (globalThis as unknown as Scope).container.fs.readFile('package-lock.json', 'utf8'),
    );
    await page.close();

    let memory = 0;
    let running = true;
    const watching = (async () => {
      for (; running; await new Promise((resolve) => setTimeout(resolve, 250))) {
        memory = Math.max(memory, await rendererMegabytes(folder));
      }
    })();
    const started = Date.now();
    const second = await mounted(browser, origin, lock);
    await runInTab(second, 'npm', ['install']);
    const { frame } = await render(second, (await serve(second)).url);
    const warm = (await headingAt(frame)) - started;
    running = false;
    await watching;
    return {
      ready: server.ms,
      render: shown.ms,
      build: build.ms,
      hmr: median(edits),
      warm: warm / 1000,
      memory: memory - ownPages,
    };
  });
}

export async function run(report: BenchReport): Promise<void> {
  const server = await startServer();
  const here: Figures[] = [];
  const tab: TabRound[] = [];
  const rounds = Number(report.args[0] ?? ROUNDS);
  try {
    for (let n = 1; n <= rounds; n++) {
      here.push(await outside(server.origin));
      tab.push(await inTab(server.origin));
      report.progress(`round ${n}: here ${JSON.stringify(here.at(-1))}; tab ${JSON.stringify(tab.at(-1))}`);
    }
  } finally {
    await server.stop();
  }
  const of = <T>(list: readonly T[], pick: (figures: T) => number): number => median(list.map(pick));
  report.figure('dev_ready_ratio', of(tab, (f) => f.ready) / of(here, (f) => f.ready), 'ratio');
  report.figure('first_render_ratio', of(tab, (f) => f.render) / of(here, (f) => f.render), 'ratio');
  report.figure('build_ratio', of(tab, (f) => f.build) / of(here, (f) => f.build), 'ratio');
  report.figure(
    'hmr_ms',
    of(tab, (f) => f.hmr),
    'ms',
  );
  report.figure(
    'warm_total_s',
    of(tab, (f) => f.warm),
    's',
  );
  const memory = Math.max(...tab.map((f) => f.memory));
  if (memory > 0) report.figure('memory_mb', memory, 'MB');
}
