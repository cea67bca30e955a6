/**
 * `npm run try -- DIR [--script dev] [--json] [--shot FILE.png] [--timeout S]`: does this folder run in the tab?
 * Installs it, runs a script, and looks at the preview. Exits with 0 only when it shows content without an uncaught error.
 */
import { parseArgs } from 'node:util';
import { chromium, type Frame, type Page } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.ts';
import { bootClient } from './tab/client-page.ts';
import { mountFiles, readFolder } from './tab/programs.ts';
import { startServer } from './tab/server.ts';

type Stage = 'install' | 'start' | 'preview';

interface TryResult {
  ok: boolean;
  install_s: number | null;
  ready_s: number | null;
  preview_s: number | null;
  /** The first 300 characters of the page. */
  text: string;
  errors: string[];
  failed_stage: Stage | null;
}

interface TryOptions {
  folder: string;
  script: string;
  shot: string | undefined;
  /** For each stage. */
  timeoutMs: number;
}

interface Scope {
  container: WebContainer;
  opened: string | undefined;
  printed: string;
  ended: number | undefined;
}

/** How long a page that shows something is watched for an error. */
const SETTLE_MS = 1000;

async function tryFolder(page: Page, origin: string, options: TryOptions): Promise<TryResult> {
  const result: TryResult = {
    ok: false,
    install_s: null,
    ready_s: null,
    preview_s: null,
    text: '',
    errors: [],
    failed_stage: 'install',
  };
  const { errors } = result;
  page.on('pageerror', (error) => errors.push(error.message));
  const fail = (stage: Stage, message: string): TryResult => {
    result.failed_stage = stage;
    errors.push(message);
    return result;
  };

  await bootClient(page, origin);
  await mountFiles(page, await readFolder(options.folder));
  let started = Date.now();
  await spawn(page, 'npm install');
  const installed = await until(page, options.timeoutMs, ({ ended }) => ended !== undefined);
  if (installed?.ended !== 0) return fail('install', await printed(page));
  result.install_s = seconds(started);

  started = Date.now();
  await spawn(page, `npm run ${options.script}`);
  const running = await until(
    page,
    options.timeoutMs,
    ({ opened, ended }) => opened !== undefined || ended !== undefined,
  );
  if (!running?.opened) return fail('start', await printed(page));
  result.ready_s = seconds(started);

  started = Date.now();
  result.text = (await show(page, running.opened, options.timeoutMs)).slice(0, 300);
  if (result.text) result.preview_s = seconds(started);
  await page.waitForTimeout(SETTLE_MS);
  if (options.shot) await page.locator('#preview').screenshot({ path: options.shot });
  if (!result.text) return fail('preview', `The page stayed empty.\n${await printed(page)}`);
  result.ok = errors.length === 0;
  result.failed_stage = result.ok ? null : 'preview';
  return result;
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 100) / 10;

/** Starts a command; its output, its end and the last port opened are read from the page. */
async function spawn(page: Page, command: string): Promise<void> {
  await page.evaluate(async (line) => {
    const scope = globalThis as unknown as Scope;
    Object.assign(scope, { opened: undefined, printed: '', ended: undefined });
    scope.container.on('server-ready', (_port, url) => {
      scope.opened ??= url;
    });
    const process = await scope.container.spawn('sh', ['-c', line], { env: { NO_COLOR: '1' } });
    const collect = new WritableStream<string>({
      write(chunk) {
        scope.printed += chunk;
      },
    });
    void process.output.pipeTo(collect);
    void process.exit.then((code) => {
      scope.ended = code;
    });
  }, command);
}

type State = Pick<Scope, 'opened' | 'ended'>;

async function until(
  page: Page,
  timeoutMs: number,
  reached: (state: State) => boolean,
): Promise<State | undefined> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const state = await page.evaluate(() => {
      const { opened, ended } = globalThis as unknown as Scope;
      return { opened, ended };
    });
    if (reached(state)) return state;
    await page.waitForTimeout(100);
  }
  return undefined;
}

/** The end of what the command printed. */
const printed = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as Scope).printed.trim().slice(-4000));

/** Shows the preview as the app does; resolves with its text, empty when it has none in time. */
async function show(page: Page, url: string, timeoutMs: number): Promise<string> {
  await page.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.id = 'preview';
    frame.allow = 'cross-origin-isolated';
    frame.style.cssText = 'width:1200px;height:800px;border:0;background:white';
    frame.src = src;
    document.body.replaceChildren(frame);
  }, url);
  const element = await page.waitForSelector('#preview');
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const text = await textOf(await element.contentFrame());
    if (text) return text;
    await page.waitForTimeout(100);
  }
  return '';
}

async function textOf(frame: Frame | null): Promise<string> {
  try {
    const text = await frame?.locator('body').innerText({ timeout: 1000 });
    return text?.trim() ?? '';
  } catch {
    // The frame is on its way to another document.
    return '';
  }
}

function report(result: TryResult): string {
  const time = (value: number | null): string => (value === null ? '–' : `${value} s`);
  return [
    result.ok ? 'It runs.' : `It fails at: ${result.failed_stage}`,
    `install ${time(result.install_s)}, ready ${time(result.ready_s)}, preview ${time(result.preview_s)}`,
    ...(result.text ? [`The page says: ${result.text}`] : []),
    ...result.errors,
  ].join('\n');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      script: { type: 'string', default: 'dev' },
      json: { type: 'boolean', default: false },
      shot: { type: 'string' },
      timeout: { type: 'string', default: '120' },
    },
  });
  const [folder] = positionals;
  const timeoutMs = Number(values.timeout) * 1000;
  if (!folder || !(timeoutMs > 0)) {
    process.stderr.write(
      'Usage: npm run try -- DIR [--script dev] [--json] [--shot FILE.png] [--timeout S]\n',
    );
    return 2;
  }
  const server = await startServer();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    const result = await tryFolder(page, server.origin, {
      folder,
      script: values.script,
      shot: values.shot,
      timeoutMs,
    });
    process.stdout.write(`${values.json ? JSON.stringify(result) : report(result)}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}

process.exitCode = await main();
