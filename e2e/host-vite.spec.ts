import { expect, test } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { preview, readFile, run, serve, writeFile } from './support/container.ts';

test('the newest create-vite, npm install, tsc, dev with hot reload, and build', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await bootClient(page, baseURL ?? '');
  // At a terminal it asks for what the template leaves open, as it does anywhere.
  const created = await run(page, 'npm create vite@latest app -- --template react-ts </dev/null');
  expect(created.code, created.output).toBe(0);
  const installed = await run(page, 'cd app && npm install');
  expect(installed.output).toMatch(/added \d+ packages/);
  expect(await run(page, 'cd app && npx tsc -b')).toEqual({ code: 0, output: '' });

  const { url } = await serve(page, 'cd app && npm run dev');
  const app = await preview(page, url);
  const counter = app.getByRole('button', { name: /count is/i });
  await expect(counter).toHaveText(/count is 0/i, { timeout: 30_000 });
  await counter.click();
  await expect(counter).toHaveText(/count is 1/i);

  const source = await readFile(page, 'app/src/App.tsx');
  await writeFile(page, 'app/src/App.tsx', source.replace(/<h1>[^<]*</, '<h1>Hot and stateful<'));
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Hot and stateful');
  await expect(counter).toHaveText(/count is 1/i);

  const built = await run(page, 'cd app && npm run build && ls dist');
  expect(built.code, built.output).toBe(0);
  expect(built.output).toContain('index.html');
});
