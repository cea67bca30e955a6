import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../testing/any-character.ts';
import { codeFrame } from './code-frame.ts';
import { filesConcerned, fixPrompt, formatTried, isRepeatedFix } from './fix-prompt.ts';
import { parseStack } from './parse-stack.ts';
import {
  addProblem,
  createProblem,
  problemFromPreview,
  problemsFromCommand,
  type Problem,
} from './problem.ts';
import { groupProblems } from './problem-groups.ts';
import { isNoise } from './problem-noise.ts';
import { projectPath } from './source-path.ts';

const context = { now: 1000 };
const W = '/home/project';

function server(output: string): Problem[] {
  return problemsFromCommand({ command: 'npm run dev', output, server: true }, context);
}

function ran(command: string, output: string, exitCode = 1): Problem[] {
  return problemsFromCommand({ command, output, exitCode }, context);
}

describe('problemsFromCommand', () => {
  it('reads a missing import from the dev server of Vite 8', () => {
    const output = `5:24:25 AM [vite] Internal server error: Failed to resolve import "./Nope" from "src/m1.tsx". Does the file exist?
  Plugin: vite:import-analysis
  File: ${W}/src/m1.tsx:1:14
  1  |  import x from "./Nope";
     |                 ^
      at TransformPluginContext._formatLog (file://${W}/node_modules/vite/dist/node/chunks/node.js:8865:39)`;
    expect(server(output)).toMatchObject([
      {
        source: 'transform',
        message: 'Failed to resolve import "./Nope" from "src/m1.tsx". Does the file exist?',
        file: 'src/m1.tsx',
        line: 1,
        column: 15,
      },
    ]);
  });

  it('reads a syntax error from the dev server, colours and all', () => {
    const output = `5:24:25 AM [vite] Internal server error: Transform failed with 1 error:

\u001b[31m[PARSE_ERROR] \u001b[0mMissing initializer in const declaration
   \u001b[38;5;246m╭\u001b[0m\u001b[38;5;246m─\u001b[0m\u001b[38;5;246m[\u001b[0m src/m2.tsx:2:7 \u001b[38;5;246m]\u001b[0m
   \u001b[38;5;246m│\u001b[0m
 \u001b[38;5;246m2 │\u001b[0m const x y = 2;

  Plugin: vite:oxc
  File: ${W}/src/m2.tsx
      at transformWithOxc (file://${W}/node_modules/vite/dist/node/chunks/node.js:7673:19)`;
    expect(server(output)).toMatchObject([
      {
        source: 'transform',
        message: 'Missing initializer in const declaration',
        file: 'src/m2.tsx',
        line: 2,
        column: 7,
        code: 'PARSE_ERROR',
      },
    ]);
  });

  it.each([
    [
      `error during build:\nBuild failed with 1 error:\n\n[UNRESOLVED_IMPORT] Could not resolve './Missing' in src/main.tsx\n   ╭─[ src/main.tsx:1:21 ]\n   │`,
      {
        message: "Could not resolve './Missing' in src/main.tsx",
        file: 'src/main.tsx',
        line: 1,
        column: 21,
        code: 'UNRESOLVED_IMPORT',
      },
    ],
    [
      `[MISSING_EXPORT] "nope" is not exported by "src/b.ts".\n   ╭─[ src/main.tsx:1:10 ]\n`,
      { message: '"nope" is not exported by "src/b.ts".', file: 'src/main.tsx', line: 1, column: 10 },
    ],
    [
      `Error: [vite]: Rolldown failed to resolve import "zodx" from "${W}/src/main.tsx".\nThis is most likely unintended\n    at viteLog (file://${W}/node_modules/vite/x.js:1:1)`,
      { message: 'Failed to resolve import "zodx".', file: 'src/main.tsx' },
    ],
    [
      '✘ [ERROR] Expected ";" but found "y"\n\n    src/m2.tsx:2:8:\n      2 │ const x y = 2;\n',
      { message: 'Expected ";" but found "y"', file: 'src/m2.tsx', line: 2, column: 9 },
    ],
    [
      `Transform failed with 1 error:\n${W}/src/App.tsx:3:5: ERROR: Unexpected "}"\n`,
      { message: 'Unexpected "}"', file: 'src/App.tsx', line: 3, column: 6 },
    ],
    [
      `[plugin:vite:react-babel] ${W}/src/App.tsx: Unexpected token (5:3)\n  3 | x`,
      { message: 'Unexpected token', file: 'src/App.tsx', line: 5, column: 4 },
    ],
    [
      `[vite:css] [postcss] ${W}/src/index.css:3:5: Unknown word foo\n`,
      { message: 'Unknown word foo', file: 'src/index.css', line: 3, column: 5 },
    ],
    [
      `CssSyntaxError: tailwindcss: ${W}/src/index.css:1:1: Can't resolve 'tailwindcss/nope'\n`,
      { message: "Can't resolve 'tailwindcss/nope'", file: 'src/index.css', line: 1, column: 1 },
    ],
    [
      "src/t.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n",
      {
        message: "Type 'string' is not assignable to type 'number'.",
        file: 'src/t.ts',
        line: 1,
        column: 7,
        code: 'TS2322',
      },
    ],
    [
      "\u001b[96msrc/t.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m7\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mType 'x' is bad.\n",
      { message: "Type 'x' is bad.", file: 'src/t.ts', line: 1, column: 7, code: 'TS2322' },
    ],
  ])('reads the build error in %j', (output, expected) => {
    expect(ran('npm run build', output)).toMatchObject([{ source: 'build', ...expected }]);
  });

  it.each([
    [
      `node:internal/modules/esm/resolve:873\n  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);\n        ^\n\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'zodx' imported from ${W}/n1.mjs\n    at packageResolve (node:internal/modules/esm/resolve:873:9)\n    at ModuleJob._link (node:internal/modules/esm/module_job:168:49) {\n  code: 'ERR_MODULE_NOT_FOUND'\n}\n\nNode.js v22.1.0`,
      {
        message: `Error: Cannot find package 'zodx' imported from ${W}/n1.mjs`,
        code: 'ERR_MODULE_NOT_FOUND',
        file: 'n1.mjs',
      },
    ],
    [
      `${W}/n2.cjs:2\nfoo(;\n    ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n\nNode.js v22.1.0`,
      { message: "SyntaxError: Unexpected token ';'", file: 'n2.cjs', line: 2 },
    ],
    [
      `Error: Cannot find module './nope'\nRequire stack:\n- ${W}/n3.cjs\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)\n    at Object.<anonymous> (${W}/n3.cjs:1:9)\n  code: 'MODULE_NOT_FOUND',`,
      {
        message: "Error: Cannot find module './nope'",
        code: 'MODULE_NOT_FOUND',
        file: 'n3.cjs',
        line: 1,
        column: 9,
      },
    ],
    [
      `node:events:502\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::3000\n    at Server.setupListenHandle [as _listen2] (node:net:1908:16)\n    at Server.<anonymous> (file://${W}/n4.mjs:1:95) {\n  code: 'EADDRINUSE',\n}`,
      {
        message: 'Error: listen EADDRINUSE: address already in use :::3000',
        code: 'EADDRINUSE',
        file: 'n4.mjs',
        line: 1,
        column: 95,
      },
    ],
    [
      `file://${W}/n5.mjs:1\nu.map()\n  ^\n\nTypeError: Cannot read properties of undefined (reading 'map')\n    at main (file://${W}/n5.mjs:1:47)\n`,
      {
        message: "TypeError: Cannot read properties of undefined (reading 'map')",
        file: 'n5.mjs',
        line: 1,
        column: 47,
      },
    ],
  ])('reads the uncaught error in %j', (output, expected) => {
    expect(ran('node server.js', output)).toMatchObject([{ source: 'server', ...expected }]);
  });

  it('takes no code of the runtime for a source of the project', () => {
    const output = `Error: listen EADDRINUSE: address already in use :::3000
    at Server.listen (http://a.sandbox.host/assets/main-B9M1KZnL.js:30:4)
    at file://${W}/server.mjs:6:5`;
    expect(ran('node server.js', output)).toMatchObject([{ source: 'server', file: 'server.mjs', line: 6 }]);
  });

  it.each([
    [
      'npm error code ETARGET\nnpm error notarget No matching version found for react@^99.0.0.\n',
      'No version of react fits ^99.0.0.',
    ],
    [
      "npm error code E404\nnpm error 404  '@x/nope@^1.0.0' is not in this registry.\n",
      'The package @x/nope does not exist.',
    ],
    [
      'npm ERR! code ERESOLVE\nnpm ERR! Found: react@19.1.0\nnpm ERR! peer react@"^18.0.0" from old-kit@1.2.3\n',
      'old-kit@1.2.3 needs react ^18.0.0, but react@19.1.0 is installed.',
    ],
    ['npm error code EJSONPARSE\nnpm error JSON.parse Unexpected token\n', 'package.json is not valid JSON.'],
  ])('explains %j', (output, message) => {
    expect(ran('npm install', output)).toMatchObject([{ source: 'install', message }]);
  });

  it('names a missing script, a missing command, and else the exit code', () => {
    expect(ran('npm run dev', 'npm error Missing script: "dev"\n')).toMatchObject([
      { source: 'command', message: 'package.json has no "dev" script.' },
    ]);
    expect(ran('foo', 'sh: 1: foo: not found', 127)[0]?.message).toBe('The command foo does not exist here.');
    expect(ran('npm test', 'oops', 2)[0]).toMatchObject({
      message: 'npm test ended with exit code 2.',
      output: 'oops',
    });
    expect(ran('npm test', 'all is well', 0)).toEqual([]);
    expect(server('VITE v8 ready in 300 ms\n  Local: http://localhost:5173/')).toEqual([]);
  });
});

