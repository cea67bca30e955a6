/** A process that the client spawned: the leader of a session on a terminal of its own. */
import { FsError } from '../vfs/errno.ts';
import { DEFAULT_PATH, resolveCommand } from './commands.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process-table.ts';
import { Tty } from './tty.ts';

export interface RunRequest {
  command: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string | number | boolean>;
  terminal?: { cols: number; rows: number };
}

type Output = (bytes: Uint8Array | null) => Promise<void>;

const PIECE = 64 * 1024;
/** A killed process that handles SIGTERM has this long; within a second all of it is gone. */
const GRACE_MS = 600;
const SIGNAL_NUMBERS: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGTERM: 15,
};

export class ClientProcess {
  readonly onExit: Promise<number>;
  readonly #kernel: Kernel;
  readonly #process: Process;
  readonly #tty: Tty;

  constructor(kernel: Kernel, workdir: string, request: RunRequest, output: Output | undefined) {
    this.#kernel = kernel;
    const cwd = resolveCwd(workdir, request.cwd);
    if (!kernel.vfs.tryStat(cwd)) throw new FsError('ENOENT', 'chdir', cwd);
    const size = { columns: request.terminal?.cols ?? 80, rows: request.terminal?.rows ?? 24 };
    const session = { process: null as Process | null };
    this.#tty = new Tty(
      size,
      (signal) => {
        if (session.process) kernel.processes.signalSession(session.process.session, signal);
      },
      () => {
        if (session.process) kernel.processes.resizeSession(session.process.session);
      },
    );
    const env = environment(cwd, request.env ?? {}, request.terminal !== undefined);
    const command = { command: request.command, argv0: request.command, args: request.args, cwd };
    this.#process = kernel.processes.create({
      program: resolveCommand(kernel.vfs, { ...command, path: env['PATH'] ?? DEFAULT_PATH }),
      parent: null,
      detached: false,
      env,
      cwd,
      tty: this.#tty,
    });
    session.process = this.#process;
    for (const fd of [0, 1, 2]) this.#process.descriptors.add(this.#tty, fd);
    kernel.processes.start(this.#process, { env, cwd });
    const drained = this.#pump(output);
    this.onExit = this.#process.exited.then(async ({ code, signal }) => {
      this.#tty.close();
      await drained;
      kernel.processes.reap(this.#process.pid);
      return code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0);
    });
  }

  write(data: string): void {
    this.#tty.type(new TextEncoder().encode(data));
  }

  /** As a terminal that closes: the program is asked to end, and a program that does not listen is ended. */
  kill(): void {
    this.#kernel.processes.signalSession(this.#process.session, 'SIGTERM');
    setTimeout(() => this.#kernel.processes.signalSession(this.#process.session, 'SIGKILL'), GRACE_MS);
  }

  resize({ cols, rows }: { cols: number; rows: number }): void {
    this.#tty.resize({ columns: cols, rows });
  }

  /** Hands output to the client as fast as the client takes it. Ends with null. */
  async #pump(output: Output | undefined): Promise<void> {
    const forever = { alive: true };
    for (;;) {
      const bytes = await this.#tty.output.read(PIECE, forever);
      if (bytes.byteLength === 0) break;
      await output?.(bytes.slice());
    }
    await output?.(null);
  }
}

function resolveCwd(workdir: string, cwd: string | undefined): string {
  if (!cwd || cwd === '.') return workdir;
  return cwd.startsWith('/') ? cwd : `${workdir}/${cwd.replace(/^\.\//, '')}`;
}

function environment(
  cwd: string,
  given: Record<string, string | number | boolean>,
  isInteractive: boolean,
): Record<string, string> {
  const env: Record<string, string> = {
    PATH: DEFAULT_PATH,
    HOME: '/home',
    USER: 'user',
    SHELL: '/bin/sh',
    LANG: 'en_US.UTF-8',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    PWD: cwd,
    // A program that was given no terminal of a certain size has nobody who would answer npm's questions.
    ...(isInteractive ? {} : { npm_config_yes: 'true' }),
  };
  for (const [name, value] of Object.entries(given)) env[name] = String(value);
  return env;
}
