/**
 * The builder under load: frames a second and layout shift while a reply of prose and a long file streams at 200 tokens a second,
 * how long a file of 1 MB takes to open, and frames while a tree of 1,000 files scrolls.
 */
import type { Page } from '@playwright/test';
import type { AppSurface } from '../src/app/app-surface.ts';
import type { BenchReport } from '../scripts/bench.ts';
import { importFiles, openApp, sendRequest } from '../scripts/tab/app-page.ts';
import { startServer } from '../scripts/tab/server.ts';
import { startModelServer } from '../src/testing/model-server.ts';
import { median, withBrowser } from './support/tab-bench.ts';

/** A token is about four characters; the stream comes in ten pieces a second. */
const TOKENS_A_SECOND = 200;
const PIECES_A_SECOND = 10;
const SECONDS = 12;
const FILES = 1000;
const LARGE_BYTES = 1_000_000;
const OPENINGS = 5;
/** In the first folder: the tree draws the rows that are seen only. */
const LARGE = 'first/large.ts';
const LINE =
  '  const total = items.reduce((sum, item) => sum + item.price * item.count, 0); // of all rows\n';

type Scope = typeof globalThis & AppSurface & { counted: { stamps: number[]; shift: number } };

/** Counts frames and layout shifts until `framesEnd`. */
function framesBegin(): void {
  const frames = { stamps: [] as number[], shift: 0 };
  (globalThis as Scope).counted = frames;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) frames.shift += entry.value;
  }).observe({ type: 'layout-shift' });
  // No named functions: the compiler marks their names with a call that the page does not have.
  void (async () => {
    for (;;) frames.stamps.push(await new Promise<number>(requestAnimationFrame));
  })();
}

interface Frames {
  /** Median over the seconds, and the second with the fewest. */
  median: number;
  worst: number;
  shift: number;
}

async function framesEnd(page: Page): Promise<Frames> {
  const { stamps, shift } = await page.evaluate(() => (globalThis as Scope).counted);
  const [first = 0] = stamps;
  const seconds = new Map<number, number>();
  for (const at of stamps) {
    const second = Math.floor((at - first) / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  // The last second is not whole.
  const counts = [...seconds.values()].slice(0, -1);
  return { median: median(counts), worst: Math.min(...counts), shift };
}

async function stream(page: Page, origin: string): Promise<Frames> {
  const model = await startModelServer();
  try {
    const characters = TOKENS_A_SECOND * SECONDS * 4;
    const prose =
      '## The plan\n\nA **table** of orders, with `totals` and a [guide](https://example.com).\n\n- one\n- two\n\n';
    const file = `<artifact id="a" title="Orders"><action type="file" path="src/orders.ts">\n${LINE.repeat(Math.ceil(characters / 2 / LINE.length))}</action></artifact>`;
    model.script({
      text: prose.repeat(Math.ceil(characters / 2 / prose.length)) + file,
      chunkSize: (TOKENS_A_SECOND * 4) / PIECES_A_SECOND,
      delay: 1000 / PIECES_A_SECOND,
    });
    await openApp(page, origin, {
      model: 'openai-compatible:scripted',
      keys: { 'openai-compatible': 'none' },
      baseUrls: { 'openai-compatible': model.url },
    });
    await sendRequest(page, 'Orders');
    await page.getByText('The plan').first().waitFor();
    await page.evaluate(framesBegin);
    await page.waitForFunction(
      () => (globalThis as Scope).tabwright.stores.chat.getState().active === undefined,
      undefined,
      { timeout: SECONDS * 4000 },
    );
    return await framesEnd(page);
  } finally {
    await model.close();
  }
}

/** A project of many files, one of them large. */
async function importMany(page: Page, origin: string): Promise<void> {
  await openApp(page, origin);
  const small = Array.from({ length: FILES }, (_, at) => [
    `src/part-${at % 20}/file-${at}.ts`,
    `export const n = ${at};\n`,
  ]);
  const large = LINE.repeat(Math.ceil(LARGE_BYTES / LINE.length));
  await importFiles(page, { ...Object.fromEntries(small), [LARGE]: large });
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await page.getByRole('tree').waitFor();
}

/** Milliseconds from the click on a file to its text on the screen. */
async function openLarge(page: Page): Promise<number> {
  return page.evaluate(async (path) => {
    const { editor } = (globalThis as Scope).tabwright.stores;
    editor.getState().setTabs([], undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const row = document.querySelector<HTMLElement>(`[data-path="${path}"]`);
    if (!row) throw new Error(`The tree does not show ${path}.`);
    const began = performance.now();
    row.click();
    while (!document.querySelector('.cm-content')?.textContent.includes('items.reduce'))
      await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
  }, LARGE);
}

async function scrollTree(page: Page): Promise<Frames> {
  await page.evaluate(framesBegin);
  await page.evaluate(async () => {
    const list = document.querySelector('.tree-list');
    const end = performance.now() + 4000;
    for (let at = 0; performance.now() < end; at += 120) {
      if (list) list.scrollTop = at % Math.max(1, list.scrollHeight - list.clientHeight);
      await new Promise(requestAnimationFrame);
    }
  });
  return framesEnd(page);
}

export async function run(report: BenchReport): Promise<void> {
  const server = await startServer();
  try {
    await withBrowser(async (browser) => {
      report.progress(`A reply at ${TOKENS_A_SECOND} tokens a second …`);
      const page = await browser.newPage();
      const streamed = await stream(page, server.origin);
      report.figure('stream_fps', streamed.median, 'frames/s');
      report.figure('stream_fps_worst', streamed.worst, 'frames/s');
      report.figure('stream_layout_shift', streamed.shift, '');
      await page.close();
      report.progress('Large files and many files …');
      const large = await browser.newPage();
      await importMany(large, server.origin);
      const openings: number[] = [];
      for (let at = 0; at < OPENINGS; at++) openings.push(await openLarge(large));
      report.figure('file_1mb_first_open_ms', openings[0] ?? NaN, 'ms');
      report.figure('file_1mb_open_ms', median(openings), 'ms');
      const scrolled = await scrollTree(large);
      report.figure('tree_1000_fps', scrolled.median, 'frames/s');
    });
  } finally {
    await server.stop();
  }
}