describe('the parsers of tool output', () => {
  it('never throw, and a failed command always has a problem', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'npm error code E404\n',
        '[vite] Internal server error: ',
        '\n  File: ',
        '    at x (/a:1:1)\n',
      ),
      fc.constantFrom('Error: ', '✘ [ERROR] x\n\n', 'src/a.ts:1:2: ', '\u001b[', '\n'),
      fc.string({ unit: anyCharacter }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        expect(ran('npm run build', parts.join('')).length).toBeGreaterThan(0);
        const report = { failure: 'uncaught', message: parts[0] ?? '', stack: parts.join('') } as const;
        expect(problemFromPreview(report, context).source).toBe('preview');
      }),
    );
  });
});

describe('problemFromPreview', () => {
  it('finds the place in the project and makes a code frame of it', () => {
    const stack = `TypeError: items.map is not a function
    at renderList (http://abc-5173.sandbox.host/node_modules/.vite/deps/react.js?v=1a2b3c4d:10:3)
    at App (http://abc-5173.sandbox.host:5173/src/App.tsx?t=1700000000:2:9)`;
    const read = (path: string): string | undefined =>
      path === 'src/App.tsx' ? 'one\ntwo three\nfour\n' : undefined;
    expect(
      problemFromPreview(
        { failure: 'uncaught', message: 'Uncaught TypeError: items.map is not a function', stack },
        { now: 1, read },
      ),
    ).toMatchObject({
      source: 'preview',
      message: 'TypeError: items.map is not a function',
      file: 'src/App.tsx',
      line: 2,
      column: 9,
      frame: '  1 | one\n> 2 | two three\n    |         ^\n  3 | four',
    });
  });

  it('reads Firefox and Safari stacks', () => {
    const { frames } = parseStack(
      'App@http://x.localhost:5173/src/App.tsx:10:5\n@http://x.localhost:5173/src/main.tsx:3:1\n',
    );
    expect(frames).toMatchObject([
      { function: 'App', file: 'src/App.tsx', line: 10, column: 5 },
      { file: 'src/main.tsx', line: 3 },
    ]);
  });

  it('takes an overlay for what it shows', () => {
    const report = {
      failure: 'overlay',
      message: `[plugin:vite:css] [postcss] ${W}/src/a.css:1:2: Unclosed block`,
    } as const;
    expect(problemFromPreview(report, context)).toMatchObject({
      source: 'transform',
      file: 'src/a.css',
      line: 1,
    });
  });
});

