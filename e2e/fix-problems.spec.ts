/** What breaks is captured with its source and place, mended by a known fix or by one answer of the model, and seen to be gone. */
import { expect, test, type Page } from '@playwright/test';
import type { AppSurface } from '../src/app/app-surface.ts';
import { openScriptedApp, type Change, type Files, type ScriptedApp } from './support/scripted-app.ts';

interface Seeded {
  readonly name: string;
  readonly broken: Change;
  /** What makes it show, when loading the page does not. */
  readonly provoke?: (app: ScriptedApp) => Promise<void>;
  readonly problem: { readonly source: string; readonly message: RegExp; readonly place: string };
  /** Undefined: a known fix mends it. */
  readonly mended?: Change;
}

const MANIFEST = {
  name: 'seeded',
  private: true,
  type: 'module',
  scripts: { dev: 'vite' },
  dependencies: { react: '18.3.1', 'react-dom': '18.3.1', 'react-feather': '2.0.10' },
  devDependencies: { vite: '6.4.6', '@vitejs/plugin-react': '4.7.0' },
};
const APP = 'export function App() {\n  return <h1>Works</h1>;\n}';
const MAIN = `import { createRoot } from 'react-dom/client';
import { App } from './App';
import './index.css';

createRoot(document.getElementById('root')!).render(<App />);`;
const REACT: Files = {
  'package.json': JSON.stringify(MANIFEST, null, 2),
  'index.html':
    '<!doctype html><html lang="en"><head><title>Seeded</title></head><body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>',
  'vite.config.js': "import react from '@vitejs/plugin-react';\nexport default { plugins: [react()] };",
  'src/main.tsx': MAIN,
  'src/index.css': 'body { margin: 0; }',
  'src/App.tsx': APP,
};
const MENDED: Change = {
  files: { 'src/App.tsx': APP, 'src/main.tsx': MAIN, 'src/index.css': 'body { margin: 0; }' },
};

function appOf(lines: string): Change {
  return { files: { 'src/App.tsx': lines } };
}

const IN_THE_PAGE: readonly Seeded[] = [
  {
    name: 'a missing dependency',
    broken: appOf(
      "import clsx from 'clsx';\n\nexport function App() {\n  return <h1 className={clsx('a')}>Works</h1>;\n}",
    ),
    problem: { source: 'transform', message: /resolve import "clsx"/, place: 'src/App.tsx:1' },
  },
  {
    name: 'a wrong import name',
    broken: appOf(
      "import { useState } from 'react';\nimport { Trashcan } from 'react-feather';\n\nexport function App() {\n  const [size] = useState(20);\n  return <h1><Trashcan size={size} /> Works</h1>;\n}",
    ),
    problem: { source: 'preview', message: /export named 'Trashcan'/, place: 'src/App.tsx:2' },
  },
  {
    name: 'a syntax error',
    broken: appOf('export function App() {\n  const x y = 2;\n  return <h1>Works</h1>;\n}'),
    problem: { source: 'transform', message: /Missing initializer/, place: 'src/App.tsx:2' },
    mended: MENDED,
  },
  {
    name: 'a TypeError on a click',
    broken: appOf(
      'export function App() {\n  const items: { map: () => void } | undefined = undefined;\n  return (\n    <button onClick={() => items!.map()}>Works</button>\n  );\n}',
    ),
    provoke: ({ preview }) => preview.getByRole('button', { name: 'Works' }).click(),
    problem: {
      source: 'preview',
      message: /TypeError: Cannot read properties of undefined/,
      place: 'src/App.tsx:4',
    },
    mended: MENDED,
  },
  {
    name: 'a rejected fetch',
    broken: appOf(
      "import { useEffect } from 'react';\n\nasync function load() {\n  const answer = await fetch('/api/items.json');\n  if (!answer.headers.get('content-type')?.includes('json')) throw new Error('No items came.');\n}\n\nexport function App() {\n  useEffect(() => void load(), []);\n  return <h1>Works</h1>;\n}",
    ),
    problem: { source: 'preview', message: /No items came/, place: 'src/App.tsx:5' },
    mended: MENDED,
  },
  {
    name: 'an infinite render',
    broken: appOf(
      "import { useState } from 'react';\n\nexport function App() {\n  const [count, setCount] = useState(0);\n  setCount(count + 1);\n  return <h1>Works {count}</h1>;\n}",
    ),
    problem: { source: 'preview', message: /Too many re-renders/, place: 'src/App.tsx:4' },
    mended: MENDED,
  },
  {
    name: 'a CSS error',
    broken: {
      files: {
        'src/App.tsx': APP,
        'src/index.css': 'body { margin: 0; }\n\n.a { background: url(/a.svg);\n',
      },
    },
    problem: { source: 'transform', message: /Unclosed block/, place: 'src/index.css:3' },
    mended: MENDED,
  },
  {
    name: 'a blank page',
    broken: { files: { 'src/main.tsx': "import { App } from './App';\n\nexport const start = App;" } },
    problem: { source: 'preview', message: /shows nothing/, place: 'index.html' },
    mended: MENDED,
  },
  {
    name: 'a wrong environment variable',
    broken: appOf(
      "const api = new URL('/items', import.meta.env.VITE_API);\n\nexport function App() {\n  return <h1>Works {api.href}</h1>;\n}",
    ),
    problem: { source: 'preview', message: /Invalid URL/, place: 'src/App.tsx:1' },
    mended: MENDED,
  },
];

