import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const CONFIGURATION = [
  '.oxlintrc.json',
  'scripts/import-table.js',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig',
];

interface Case {
  /** Path to text; the first is the one that is judged. */
  files: Record<string, string>;
  /** What objects to it; nothing when it is as it should be. */
  rule?: string;
}

const one = (path: string, text: string, rule?: string): Case => ({
  files: { [path]: text },
  ...(rule ? { rule } : {}),
});

/** Texts that are linted and never run: what is wrong with them is meant to be. */
const CASES: Record<string, Case> = {
  'an import across a folder boundary': one(
    'src/runtime/errors.ts',
    "import { FsError } from '../host/vfs/errno.ts';\nexport const made = FsError;\n",
    'import-table(allowed)',
  ),
  'one realm of the host importing another': one(
    'src/host/page/queue.ts',
    "export { ByteQueue } from '../kernel/byte-queue.ts';\n",
    'import-table(allowed)',
  ),
  'a type across a folder boundary, from a folder further down': one(
    'src/host/node/fs/types.ts',
    "export type Kernel = import('../../kernel/kernel.ts').Kernel;\n",
    'import-table(allowed)',
  ),
  'an import that the table allows': one(
    'src/host/kernel/errors.ts',
    "import { FsError } from '../vfs/errno.ts';\nexport const made = FsError;\n",
  ),
  'what a test imports': one(
    'src/runtime/errors.test.ts',
    "import { FsError } from '../host/vfs/errno.ts';\nexport const made = FsError;\n",
  ),
  'an import cycle': {
    files: {
      'src/storage/a.ts': "import { b } from './b.ts';\nexport const a = (): unknown => b;\n",
      'src/storage/b.ts': "import { a } from './a.ts';\nexport const b = (): unknown => a;\n",
    },
    rule: 'import(no-cycle)',
  },
  'a long file': one('src/agent/long.ts', 'export {};\n'.repeat(501), 'eslint(max-lines)'),
  'an explicit any': one('src/agent/any.ts', 'export const a: any = 1;\n', 'typescript(no-explicit-any)'),
  '@ts-ignore': one(
    'src/agent/ignore.ts',
    '// @ts-ignore\nexport const a = 1;\n',
    'typescript(ban-ts-comment)',
  ),
  'a floating promise': one(
    'src/agent/floating.ts',
    'Promise.resolve(1);\nexport {};\n',
    'typescript(no-floating-promises)',
  ),
  'a promise where nothing waits for it': one(
    'src/host/worker/listener.ts',
    "addEventListener('message', async () => {});\nexport {};\n",
    'typescript(no-misused-promises)',
  ),
  'a cause that is forgotten': one(
    'src/agent/cause.ts',
    'try {\n  JSON.parse("");\n} catch (error) {\n  throw new Error("no JSON");\n}\nexport {};\n',
    'eslint(preserve-caught-error)',
  ),
  'a namespace': one(
    'src/agent/space.ts',
    'export namespace A {\n  export const a = 1;\n}\n',
    'typescript(no-namespace)',
  ),
  'a stray console': one('src/agent/console.ts', "console.log('x');\nexport {};\n", 'eslint(no-console)'),
  'the console of a script': one('scripts/console.ts', "console.log('x');\nexport {};\n"),
  'an empty catch': one(
    'src/agent/catch.ts',
    'try {\n  JSON.parse("");\n} catch {}\nexport {};\n',
    'eslint(no-empty)',
  ),
  'a hook under a condition': one(
    'src/ui/view.tsx',
    "import { useState } from 'react';\nexport function View({ on }: { on: boolean }) {\n  if (on) useState(1);\n  return null;\n}\n",
    'react-hooks(rules-of-hooks)',
  ),
};

describe('the lint configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tabwright-lint-'));
  const objections: Record<string, string[]> = {};

  beforeAll(() => {
    for (const path of CONFIGURATION) cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of Object.values(CASES).flatMap(({ files }) => Object.entries(files))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json', 'src', 'scripts'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    for (const { code, filename } of diagnostics) (objections[filename] ??= []).push(code);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(CASES))('%s', (_, { files, rule }) => {
    const [path = ''] = Object.keys(files);
    if (rule) expect(objections[path]).toContain(rule);
    else expect(objections[path]).toBeUndefined();
  });
});
