/** Runs programs: commands of the shell's own in this process, everything else as processes of the kernel. */
import type { StdioSpec } from '../protocol/syscalls.ts';
import { S_IFDIR, S_IFMT } from '../vfs/constants.ts';
import { COMMANDS } from './commands/index.ts';
import { Interrupted, ShellExit } from './control-flow.ts';
import { abandonable, Descriptor } from './descriptor.ts';
import { errorCode, errorWords } from './error-words.ts';
import { parseProgram } from './parser.ts';
import type { Command, CommandContext, RunOptions } from './ports.ts';
import type { Shell } from './shell.ts';
import { exitCode } from './signals.ts';
import { lendInput } from './stdin-loan.ts';
import { readerOf, writerOf } from './streams.ts';

const OWN_DIRECTORIES = new Set(['/usr/bin', '/bin', '/usr/local/bin']);

/** Where PATH (or `name` itself, when it has a slash) leads; undefined when nowhere. */
export function lookup(shell: Shell, name: string): string | undefined {
  if (name.includes('/')) return shell.absolute(name);
  if (name === '') return undefined;
  for (const directory of (shell.get('PATH') ?? '').split(':')) {
    if (OWN_DIRECTORIES.has(directory) && COMMANDS.has(name)) return `/usr/bin/${name}`;
    const path = shell.absolute(`${directory === '' ? '.' : directory}/${name}`);
    const stat = shell.fs.tryStat(path);
    if (stat !== undefined && (stat.mode & S_IFMT) !== S_IFDIR && (stat.mode & 0o111) !== 0) return path;
  }
  return COMMANDS.has(name) ? `/usr/bin/${name}` : undefined;
}

/** The command of this process that `path` is, if it is one. */
export function ownCommand(path: string): Command | undefined {
  const slash = path.lastIndexOf('/');
  return OWN_DIRECTORIES.has(path.slice(0, slash)) ? COMMANDS.get(path.slice(slash + 1)) : undefined;
}

/** Runs argv with the shell's streams, as `xargs`, `env` and the shell itself do. */
export async function runProgram(
  shell: Shell,
  argv: string[],
  env: Record<string, string>,
  options: RunOptions = {},
): Promise<number> {
  const [name = ''] = argv;
  const path = lookup(shell, name);
  const own = path === undefined ? undefined : ownCommand(path);
  if (own !== undefined) return runOwn(shell, own, argv, env, options);
  return runExternal(shell, path ?? name, argv, env, options);
}

export function contextOf(
  shell: Shell,
  argv: string[],
  env: Record<string, string>,
  options: RunOptions = {},
): CommandContext {
  const signal =
    options.signal === undefined ? shell.signal : AbortSignal.any([shell.signal, options.signal]);
  const stdin = options.stdin === 'ignore' ? new Descriptor(shell.host.kernel, null) : shell.descriptor(0);
  const cwd = options.cwd ?? shell.cwd;
  return {
    name: argv[0] ?? '',
    args: argv.slice(1),
    env,
    cwd,
    stdin: readerOf(stdin, signal),
    stdout: writerOf(shell.descriptor(1), signal),
    stderr: writerOf(shell.descriptor(2), signal),
    fs: shell.fs,
    host: shell.host,
    signal,
    run: (command, more = {}) => runProgram(shell, command, more.env ?? env, { cwd, ...options, ...more }),
    lookup: (name) => lookup(shell, name),
  };
}

export async function runOwn(
  shell: Shell,
  command: Command,
  argv: string[],
  env: Record<string, string>,
  options: RunOptions = {},
): Promise<number> {
  const context = contextOf(shell, argv, env, options);
  try {
    const status = await command(context);
    await context.stdout.flush();
    await context.stderr.flush();
    return status;
  } catch (error) {
    if (options.signal?.aborted === true && !shell.signal.aborted) return 143;
    if (error instanceof Interrupted || error instanceof ShellExit || context.signal.aborted) throw error;
    if (errorCode(error) === 'EPIPE') return 141;
    await context.stdout.flush().catch(() => undefined); // The first error is the one to tell.
    await context.stderr.write(`${argv[0] ?? ''}: ${errorWords(error)}\n`);
    await context.stderr.flush();
    return 1;
  }
}