const SERVER =
  "import express from 'express';\n\nconst app = express();\napp.get('/', (_request, response) => response.send('<h1>Works</h1>'));\napp.listen(3000);";
const EXPRESS: Files = {
  'package.json': JSON.stringify({ private: true, type: 'module', dependencies: { express: '4.22.3' } }),
  'server.mjs': SERVER,
};

const ON_THE_SERVER: readonly Seeded[] = [
  {
    name: 'a crashed server',
    broken: { files: { 'server.mjs': `${SERVER}\n\napp.settings.store.open();` }, start: 'node  server.mjs' },
    problem: { source: 'server', message: /TypeError: Cannot read properties/, place: 'server.mjs:7' },
    mended: { files: { 'server.mjs': SERVER }, start: 'node server.mjs' },
  },
  {
    name: 'a port conflict',
    broken: { files: { 'server.mjs': `${SERVER}\napp.listen(3000);` }, start: 'node  server.mjs' },
    problem: { source: 'server', message: /EADDRINUSE/, place: 'server.mjs:6' },
  },
  {
    name: 'a package version that is not there',
    broken: {
      files: { 'package.json': EXPRESS['package.json']?.replace('4.22.3', '^99.0.0') ?? '' },
      shell: ['npm install'],
    },
    problem: { source: 'install', message: /No version of express fits/, place: '' },
    mended: { files: EXPRESS, shell: ['npm install'], start: 'node server.mjs' },
  },
];

/** Where the problem that the card shows comes from. */
async function sourceOf(page: Page, message: RegExp): Promise<string | undefined> {
  const problems = await page.evaluate(
    () => (globalThis as typeof globalThis & AppSurface).tabwright.stores.problems.getState().problems,
  );
  return problems.find((own) => message.test(own.message))?.source;
}

/** The app is looked at after a turn: a test acts when that is over. */
async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      (globalThis as typeof globalThis & AppSurface).tabwright.stores.problems.getState().health === 'green',
  );
}