describe('projectPath', () => {
  it.each([
    ['http://x:5173/src/a.ts?t=1', 'src/a.ts'],
    ['file:///home/project/a.js', 'a.js'],
    ['http://x/@fs/home/project/b.ts', 'b.ts'],
    ['./src/a.ts', 'src/a.ts'],
    ['http://x/@vite/client', undefined],
    ['node:fs', undefined],
    ['/home/project/node_modules/x/i.js', undefined],
    ['/usr/lib/x.js', undefined],
    ['<anonymous>', undefined],
  ])('makes of %j %j', (name, path) => {
    expect(projectPath(name)).toBe(path);
  });
});

describe('addProblem', () => {
  it('counts the same problem instead of listing it twice, wherever its line has moved', () => {
    const one = createProblem(
      { source: 'preview', message: 'boom at src/a.ts:3:4', file: 'src/a.ts', line: 3 },
      { now: 1 },
    );
    const two = createProblem(
      { source: 'preview', message: 'boom at src/a.ts:9:4', file: 'src/a.ts', line: 9 },
      { now: 5 },
    );
    expect(addProblem(addProblem([], one), two)).toMatchObject([
      { count: 2, firstSeen: 1, lastSeen: 5, line: 9 },
    ]);
  });
});

describe('groupProblems', () => {
  const at = (now: number, details: Partial<Problem> & Pick<Problem, 'source' | 'message'>): Problem =>
    createProblem(details, { now });

  it('puts the cause first, whatever was seen first', () => {
    const blank = at(1, { source: 'preview', failure: 'blank', message: 'The page shows nothing.' });
    const fetchFailed = at(2, {
      source: 'preview',
      failure: 'rejection',
      message: 'TypeError: Failed to fetch dynamically imported module: /src/App.tsx',
    });
    const transform = at(3, {
      source: 'transform',
      message: 'Unexpected token',
      file: 'src/App.tsx',
      line: 3,
    });
    expect(groupProblems([blank, fetchFailed, transform])).toEqual([
      { root: transform, others: [blank, fetchFailed] },
    ]);
  });

  it('takes missing modules for a consequence of a failed install, and React echoes for their error', () => {
    const install = at(2, { source: 'install', message: 'The package x does not exist.' });
    const missing = at(1, { source: 'transform', message: 'Failed to resolve import "x"' });
    const thrown = at(3, {
      source: 'preview',
      failure: 'uncaught',
      message: 'TypeError: items.map is not a function',
    });
    const echo = at(4, {
      source: 'preview',
      failure: 'console',
      message: 'The above error occurred in the <App> component',
    });
    expect(groupProblems([missing, install, thrown, echo])).toEqual([
      { root: install, others: [missing] },
      { root: thrown, others: [echo] },
    ]);
  });

  it('gives an error without a place that of the component which React names', () => {
    const stack =
      'Error: Too many re-renders.\n    at renderWithHooks (http://a/node_modules/.vite/deps/r.js:1:2)';
    const thrown = at(1, {
      source: 'preview',
      failure: 'uncaught',
      message: 'Error: Too many re-renders.',
      stack,
    });
    const place = { file: 'src/App.tsx', line: 4, column: 29, frame: '> 4 | useState(0)' };
    const message = 'The above error occurred in the <App> component:';
    const echo = at(2, { source: 'preview', failure: 'console', message, ...place });
    expect(groupProblems([thrown, echo])).toEqual([{ root: { ...thrown, ...place }, others: [echo] }]);
  });

  it('keeps what has nothing to do with each other apart', () => {
    const one = at(1, { source: 'transform', message: 'Unexpected token', file: 'src/a.ts', line: 1 });
    const two = at(2, {
      source: 'preview',
      failure: 'uncaught',
      message: 'RangeError: too deep',
      file: 'src/b.ts',
      line: 2,
    });
    expect(groupProblems([one, two])).toHaveLength(2);
  });
});

