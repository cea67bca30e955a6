import { describe, expect, it } from 'vitest';
import { buildContext, type ContextInput } from './context.ts';
import { rankFiles } from './file-relevance.ts';
import { foldHistory, foldReply } from './history.ts';
import { importedFiles, importSpecifiers } from './import-scan.ts';
import { formatPersonEdits } from './person-edits.ts';
import { systemPrompt } from './system-prompt.ts';
import { estimateTokens } from './tokens.ts';

const FILES = [
  { path: 'package.json', content: '{}\n' },
  { path: 'package-lock.json', content: '{}\n'.repeat(5000) },
  { path: 'src/App.tsx', content: "import { Card } from './Card';\nimport '@/theme.css';\n" },
  { path: 'src/Card.tsx', content: 'export const Card = () => null;\n' },
  { path: 'src/theme.css', content: 'body{}\n' },
  { path: 'src/zoo.ts', content: 'export {};\n' },
];

const REPLY =
  'Ok.\n\n<artifact id="x" title="App"><action type="file" path="a.ts">\nx\n</action>\n<action type="shell">npm i</action></artifact>\nDone.';

function input(more: Partial<ContextInput> = {}): ContextInput {
  return { mode: 'build', files: FILES, history: [], request: 'Make it blue', budget: 20_000, ...more };
}

