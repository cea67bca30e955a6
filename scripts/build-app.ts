/**
 * `npm run build-app -- "PROMPT" [--model provider:model] [--base-url URL] [--follow-up "…"] [--out DIR] [--shot FILE.png]
 * [--json] [--timeout S]`: the product without hands. Opens the app headless, sends the prompt, waits until what came of it runs,
 * lets the app fix it at most twice. The last line is a JSON object; exits with 0 only if all went well.
 * `npm run build-app -- --list` prints the prompts that the demo model can build.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { RECORDINGS } from '../functions/models/demo/recordings.ts';
import type { ChatUsage } from '../src/shared/chat-protocol.ts';
import { addUsage } from '../src/shared/usage.ts';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.ts';
import {
  appStatus,
  openApp,
  projectFiles,
  sendRequest,
  showsContent,
  type AppStatus,
  type ReplySummary,
} from './tab/app-page.ts';
import { startServer } from './tab/server.ts';

const USAGE =
  'Usage: npm run build-app -- "PROMPT" [--model provider:model] [--base-url URL] [--follow-up "…"]… [--out DIR] [--shot FILE.png] [--json] [--timeout S]\n' +
  '       npm run build-app -- --list\n';

interface BuildResult {
  ok: boolean;
  /** Requests that were sent, without the fixes. */
  turns: number;
  fixes: number;
  seconds: number;
  tokens: ChatUsage;
  errors: string[];
}

/** How long an app that seems to be done is watched for an error, and for the fix that follows one. */
const SETTLE_MS = 3000;
/** How long a page may take from the moment its server answers. */
const PAGE_MS = 60_000;
const MAX_FIXES = 2;

class Build {
  readonly #page: Page;
  readonly #deadline: number;
  readonly #say: (line: string) => void;
  #told = '';

  constructor(page: Page, timeoutMs: number, say: (line: string) => void) {
    this.#page = page;
    this.#deadline = Date.now() + timeoutMs;
    this.#say = say;
  }

  /** Sends a request and waits until nothing moves any more. Resolves with what is wrong. */
  async request(text: string): Promise<string[]> {
    const { length } = (await appStatus(this.#page)).requests;
    await sendRequest(this.#page, text);
    let quietSince = Date.now();
    let before = '';
    for (;;) {
      const status = await appStatus(this.#page);
      const content = await showsContent(this.#page);
      this.#tell(status);
      const errors = faults(status, content);
      const now = JSON.stringify([status, content]);
      if (now !== before || isMoving(status) || status.requests.length === length) quietSince = Date.now();
      before = now;
      const quiet = Date.now() - quietSince;
      const waitsForPage = status.stage === 'ready' && !content && status.problems.length === 0;
      if (quiet > (waitsForPage ? PAGE_MS : SETTLE_MS)) return errors;
      if (Date.now() > this.#deadline) return [`It was not done in time: ${status.stage}.`, ...errors];
      await this.#page.waitForTimeout(200);
    }
  }

  /** One line whenever something new happens. */
  #tell(status: AppStatus): void {
    const reply = status.replies.at(-1);
    const action = reply?.actions.findLast((own) => own.status !== 'streaming' && own.status !== 'queued');
    const step = action ? `${action.type} ${action.target}: ${action.status}` : (reply?.status ?? '');
    const line = `${status.stage.padEnd(10)} ${step}${action?.reason ? ` (${action.reason})` : ''}`;
    if (line === this.#told) return;
    this.#told = line;
    this.#say(line);
  }
}

function isMoving({ busy, mending, stage }: AppStatus): boolean {
  return (
    busy ||
    mending ||
    stage === 'booting' ||
    stage === 'mounting' ||
    stage === 'installing' ||
    stage === 'starting'
  );
}

/** What keeps an app that nothing happens to from being well. */
function faults({ stage, stageFailure, replies, problems }: AppStatus, content: boolean): string[] {
  const last = replies.at(-1);
  return [
    ...(stageFailure ? [stageFailure] : []),
    ...(last && last.status !== 'done' ? [last.failure ?? `The reply ended: ${last.status}.`] : []),
    ...replies.slice(-1).flatMap(failedActions),
    ...(replies.every(({ actions }) => actions.length === 0) ? ['The reply built nothing.'] : []),
    ...problems,
    ...(stage === 'ready' && content ? [] : [`Nothing is shown: ${stage}.`]),
  ];
}

function failedActions({ actions }: ReplySummary): string[] {
  return actions
    .filter(({ status }) => status !== 'done')
    .map(({ type, target, status, reason = '' }) => `${type} ${target}: ${status}. ${reason}`.trim());
}

/** The requests that the app made of problems. */
function fixesOf({ requests }: AppStatus): string[] {
  return requests.filter((request) => request.startsWith('Fix this problem.'));
}

async function writeProject(page: Page, folder: string): Promise<void> {
  for (const [path, content] of await projectFiles(page)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      model: { type: 'string' },
      'base-url': { type: 'string' },
      'follow-up': { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      shot: { type: 'string' },
      json: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '900' },
    },
  });
  if (values.list) {
    process.stdout.write(RECORDINGS.map(({ prompt }) => `${prompt}\n`).join(''));
    return 0;
  }
  const [prompt = ''] = positionals;
  const timeoutMs = Number(values.timeout) * 1000;
  if (prompt.trim() === '' || positionals.length > 1 || !(timeoutMs > 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`));
  const url = values['base-url'];
  const started = Date.now();
  const server = await startServer({
    DEMO_PACE: 'fast',
    // As the edge's own address, its key goes along.
    ...(url ? { OPENAI_COMPATIBLE_BASE_URL: url } : {}),
  });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const model = values.model === undefined ? {} : { model: values.model };
    await openApp(page, server.origin, { autoFix: MAX_FIXES, ...model });
    const build = new Build(page, timeoutMs, say);
    let errors: string[] = [];
    for (const request of [prompt, ...values['follow-up']]) {
      if (errors.length === 0) errors = await build.request(request);
    }
    const status = await appStatus(page);
    const fixes = fixesOf(status).length;
    const result: BuildResult = {
      ok: errors.length === 0,
      turns: status.requests.length - fixes,
      fixes,
      seconds: Math.round((Date.now() - started) / 100) / 10,
      tokens: addUsage(...status.replies.map(({ usage }) => usage)),
      errors,
    };
    if (values.out) await writeProject(page, values.out);
    if (values.shot) {
      const frame = page.locator('iframe.frame');
      await ((await frame.isVisible()) ? frame : page).screenshot({ path: values.shot });
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}

process.exitCode = await main();
