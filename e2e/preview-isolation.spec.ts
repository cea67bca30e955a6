/** What a preview must not reach, and what it must not be able to slow down. Its code is nobody's friend. */
import { expect, test } from '@playwright/test';
import { openPreviewServers, type PreviewServers } from './support/preview-servers.ts';

const origin = (): string => test.info().project.use.baseURL ?? '';

let servers: PreviewServers;
test.beforeAll(async ({ browser }) => {
  servers = await openPreviewServers(browser, origin());
});
test.afterAll(() => servers.context.close());

test("the app's window, storage and API are out of the preview's reach", async () => {
  const { page, frame } = servers;
  await page.evaluate(() => {
    localStorage.setItem('secret', 'kept');
    document.cookie = 'secret=kept; path=/';
    return new Promise((resolve) => (indexedDB.open('secrets').onsuccess = resolve));
  });
  const reached = await frame.evaluate(async (app) => {
    const attempt = async (fn: () => unknown): Promise<string> => {
      try {
        return `reached ${String(await fn())}`;
      } catch (error) {
        return (error as Error).name;
      }
    };
    return {
      document: await attempt(() => parent.document.title),
      storageOfParent: await attempt(() => parent.localStorage.getItem('secret')),
      address: await attempt(() => parent.location.href),
      domain: await attempt(() => {
        document.domain = 'tabwright.localhost';
        return parent.document.title;
      }),
      host: await attempt(() =>
        [...Array(parent.frames.length).keys()].map((at) => parent.frames[at]?.document),
      ),
      storage: localStorage.getItem('secret'),
      cookie: document.cookie.includes('secret'),
      databases: (await indexedDB.databases()).map(({ name }) => name),
      api: await attempt(async () => (await fetch(`${app}/api/models`)).text()),
      send: await attempt(async () =>
        (
          await fetch(`${app}/api/chat`, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          })
        ).text(),
      ),
    };
  }, origin());
  expect(reached).toEqual({
    document: 'SecurityError',
    storageOfParent: 'SecurityError',
    address: 'SecurityError',
    domain: 'SecurityError',
    host: 'SecurityError',
    storage: null,
    cookie: false,
    databases: [],
    api: 'TypeError',
    send: 'TypeError',
  });
});

test('a loop in the preview that does not end leaves the app responsive', async () => {
  const { context, page, frame } = servers;
  // Playwright's own actions are traced, and a trace takes a picture of every frame, also of one that never answers.
  const session = await context.newCDPSession(page);
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    return result.value;
  };
  await evaluate(`globalThis.pressed = new Promise((resolve) => {
    const delays = [];
    addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        if (delays.push(performance.now() - timeStamp) === 20) resolve(delays);
      });
    });
  }), 0`);
  let looping = true;
  const loop = frame
    .evaluate(() => {
      for (const end = performance.now() + 6_000; performance.now() < end;);
    })
    .then(() => (looping = false));
  for (let n = 0; n < 20; n++) await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'a' });
  const delays = (await evaluate('pressed')) as number[];
  expect(looping).toBe(true);
  delays.sort((a, b) => a - b);
  expect(delays[10]).toBeLessThan(100);
  await loop;
});
