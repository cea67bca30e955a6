import { describe, expect, it } from 'vitest';
import { checkAction } from '../actions.ts';
import { ArtifactParser } from '../artifact-parser.ts';
import { problemFromPreview, problemsFromCommand, type Problem } from '../problem.ts';
import type { FixerProject, Published } from './fixer.ts';
import { findRemedy, remedyReply } from './index.ts';
import { nearestName } from './nearest-export.ts';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly installed?: Readonly<Record<string, string>>;
  readonly published?: Readonly<Record<string, Published>>;
  readonly ports?: readonly number[];
}

function project({ files = {}, installed = {}, published = {}, ports = [] }: Given): FixerProject {
  return {
    paths: () => Object.keys(files),
    text: (path) => files[path],
    installed: (path) => Promise.resolve(installed[path]),
    published: (name, range) => Promise.resolve(published[range === undefined ? name : `${name}@${range}`]),
    ports: () => ports,
  };
}

function latest(version: string, peers: Record<string, string> = {}, versions = [version]): Published {
  return { version, peers, versions };
}

const context = { now: 1 };

function printed(output: string, command = 'npm run dev', exitCode?: number): Problem {
  const [problem] = problemsFromCommand(
    { command, output, server: exitCode === undefined, ...(exitCode === undefined ? {} : { exitCode }) },
    context,
  );
  if (!problem) throw new Error('No problem was found.');
  return problem;
}

function thrown(message: string, stack = ''): Problem {
  return problemFromPreview({ failure: 'uncaught', message, stack: `${message}\n${stack}` }, context);
}

const UNRESOLVED = (specifier: string): string =>
  `8:35:16 AM [vite] Internal server error: Failed to resolve import "${specifier}" from "src/App.tsx". Does the file exist?
  Plugin: vite:import-analysis
  File: /home/project/src/App.tsx:1:17`;

const MANIFEST = '{"dependencies":{"react":"^18.0.0"}}';
const REACT = { 'react/package.json': '{"version":"18.3.1"}' };

describe('missing-package', () => {
  it('installs what is imported', async () => {
    const given = project({ files: { 'package.json': MANIFEST }, published: { clsx: latest('2.1.1') } });
    expect(await findRemedy(printed(UNRESOLVED('clsx')), given, [])).toEqual({
      fixer: 'missing-package',
      remedy: {
        summary: 'The package clsx was missing. src/App.tsx imports it, so it is installed.',
        command: 'npm install clsx@^2.1.1',
      },
    });
  });

  it('takes an older version when the newest wants other packages than there are', async () => {
    const given = project({
      files: { 'package.json': MANIFEST },
      installed: REACT,
      published: {
        'react-kit': latest('9.0.0', { react: '>=19' }, ['7.0.0', '8.4.0', '9.0.0']),
        'react-kit@^8': latest('8.4.0', { react: '^17 || ^18' }),
      },
    });
    const found = await findRemedy(printed(UNRESOLVED('@scope/none')), given, []);
    expect(found).toBeUndefined();
    expect((await findRemedy(printed(UNRESOLVED('react-kit/sub')), given, []))?.remedy.command).toBe(
      'npm install react-kit@^8.4.0',
    );
  });

  it('takes the sister of what is installed, and puts tools among the development packages', async () => {
    const given = project({
      files: { 'package.json': MANIFEST },
      installed: REACT,
      published: {
        'react-dom@18.3.1': latest('18.3.1'),
        '@types/react@^18': latest('18.3.31'),
        sass: latest('1.80.0'),
      },
    });
    const command = async (name: string): Promise<string | undefined> =>
      (await findRemedy(printed(UNRESOLVED(name)), given, []))?.remedy.command;
    expect(await command('react-dom/client')).toBe('npm install react-dom@^18.3.1');
    expect(await command('@types/react')).toBe('npm install --save-dev @types/react@^18.3.31');
    expect(await command('sass')).toBe('npm install --save-dev sass@^1.80.0');
  });

  it("reads Node's own words, and installs what package.json has already", async () => {
    const output = `node:internal/modules/esm/resolve:873
Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'react' imported from /home/project/server.mjs
    at packageResolve (node:internal/modules/esm/resolve:873:9)`;
    const given = project({ files: { 'package.json': MANIFEST } });
    expect((await findRemedy(printed(output, 'node server.mjs', 1), given, []))?.remedy.command).toBe(
      'npm install',
    );
  });

  it.each(['./Nope', '@/lib/nope', 'node:fs', 'virtual:x'])(
    'leaves %j, which is no package',
    async (name) => {
      const given = project({ files: { 'package.json': MANIFEST }, published: { lib: latest('1.0.0') } });
      expect(await findRemedy(printed(UNRESOLVED(name)), given, [])).toBeUndefined();
    },
  );
});

