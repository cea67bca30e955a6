/**
 * `npm run tab-node -- [--cwd DIR] FILE [args…]`: runs a program of this machine inside the host, without a window. The files of
 * DIR (or FILE's folder) are mounted, without node_modules and .git; standard streams and the exit code are passed through.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.ts';
import { bootClient } from './tab/client-page.ts';
import { mountFiles, readFolder, runPrograms, sendInput } from './tab/programs.ts';
import { startServer } from './tab/server.ts';

const USAGE = 'Usage: npm run tab-node -- [--cwd DIR] FILE [args…]';
const SIGNALS: Record<string, number> = { SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGTERM: 15 };

interface CommandLine {
  folder: string;
  /** The program's path below the folder, with slashes. */
  file: string;
  args: string[];
}

/** Throws with what is wrong and how to use the command. */
function parse(argv: string[]): CommandLine {
  const given = argv[0] === '--cwd' ? argv[1] : undefined;
  const [file, ...args] = given === undefined ? argv : argv.slice(2);
  if (!file || file.startsWith('-')) throw new Error(USAGE);
  const candidates = [...(given === undefined ? [] : [resolve(given, file)]), resolve(file)];
  const path = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (!path) throw new Error(`There is no file ${file}.\n${USAGE}`);
  const folder = given === undefined ? dirname(path) : resolve(given);
  const inside = relative(folder, path);
  if (inside.startsWith('..')) throw new Error(`${file} is not in ${folder}.\n${USAGE}`);
  return { folder, file: inside.split(sep).join('/'), args };
}

/** Hands this process's standard input to the program, if it is a pipe or a file. */
async function forwardInput(page: Page): Promise<void> {
  for await (const piece of process.stdin) await sendInput(page, piece as Buffer);
  await sendInput(page, null);
}

async function main(): Promise<number> {
  const { folder, file, args } = parse(process.argv.slice(2));
  const server = await startServer();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage();
    await bootClient(page, server.origin);
    await mountFiles(page, await readFolder(folder));
    const takesInput = !process.stdin.isTTY;
    const running = runPrograms(page, [{ args: [file, ...args], ...(takesInput ? { stdin: 'live' } : {}) }], {
      onOutput: (_program, stream, bytes) => process[stream].write(bytes),
    });
    if (takesInput) void forwardInput(page).catch(() => undefined); // the program may end before its input does
    const [result] = await running;
    return result?.code ?? 128 + (SIGNALS[result?.signal ?? ''] ?? 0);
  } finally {
    await browser.close();
    await server.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