describe('isNoise', () => {
  it.each([
    { message: 'GET /favicon.ico 404' },
    { message: '[vite] connecting...' },
    { message: '[vite] hot updated: /src/App.tsx' },
    { message: 'Download the React DevTools for a better development experience' },
    { message: 'ResizeObserver loop completed with undelivered notifications.' },
    { message: 'boom', stack: 'at x (chrome-extension://abc/x.js:1:1)' },
    { message: 'Failed to load resource', failure: 'resource' as const, url: 'http://x/src/a.js.map' },
    { message: '', failure: 'console' as const },
  ])('ignores %j', (report) => {
    expect(isNoise(report)).toBe(true);
  });

  it.each([
    { message: "TypeError: Cannot read properties of undefined (reading 'map')" },
    { message: '[vite] Internal server error: Failed to resolve import' },
    { message: 'Failed to load resource', failure: 'resource' as const, url: 'http://x/logo.png' },
    { message: 'Warning: Maximum update depth exceeded.' },
    { message: 'Error: aborted payment' },
  ])('keeps %j', (report) => {
    expect(isNoise(report)).toBe(false);
  });
});

describe('codeFrame', () => {
  it('shows lines around a place with a caret', () => {
    expect(codeFrame('a\nb\ncd\ne\nf\n', 3, 2, 1)).toBe('  2 | b\n> 3 | cd\n    |  ^\n  4 | e');
    expect(codeFrame('a\n', 9)).toBe('');
  });
});