describe('dev-script', () => {
  const output = `npm error Missing script: "dev"
npm error
npm error To see a list of scripts, run:
npm error   npm run`;
  it.each([
    ['{"devDependencies":{"vite":"^7"}}', 'vite'],
    ['{"scripts":{"develop":"vite --host"},"devDependencies":{"vite":"^7"}}', 'npm run develop'],
    ['{"dependencies":{"next":"15"}}', 'next dev'],
    ['{}', 'node server.js'],
  ])('adds the script that fits %j', async (manifest, script) => {
    const given = project({ files: { 'package.json': manifest, 'server.js': '' } });
    const found = await findRemedy(printed(output, 'npm run dev', 1), given, []);
    const written = JSON.parse(found?.remedy.files?.['package.json'] ?? '{}') as { scripts: unknown };
    expect(written.scripts).toMatchObject({ dev: script });
    expect(found?.remedy.start).toBe('npm run dev');
  });
});

describe('port-taken', () => {
  const output = `node:events:502
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::3000
    at Server.setupListenHandle [as _listen2] (node:net:1908:16)
    at Server.<anonymous> (file:///home/project/server.mjs:3:5) {
  code: 'EADDRINUSE',`;
  it('takes the next free port in the line that failed', async () => {
    const given = project({
      files: {
        'server.mjs': "import http from 'http';\n\nhttp.createServer().listen(3000);",
        'other.mjs': 'const port = 3001;',
      },
      ports: [3000],
    });
    const found = await findRemedy(printed(output, 'node server.mjs', 1), given, []);
    expect(found?.remedy).toMatchObject({
      files: { 'server.mjs': "import http from 'http';\n\nhttp.createServer().listen(3002);" },
      start: 'node server.mjs',
    });
  });

  it('leaves a port that is named in several places', async () => {
    const given = project({
      files: { 'a.mjs': 'listen(3000)', 'vite.config.ts': "'http://localhost:3000'" },
    });
    expect(await findRemedy(printed(output, 'node server.mjs', 1), given, [])).toBeUndefined();
  });

  it("reads Vite's words", async () => {
    const taken =
      'error when starting dev server:\nError: Port 5173 is already in use\n    at Server.onError (file:///home/project/node_modules/vite/x.js:1:1)';
    const given = project({
      files: { 'vite.config.ts': 'export default { server: { port: 5173, strictPort: true } };' },
    });
    expect((await findRemedy(printed(taken, 'npm run dev', 1), given, []))?.remedy.files).toEqual({
      'vite.config.ts': 'export default { server: { port: 5174, strictPort: true } };',
    });
  });
});

describe('native-package', () => {
  it('puts the twin in its place, in package.json and in the imports', async () => {
    const output = `npm error code 1
npm error path /home/project/node_modules/bcrypt
npm error command failed
npm error command sh -c node-gyp-build
npm error sh: node-gyp-build: not found`;
    const given = project({
      files: {
        'package.json': '{"dependencies":{"bcrypt":"^5.1.0","express":"4"}}',
        'server.js': 'import bcrypt from "bcrypt";\nconst name = "bcrypt";\n',
      },
    });
    const found = await findRemedy(printed(output, 'npm install', 1), given, []);
    expect(found?.fixer).toBe('native-package');
    expect(JSON.parse(found?.remedy.files?.['package.json'] ?? '')).toEqual({
      dependencies: { bcryptjs: '^3', express: '4' },
    });
    expect(found?.remedy.files?.['server.js']).toContain('import bcrypt from "bcryptjs";');
    expect(found?.remedy.command).toBe('npm install');
  });
});

describe('import-case', () => {
  it.each([
    ['./components/header', './components/Header'],
    ['@/components/header', '@/components/Header'],
  ])('writes %j as the file is called', async (specifier, right) => {
    const given = project({
      files: {
        'src/App.tsx': `import { Header } from "${specifier}";\n`,
        'src/components/Header.tsx': '',
      },
    });
    expect((await findRemedy(printed(UNRESOLVED(specifier)), given, []))?.remedy.files).toEqual({
      'src/App.tsx': `import { Header } from "${right}";\n`,
    });
  });

  it('leaves an import whose file is nowhere', async () => {
    const given = project({ files: { 'src/App.tsx': 'import "./Nope";' } });
    expect(await findRemedy(printed(UNRESOLVED('./Nope')), given, [])).toBeUndefined();
  });
});

