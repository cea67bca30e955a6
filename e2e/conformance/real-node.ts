/** Runs the programs under the Node that runs this, in a folder of the machine. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConformanceProgram } from './programs.ts';

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: string | null;
}

const LIMIT_MS = 15_000;

/** Writes the programs' files below `root`. */
export function writePrograms(root: string, programs: readonly ConformanceProgram[]): void {
  for (const { folder, files } of programs)
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
}

/** Runs all, `parallel` at a time; results in order. */
export async function runOnMachine(
  root: string,
  programs: readonly ConformanceProgram[],
  env: Record<string, string>,
  parallel = 2,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < programs.length; index = next++) {
      const program = programs[index];
      if (program) outcomes[index] = await run(join(root, program.folder), program.main, env);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return outcomes;
}

function run(cwd: string, main: string, env: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (piece: Buffer) => pieces[name].push(piece));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        stdout: Buffer.concat(pieces.stdout).toString(),
        stderr: Buffer.concat(pieces.stderr).toString(),
        code,
        signal,
      }),
    );
  });
}
