/** Runs Node programs in a booted container, many at once: their streams apart, their exit codes and signals, a time limit each. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { FileSystemTree, WebContainer } from '@webcontainer/api';
import { DRIVER } from './driver.ts';

/** A program of the container. Paths are relative to the work directory. */
export interface TabProgram {
  /** What `node` is given: options, the file, its arguments. */
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  /** All of standard input; `'live'` takes it from `sendInput`. Empty by default. */
  stdin?: string;
  /** After this long the program is killed. Without it, it may run for ever. */
  timeoutMs?: number;
}

export interface ProgramResult {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: string | null;
  timedOut: boolean;
  /** From its start to its end, in milliseconds. */
  ms: number;
}

export interface RunOptions {
  /** How many run at the same time. */
  parallel?: number;
  /** Called with each piece of output, in order. */
  onOutput?: (program: number, stream: 'stdout' | 'stderr', bytes: Buffer) => void;
}

/** What the driver says: a piece of a stream, or a program's end. */
type DriverMessage =
  | { program: number; stream: 'stdout' | 'stderr'; data: string }
  | { program: number; code: number | null; signal: string | null; timedOut: boolean; ms: number };

interface PageScope {
  container: WebContainer;
  tabDriverInput: WritableStreamDefaultWriter<string>;
  tabDriverLine(line: string): Promise<void>;
}

const listeners = new WeakMap<Page, (line: string) => void>();

/** Runs programs in the page's container and resolves with their results, in the order given. */
export async function runPrograms(
  page: Page,
  programs: readonly TabProgram[],
  { parallel = 4, onOutput }: RunOptions = {},
): Promise<ProgramResult[]> {
  const output = programs.map(() => ({ stdout: [] as Buffer[], stderr: [] as Buffer[] }));
  const results = new Map<number, ProgramResult>();
  await listen(page, (line) => {
    const message = JSON.parse(line) as DriverMessage;
    const pieces = output[message.program];
    if (!pieces) return;
    if ('stream' in message) {
      const bytes = Buffer.from(message.data, 'base64');
      pieces[message.stream].push(bytes);
      onOutput?.(message.program, message.stream, bytes);
      return;
    }
    const { program, ...end } = message;
    results.set(program, { ...end, stdout: text(pieces.stdout), stderr: text(pieces.stderr) });
  });
  const said = await drive(page, { programs, parallel });
  return programs.map((program, index) => {
    const result = results.get(index);
    if (!result) throw new Error(`No result of node ${program.args.join(' ')}. The driver said:\n${said}`);
    return result;
  });
}

const text = (pieces: Buffer[]): string => Buffer.concat(pieces).toString('utf8');

async function listen(page: Page, listener: (line: string) => void): Promise<void> {
  const known = listeners.has(page);
  listeners.set(page, listener);
  if (!known) await page.exposeFunction('tabDriverLine', (line: string) => listeners.get(page)?.(line));
}

/** Runs the driver in the container; its lines go to the listener. Resolves with what it printed besides. */
function drive(page: Page, work: { programs: readonly TabProgram[]; parallel: number }): Promise<string> {
  return page.evaluate(
    async ([source, job]) => {
      const scope = globalThis as unknown as PageScope;
      const { container } = scope;
      const driver = await container.spawn('node', ['-e', source], { env: { TAB_DRIVER: job } });
      scope.tabDriverInput = driver.input.getWriter();
      const reader = driver.output.getReader();
      const handled: Promise<void>[] = [];
      let rest = '';
      let other = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + value).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line.startsWith('{')) handled.push(scope.tabDriverLine(line));
          else other += `${line}\n`;
        }
      }
      await Promise.all(handled);
      return other + rest;
    },
    [DRIVER, JSON.stringify(work)] as const,
  );
}

/** Standard input for the one program with `stdin: 'live'`; null ends it. */
export async function sendInput(page: Page, bytes: Uint8Array | null): Promise<void> {
  const line = bytes === null ? '\n' : `${Buffer.from(bytes).toString('base64')}\n`;
  await page.waitForFunction(() => 'tabDriverInput' in globalThis);
  await page.evaluate((piece) => (globalThis as unknown as PageScope).tabDriverInput.write(piece), line);
}

/** One file or link to mount; `path` has slashes and is relative. */
export type LocalFile =
  { path: string; base64: string } | { path: string; symlink: string } | { path: string; folder: true };

/** The files of a folder of this machine, without packages and history. */
export async function readFolder(folder: string, below = ''): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === '.git') continue;
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isSymbolicLink()) files.push({ path, symlink: await readlink(join(folder, path)) });
    else if (entry.isDirectory()) files.push({ path, folder: true }, ...(await readFolder(folder, path)));
    else if (entry.isFile()) files.push({ path, base64: await readFile(join(folder, path), 'base64') });
  }
  return files;
}

/** Mounts files into the container's work directory. (No named functions in here: they do not survive the way to the page.) */
export async function mountFiles(page: Page, files: readonly LocalFile[]): Promise<void> {
  await page.evaluate(async (list) => {
    const { container } = globalThis as unknown as PageScope;
    const root: FileSystemTree = {};
    for (const file of list) {
      const names = file.path.split('/');
      const last = 'folder' in file ? null : names.pop();
      let folder = root;
      for (const name of names) {
        const node = (folder[name] ??= { directory: {} });
        if ('directory' in node) folder = node.directory;
      }
      if (!last) continue;
      if ('symlink' in file) folder[last] = { file: { symlink: file.symlink } };
      else if ('base64' in file) {
        const contents = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
        folder[last] = { file: { contents } };
      }
    }
    await container.mount(root);
  }, files);
}
