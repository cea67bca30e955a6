/** Every program of `conformance/` under the machine's Node and in the host: equal, or listed as a divergence with its reason. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { mountFiles, runPrograms } from '../scripts/tab/programs.ts';
import { differences } from './conformance/compare.ts';
import { readDivergences } from './conformance/divergences.ts';
import { readPrograms, type ConformanceProgram } from './conformance/programs.ts';
import { runOnMachine, writePrograms, type Outcome } from './conformance/real-node.ts';

const ENV = { LANG: 'en_US.UTF-8', TZ: 'UTC', TERM: 'dumb' };
const wanted = process.env['CONFORMANCE'];

test.describe.configure({ mode: 'parallel' });

const all = readPrograms();
const chosen = all.filter(({ name }) => !wanted || name.includes(wanted));
const half = Math.ceil(chosen.length / 2);

test('programs have names of their own, and those listed as divergences are there', () => {
  const names = new Set(all.map(({ name }) => name));
  expect(names.size).toBe(all.length);
  expect([...readDivergences().keys()].filter((name) => !names.has(name))).toEqual([]);
});

test('the host runs small programs as Node does, the first half', ({ page, baseURL }) =>
  runAlike(chosen.slice(0, half), page, baseURL));
test('the host runs small programs as Node does, the second half', ({ page, baseURL }) =>
  runAlike(chosen.slice(half), page, baseURL));

async function runAlike(
  programs: readonly ConformanceProgram[],
  page: Page,
  baseURL: string | undefined,
): Promise<void> {
  test.setTimeout(240_000);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'conformance-')));
  try {
    await bootClient(page, baseURL ?? '');
    const compare = async (
      some: readonly ConformanceProgram[],
      parallel: number,
    ): Promise<Map<string, string>> => {
      writePrograms(root, some);
      await mountFiles(
        page,
        some.flatMap(({ folder, files }) =>
          Object.entries(files).map(([name, text]) => ({
            path: `${folder}/${name}`,
            base64: Buffer.from(text).toString('base64'),
          })),
        ),
      );
      const [machine, host] = await Promise.all([
        runOnMachine(root, some, ENV),
        runPrograms(
          page,
          some.map(({ folder, main }) => ({ args: [main], cwd: folder, env: ENV, timeoutMs: 15_000 })),
          { parallel },
        ),
      ]);
      const differing = new Map<string, string>();
      some.forEach(({ name, expected }, index) => {
        const real = neutral(machine[index], root);
        const difference = differences(
          expected === undefined ? real : { stdout: expected, stderr: '', code: 0, signal: null },
          neutral(host[index], '/home/project'),
        );
        if (difference) differing.set(name, difference);
      });
      return differing;
    };
    // Timers of a program can pass each other in either Node while the processor has others to run: what differs runs again alone,
    // in a folder that nothing was written to yet.
    const first = await compare(programs, 4);
    const failed = new Map<string, string>();
    for (const program of programs.filter(({ name }) => first.has(name))) {
      const again = { ...program, folder: `again/${program.folder}` };
      for (const [name, difference] of await compare([again], 1)) failed.set(name, difference);
    }
    const listed = readDivergences();
    const unlisted = [...failed].filter(([name]) => !listed.has(name));
    expect(unlisted.map(([name, difference]) => `${name}\n${difference}`).join('\n\n')).toBe('');
    const mended = programs.map(({ name }) => name).filter((name) => listed.has(name) && !first.has(name));
    expect(mended, 'listed as divergences, but equal by now').toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The folder's place, which differs between the two, by a name. */
function neutral(outcome: Outcome | undefined, root: string): Outcome {
  if (!outcome) throw new Error('a program has no outcome');
  const { stdout, stderr, code, signal } = outcome;
  return {
    stdout: stdout.replaceAll(root, '<root>'),
    stderr: stderr.replaceAll(root, '<root>'),
    code,
    signal,
  };
}
