import { expect, test } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { preview, readFile, run, serve, writeFile } from './support/container.ts';

test('create-vite, npm install, tsc, dev with hot reload, and build', async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await bootClient(page, baseURL ?? '');
  const created = await run(page, 'npm create vite@6 app -- --template react-ts');
  expect(created).toMatchObject({ code: 0 });
  const installed = await run(page, 'cd app && npm install');
  expect(installed.output).toMatch(/added \d+ packages/);
  expect(await run(page, 'cd app && npx tsc -b')).toEqual({ code: 0, output: '' });

  const { url } = await serve(page, 'cd app && npm run dev');
  const app = await preview(page, url);
  const counter = app.getByRole('button', { name: /count is/ });
  await expect(counter).toHaveText('count is 0', { timeout: 30_000 });
  await counter.click();
  await expect(counter).toHaveText('count is 1');

  const source = await readFile(page, 'app/src/App.tsx');
  await writeFile(page, 'app/src/App.tsx', source.replace('Vite + React', 'Hot and stateful'));
  await expect(app.getByRole('heading')).toHaveText('Hot and stateful');
  await expect(counter).toHaveText('count is 1');

  const built = await run(page, 'cd app && npm run build && ls dist');
  expect(built.code, built.output).toBe(0);
  expect(built.output).toContain('index.html');
});
