/**
 * What a process gives to Node's built-ins: the kernel, the event loop, and who it is. The built-ins are made by
 * `createX(host)` factories and know nothing of workers or messages, so that unit tests run them in plain Node over
 * a `Vfs` and a fake kernel.
 */
import type { SyscallArgs, SyscallName, SyscallResult } from '../protocol/syscalls.ts';
import type { FileSystem } from '../vfs/file-system.ts';

/** The calls to the kernel: `sync` waits, `async` does not. Errors are `FsError`s. */
export interface KernelCalls {
  sync<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): SyscallResult<K>;
  async<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): Promise<SyscallResult<K>>;
}

/**
 * Node's event loop on top of the browser's. Every callback that the browser starts (timers, messages, promises of the
 * platform) must enter through `run`, so that nextTicks are drained after it, its async context is restored and its
 * errors become uncaughtException.
 */
export interface EventLoop {
  /** Runs `fn` as one turn of the loop. Never throws: an error goes to the process's uncaughtException. */
  run(fn: () => void): void;
  nextTick(fn: () => void): void;
  /** A macrotask after I/O, like setImmediate's phase; `clear` cancels. */
  immediate(fn: () => void): { clear(): void };
  /** A native timer whose callback enters through `run`. `delay` in ms, at least 1. */
  timer(fn: () => void, delay: number): { clear(): void };
  /** A handle that keeps the process alive until `unref`ed as often. */
  ref(): void;
  unref(): void;
  /** Awaits platform work (fetch, crypto.subtle): keeps the process alive meanwhile and continues through `run`. */
  pending<T>(promise: PromiseLike<T>, done: (error: unknown, value?: T) => void): void;
}

export interface ProcessIdentity {
  pid: number;
  ppid: number;
  /** argv[0] is execPath, argv[1] the script. */
  argv: string[];
  execArgv: string[];
  execPath: string;
  env: Record<string, string>;
  cwd: string;
  title: string;
  /** 0 in a process's main thread, else the id `worker_threads` shows. */
  threadId: number;
}

/** A message from the kernel that no call asked for. */
export type KernelEvent =
  | { type: 'signal'; signal: string }
  | { type: 'resize' }
  | { type: 'thread'; threadId: number; event: ThreadEvent };

/** What a worker thread tells its parent. */
export type ThreadEvent =
  { type: 'online' } | { type: 'error'; error: unknown } | { type: 'exit'; code: number };

export interface ThreadRequest {
  threadId: number;
  /** An absolute path of a script, or source text when `isEval`. */
  script: string;
  isEval: boolean;
  argv: string[];
  execArgv: string[];
  env: Record<string, string>;
  cwd: string;
  /** The thread's `parentPort` end; native MessagePort. */
  port: MessagePort;
  /** Structured-cloned by the platform: may hold SharedArrayBuffers, WebAssembly.Module and Memory. */
  workerData: unknown;
  transfer: Transferable[];
  /** The thread's stdio descriptors are the process's own. */
}

export interface NodeHost {
  readonly kernel: KernelCalls;
  readonly fs: FileSystem;
  readonly loop: EventLoop;
  readonly identity: ProcessIdentity;
  /** Events of the kernel; the listener is entered through `loop.run`. Returns the unsubscriber. */
  onEvent(listener: (event: KernelEvent) => void): () => void;
  startThread(request: ThreadRequest): void;
  terminateThread(threadId: number): void;
  /** In a thread: its end of the channel and its data. */
  readonly thread: { port: MessagePort; workerData: unknown } | null;
  /** Ends the process, or in a thread that thread. Without it the process ends through the kernel. */
  exit?(code: number): void;
  /** In a thread: an error that nothing caught goes to the parent, as worker_threads/thread-error.ts packs it. */
  threadError?(error: unknown): void;
  /** The outside network by the edge's rules; loopback never comes here. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /** Another built-in, made on first use (`http` asks for `net`, …). Never a cycle at load time. */
  builtin(name: string): unknown;
  /** Compiles a function body in the process's own global, with a file name for stack traces. */
  compile(source: string, filename: string, params: string[]): (...args: unknown[]) => unknown;
}
