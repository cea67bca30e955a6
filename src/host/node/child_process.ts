/** The `child_process` module. */
import type { BufferClass } from './builtin-types.ts';
import { createChildClass, type ChildProcess } from './child_process/child.ts';
import { checkFile, prepare, splitArgs, type Options } from './child_process/options.ts';
import { spawnSync as runSync, syncFailure } from './child_process/sync.ts';
import {
  ERR_CHILD_PROCESS_IPC_REQUIRED,
  ERR_CHILD_PROCESS_STDIO_MAXBUFFER,
  ERR_INVALID_ARG_TYPE,
} from './errors.ts';
import type { NodeHost } from './host.ts';

type Done = (error: Error | null, stdout: unknown, stderr: unknown) => void;

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');

export function createModule(host: NodeHost) {
  const ChildProcess = createChildClass(host);

  function spawn(file: unknown, args?: unknown, options?: unknown): ChildProcess {
    checkFile(file);
    const [list, settings] = splitArgs(args, options);
    const child = new ChildProcess();
    child.spawnWith(prepare(host, file, list, settings, false), settings);
    return child;
  }

  function execFile(file: unknown, ...rest: unknown[]): ChildProcess {
    const done = rest.findLast((each): each is Done => typeof each === 'function');
    const [args, options] = splitArgs(
      ...(rest.filter((each) => typeof each !== 'function') as [unknown, unknown]),
    );
    const child = spawn(file, args, options);
    collect(host, child, [String(file), ...args].join(' '), options, done);
    return child;
  }

  function exec(command: unknown, ...rest: unknown[]): ChildProcess {
    if (typeof command !== 'string') throw new ERR_INVALID_ARG_TYPE('command', 'string', command);
    const done = rest.findLast((each): each is Done => typeof each === 'function');
    const given = (typeof rest[0] === 'object' ? rest[0] : {}) as Options;
    const options = { ...given, shell: typeof given['shell'] === 'string' ? given['shell'] : true };
    const child = spawn(command, [], options);
    collect(host, child, command, options, done);
    return child;
  }

  function fork(file: unknown, args?: unknown, options?: unknown): ChildProcess {
    const path = file instanceof URL ? decodeURIComponent(file.pathname) : file;
    if (typeof path !== 'string')
      throw new ERR_INVALID_ARG_TYPE('modulePath', ['string', 'Buffer', 'URL'], file);
    const [list, settings] = splitArgs(args, options);
    const stdio =
      settings['stdio'] ??
      (settings['silent'] ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['inherit', 'inherit', 'inherit', 'ipc']);
    const full = typeof stdio === 'string' ? [stdio, stdio, stdio, 'ipc'] : stdio;
    if (!Array.isArray(full) || !full.includes('ipc'))
      throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
    const execArgv = (settings['execArgv'] ?? host.identity.execArgv) as string[];
    const node = (settings['execPath'] ?? host.identity.execPath) as string;
    return spawn(node, [...execArgv, path, ...list], { ...settings, stdio: full, shell: false });
  }

  function spawnSync(file: unknown, args?: unknown, options?: unknown) {
    return runSync(host, file, ...splitArgs(args, options));
  }

  function execFileSync(file: unknown, args?: unknown, options?: unknown): unknown {
    const [list, settings] = splitArgs(args, options);
    return finishSync(host, runSync(host, file, list, settings), [String(file), ...list].join(' '), settings);
  }

  function execSync(command: unknown, options?: Options): unknown {
    if (typeof command !== 'string') throw new ERR_INVALID_ARG_TYPE('command', 'string', command);
    const settings = { ...options, shell: typeof options?.['shell'] === 'string' ? options['shell'] : true };
    return finishSync(host, runSync(host, command, [], settings), command, settings);
  }

  Object.assign(exec, { [PROMISIFY]: promised(exec) });
  Object.assign(execFile, { [PROMISIFY]: promised(execFile) });
  return { ChildProcess, spawn, exec, execFile, fork, spawnSync, execSync, execFileSync };
}

/** A child's standard error goes to ours where the caller did not say otherwise, as Node has it. */
function finishSync(
  host: NodeHost,
  result: ReturnType<typeof runSync>,
  command: string,
  options: Options,
): unknown {
  if (options['stdio'] === undefined && result.stderr) {
    const { stderr } = host.builtin('process') as { stderr: { write(chunk: unknown): void } };
    if ((result.stderr as { length: number }).length > 0) stderr.write(result.stderr);
  }
  const failure = syncFailure(result, command);
  if (failure) throw failure;
  return result.stdout;
}

/** `util.promisify(exec)` gives `{stdout, stderr}`, and the child on the promise. */
function promised(call: (...args: unknown[]) => ChildProcess) {
  return (...args: unknown[]): Promise<{ stdout: unknown; stderr: unknown }> => {
    let child: ChildProcess | undefined;
    const promise = new Promise<{ stdout: unknown; stderr: unknown }>((resolve, reject) => {
      const done: Done = (error, stdout, stderr) => {
        if (error) reject(Object.assign(error, { stdout, stderr }));
        else resolve({ stdout, stderr });
      };
      child = call(...args, done);
    });
    return Object.assign(promise, { child });
  };
}

/** Gathers a child's output and tells the callback how it ended. */
function collect(
  host: NodeHost,
  child: ChildProcess,
  command: string,
  options: Options,
  done: Done | undefined,
): void {
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const encoding = (options['encoding'] === undefined ? 'utf8' : options['encoding']) as string | null;
  const text = encoding !== null && encoding !== 'buffer' && Buffer.isEncoding(encoding);
  const limit = (options['maxBuffer'] as number | undefined) ?? 1024 * 1024;
  const killSignal = (options['killSignal'] as string | undefined) ?? 'SIGTERM';
  let failure: Error | undefined;
  let finished = false;
  const gather = (name: 'stdout' | 'stderr'): (() => unknown) => {
    const chunks: Uint8Array[] = [];
    let total = 0;
    child[name]?.on('data', (chunk: Uint8Array) => {
      const rest = limit - total;
      total += chunk.byteLength;
      if (rest > 0) chunks.push(chunk.subarray(0, rest));
      if (total <= limit || failure) return;
      failure = new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
      child.kill(killSignal);
    });
    return () => {
      const whole = Buffer.concat(chunks);
      return text ? whole.toString(encoding) : whole;
    };
  };
  const stdout = gather('stdout');
  const stderr = gather('stderr');
  const finish = (error: Error | null): void => {
    if (finished) return;
    finished = true;
    done?.(error, stdout(), stderr());
  };
  child.on('close', (code: number | null, signal: string | null) => {
    if (failure) return finish(Object.assign(failure, { cmd: command }));
    if (code === 0 && signal === null) return finish(null);
    const said = text ? String(stderr()) : '';
    const error = new Error(`Command failed: ${command}\n${said}`);
    finish(Object.assign(error, { code, killed: child.killed, signal, cmd: command }));
  });
  child.on('error', (error: Error) => {
    if (!finished) finish(Object.assign(error, { cmd: command }));
  });
}
