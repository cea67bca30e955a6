/** The processes: a worker each, with descriptors, a session, signals and an end. */
import { FsError } from '../vfs/errno.ts';
import type { FileSystem } from '../vfs/file-system.ts';
import { addPinned, createPins } from '../protocol/pins.ts';
import { createChannel, SyncResponder } from '../protocol/sync-channel.ts';
import type {
  ExitStatus,
  KernelToProcess,
  Program,
  ProcessStart,
  ProcessToKernel,
  ThreadStart,
} from '../protocol/messages.ts';
import type { ProcessEntry } from '../protocol/syscalls.ts';
import { DescriptorTable, type Waiter } from './description.ts';
import type { Tty } from './tty.ts';
import type { WorkerPool } from './worker-pool.ts';

/** More than 64 at once, and low enough that a fork bomb does not take the tab with it. */
export const MAX_PROCESSES = 128;

const IGNORED_BY_DEFAULT = new Set(['SIGCHLD', 'SIGWINCH', 'SIGCONT', 'SIGURG']);

/** What belongs together on a terminal: the processes below one that the client spawned. */
export interface Session {
  readonly leader: number;
  readonly tty: Tty | null;
}

/** One worker of a process: its main thread or one of its `worker_threads`. */
export interface Thread {
  readonly process: Process;
  readonly id: number;
  readonly worker: Worker;
  readonly responder: SyncResponder;
  readonly pins: Int32Array;
  readonly parent: Thread | null;
}

export class Process implements Waiter {
  alive = true;
  readonly descriptors = new DescriptorTable();
  readonly threads = new Map<number, Thread>();
  readonly watches = new Map<number, { close(): void }>();
  /** Messages between its threads, by mailbox. */
  readonly mail = new Map<string, Uint8Array[]>();
  /** What its threads share of environment variables (`SHARE_ENV`); empty until they do. */
  readonly environment = new Map<string, string>();
  handledSignals = new Set<string>();
  readonly startedMs = Date.now();
  status: ExitStatus | null = null;
  readonly exited: Promise<ExitStatus>;
  #resolve: (status: ExitStatus) => void = () => undefined;

  readonly pid: number;
  readonly ppid: number;
  program: Program;
  readonly session: Session;
  readonly group: number;

