/**
 * `npm install` in the tab against the real one on this machine, in the same run and through the same proxy; what a start of the
 * host and a call of its kernel cost. Cold: no npm cache, an empty browser profile. Warm: both have it all, node_modules is gone.
 * The proxy's own disk cache holds everything before anything is timed.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { BenchReport } from '../scripts/bench.ts';
import { openClient } from '../scripts/tab/client-page.ts';
import { startServer } from '../scripts/tab/server.ts';
import {
  bootForBench,
  copyProject,
  median,
  projectsFolder,
  runInTab,
  runOutside,
  withBrowser,
  withFolder,
  writeLocalhostNames,
} from './support/tab-bench.ts';

const PROJECT = 'react-tailwind';
const ROUNDS = 3;
const BOOTS = 5;

interface Round {
  cold: number;
  warm: number;
}

/** Microseconds of a call that has to ask the kernel, and stats of existing files in a second, which do not. */
const CALLS = `
const fs = require('fs');
// What is open for reading alone is read without the kernel.
const fd = fs.openSync('package.json', 'r+');
const median = (runs) => runs.sort((a, b) => a - b)[runs.length >> 1];
const calls = [];
for (let run = 0; run < 15; run++) {
  const started = performance.now();
  for (let i = 0; i < 1000; i++) fs.fstatSync(fd);
  calls.push(performance.now() - started);
}
const files = fs.readdirSync('node_modules').map((name) => 'node_modules/' + name + '/package.json').filter(fs.existsSync);
const stats = [];
for (let run = 0; run < 15; run++) {
  const started = performance.now();
  for (let i = 0; i < 20000; i++) fs.statSync(files[i % files.length]);
  stats.push(20000 / (performance.now() - started) * 1000);
}
console.log(JSON.stringify({ syscall: median(calls), stats: median(stats) }));
`;

/** One cold and one warm install by the real npm. */
function realNpm(origin: string): Promise<Round> {
  return withFolder(async (folder) => {
    const project = join(folder, 'project');
    await copyProject(PROJECT, project);
    const names = await writeLocalhostNames(folder);
    const env = {
      NODE_OPTIONS: `--require ${names}`,
      npm_config_cache: join(folder, 'cache'),
      npm_config_registry: `${origin}/api/registry/`,
    };
    const install = async (): Promise<number> => {
      const args = ['install', '--no-audit', '--no-fund', '--no-update-notifier'];
      return (await runOutside('npm', args, { cwd: project, env })).ms;
    };
    const cold = await install();
    await rm(join(project, 'node_modules'), { recursive: true });
    return { cold, warm: await install() };
  });
}

async function mountProject(page: Page): Promise<void> {
  const manifest = await readFile(join(projectsFolder, PROJECT, 'package.json'), 'utf8');
  await page.evaluate(
    (contents) =>
      (globalThis as unknown as { container: import('@webcontainer/api').WebContainer }).container.mount({
        'package.json': { file: { contents } },
      }),
    manifest,
  );
}

/** One cold and one warm install in the tab; `after` gets the page with everything installed. */
function inTab(origin: string, after?: (page: Page) => Promise<void>): Promise<Round> {
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    await bootForBench(page, origin);
    await mountProject(page);
    const cold = await runInTab(page, 'npm', ['install']);
    await runInTab(page, 'rm', ['-rf', 'node_modules']);
    const warm = await runInTab(page, 'npm', ['install']);
    await after?.(page);
    return { cold: cold.ms, warm: warm.ms };
  });
}

/** From the moment when the client asks for the headless page to the end of `node -e 0`, in an empty profile. */
function boot(origin: string): Promise<number> {
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    await openClient(page, origin);
    await page.unrouteAll();
    return page.evaluate(async () => {
      const { client } = globalThis as unknown as { client: typeof import('@webcontainer/api') };
      const started = performance.now();
      const container = await client.WebContainer.boot({ workdirName: 'project' });
      const child = await container.spawn('node', ['-e', '0']);
      const code = await child.exit;
      if (code !== 0) throw new Error(`node -e 0 ended with ${code}`);
      return performance.now() - started;
    });
  });
}

export async function run(report: BenchReport): Promise<void> {
  const server = await startServer();
  try {
    const { origin } = server;
    const boots: number[] = [];
    for (let n = 0; n < BOOTS; n++) boots.push(await boot(origin));
    report.progress(`boot: ${boots.map(Math.round).join(', ')} ms`);
    if (!report.args.includes('--boot')) await installs(report, origin);
    report.figure('boot_ms', median(boots), 'ms');
  } finally {
    await server.stop();
  }
}

async function installs(report: BenchReport, origin: string): Promise<void> {
  report.progress('Filling the proxy’s cache …');
  await realNpm(origin);
  await inTab(origin);
  const real: Round[] = [];
  const tab: Round[] = [];
  let calls = '';
  for (let n = 1; n <= ROUNDS; n++) {
    const last = n === ROUNDS;
    real.push(await realNpm(origin));
    const measureCalls = async (page: Page): Promise<void> => {
      calls = (await runInTab(page, 'node', ['-e', CALLS])).output;
    };
    tab.push(await inTab(origin, last ? measureCalls : undefined));
    report.progress(`round ${n}: npm ${describe(real.at(-1))}; tab ${describe(tab.at(-1))}`);
  }
  const times = (rounds: Round[], kind: keyof Round): number => median(rounds.map((round) => round[kind]));
  for (const kind of ['cold', 'warm'] as const) {
    report.figure(`install_${kind}_ratio`, times(tab, kind) / times(real, kind), 'ratio');
    report.figure(`install_${kind}_s`, times(tab, kind) / 1000, 's');
    report.figure(`npm_${kind}_s`, times(real, kind) / 1000, 's');
  }
  const measured = JSON.parse(calls) as { syscall: number; stats: number };
  // 1000 calls in so many milliseconds: microseconds a call.
  report.figure('syscall_us', measured.syscall, 'µs');
  report.figure('fs_stat_per_s', measured.stats, '1/s');
}

const describe = (round: Round | undefined): string =>
  round ? `${(round.cold / 1000).toFixed(2)} s cold, ${(round.warm / 1000).toFixed(2)} s warm` : '';
