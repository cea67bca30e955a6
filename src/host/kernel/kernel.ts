/** One running system: disk, processes, sockets. Answers its processes' calls; never blocks. */
import { S_IFCHR } from '../vfs/constants.ts';
import { FsError } from '../vfs/errno.ts';
import { createDisk } from '../vfs/disk.ts';
import { Vfs } from '../vfs/vfs.ts';
import { createBell, listenToBell } from '../protocol/sync-channel.ts';
import { decodeWire, encodeWire } from '../protocol/wire.ts';
import type { CompiledModule, ProcessToKernel, WireError } from '../protocol/messages.ts';
import type { ClientEvent, SyscallName } from '../protocol/syscalls.ts';
import { installCommands } from './commands.ts';
import { ProcessTable, type Process, type Thread } from './process-table.ts';
import { Sockets } from './sockets.ts';
import { createSyscalls } from './syscalls.ts';
import { WorkerPool } from './worker-pool.ts';

/** Nodes of what `open` knows by its path. */
const DEVICES = ['null', 'tty', 'stdin', 'stdout', 'stderr'];

export interface KernelOptions {
  processUrl: string;
  onPort(port: number, open: boolean): void;
  onExit(process: Process): void;
  onClientEvent(event: ClientEvent): void;
  /** A program has compiled a large WebAssembly module. */
  onCompiled(compiled: CompiledModule): void;
  onError(message: string): void;
}

/** The most that all files together may take. Memory is used as files come. */
const DISK_BYTES = 2 * 1024 ** 3;

type AnyHandler = (process: Process, ...args: unknown[]) => unknown;

export class Kernel {
  readonly vfs: Vfs;
  readonly processes: ProcessTable;
  readonly sockets: Sockets;
  readonly tellClient: (event: ClientEvent) => void;
  readonly #handlers: Record<string, AnyHandler>;
  readonly #pool: WorkerPool;
  readonly compiled = new Set<string>();
  readonly #onCompiled: KernelOptions['onCompiled'];
  #stopped = false;

  constructor(options: KernelOptions) {
    const disk = createDisk({ maxBytes: DISK_BYTES });
    const bell = createBell();
    this.vfs = new Vfs(disk, () => this.processes.pinned());
    this.#pool = new WorkerPool(options.processUrl);
    this.sockets = new Sockets(options.onPort);
    this.processes = new ProcessTable({
      disk,
      bell,
      fs: this.vfs,
      pool: this.#pool,
      onMessage: (thread, message) => this.#onMessage(thread, message),
      onExit: options.onExit,
    });
    this.tellClient = options.onClientEvent;
    this.#onCompiled = options.onCompiled;
    this.#handlers = createSyscalls(this) as unknown as Record<string, AnyHandler>;
    for (const dir of ['/tmp', '/home', '/dev', '/etc', '/root', '/var/tmp']) {
      this.vfs.mkdir(dir, { recursive: true });
    }
    for (const device of DEVICES) this.vfs.mknod(`/dev/${device}`, S_IFCHR | 0o666);
    installCommands(this.vfs);
    void listenToBell(
      bell,
      () => this.#answerRings(),
      () => this.#stopped,
    ).catch((error: unknown) => options.onError(`the kernel stopped: ${String(error)}`));
  }

  stop(): void {
    this.#stopped = true;
    this.processes.endAll();
    this.#pool.close();
  }

  #answerRings(): void {
    for (const thread of this.processes.threads()) {
      const request = thread.responder.take();
      if (!request) continue;
      const [name, args] = decodeWire(request) as [SyscallName, unknown[]];
      this.#answer(thread, name, args, (error, value) =>
        thread.responder.reply(encodeWire(error ? { error } : { value })),
      );
    }
  }

  #onMessage(thread: Thread, message: ProcessToKernel): void {
    switch (message.type) {
      case 'call':
        return this.#answer(thread, message.name, message.args, (error, value) =>
          thread.worker.postMessage(
            error ? { type: 'reply', id: message.id, error } : { type: 'reply', id: message.id, value },
          ),
        );
      case 'compiled':
        if (this.compiled.has(message.key)) return;
        this.compiled.add(message.key);
        return this.#onCompiled(message);
      case 'thread-start':
        return this.processes.startThread(thread, message.thread, message.env, message.cwd);
      case 'thread-terminate': {
        const child = thread.process.threads.get(message.threadId);
        if (child) this.processes.endThread(child, 1);
        return;
      }
      case 'thread-event':
        thread.parent?.worker.postMessage({
          type: 'thread',
          threadId: thread.id,
          event: message.event,
          error: message.error,
        });
        return;
      case 'thread-exit':
        return this.processes.endThread(thread, message.code);
    }
  }

  /** Runs one call. The reply is dropped when the process has ended meanwhile. */
  #answer(
    thread: Thread,
    name: string,
    args: unknown[],
    reply: (error: WireError | null, value?: unknown) => void,
  ): void {
    const { process } = thread;
    const fail = (error: unknown): void => {
      if (process.alive) reply(toWireError(error, name));
    };
    try {
      const handler = this.#handlers[name];
      if (!handler) throw new FsError('ENOSYS', name);
      const result = handler(process, ...args);
      if (result instanceof Promise) {
        result
          .then((value: unknown) => {
            if (process.alive) reply(null, value ?? null);
          })
          .catch(fail);
      } else if (process.alive) {
        reply(null, result ?? null);
      }
    } catch (error) {
      fail(error);
    }
  }
}

function toWireError(error: unknown, syscall: string): WireError {
  if (error instanceof FsError) {
    return {
      code: error.code,
      syscall: error.syscall,
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.dest === undefined ? {} : { dest: error.dest }),
    };
  }
  return { code: 'EIO', syscall, message: error instanceof Error ? error.message : String(error) };
}
