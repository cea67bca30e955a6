/** What stays of the WebAssembly that programs compile: the latest, in the browser's cache, and compiled again when the project is opened again. */
import { expect, test, type Frame, type Page } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import type { ClientScope } from './support/client-scope.ts';

/** A module of a megabyte and more: nothing but a custom section. */
const PROGRAM = `
const size = 1200000 + Number(process.argv[2]);
const length = [size & 127 | 128, size >> 7 & 127 | 128, size >> 14 & 127 | 128, size >> 21 & 127];
const bytes = new Uint8Array(8 + 1 + 4 + size);
bytes.set([0, 97, 115, 109, 1, 0, 0, 0, 0, ...length]);
if (process.argv[3] === 'later') WebAssembly.compile(bytes).then(() => console.log('ok'));
else console.log(new WebAssembly.Module(bytes) instanceof WebAssembly.Module ? 'ok' : 'no');
setTimeout(() => undefined, 100);
`;

async function compile(page: Page, ...args: string[]): Promise<string> {
  return page.evaluate(
    async ([program, rest]) => {
      const { container } = globalThis as unknown as ClientScope;
      await container.fs.writeFile('big.cjs', program);
      const child = await container.spawn('node', ['big.cjs', ...rest]);
      let output = '';
      const reader = child.output.getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) output += piece.value;
      return output.trim();
    },
    [PROGRAM, args] as const,
  );
}

function host(page: Page): Frame {
  const frame = page.frames().find((each) => new URL(each.url()).pathname === '/headless');
  if (!frame) throw new Error('the host has no page');
  return frame;
}

/** Bytes of each that is kept, the oldest first. */
function kept(page: Page): Promise<number[]> {
  return host(page).evaluate(async () => {
    const cache = await caches.open('compiled');
    const responses = await cache.matchAll();
    return Promise.all(responses.map(async (response) => (await response.arrayBuffer()).byteLength));
  });
}

test('the latest large modules stay, and the next session compiles them first', async ({ page, baseURL }) => {
  const id = `compiled-${Date.now().toString(36)}`;
  await bootClient(page, baseURL ?? '', id);
  for (const [args, count] of [
    [['1'], 1],
    [['2', 'later'], 2],
    [['2'], 2],
    [['3'], 3],
  ] as const) {
    expect(await compile(page, ...args)).toBe('ok');
    await expect.poll(async () => (await kept(page)).length).toBe(count);
  }
  expect(await compile(page, '4')).toBe('ok');
  await expect.poll(() => kept(page)).toEqual([2, 3, 4].map((n) => 1_200_013 + n));

  await bootClient(page, baseURL ?? '', id);
  const fetched = (): Promise<number> =>
    host(page).evaluate(
      () =>
        new Set(
          performance
            .getEntriesByType('resource')
            .map(({ name }) => name)
            .filter((name) => name.includes('/~/w/')),
        ).size,
    );
  expect(await compile(page, '4')).toBe('ok');
  await expect.poll(fetched).toBe(3);
  expect(await kept(page)).toHaveLength(3);
});
