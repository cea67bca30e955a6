/** The shell against the machine's own: the same scripts, the same output and exit code. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeKernel, fakeHost, type Programs } from '../../testing/fake-shell-host.ts';
import { Descriptor } from './descriptor.ts';
import { LineEditor } from './line-editor.ts';
import type { ExecRequest } from './ports.ts';
import { runCommand } from './run-command.ts';
import { runShell } from './run-shell.ts';
import { SCRIPTS } from '../../testing/shell-scripts.ts';

const PROGRAMS: Programs = {
  upper: async ({ read, write }) => {
    write((await read()).toUpperCase());
    return 0;
  },
  fails: () => 3,
};

function inTemporary<T>(run: (directory: string) => T): T {
  return run(realpathSync(mkdtempSync(join(tmpdir(), 'shell-'))));
}

async function ours(
  script: string,
  stdin = '',
): Promise<{ stdout: string; stderr: string; code: number; open: number }> {
  return inTemporary(async (directory) => {
    const kernel = new FakeKernel(PROGRAMS, stdin);
    const code = await runShell(['-c', script], fakeHost(kernel, directory));
    rmSync(directory, { recursive: true });
    return {
      ...kernel.output,
      stdout: kernel.output.stdout.replaceAll(directory, 'DIR'),
      code,
      open: kernel.openDescriptors,
    };
  });
}

function theirs(script: string): { stdout: string; code: number | null } {
  return inTemporary((directory) => {
    const env = { PATH: process.env.PATH ?? '', HOME: directory, LC_ALL: 'C', TZ: 'UTC' };
    const result = spawnSync('bash', ['-c', script], {
      cwd: directory,
      env,
      encoding: 'utf8',
      timeout: 5000,
    });
    rmSync(directory, { recursive: true });
    return { stdout: result.stdout.replaceAll(directory, 'DIR'), code: result.status };
  });
}

test('bash is there to compare with', () => {
  expect(execFileSync('bash', ['-c', 'echo $((1+1))'], { encoding: 'utf8' })).toBe('2\n');
});

test.each(SCRIPTS)('runs as bash does: %s', async (script) => {
  const { stdout, code } = await ours(script);
  expect({ stdout, code }).toEqual(theirs(script));
});

test('an external program takes part in a pipeline', async () => {
  expect((await ours('echo hello | upper | cat && fails; echo $?')).stdout).toBe('HELLO\n3\n');
});

test('a program gets the input that read has left', async () => {
  expect((await ours('read x; echo "first $x"; upper', 'a\nb\nc\n')).stdout).toBe('first a\nB\nC\n');
});

test('an unknown command is 127 and says so', async () => {
  const { stderr, code } = await ours('nosuchthing');
  expect({ stderr, code }).toEqual({ stderr: 'sh: nosuchthing: command not found\n', code: 127 });
});

test('a syntax error is 2', async () => {
  const { stderr, code } = await ours('if true; fi');
  expect(code).toBe(2);
  expect(stderr).toContain("syntax error near unexpected token `fi'");
});

test('descriptors do not leak', async () => {
  expect((await ours('x=$(echo a | cat); (echo b) > f; cat < f | cat; echo "$x"')).open).toBe(0);
});

test('the last external command of -c takes the place of the shell', async () => {
  const kernel = new FakeKernel(PROGRAMS);
  const asked: string[] = [];
  const host = {
    ...fakeHost(kernel, '/'),
    exec: ({ command, fds }: ExecRequest) => {
      asked.push(`${command} ${fds.join(',')}`);
      return Promise.resolve({ code: 9, signal: null });
    },
  };
  expect(await runShell(['-c', 'fails || cd / && vite'], host)).toBe(9);
  expect(asked).toEqual(['vite 0,1,2']);
});

test('a command is a program of its own', async () => {
  const kernel = new FakeKernel(PROGRAMS, 'b\na\n');
  expect(await runCommand('sort', [], fakeHost(kernel, '/'))).toBe(0);
  expect(kernel.output.stdout).toBe('a\nb\n');
});

test('the line editor edits, recalls and completes', async () => {
  const kernel = new FakeKernel({}, 'wrld\x1b[D\x1b[D\x1b[Do\x01hello \r\x1b[A\r');
  const editor = new LineEditor({
    input: new Descriptor(kernel, 0, 'pipe'),
    output: new Descriptor(kernel, 1, 'pipe'),
    history: ['older'],
    complete: () => ({ start: 0, words: [] }),
    setRaw: () => undefined,
  });
  expect(await editor.readLine('> ')).toEqual({ type: 'line', text: 'hello world' });
  expect(await editor.readLine('> ')).toEqual({ type: 'line', text: 'older' });
});