/** Why the file at `path` cannot be run, as a message and a status; null when it can. */
function obstacle(shell: Shell, path: string, name: string): { message: string; status: number } | null {
  if (!path.includes('/')) return null;
  const stat = shell.fs.tryStat(path);
  if (stat === undefined)
    return name.includes('/') ? { message: `${name}: No such file or directory`, status: 127 } : null;
  if ((stat.mode & S_IFMT) === S_IFDIR) return { message: `${name}: Is a directory`, status: 126 };
  return (stat.mode & 0o111) === 0 ? { message: `${name}: Permission denied`, status: 126 } : null;
}

async function runExternal(
  shell: Shell,
  command: string,
  argv: string[],
  env: Record<string, string>,
  options: RunOptions,
): Promise<number> {
  const [name = '', ...args] = argv;
  const blocked = obstacle(shell, command, name);
  if (blocked !== null) {
    await shell.complain(blocked.message);
    return blocked.status;
  }
  await Promise.allSettled([shell.descriptor(1).flush(), shell.descriptor(2).flush()]);
  const cwd = options.cwd ?? shell.cwd;
  try {
    const replace = shell.host.exec;
    if (shell.isTail && replace !== undefined && !shell.descriptor(0).hasUnread) {
      const fds = descriptorList(shell).map((each) => each?.fd ?? null);
      return exitCode(await replace({ command, args, argv0: name, cwd, env, fds }));
    }
    return await spawnAndWait(shell, { command, args, argv0: name, cwd, env }, options);
  } catch (error) {
    return startFailure(shell, error, { command, argv, env });
  }
}

async function startFailure(
  shell: Shell,
  error: unknown,
  { command, argv, env }: { command: string; argv: string[]; env: Record<string, string> },
): Promise<number> {
  const name = argv[0] ?? '';
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      await shell.complain(
        name.includes('/') ? `${name}: No such file or directory` : `${name}: command not found`,
      );
      return 127;
    case 'ENOEXEC':
      return runScript(shell, command, argv, env);
    case 'EACCES':
    case 'EISDIR':
    case 'EAGAIN':
    case 'E2BIG':
    case 'ENOMEM':
      await shell.complain(`${name}: ${errorWords(error)}`);
      return 126;
    default:
      throw error;
  }
}

/** A file without `#!` is a script of this shell. */
async function runScript(
  shell: Shell,
  path: string,
  argv: string[],
  env: Record<string, string>,
): Promise<number> {
  const fork = shell.fork();
  fork.name = argv[0] ?? path;
  fork.parameters = argv.slice(1);
  for (const name of fork.variables.names()) if (!(name in env)) fork.variables.unset(name);
  return shell.interpreter.runFork(fork, parseProgram(new TextDecoder().decode(shell.fs.readFile(path))));
}

function descriptorList(shell: Shell): (Descriptor | undefined)[] {
  const highest = Math.max(2, ...shell.descriptors.keys());
  return Array.from({ length: highest + 1 }, (_, fd) => shell.descriptors.get(fd));
}

interface Program {
  command: string;
  args: string[];
  argv0: string;
  cwd: string;
  env: Record<string, string>;
}

async function spawnAndWait(shell: Shell, program: Program, options: RunOptions): Promise<number> {
  const { kernel } = shell.host;
  const stdio = descriptorList(shell).map((each): StdioSpec =>
    each?.fd == null ? 'ignore' : { inherit: each.fd },
  );
  if (options.stdin === 'ignore') stdio[0] = 'ignore';
  const input = shell.descriptor(0);
  const loan = stdio[0] !== 'ignore' && input.hasUnread ? lendInput(kernel, input) : null;
  if (loan !== null) stdio[0] = { inherit: loan.fd };
  const signal =
    options.signal === undefined ? shell.signal : AbortSignal.any([shell.signal, options.signal]);
  try {
    const { pid } = await kernel.async('spawn', { ...program, stdio });
    shell.onSpawn?.(pid);
    const waiting = kernel.async('wait', pid);
    let status;
    try {
      status = await abandonable(waiting, signal);
    } catch (error) {
      const reason = options.killSignal ?? (error instanceof Interrupted ? error.signal : 'SIGTERM');
      await kernel.async('kill', pid, reason).catch(() => undefined); // It has ended by itself.
      status = await waiting;
      if (shell.signal.aborted) throw error;
    }
    if (status.signal === 'SIGINT')
      throw shell.isInteractive ? new Interrupted('SIGINT') : new ShellExit(130);
    return exitCode(status);
  } finally {
    await loan?.end();
  }
}
