/** What the shell and its commands need from the process they run in: files, the kernel, and the way outside. */
import type { ExitStatus, SyscallArgs, SyscallName, SyscallResult } from '../protocol/syscalls.ts';
import type { FileSystem } from '../vfs/file-system.ts';

/** The calls to the kernel: `sync` waits, `async` does not. Errors carry `code` as `FsError` does. */
export interface KernelCalls {
  sync<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): SyscallResult<K>;
  async<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): Promise<SyscallResult<K>>;
}

/** A program that takes the place of the shell in its own process. */
export interface ExecRequest {
  /** An absolute path, or a name to be looked up in env.PATH. */
  command: string;
  /** argv without argv[0]. */
  args: string[];
  argv0: string;
  cwd: string;
  env: Record<string, string>;
  /** The kernel's descriptors that become 0, 1, 2, … of the program; null is closed. */
  fds: (number | null)[];
}

export interface ShellHost {
  readonly fs: FileSystem;
  readonly kernel: KernelCalls;
  /** The environment the shell starts with; the shell copies it. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the shell starts; its own working directory afterwards is its own. */
  readonly cwd: string;
  readonly pid: number;
  readonly ppid: number;
  /** The outside network by the edge's rules; loopback never comes here. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /**
   * Becomes the program, so that `sh -c 'node x'` costs one process. Called only when nothing is left for the shell to
   * do. Resolves with how the program ended; rejects with a system error when it cannot be started.
   */
  exec?(request: ExecRequest): Promise<ExitStatus>;
  /**
   * Signals that `handleSignals` asked for, and `SIGWINCH` when the terminal's size changed. Returns the unsubscriber.
   */
  onSignal?(listener: (signal: string) => void): () => void;
}

/** A source of bytes. */
export interface ByteReader {
  /** Up to `max` bytes as soon as there are any; empty at the end. */
  read(max?: number): Promise<Uint8Array>;
  /** Gives bytes back: the next read, of whichever command, gets them first. */
  unread(bytes: Uint8Array): void;
  readonly isTerminal: boolean;
}

/** A sink of bytes that gathers small writes; `write` waits only when the reader falls behind. */
export interface ByteWriter {
  write(data: string | Uint8Array): Promise<void>;
  flush(): Promise<void>;
  readonly isTerminal: boolean;
  /** The terminal's width, 80 where there is none. */
  readonly columns: number;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  stdin?: 'inherit' | 'ignore';
  /** Ends the command when aborted. */
  signal?: AbortSignal;
  /** Sent to an external program on abort; SIGTERM unless told. */
  killSignal?: string;
}

/** What a command sees: its arguments, its streams, and ways to run others. */
export interface CommandContext {
  /** argv[0]: the name that the command was called by. */
  readonly name: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  readonly fs: FileSystem;
  readonly host: ShellHost;
  /** Aborted when the command must end: Ctrl-C, a kill of its job, a timeout. */
  readonly signal: AbortSignal;
  /** Runs another command (argv) on the same streams and gives its exit code. */
  run(argv: string[], options?: RunOptions): Promise<number>;
  /** Where PATH finds a program, or undefined. */
  lookup(name: string): string | undefined;
}

/** A command that runs inside the shell's process; resolves with its exit code. */
export type Command = (context: CommandContext) => Promise<number>;
