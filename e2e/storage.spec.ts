/** The storage in a real browser: the drivers' contract on IndexedDB, tabs that are killed, and two tabs on one project. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import type * as storagePage from '../src/testing/storage-page.ts';
import { STORAGE_CASES } from '../src/testing/storage-contract.ts';

const SCRIPT = '/__test/storage.js';
/** How many saves are cut off by killing their tab. */
const KILLS = Number(process.env['STORAGE_KILLS'] ?? 200);
/** A tab saves in so many databases at once, and its end finds each at a point of its own. */
const DATABASES = Array.from({ length: 8 }, (_, at) => `killed ${at}`);

let code: string;

test.beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL('..', import.meta.url)),
    publicDir: false,
    build: {
      write: false,
      minify: false,
      lib: { entry: 'src/testing/storage-page.ts', formats: ['es'], fileName: 'storage' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('the storage could not be bundled');
  code = chunk.code;
});

interface Scope {
  storage: typeof storagePage;
  lock: Awaited<ReturnType<typeof storagePage.lockProject>>;
  events: string[];
}

/** A page of the app's origin that has the storage and nothing else. */
async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.route(`**${SCRIPT}`, (route) => route.fulfill({ contentType: 'text/javascript', body: code }));
  await page.goto('/api/health');
  await page.evaluate(async (script) => {
    (globalThis as unknown as Scope).storage = (await import(
      /* @vite-ignore */ script
    )) as typeof storagePage;
  }, SCRIPT);
  return page;
}

for (const { title } of STORAGE_CASES) {
  test(`IndexedDB ${title}`, async ({ context }) => {
    const page = await openPage(context);
    await page.evaluate((own) => (globalThis as unknown as Scope).storage.runCase(own), title);
  });
}

/** Has a page save in all databases, and kills it. A crash runs no handler of the page, unlike closing it. */
async function killWhileSaving(context: BrowserContext): Promise<void> {
  const page = await openPage(context);
  await page.evaluate((names) => {
    const { storage } = globalThis as unknown as Scope;
    for (const name of names) void storage.saveForever(name);
  }, DATABASES);
  await page.waitForTimeout(20 + Math.random() * 250);
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => 'nothing answers any more');
  await crashed;
  await page.close();
}

test('a tab that is killed while it saves leaves every project and version whole', async ({ context }) => {
  const rounds = Math.ceil(KILLS / DATABASES.length);
  test.setTimeout(30_000 + rounds * 4000);
  const inspector = await openPage(context);
  const versions = DATABASES.map(() => 0);
  for (let round = 1; round <= rounds; round++) {
    await killWhileSaving(context);
    const left = await inspector.evaluate(
      ([names, newest]) =>
        Promise.all(names.map((name) => (globalThis as unknown as Scope).storage.inspectSaved(name, newest))),
      [DATABASES, round === rounds ? Infinity : 5] as const,
    );
    expect(left.flatMap(({ wrong }) => wrong)).toEqual([]);
    for (const [at, before] of versions.entries()) {
      expect(left[at]?.versions).toBeGreaterThanOrEqual(before);
      versions[at] = left[at]?.versions ?? 0;
    }
  }
  expect(Math.min(...versions)).toBeGreaterThan(0);
});

async function lock(page: Page, isStuck = false): Promise<boolean> {
  return page.evaluate(async (stuck) => {
    const scope = globalThis as unknown as Scope;
    scope.events = [];
    scope.lock = await scope.storage.lockProject({
      project: 'p',
      locks: navigator.locks,
      patience: 400,
      beforeLoss: () => {
        scope.events.push('saved');
        return stuck ? new Promise(() => undefined) : Promise.resolve();
      },
      onLost: () => scope.events.push('lost'),
    });
    return scope.lock.held;
  }, isStuck);
}

const held = (page: Page): Promise<boolean> =>
  page.evaluate(() => (globalThis as unknown as Scope).lock.held);
const events = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as Scope).events);
const takeOver = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as Scope).lock.takeOver());

for (const [title, isStuck] of [
  ['saves first, then loses it', false],
  ['loses it even when it does not answer', true],
] as const) {
  test(`one tab writes to a project; when another takes over, it ${title}`, async ({ context }) => {
    const [first, second] = [await openPage(context), await openPage(context)];
    expect([await lock(first, isStuck), await lock(second)]).toEqual([true, false]);
    await takeOver(second);
    await expect.poll(() => events(first)).toEqual(['saved', 'lost']);
    expect([await held(first), await held(second)]).toEqual([false, true]);
    await first.close();
    await second.close();
    const third = await openPage(context);
    expect(await lock(third)).toBe(true);
  });
}
