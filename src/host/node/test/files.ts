/** `node --test`: finds test files and runs each in a process of its own; what they report becomes one report. */
import { S_IFDIR, S_IFMT } from '../../vfs/constants.ts';
import { normalize } from '../../vfs/path.ts';
import type { Emitter } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';
import {
  CHILD_CONTEXT,
  createReporter,
  LINE_MARK,
  type Reporter,
  type TestResult,
} from '../test-reporters.ts';

const NAMES = /(?:^test|^test-.*|.*[.\-_]test)\.[cm]?js$/;

/** Files by Node's patterns below a folder: `*.test.js`, `*-test.js`, `test-*.js`, and all of folders called `test`. */
function findTests(host: NodeHost, folder: string, inTest = false): string[] {
  const found: string[] = [];
  for (const { name, mode } of host.fs.readdir(folder)) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = `${folder === '/' ? '' : folder}/${name}`;
    if ((mode & S_IFMT) === S_IFDIR) found.push(...findTests(host, path, inTest || name === 'test'));
    else if (inTest ? /\.[cm]?js$/.test(name) : NAMES.test(name)) found.push(path);
  }
  return found.sort();
}

type Message =
  | { type: 'start'; name: string; depth: number }
  | { type: 'diagnostic'; message: string; depth: number }
  | ({ type: 'result'; failure: Record<string, unknown> | null } & Omit<TestResult, 'error'>);

interface Child extends Emitter {
  stdout: Emitter & { setEncoding(name: string): void };
}

/** Runs the files, or those below the working directory, and resolves with the exit code. */
export async function runTestFiles(
  host: NodeHost,
  names: readonly string[],
  reporterKind: string | undefined,
): Promise<number> {
  const { cwd } = host.identity;
  const process = host.builtin('process') as { stdout: { write(text: string): unknown; isTTY?: boolean } };
  const write = (text: string): void => void process.stdout.write(text);
  const reporter = createReporter(reporterKind ?? (process.stdout.isTTY ? 'spec' : 'tap'), write);
  const files = names.map((name) => normalize(name.startsWith('/') ? name : `${cwd}/${name}`)).sort();
  let failed = false;
  for (const file of files.length > 0 ? files : findTests(host, cwd))
    failed = (await runFile(host, file, reporter)) || failed;
  reporter.end();
  return failed ? 1 : 0;
}

function runFile(host: NodeHost, file: string, reporter: Reporter): Promise<boolean> {
  const { spawn } = host.builtin('child_process') as {
    spawn(file: string, args: string[], options: object): Child;
  };
  const { env } = host.builtin('process') as { env: Record<string, string> };
  const { identity } = host;
  const args = identity.execArgv.filter((word) => word !== '--test');
  const child = spawn(identity.execPath, [...args, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, NODE_TEST_CONTEXT: CHILD_CONTEXT },
  });
  let rest = '';
  let reported = false;
  let failed = false;
  const started = performance.now();
  const take = (line: string): void => {
    if (!line.startsWith(LINE_MARK)) {
      if (line !== '') reporter.diagnostic(line, 0);
      return;
    }
    reported = true;
    const message = JSON.parse(line.slice(LINE_MARK.length)) as Message;
    if (message.type === 'start') reporter.start(message.name, message.depth);
    else if (message.type === 'diagnostic') reporter.diagnostic(message.message, message.depth);
    else {
      const { failure, skip, todo } = message;
      failed ||= failure !== null && !skip && !todo;
      reporter.result({ ...message, error: failure ? Object.assign(new Error(), failure) : undefined });
    }
  };
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (data: string) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  return new Promise((resolve) => {
    child.on('close', (code: number | null) => {
      if (rest) take(rest);
      // A file without tests is a test itself; one that ends badly after its tests has failed too.
      if (!reported || (code !== 0 && !failed)) {
        const name = file.startsWith(`${identity.cwd}/`) ? file.slice(identity.cwd.length + 1) : file;
        const error =
          code === 0
            ? undefined
            : Object.assign(new Error('test failed'), { failureType: 'testCodeFailure' });
        reporter.start(name, 0);
        const ms = performance.now() - started;
        reporter.result({ name, depth: 0, error, skip: undefined, todo: undefined, ms, isSuite: false });
        failed ||= code !== 0;
      }
      resolve(failed);
    });
  });
}