async function breakAndMend(scripted: ScriptedApp, seeded: Seeded): Promise<void> {
  const { page, problem } = scripted;
  const { source, message, place } = seeded.problem;
  await scripted.change(seeded.name, seeded.broken);
  if (seeded.provoke) await atRest(page);
  await seeded.provoke?.(scripted);
  await expect(problem.getByRole('button', { name: 'Fix', exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(problem).toContainText(message);
  await expect(problem).toContainText(place);
  expect(await sourceOf(page, message)).toBe(source);
  const asked = scripted.model.requests.length;
  scripted.answer([`Mended: ${seeded.name}`, seeded.mended ?? {}]);
  await problem.getByRole('button', { name: 'Fix', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Solved' })).toContainText(message, { timeout: 40_000 });
  expect(scripted.model.requests.length - asked).toBe(seeded.mended ? 1 : 0);
  await expect(scripted.preview.locator('body')).toContainText('Works');
}

/** Two answers leave the problem as it is; then the card offers the ways on, one of them back. */
async function neverMended(
  scripted: ScriptedApp,
  name: string,
  lines: readonly [string, string, string],
  end: RegExp,
): Promise<void> {
  const { model, problem, preview } = scripted;
  let code = SERVER;
  const broken = (more: string): Change => {
    code += `\n${more}`;
    return { files: { 'server.mjs': code }, start: `node server.mjs --${code.length}` };
  };
  await scripted.change(name, broken(lines[0]));
  for (const line of lines.slice(1)) {
    const asked = model.requests.length;
    scripted.answer([`${name}: ${line}`, broken(line)]);
    await problem.getByRole('button', { name: 'Fix', exact: true }).click({ timeout: 30_000 });
    await expect.poll(() => model.requests.length, { timeout: 30_000 }).toBe(asked + 1);
    await expect(problem.getByRole('button', { name: /^(?:Fix|Keep going)$/ })).toBeVisible({
      timeout: 30_000,
    });
  }
  await expect(problem).toContainText(end);
  await expect(problem.getByRole('button', { name: 'Try another model' })).toBeVisible();
  await problem.getByRole('button', { name: 'Go back to when it ran' }).click();
  await expect(preview.getByRole('heading')).toHaveText('Works', { timeout: 30_000 });
  await expect(problem).toHaveCount(0);
}

/** One app for all that breaks it: each test begins with the app that the one before has mended. */
function inOneApp(name: string, first: Change): () => ScriptedApp {
  let scripted: ScriptedApp | undefined;
  const opened = (): ScriptedApp => {
    if (!scripted) throw new Error('The app is not open.');
    return scripted;
  };
  test.describe.configure({ mode: 'serial', timeout: 90_000 });
  test.beforeAll(async ({ browser, baseURL }) => {
    const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
    scripted = await openScriptedApp(page, { autoFix: 0 });
    await scripted.change(name, first);
    await expect(scripted.preview.getByRole('heading')).toHaveText('Works', { timeout: 30_000 });
    await expect(scripted.problem).toHaveCount(0);
  });
  test.afterAll(async () => {
    await scripted?.model.close();
    await scripted?.page.close();
  });
  return opened;
}

test.describe('what breaks in the page is captured, mended and seen to be gone:', () => {
  const app = inOneApp('An app', { files: REACT, shell: ['npm install'], start: 'npm run dev' });
  for (const seeded of IN_THE_PAGE) test(seeded.name, () => breakAndMend(app(), seeded));
});

test.describe('what breaks on the server is captured and mended:', () => {
  const app = inOneApp('A server', { files: EXPRESS, shell: ['npm install'], start: 'node server.mjs' });
  for (const seeded of ON_THE_SERVER) test(seeded.name, () => breakAndMend(app(), seeded));

  test('two attempts that do not help end with a way back', () =>
    neverMended(
      app(),
      'No store',
      ['app.settings.store.open();', '// Once more.', '// And again.'],
      /2 attempts did not solve this/,
    ));
  test('the same change again ends with a way back', () =>
    neverMended(
      app(),
      'No cache',
      ['app.settings.cache.open();', '// Once more.', '// Once more.'],
      /The same change was proposed again/,
    ));
});
