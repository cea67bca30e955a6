/**
 * The file system as the host's programs see it: synchronous, POSIX paths, Node's errors.
 * Two implementations pass one contract suite: `Vfs` (the kernel's own, writable) and a process's view of it, which
 * reads the shared disk in place and sends everything else to the kernel.
 */

/** What `stat(2)` tells. Times are milliseconds since the epoch; `mode` includes the file type bits (S_IFMT). */
export interface FileStat {
  ino: number;
  mode: number;
  nlink: number;
  size: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}

/** One directory entry; `mode` holds the file type bits only. Directories are listed in insertion order. */
export interface DirEntry {
  name: string;
  ino: number;
  mode: number;
}

export type WatchEvent = { type: 'rename' | 'change'; path: string };
export type WatchListener = (event: WatchEvent) => void;

/** All paths are absolute and normalised by the callee. Every method throws `FsError` (errno.ts). */
export interface FileSystem {
  stat(path: string): FileStat;
  lstat(path: string): FileStat;
  /** Like `stat`/`lstat`, but undefined where they would throw ENOENT or ENOTDIR: the module loader's hot path. */
  tryStat(path: string, follow?: boolean): FileStat | undefined;
  readdir(path: string): DirEntry[];
  /** The whole file in memory that is the caller's own (never shared). */
  readFile(path: string): Uint8Array<ArrayBuffer>;
  readlink(path: string): string;
  realpath(path: string): string;
  /** `mode`: the bits of R_OK 4, W_OK 2, X_OK 1; 0 asks for existence. */
  access(path: string, mode: number): void;

  /** Replaces or (flag O_APPEND) extends a file in one call. `flags` default O_WRONLY|O_CREAT|O_TRUNC. */
  writeFile(path: string, data: Uint8Array, options?: { flags?: number; mode?: number }): void;
  /** Returns the first directory made when recursive, like Node's mkdirSync. */
  mkdir(path: string, options?: { recursive?: boolean; mode?: number }): string | undefined;
  rmdir(path: string): void;
  unlink(path: string): void;
  /** A whole tree in one call; `force` ignores what is missing. */
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): void;
  rename(from: string, to: string): void;
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  utimes(path: string, atimeMs: number, mtimeMs: number, follow?: boolean): void;
  truncate(path: string, size: number): void;

  /** `flags`: Linux's numbers (constants.ts). Directories may be opened read-only for fstat. */
  open(path: string, flags: number, mode?: number): number;
  close(fd: number): void;
  /** `position` null reads at, and advances, the descriptor's own offset. Returns the bytes read, 0 at the end. */
  read(fd: number, into: Uint8Array, position: number | null): number;
  write(fd: number, data: Uint8Array, position: number | null): number;
  fstat(fd: number): FileStat;
  ftruncate(fd: number, size: number): void;
  fchmod(fd: number, mode: number): void;
  futimes(fd: number, atimeMs: number, mtimeMs: number): void;

  /** Events arrive asynchronously with absolute paths (for a watched directory: its children, or all below it). */
  watch(path: string, options: { recursive: boolean }, listener: WatchListener): { close(): void };
}

/** A file, link or directory of a tree to be ingested; `offset`/`size` point into `TreeImage.bytes`. */
export type ImageEntry =
  | { type: 'file'; path: string; mode: number; offset: number; size: number }
  | { type: 'symlink'; path: string; target: string }
  | { type: 'directory'; path: string; mode: number };

/** Many files in one call, as a package's tarball gives them. Paths are relative to the tree's root. */
export interface TreeImage {
  entries: ImageEntry[];
  bytes: Uint8Array;
}

/** What an installer or a mount uses to put whole trees in place without one call a file. */
export interface TreeSink {
  /** Creates parents, replaces what stands at `root`. One atomic step: readers see all of it or nothing. */
  ingest(root: string, image: TreeImage): void;
}