  constructor(
    pid: number,
    ppid: number,
    program: Program,
    session: Session | null,
    group: number | null,
    tty: Tty | null,
  ) {
    this.pid = pid;
    this.ppid = ppid;
    this.program = program;
    this.session = session ?? { leader: pid, tty };
    this.group = group ?? pid;
    this.exited = new Promise((resolve) => (this.#resolve = resolve));
  }

  end(status: ExitStatus): void {
    this.alive = false;
    this.status = status;
    this.#resolve(status);
  }

  post(message: KernelToProcess): void {
    this.threads.get(0)?.worker.postMessage(message);
  }
}

export interface Spawn {
  program: Program;
  parent: Process | null;
  detached: boolean;
  env: Record<string, string>;
  cwd: string;
  tty: Tty | null;
}

export interface ProcessTableOptions {
  disk: SharedArrayBuffer;
  bell: SharedArrayBuffer;
  fs: FileSystem;
  pool: WorkerPool;
  onMessage(thread: Thread, message: ProcessToKernel): void;
  onExit(process: Process): void;
}

export class ProcessTable {
  readonly #processes = new Map<number, Process>();
  readonly #options: ProcessTableOptions;
  #nextPid = 1;
  #count = 0;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
  }

  get(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  *threads(): Iterable<Thread> {
    for (const process of this.#processes.values()) if (process.alive) yield* process.threads.values();
  }

  /** The inodes that processes read in place. */
  pinned(): Set<number> {
    const inodes = new Set<number>();
    for (const { pins } of this.threads()) addPinned(pins, inodes);
    return inodes;
  }

  list(): ProcessEntry[] {
    return [...this.#processes.values()]
      .filter((process) => process.alive)
      .map(({ pid, ppid, program, startedMs }) => ({
        pid,
        ppid,
        command: program.argv0,
        args: program.args,
        startedMs,
      }));
  }

  /** Makes the process; its descriptors are the caller's to fill before `start`. */
  create({ program, parent, detached, tty }: Spawn): Process {
    if (this.#count >= MAX_PROCESSES) throw new FsError('EAGAIN', 'spawn', program.argv0);
    const pid = this.#nextPid++;
    this.#count++;
    const process = new Process(
      pid,
      parent?.pid ?? 0,
      program,
      parent?.session ?? null,
      parent && !detached ? parent.group : null,
      tty,
    );
    this.#processes.set(pid, process);
    return process;
  }

  start(process: Process, { env, cwd }: Pick<Spawn, 'env' | 'cwd'>): void {
    this.#startThread(process, null, null, env, cwd);
  }

  startThread(parent: Thread, thread: ThreadStart, env: Record<string, string>, cwd: string): void {
    this.#startThread(parent.process, thread, parent, env, cwd);
  }

  #startThread(
    process: Process,
    start: ThreadStart | null,
    parent: Thread | null,
    env: Record<string, string>,
    cwd: string,
  ): void {
    const { disk, bell, pool, onMessage } = this.#options;
    const channel = createChannel();
    const pins = createPins();
    const worker = pool.take();
    const thread: Thread = {
      process,
      id: start?.threadId ?? 0,
      worker,
      responder: new SyncResponder(channel),
      pins: new Int32Array(pins),
      parent,
    };
    process.threads.set(thread.id, thread);
    worker.onmessage = (event: MessageEvent<ProcessToKernel>) => {
      if (process.alive) onMessage(thread, event.data);
    };
    worker.onerror = (event) => {
      // The bootstrap itself failed: programs' own errors never come this far.
      event.preventDefault();
      if (thread.id === 0) this.exit(process, { code: 70, signal: null });
      else this.endThread(thread, 70);
    };
    const message: ProcessStart = {
      type: 'start',
      pid: process.pid,
      ppid: process.ppid,
      disk,
      channel,
      pins,
      bell,
      program: process.program,
      env,
      cwd,
      thread: start,
    };
    worker.postMessage(message, start ? [start.port, ...start.ports] : []);
  }

  endThread(thread: Thread, code: number): void {
    if (!thread.process.threads.delete(thread.id)) return;
    thread.worker.terminate();
    for (const child of [...thread.process.threads.values()])
      if (child.parent === thread) this.endThread(child, 1);
    thread.parent?.worker.postMessage({
      type: 'thread',
      threadId: thread.id,
      event: 'exit',
      code,
    } satisfies KernelToProcess);
  }

  /** Ends a process at once, whatever it is doing. */
  exit(process: Process, status: ExitStatus): void {
    if (!process.alive) return;
    process.end(status);
    this.#count--;
    for (const thread of process.threads.values()) thread.worker.terminate();
    process.threads.clear();
    for (const watch of process.watches.values()) watch.close();
    process.mail.clear();
    process.descriptors.closeAll();
    if (process.session.leader === process.pid) {
      for (const other of this.#processes.values()) {
        if (other.alive && other.session === process.session && other.group === process.group) {
          this.signal(other, 'SIGHUP');
        }
      }
    }
    const parent = this.#processes.get(process.ppid);
    if (!parent?.alive) this.#processes.delete(process.pid);
    for (const child of [...this.#processes.values()]) {
      if (child.ppid === process.pid && !child.alive) this.#processes.delete(child.pid);
    }
    this.#options.onExit(process);
  }

  /** The parent has asked how it ended: nobody needs the entry any more. */
  reap(pid: number): void {
    this.#processes.delete(pid);
  }

  signal(process: Process, signal: string): void {
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP' && process.handledSignals.has(signal)) {
      process.post({ type: 'signal', signal });
      return;
    }
    if (IGNORED_BY_DEFAULT.has(signal)) return;
    this.exit(process, { code: null, signal });
  }

  /** The terminal's signals go to the session's own group; a process in a group of its own is spared. */
  signalSession(session: Session, signal: string): void {
    for (const process of [...this.#processes.values()]) {
      if (process.alive && process.session === session && process.group === session.leader) {
        this.signal(process, signal);
      }
    }
  }

  /** SIGWINCH for everyone on the terminal. */
  resizeSession(session: Session): void {
    for (const process of this.#processes.values()) {
      if (process.alive && process.session === session) process.post({ type: 'resize' });
    }
  }

  signalGroup(group: number, signal: string): number {
    const members = [...this.#processes.values()].filter(
      (process) => process.alive && process.group === group,
    );
    for (const process of members) this.signal(process, signal);
    return members.length;
  }

  endAll(): void {
    for (const process of [...this.#processes.values()])
      this.exit(process, { code: null, signal: 'SIGKILL' });
  }
}
