/** Tools of a project, in the tab and on this machine: the same lockfile, the same findings, the same bundle. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile as readLocal, rm, writeFile as writeLocal } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { mountFiles, readFolder } from '../scripts/tab/programs.ts';
import { readFile, run } from './support/container.ts';

const project = new URL('fixtures/tools', import.meta.url).pathname;

/** Runs a program of this machine in a folder. Resolves with what it printed, however it ended. */
async function onMachine(cwd: string, command: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, maxBuffer: 1 << 26 }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return stdout === '' ? stderr : stdout;
}

interface FileFindings {
  filePath: string;
  messages: { ruleId: string; line: number; column: number; message: string; severity: number }[];
}

/** ESLint's report without the folder's name. */
function findings(json: string): unknown {
  return (JSON.parse(json) as FileFindings[])
    .map(({ filePath, messages }) => ({
      file: filePath.split('/').slice(-2).join('/'),
      messages: messages.map(({ ruleId, line, column, message, severity }) =>
        [ruleId, line, column, message, severity].join(' '),
      ),
    }))
    .filter(({ messages }) => messages.length > 0);
}

test('ESLint finds, esbuild bundles and npm ci accepts what they do on this machine', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), 'tabwright-tools-'));
  try {
    await cp(project, folder, { recursive: true });
    await bootClient(page, baseURL ?? '');
    await mountFiles(page, await readFolder(folder));
    expect(await run(page, 'npm install')).toMatchObject({ code: 0 });
    await writeLocal(join(folder, 'package-lock.json'), await readFile(page, 'package-lock.json'));
    expect(
      await onMachine(folder, 'npm', ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']),
    ).toMatch(/added \d+ packages/);

    const inTab = await run(page, 'npx eslint . --format json');
    expect(inTab.code, inTab.output).toBe(1);
    const outside = findings(
      await onMachine(folder, 'node', ['node_modules/eslint/bin/eslint.js', '.', '--format', 'json']),
    );
    expect(findings(inTab.output)).toEqual(outside);
    expect(JSON.stringify(outside)).toContain('@typescript-eslint/no-floating-promises');

    expect(await run(page, 'node bundle.mjs')).toEqual({ code: 0, output: '' });
    await onMachine(folder, 'node', ['bundle.mjs']);
    expect(await readFile(page, 'out/main.js')).toBe(await readLocal(join(folder, 'out/main.js'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
