/** Installs a folder of this machine in the tab, runs a script of it, and looks at its preview. What `npm run try` reports. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from '@playwright/test';
import { bootClient, showInFrame } from './client-page.ts';
import { mountFiles, readFolder } from './programs.ts';
import { listenToTab, spawn, tabState, type TabScope, type TabState } from './tab-state.ts';

export type Stage = 'install' | 'start' | 'preview';

export interface TryResult {
  ok: boolean;
  install_s: number | null;
  ready_s: number | null;
  preview_s: number | null;
  /** The first 300 characters of the page. */
  text: string;
  errors: string[];
  failed_stage: Stage | null;
}

export interface TryOptions {
  folder: string;
  script: string;
  shot: string | undefined;
  /** For each stage. */
  timeoutMs: number;
}

/** How long a page that shows something is watched for an error. */
const SETTLE_MS = 1500;
/** How long a page that is an error's is given to turn out not to be the project's: another port may open. */
const OTHER_PORT_MS = 10_000;
const POLL_MS = 100;

/** Goes through the stages until one fails. */
export async function tryFolder(page: Page, origin: string, options: TryOptions): Promise<TryResult> {
  const { folder, timeoutMs } = options;
  const result: TryResult = {
    ok: false,
    install_s: null,
    ready_s: null,
    preview_s: null,
    text: '',
    errors: [],
    failed_stage: null,
  };
  const fail = (stage: Stage, ...errors: string[]): TryResult => {
    result.failed_stage = stage;
    result.errors.push(...errors.map(plain).filter((error) => error !== ''));
    return result;
  };

  await bootClient(page, origin);
  await mountFiles(page, await readFolder(folder));
  await listenToTab(page);
  let started = Date.now();
  if (await exists(join(folder, 'package.json'))) {
    await spawn(page, 'npm install');
    const { ended, printed } = await until(page, timeoutMs, (state) => state.ended !== null);
    if (ended !== 0) return fail('install', ended === null ? late('npm install', timeoutMs) : '', printed);
  }
  result.install_s = seconds(started);

  started = Date.now();
  const command = await startCommand(folder, options.script);
  await spawn(page, command);
  const running = await until(page, timeoutMs, ({ opened, ended }) => opened.length > 0 || ended !== null);
  if (running.opened.length === 0) {
    const why =
      running.ended === null ? `${command} opened no port.` : `${command} ended with ${running.ended}.`;
    return fail('start', why, running.printed);
  }
  result.ready_s = seconds(started);

  started = Date.now();
  const shown = await showPreview(page, timeoutMs);
  if (shown) result.preview_s = seconds(started);
  await page.waitForTimeout(SETTLE_MS);
  result.text = (await textOf(page)).slice(0, 300);
  if (options.shot) await page.screenshot({ path: options.shot });
  const { errors, logged, printed, ended } = await tabState(page);
  if (!shown) {
    const why = ended === null ? 'The page shows nothing.' : `${command} ended with ${ended}.`;
    return fail('preview', why, ...errors, ...logged, printed);
  }
  if (errors.length > 0) return fail('preview', ...errors);
  result.ok = true;
  return result;
}

/** What a terminal shows in the end, without its colours: a line that is drawn again and again counts once. */
const plain = (output: string): string =>
  stripVTControlCharacters(output.replaceAll('\r\n', '\n').replace(/^.*\r/gm, '')).trim();
const seconds = (since: number): number => Math.round((Date.now() - since) / 100) / 10;
const late = (command: string, limitMs: number): string => `${command} did not end in ${limitMs / 1000} s.`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A folder of plain pages is served as it is; one without the script that is asked for may still have `start`. */
async function startCommand(folder: string, script: string): Promise<string> {
  const manifest = join(folder, 'package.json');
  if (!(await exists(manifest))) return 'npx --yes serve .';
  const { scripts = {} } = JSON.parse(await readFile(manifest, 'utf8')) as {
    scripts?: Record<string, string>;
  };
  return script === 'dev' && !scripts['dev'] && scripts['start'] ? 'npm start' : `npm run ${script}`;
}

/** Resolves with the state that was asked for, or with that at the end of the time. */
async function until(
  page: Page,
  timeoutMs: number,
  reached: (state: TabState) => boolean,
): Promise<TabState> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const state = await tabState(page);
    if (reached(state) || Date.now() > deadline) return state;
    await page.waitForTimeout(POLL_MS);
  }
}

/**
 * Shows ports as they open until one has a page: a project's API may listen before its front end. Resolves with whether
 * a server answers with something to see, be it an API's 404 when no other port opens.
 */
async function showPreview(page: Page, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (let next = 0; ; next++) {
    const limit = next === 0 ? deadline - Date.now() : OTHER_PORT_MS;
    const { opened } = await until(page, limit, (state) => state.opened.length > next);
    const url = opened[next];
    if (!url) return true;
    const status = await show(page, url, timeoutMs);
    if (!(await showsSomething(page, deadline))) return false;
    if (status === 0) return false;
    if (status < 400) return true;
  }
}

/** A picture without words is told by the preview itself; one that forbids scripts cannot tell. */
async function showsSomething(page: Page, deadline: number): Promise<boolean> {
  for (;;) {
    if ((await tabState(page)).painted || (await textOf(page)) !== '') return true;
    if (Date.now() > deadline) return false;
    await page.waitForTimeout(POLL_MS);
  }
}

/** Puts the address into the preview frame; resolves with its page's status, 0 when no answer comes. */
async function show(page: Page, url: string, timeoutMs: number): Promise<number> {
  const { href } = new URL(url);
  const answer = page
    .waitForResponse((response) => response.url() === href && response.status() !== 503, {
      timeout: timeoutMs,
    })
    .catch(() => undefined);
  await page.evaluate(() => {
    (globalThis as unknown as TabScope).tabState.painted = false;
  });
  await showInFrame(page, url);
  return (await answer)?.status() ?? 0;
}

async function textOf(page: Page): Promise<string> {
  const frame = await (await page.$('#preview'))?.contentFrame();
  const text = await frame
    ?.locator('body')
    .innerText()
    .catch(() => ''); // it may be on its way to another document
  return text?.trim() ?? '';
}
