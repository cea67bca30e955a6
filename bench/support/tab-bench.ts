/** What benches of a whole tab share: a browser with an empty profile, a container in it, commands in both worlds, medians. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';
import { bootClient } from '../../scripts/tab/client-page.ts';
import { CHROMIUM_ARGS, ensureChromium } from '../../scripts/chromium.ts';

export const projectsFolder = fileURLToPath(new URL('../projects', import.meta.url));

export interface Timed {
  ms: number;
  output: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Runs `use` with a folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tabwright-bench-'));
  try {
    return await use(folder);
  } finally {
    // A browser that was closed still writes to its profile for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** A copy of a project of bench/projects. */
export async function copyProject(name: string, into: string): Promise<void> {
  await cp(join(projectsFolder, name), into, { recursive: true });
}

/** Runs `use` in a browser whose profile, on disk as a person's, is empty. */
export async function withBrowser<T>(
  use: (browser: BrowserContext, profile: string) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const options = { executablePath: ensureChromium(), args: CHROMIUM_ARGS };
    const browser = await chromium.launchPersistentContext(folder, options);
    try {
      return await use(browser, folder);
    } finally {
      await browser.close();
    }
  });
}

/**
 * Boots a container in the page as users have it: a page with routes has no HTTP cache, so what brought the client goes.
 * `id`: the project's; by default a new one.
 */
export async function bootForBench(page: Page, origin: string, id?: string): Promise<void> {
  await bootClient(page, origin, id);
  await page.unrouteAll();
}

/** Runs a command in the page's container (`globalThis.container`). Throws with its output unless it ends with 0. */
export async function runInTab(page: Page, command: string, args: string[]): Promise<Timed> {
  const { code, ...timed } = await page.evaluate(
    async ([program, rest]) => {
      const { container } = globalThis as unknown as { container: WebContainer };
      const started = performance.now();
      const child = await container.spawn(program, rest);
      // No named functions in here: they do not survive the way to the page.
      const reader = child.output.getReader();
      let output = '';
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) output += piece.value;
      const exit = await child.exit;
      return { code: exit, ms: performance.now() - started, output };
    },
    [command, args] as const,
  );
  if (code !== 0)
    throw new Error(`In the tab ${command} ${args.join(' ')} ended with ${code}:\n${timed.output}`);
  return timed;
}

/** Runs a command on this machine, without the `NODE_ENV` that a bundling in this process has set: npm would leave packages out. Throws with its output unless it ends with 0. */
export function runOutside(
  command: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let output = '';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, NODE_ENV: undefined, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      const ms = performance.now() - started;
      if (code === 0) resolve({ ms, output });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`));
    });
  });
}

/**
 * Writes a module for `node --require` that resolves `*.localhost` as browsers do: Node asks the system, which may not know such
 * names. With it the real npm talks to the very address that the tab talks to, with nothing in between.
 */
export async function writeLocalhostNames(folder: string): Promise<string> {
  const file = join(folder, 'localhost-names.cjs');
  await writeFile(
    file,
    `const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(/(^|\\.)localhost$/.test(name) ? '127.0.0.1' : name, ...rest);
`,
  );
  return file;
}

interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** All processes of a Linux machine; none elsewhere. */
async function processes(): Promise<RunningProcess[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return { pid: Number(pid), parent, command };
      } catch {
        // It has just ended.
        return undefined;
      }
    }),
  );
  return found.filter((entry) => entry !== undefined);
}

/** What the page processes of the browser with this profile hold, shared pages in part; 0 where it cannot be told. */
export async function rendererMegabytes(profile: string): Promise<number> {
  const all = await processes();
  const family = new Set(
    all.filter(({ command }) => command.includes(`--user-data-dir=${profile}`)).map(({ pid }) => pid),
  );
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  let kilobytes = 0;
  for (const { pid, command } of all) {
    if (!family.has(pid) || !command.includes('--type=renderer')) continue;
    // A process that has just ended holds nothing.
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}
