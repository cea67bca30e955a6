/** One process from its start to its end: builds its host, runs its program, ends it. */
import type { KernelToProcess, ProcessStart, Program } from '../protocol/messages.ts';
import type { SyscallArgs } from '../protocol/syscalls.ts';
import { ProcessLoop } from './event-loop.ts';
import { ProcessHost, type Platform } from './process-host.ts';
import { loadProgram } from './programs.ts';

const EXEC_PATH = '/usr/local/bin/node';

export function startProcess(start: ProcessStart, platform: Platform): (message: KernelToProcess) => void {
  const runner = new ProcessRunner(start, platform);
  void runner.run(start.program, start.env, start.cwd);
  return (message) => runner.host?.onMessage(message);
}

/** What a program may set while it runs: how errors and idleness are met. Node's are in programs/node.ts. */
export interface ProgramEvents {
  onError(
    error: unknown,
    origin: 'uncaughtException' | 'unhandledRejection',
    promise?: Promise<unknown>,
  ): void;
  onRejectionHandled(promise: Promise<unknown>): void;
  onIdle(): void;
  onEnd(): void;
}

export class ProcessRunner {
  host: ProcessHost | null = null;
  events: ProgramEvents;
  readonly #start: ProcessStart;
  readonly #platform: Platform;

  constructor(start: ProcessStart, platform: Platform) {
    this.#start = start;
    this.#platform = platform;
    this.events = this.#plainEvents();
    platform.onError((event) => {
      event.preventDefault();
      this.host?.loop.run(() =>
        this.events.onError(event.error ?? new Error(event.message), 'uncaughtException'),
      );
    });
    platform.onRejection((event) => {
      event.preventDefault();
      const { reason, promise } = event as { reason: unknown; promise: Promise<unknown> };
      this.host?.loop.run(() => this.events.onError(reason, 'unhandledRejection', promise));
    });
    platform.onRejectionHandled((event) => {
      this.host?.loop.run(() => this.events.onRejectionHandled(event.promise as Promise<unknown>));
    });
  }

  /** Set in a thread of `worker_threads`. */
  get thread(): ProcessStart['thread'] {
    return this.#start.thread;
  }

  /** Tells the parent that this thread runs. */
  online(): void {
    this.#platform.post({ type: 'thread-event', event: 'online' });
  }

  /** Runs a program in this worker: the one it was started for, or one that a shell becomes. */
  async run(program: Program, env: Record<string, string>, cwd: string): Promise<void> {
    const loop = new ProcessLoop({
      onError: (error) => this.events.onError(error, 'uncaughtException'),
      onIdle: () => this.events.onIdle(),
      onEnd: () => this.events.onEnd(),
    });
    const { pid, ppid, thread } = this.#start;
    const identity = {
      pid,
      ppid,
      argv: [EXEC_PATH, ...program.args],
      execArgv: [],
      execPath: EXEC_PATH,
      env,
      cwd,
      title: program.argv0,
      threadId: thread?.threadId ?? 0,
    };
    const host = new ProcessHost({ ...this.#start, env, cwd }, loop, identity, this.#platform, this);
    this.host = host;
    this.events = this.#plainEvents();
    loop.ref();
    try {
      const main = await loadProgram(program.name);
      const code = await main(host, program);
      if (code !== undefined) this.exit(code);
    } catch (error) {
      loop.run(() => this.events.onError(error, 'uncaughtException'));
    }
    loop.unref();
  }

  /** Becomes another program. The kernel has its descriptors and its name when this returns. */
  exec(request: SyscallArgs<'exec'>[0]): void {
    const program = this.host?.kernel.sync('exec', request);
    if (program) void this.run(program, request.env, request.cwd);
  }

  /** Ends the process, or this thread of it. Does not return: the kernel takes the worker away. */
  exit(code: number): void {
    if (!this.#start.thread) return this.host?.kernel.sync('exit', code);
    this.#platform.post({ type: 'thread-exit', code });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }

  #plainEvents(): ProgramEvents {
    return {
      onError: (error) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.host?.kernel.sync('write', 2, new TextEncoder().encode(`${text}\n`), null);
        this.exit(1);
      },
      onRejectionHandled: () => undefined,
      onIdle: () => undefined,
      onEnd: () => undefined,
    };
  }
}