describe('fixPrompt', () => {
  const problem = createProblem(
    {
      source: 'transform',
      message: 'Unexpected token',
      file: 'src/a.ts',
      line: 2,
      column: 3,
      output: '```\nx',
    },
    context,
  );

  it('has the record, the last change and what was tried', () => {
    const text = fixPrompt({
      problem,
      level: 2,
      lastDiff: '--- a/x\n+++ b/x\n+y\n',
      tried: [{ fingerprint: problem.fingerprint, summary: 'Added a\nsemicolon', outcome: 'same-error' }],
    });
    expect(text).toContain('File: src/a.ts:2:3');
    expect(text).toContain('````\n```\nx\n````');
    expect(text).toContain('- Added a semicolon: the same error came back');
    expect(text).toContain('five different hypotheses');
    expect(fixPrompt({ problem, level: 1 })).not.toContain('hypotheses');
    expect(formatTried([])).toBe('');
  });

  it('notices the same change for the same error', () => {
    const tried = [
      { fingerprint: 'f', summary: 's', outcome: 'same-error', diff: '@@ -1 +1 @@\n-a\n+b\n' },
    ] as const;
    expect(isRepeatedFix(tried, 'f', '@@ -7 +7 @@\n c\n-a\n+b\n')).toBe(true);
    expect(isRepeatedFix(tried, 'f', '@@ -7 +7 @@\n-a\n+c\n')).toBe(false);
    expect(isRepeatedFix(tried, 'g', '@@ -1 +1 @@\n-a\n+b\n')).toBe(false);
  });

  it('names the files concerned', () => {
    const install = createProblem({ source: 'install', message: 'x' }, context);
    expect(filesConcerned(problem, [problem])).toEqual(['src/a.ts']);
    expect(filesConcerned(install)).toEqual(['package.json']);
  });
});