describe('default-or-named', () => {
  const lacks = (module: string, name: string): Problem =>
    thrown(
      `SyntaxError: The requested module '${module}' does not provide an export named '${name}'`,
      '    at src/App.tsx:1:10',
    );

  it('imports by name what has no default export', async () => {
    const given = project({
      files: {
        'src/App.tsx': "import Button, { size } from './Button';\n",
        'src/Button.tsx': 'export function Button() {}\nexport const size = 1;\n',
      },
    });
    expect((await findRemedy(lacks('/src/Button.tsx?t=1', 'default'), given, []))?.remedy.files).toEqual({
      'src/App.tsx': "import { Button, size } from './Button';\n",
    });
  });

  it('imports as the default what has no such name', async () => {
    const given = project({
      files: {
        'src/App.tsx': "import { Button } from './Button';\n",
        'src/Button.tsx': 'export default function Button() {}\n',
      },
    });
    expect((await findRemedy(lacks('/src/Button.tsx', 'Button'), given, []))?.remedy.files).toEqual({
      'src/App.tsx': "import Button from './Button';\n",
    });
  });

  it("goes by a package's installed types", async () => {
    const given = project({
      files: { 'src/App.tsx': "import { canvas } from 'confetti';\n" },
      installed: {
        'confetti/package.json': '{"types":"./index.d.ts"}',
        'confetti/index.d.ts': 'declare function confetti(): void;\nexport default confetti;\n',
      },
    });
    const found = await findRemedy(
      lacks('/node_modules/.vite/deps/confetti.js?v=1a2b3c4d', 'canvas'),
      given,
      [],
    );
    expect(found?.remedy.files).toEqual({ 'src/App.tsx': "import canvas from 'confetti';\n" });
  });

  it('marks a type as one', async () => {
    const given = project({
      files: {
        'src/App.tsx': "import { Item, load } from './items';\n",
        'src/items.ts': 'export interface Item { id: string }\nexport const load = 1;\n',
      },
    });
    expect((await findRemedy(lacks('/src/items.ts', 'Item'), given, []))?.remedy.files).toEqual({
      'src/App.tsx': "import { type Item, load } from './items';\n",
    });
  });
});

describe('nearest-export', () => {
  const ICONS =
    'declare const A: any;\nexport { A as Trash, A as TrashIcon, A as Trash2, A as House, A as ArrowUp };\n';
  const given = project({
    files: { 'src/App.tsx': "import { Trashcan, House } from 'lucide-react';\n" },
    installed: {
      'lucide-react/package.json': '{"typings":"dist/lucide-react.d.ts"}',
      'lucide-react/dist/lucide-react.d.ts': ICONS,
    },
  });

  it('uses the icon that is obviously meant, under the name that the code has for it', async () => {
    const problem = thrown(
      "SyntaxError: The requested module '/node_modules/.vite/deps/lucide-react.js?v=cec54417' does not provide an export named 'Trashcan'",
      '    at src/App.tsx:1:10',
    );
    expect(await findRemedy(problem, given, [])).toEqual({
      fixer: 'nearest-export',
      remedy: {
        summary: 'lucide-react has no Trashcan; it has Trash. src/App.tsx now uses that.',
        files: { 'src/App.tsx': "import { Trash as Trashcan, House } from 'lucide-react';\n" },
      },
    });
    expect(await findRemedy(problem, given, ['nearest-export'])).toBeUndefined();
  });

  it("reads the compiler's and the bundler's words", async () => {
    const compiler = `src/App.tsx(1,10): error TS2305: Module '"lucide-react"' has no exported member 'Trashcan'.`;
    expect((await findRemedy(printed(compiler, 'npx tsc', 2), given, []))?.fixer).toBe('nearest-export');
    const bundler = `[MISSING_EXPORT] "Trashcan" is not exported by "node_modules/lucide-react/dist/x.js".\n   ╭─[ src/App.tsx:1:10 ]\n`;
    expect((await findRemedy(printed(bundler, 'npm run build', 1), given, []))?.fixer).toBe('nearest-export');
  });

  it.each([
    ['Trashcan', 'Trash'],
    ['trash', 'Trash'],
    ['HouseIcon', 'House'],
    ['Arrowup', 'ArrowUp'],
    ['Github', undefined],
  ])('for %j takes %j', (wanted, near) => {
    expect(nearestName(wanted, new Set(['Trash', 'TrashIcon', 'Trash2', 'House', 'ArrowUp']))).toBe(near);
  });
});

describe('remedyReply', () => {
  it('is a reply whose actions can be run', () => {
    const text = remedyReply({
      fixer: 'x',
      remedy: {
        summary: 'It was so.',
        files: { 'src/a.ts': 'const a = "</b>";\n' },
        command: 'npm install',
        start: 'npm run dev',
      },
    });
    const parser = new ArtifactParser();
    const events = [...parser.push(text), ...parser.end()];
    const actions = events.flatMap((event) =>
      event.kind === 'action-close' ? [checkAction(event, {})] : [],
    );
    expect(actions).toMatchObject([
      { ok: true, action: { type: 'file', path: 'src/a.ts', content: 'const a = "</b>";\n' } },
      { ok: true, action: { type: 'shell', command: 'npm install' } },
      { ok: true, action: { type: 'start', command: 'npm run dev' } },
    ]);
  });
});
