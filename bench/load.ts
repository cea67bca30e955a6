/**
 * The first visit, with an empty cache over loopback: first contentful paint, when the prompt box takes what is typed, and how long
 * the page did not answer in between (total blocking time, up to three seconds later). Medians.
 */
import type { Page } from '@playwright/test';
import type { BenchReport } from '../scripts/bench.ts';
import { startServer } from '../scripts/tab/server.ts';
import { initialJsKilobytes } from './size.ts';
import { median, withBrowser } from './support/tab-bench.ts';

const RUNS = 5;
const AFTER_MS = 3000;

interface Visit {
  fcp: number;
  usable: number;
  blocked: number;
}

type Scope = typeof globalThis & { visit: { usable: number; longTasks: number[] } };

/** Runs in the page before its own scripts: types as soon as there is a box, and looks when the app has taken it. */
function typeEarly(): void {
  const visit = { usable: 0, longTasks: [] as number[] };
  (globalThis as Scope).visit = visit;
  new PerformanceObserver((list) =>
    visit.longTasks.push(...list.getEntries().map((task) => task.duration)),
  ).observe({
    type: 'longtask',
    buffered: true,
  });
  // No named functions: the compiler marks their names with a call that the page does not have.
  void (async () => {
    while (visit.usable === 0) {
      await new Promise(requestAnimationFrame);
      const box = document.querySelector('textarea');
      if (box?.value === '') {
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, 'An app');
        box.dispatchEvent(new Event('input', { bubbles: true }));
      }
      // The button is live when the text has reached the app's state.
      if (box?.form?.querySelector('[type=submit]:not(:disabled)')) visit.usable = performance.now();
    }
  })();
}

async function measure(page: Page, origin: string): Promise<Visit> {
  await page.addInitScript(typeEarly);
  await page.goto(origin);
  await page.waitForFunction(() => (globalThis as Scope).visit.usable > 0, undefined, { polling: 50 });
  await page.waitForTimeout(AFTER_MS);
  const visit = await page.evaluate(() => {
    const { usable, longTasks } = (globalThis as Scope).visit;
    const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
    return { fcp, usable, blocked: longTasks.reduce((sum, ms) => sum + ms - 50, 0) };
  });
  await page.locator('textarea').press('Enter');
  await page.waitForURL(/\/p\//);
  return visit;
}

export async function run(report: BenchReport): Promise<void> {
  const bytes = await initialJsKilobytes(report);
  const server = await startServer();
  try {
    const visits: Visit[] = [];
    for (let at = 0; at < RUNS; at++) {
      report.progress(`Visit ${at + 1} of ${RUNS} …`);
      visits.push(await withBrowser(async (browser) => measure(await browser.newPage(), server.origin)));
    }
    const of = (key: keyof Visit): number => median(visits.map((visit) => visit[key]));
    report.figure('fcp_ms', of('fcp'), 'ms');
    report.figure('usable_ms', of('usable'), 'ms');
    report.figure('initial_js_gzip_kb', bytes, 'KB');
    report.figure('tbt_ms', of('blocked'), 'ms');
  } finally {
    await server.stop();
  }
}