describe('buildContext', () => {
  it('puts what is stable first and the request last', () => {
    const context = buildContext(
      input({
        rules: 'Use tabs.',
        versions: { vite: '7.1.0', react: '19.0.0' },
        edits: [{ path: 'src/zoo.ts', before: 'a\n', after: 'b\n' }],
        receipts: [{ type: 'shell', target: 'npm i', status: 'failed', durationMs: 1, exitCode: 1 }],
      }),
    );
    expect(context.system.startsWith(systemPrompt('build'))).toBe(true);
    expect(context.system.slice(systemPrompt('build').length)).toBe(
      '\n\n# Project rules (RULES.md)\nUse tabs.\n\n# Installed packages\nreact 19.0.0\nvite 7.1.0',
    );
    expect(context.project).toMatch(/^# Files of the project\npackage-lock.json\npackage.json\n/);
    expect(context.project).toContain('<file path="src/Card.tsx">\nexport const Card = () => null;\n</file>');
    expect(context.project).not.toContain('<file path="package-lock.json">');
    expect(context.request).toMatch(/edited these files[^]*did not succeed[^]*Make it blue$/);
    expect(context.leftOut).toEqual([]);
  });

  it('gives the same system text and project for another request, so that caches hit', () => {
    const one = buildContext(input());
    const two = buildContext(input({ request: 'Another wish' }));
    expect([two.system, two.project]).toEqual([one.system, one.project]);
  });

  it('keeps to its budget and says what it left out', () => {
    const big = Array.from({ length: 30 }, (_, i) => ({
      path: `src/f${i}.ts`,
      content: 'const a = 1;\n'.repeat(200),
    }));
    const context = buildContext(input({ files: big, budget: 8000, hints: { pinned: ['src/f29.ts'] } }));
    expect(context.tokens.total).toBeLessThanOrEqual(8000);
    expect(context.included[0]).toMatchObject({ path: 'src/f29.ts', reason: 'pinned' });
    expect(context.included.length + context.leftOut.length).toBe(30);
    expect(context.leftOut.length).toBeGreaterThan(10);
    expect(context.overBudget).toBe(false);
    expect(buildContext(input({ budget: 100 })).overBudget).toBe(true);
  });

  it('drops the oldest messages first and begins with a person', () => {
    const history = Array.from({ length: 40 }, (_, i) => ({
      role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
      text: `${i} ${'word '.repeat(200)}`,
    }));
    const context = buildContext(input({ history, budget: 12_000 }));
    expect(context.history.at(-1)?.text).toMatch(/^39 /);
    expect(context.history[0]?.role).toBe('user');
    expect(context.leftOut[0]?.what).toMatch(/^the \d+ oldest messages$/);
  });

  it('tells a model in Ask mode nothing of artifacts to send', () => {
    expect(buildContext(input({ mode: 'ask' })).system).not.toContain('<action');
  });
});

describe('rankFiles', () => {
  it('orders by why a file matters', () => {
    const ranked = rankFiles(FILES, {
      pinned: ['src/zoo.ts'],
      named: ['src/App.tsx'],
      written: ['src/Card.tsx'],
    });
    expect(ranked.map((file) => [file.path, file.reason])).toEqual([
      ['src/zoo.ts', 'pinned'],
      ['src/App.tsx', 'named'],
      ['src/Card.tsx', 'imported'],
      ['src/theme.css', 'imported'],
      ['package.json', 'entry'],
    ]);
  });

  it('counts files that the request mentions as named', () => {
    expect(rankFiles(FILES, { request: 'In Card.tsx, add a border' })[0]).toMatchObject({
      path: 'src/Card.tsx',
    });
  });
});

describe('importSpecifiers', () => {
  it('finds static, dynamic, required and style imports', () => {
    const source = `import a, { b } from './a';\nimport './c.css';\nexport * from "./d";\nconst e = await import('./e');\nrequire('./f');\n@import "./g.css";\nimport type { H }\n  from './h.js';`;
    expect(importSpecifiers(source)).toEqual(['./a', './c.css', './d', './e', './f', './g.css', './h.js']);
    expect(importedFiles('src/x/y.ts', source, new Set(['src/x/h.ts', 'src/x/d/index.ts']))).toEqual([
      'src/x/d/index.ts',
      'src/x/h.ts',
    ]);
    expect(
      importedFiles('index.html', '<script type="module" src="/src/main.tsx">', new Set(['src/main.tsx'])),
    ).toEqual(['src/main.tsx']);
  });
});

describe('foldHistory', () => {
  it('folds older artifacts to what they did and keeps the latest', () => {
    expect(foldReply(REPLY)).toBe('Ok.\n\n[Done earlier: App: wrote a.ts; ran npm i]\nDone.');
    const messages = [
      { role: 'user', text: 'a' },
      { role: 'assistant', text: REPLY },
      { role: 'user', text: '<artifact> is what?' },
      { role: 'assistant', text: REPLY },
    ] as const;
    const folded = foldHistory(messages);
    expect(folded.map((message) => message.text)).toEqual([
      'a',
      foldReply(REPLY),
      '<artifact> is what?',
      REPLY,
    ]);
  });
});

describe('formatPersonEdits', () => {
  it('sends a diff or the whole file, whichever is shorter', () => {
    const long = Array.from({ length: 60 }, (_, i) => `line ${i}\n`).join('');
    expect(
      formatPersonEdits([{ path: 'a', before: long, after: long.replace('line 30', 'mine') }]),
    ).toContain('+mine');
    expect(formatPersonEdits([{ path: 'a', before: long, after: 'x\n' }])).toContain(
      '<file path="a">\nx\n</file>',
    );
    expect(formatPersonEdits([{ path: 'a', before: 'x' }])).toContain('a: deleted');
    expect(formatPersonEdits([{ path: 'a', before: 'x', after: 'x' }])).toBe('');
  });
});

describe('estimateTokens', () => {
  it('tells prose, code and other scripts apart', () => {
    const prose = 'The quick brown fox jumps over the lazy dog. '.repeat(20);
    expect(estimateTokens(prose, 'prose')).toBeGreaterThan(180);
    expect(estimateTokens(prose, 'prose')).toBeLessThan(240);
    expect(estimateTokens(prose, 'code')).toBeGreaterThan(estimateTokens(prose, 'prose'));
    expect(estimateTokens('日本語の文章です')).toBeGreaterThanOrEqual(7);
    expect(estimateTokens('')).toBe(0);
  });
});

describe('systemPrompt', () => {
  it('is short enough to be cheap and always the same', () => {
    expect(systemPrompt('build')).toBe(systemPrompt('build'));
    expect(estimateTokens(systemPrompt('build'), 'prose')).toBeLessThan(2500);
  });
});
