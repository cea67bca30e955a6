/**
 * The calls a process makes to the kernel. Every call can be made synchronously (a request and its reply in a
 * SharedArrayBuffer, the process waits) or asynchronously (messages, the process goes on). The kernel may answer late:
 * a synchronous `read` of an empty pipe simply waits, as read(2) does.
 * Failures are system errors: `{code, syscall, path?, dest?}` of vfs/errno.ts.
 */

/** What a descriptor of a new process is: a new pipe whose other end the caller gets, nothing, or a copy of the caller's. */
export type StdioSpec = 'pipe' | 'ignore' | { inherit: number };

export interface SpawnRequest {
  /** A path, or a name looked up in env.PATH. */
  command: string;
  /** argv without argv[0]. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Descriptors 0, 1, 2, … of the new process. 'pipe' beyond 2 makes a two-way pipe (IPC uses one). */
  stdio: StdioSpec[];
  argv0?: string;
  /** A process of its own group does not get the terminal's signals. */
  detached?: boolean;
}

/** The calling process becomes another program. */
export interface ExecRequest {
  command: string;
  args: string[];
  argv0: string;
  cwd: string;
  env: Record<string, string>;
  /** The caller's descriptors that become 0, 1, 2, …; null is closed. All others are closed. */
  fds: (number | null)[];
}

export interface SpawnReply {
  pid: number;
  /** The caller's ends of the pipes, by index; null where there is none. */
  fds: (number | null)[];
}

/** How a process ended: exactly one of the two is not null. */
export interface ExitStatus {
  code: number | null;
  signal: string | null;
}

/** Runs a child to its end: `spawnSync`. The descriptors are the caller's ends of its pipes, and are closed. */
export interface CollectRequest {
  pid: number;
  input: number | null;
  data: Uint8Array | null;
  outputs: number[];
  /** Bytes of one output before the child is ended; -1 for no limit. */
  limit: number;
  /** Milliseconds; 0 for ever. */
  timeout: number;
  killSignal: string;
}

export interface CollectReply {
  status: ExitStatus;
  outputs: Uint8Array[];
  overflow: boolean;
  timedOut: boolean;
}

export interface ProcessEntry {
  pid: number;
  ppid: number;
  command: string;
  args: string[];
  startedMs: number;
}

/** As `@webcontainer/api` has them; paths are absolute. */
export type ClientEvent =
  | { name: 'xdg-open'; text: string }
  | { name: 'code'; type: 'open' | 'diff'; files: { filepath: string; line?: number; column?: number }[] };

export interface WindowSize {
  columns: number;
  rows: number;
}

/** What a descriptor is, so that stdio can take its right class. */
export type DescriptorKind = 'file' | 'directory' | 'pipe' | 'tty' | 'socket' | 'null';

export interface Syscalls {
  // Files: the writable half of vfs/file-system.ts, same meaning and errors.
  stat(path: string, follow: boolean): import('./file-stat.ts').FileStatWire;
  writeFile(path: string, data: Uint8Array, flags: number, mode: number): void;
  mkdir(path: string, recursive: boolean, mode: number): string | null;
  rmdir(path: string): void;
  unlink(path: string): void;
  rm(path: string, recursive: boolean, force: boolean): void;
  rename(from: string, to: string): void;
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  utimes(path: string, atimeMs: number, mtimeMs: number, follow: boolean): void;
  truncate(path: string, size: number): void;
  open(path: string, flags: number, mode: number): number;
  /** A file that the caller has pinned (protocol/pins.ts) under its number, read up to `offset`, becomes an open one of the kernel's. */
  adopt(fd: number, ino: number, offset: number): void;
  fstat(fd: number): import('./file-stat.ts').FileStatWire;
  ftruncate(fd: number, size: number): void;
  fchmod(fd: number, mode: number): void;
  futimes(fd: number, atimeMs: number, mtimeMs: number): void;
  /** Events come as messages: `{type:'watch', id, event}`. */
  watch(path: string, recursive: boolean): number;
  unwatch(id: number): void;

  // Descriptors of any kind.
  close(fd: number): void;
  /** A new pipe: what is written to `write` is read from `read`. Reads end when every copy of `write` is closed. */
  pipe(): { read: number; write: number };
  /** Another descriptor of the same open file, pipe, tty or socket. */
  dup(fd: number): number;
  /** Up to `length` bytes; empty at the end of a file or when the other end is closed. Waits on pipes, ttys, sockets. */
  read(fd: number, length: number, position: number | null): Uint8Array;
  /** Bytes taken. Waits while a pipe or socket is full. EPIPE when nobody reads any more. */
  write(fd: number, data: Uint8Array, position: number | null): number;
  kind(fd: number): DescriptorKind;
  /** Ends the writing half; the other side reads to the end. */
  shutdown(fd: number): void;
  windowSize(fd: number): WindowSize;
  /** Raw mode: no line editing, no signals from Ctrl-C. */
  setRawMode(fd: number, raw: boolean): void;

  // Processes.
  spawn(request: SpawnRequest): SpawnReply;
  /** What to run in the calling worker instead of what runs there now. */
  exec(request: ExecRequest): import('./messages.ts').Program;
  /** Answers when the child has ended; once per child. */
  wait(pid: number): ExitStatus;
  collect(request: CollectRequest): CollectReply;
  /** Signal 0 only asks whether it exists. ESRCH if not. Negative pid: the group. */
  kill(pid: number, signal: string): void;
  /** Which signals this process handles itself; all others do what they do by default. */
  handleSignals(signals: string[]): void;
  processes(): ProcessEntry[];
  /** An event of the client's: what `xdg-open` and `code` were asked to show. */
  tellClient(event: ClientEvent): void;
  /** Whether a compiled module of this key has been sent in this session. */
  isCompiledKept(key: string): boolean;
  /** Ends the calling process; does not return. */
  exit(code: number): void;

  /** The environment that threads share, after changes to it; null takes a variable away. */
  environment(changes: Record<string, string | null>): Record<string, string>;

  // Messages between the threads of a process that must be readable without an event.
  postMail(box: string, message: Uint8Array): void;
  /** The oldest message of the box. */
  takeMail(box: string): Uint8Array | null;

  // Loopback sockets.
  /** Port 0 picks a free one. EADDRINUSE. */
  listen(port: number, host: string): { fd: number; port: number };
  /** A Unix socket, by its absolute path: its descriptor. EADDRINUSE. */
  listenAt(path: string): number;
  /** The next connection. EBADF once the listener is closed. */
  accept(fd: number): { fd: number; remotePort: number };
  connect(port: number, host: string): { fd: number; localPort: number };
  /** To a Unix socket. ENOENT. */
  connectTo(path: string): number;

  // Bulk (installer, mounts): see vfs TreeSink; entries as JSON, bytes already in the shared disk at `extent`.
  /** Room on the disk, in bytes from its start; the caller fills it through its own view of the disk. */
  allocate(size: number): number;
  ingest(root: string, extent: number, entries: unknown[]): void;
}

export type SyscallName = keyof Syscalls;
export type SyscallArgs<K extends SyscallName> = Parameters<Syscalls[K]>;
export type SyscallResult<K extends SyscallName> = ReturnType<Syscalls[K]>;
