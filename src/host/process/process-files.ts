/** A process's file system: reads the shared disk in place, sends changes and descriptors to the kernel. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../vfs/constants.ts';
import type { DirEntry, FileStat, FileSystem, WatchListener } from '../vfs/file-system.ts';
import type { VfsReader } from '../vfs/reader.ts';
import type { SyscallName } from '../protocol/syscalls.ts';
import type { KernelCalls } from '../node/host.ts';

const READ_PIECE = 1024 * 1024;

/** What the file system needs of the kernel's client beyond its calls. */
export interface FileKernel extends KernelCalls {
  /** Closes a file that was only read: nobody waits for that. */
  closeLater(fd: number): void;
  /** `before` runs ahead of every call, with its first argument. */
  onCall(before: (name: SyscallName, subject: unknown) => void): void;
}

export class ProcessFiles implements FileSystem {
  readonly #reader: VfsReader;
  readonly #kernel: FileKernel;
  /** Files open for reading only: read in place while the kernel keeps them. The offset is ours. */
  readonly #inPlace = new Map<number, { ino: number; offset: number }>();
  readonly #listeners = new Map<number, WatchListener>();

  constructor(reader: VfsReader, kernel: FileKernel) {
    this.#reader = reader;
    this.#kernel = kernel;
    kernel.onCall((name, subject) => this.#handBack(name, subject));
  }

  stat(path: string): FileStat {
    return this.#reader.stat(path);
  }
  lstat(path: string): FileStat {
    return this.#reader.lstat(path);
  }
  tryStat(path: string, follow = true): FileStat | undefined {
    return this.#reader.tryStat(path, follow);
  }
  readdir(path: string): DirEntry[] {
    return this.#reader.readdir(path);
  }
  readFile(path: string): Uint8Array<ArrayBuffer> {
    return this.#reader.readFile(path);
  }
  readlink(path: string): string {
    return this.#reader.readlink(path);
  }
  realpath(path: string): string {
    return this.#reader.realpath(path);
  }
  access(path: string, mode: number): void {
    this.#reader.access(path, mode);
  }

  writeFile(path: string, data: Uint8Array, options: { flags?: number; mode?: number } = {}): void {
    this.#kernel.sync(
      'writeFile',
      path,
      data,
      options.flags ?? O_WRONLY | O_CREAT | O_TRUNC,
      options.mode ?? 0o644,
    );
  }
  mkdir(path: string, options: { recursive?: boolean; mode?: number } = {}): string | undefined {
    return this.#kernel.sync('mkdir', path, options.recursive ?? false, options.mode ?? 0o755) ?? undefined;
  }
  rmdir(path: string): void {
    this.#kernel.sync('rmdir', path);
  }
  unlink(path: string): void {
    this.#kernel.sync('unlink', path);
  }
  rm(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
    this.#kernel.sync('rm', path, options.recursive ?? false, options.force ?? false);
  }
  rename(from: string, to: string): void {
    this.#kernel.sync('rename', from, to);
  }
  link(existing: string, path: string): void {
    this.#kernel.sync('link', existing, path);
  }
  symlink(target: string, path: string): void {
    this.#kernel.sync('symlink', target, path);
  }
  chmod(path: string, mode: number): void {
    this.#kernel.sync('chmod', path, mode);
  }
  utimes(path: string, atimeMs: number, mtimeMs: number, follow = true): void {
    this.#kernel.sync('utimes', path, atimeMs, mtimeMs, follow);
  }
  truncate(path: string, size: number): void {
    this.#kernel.sync('truncate', path, size);
  }

  open(path: string, flags: number, mode = 0o644): number {
    const { fd, ino } = this.#kernel.sync('open', path, flags, mode);
    if (ino === 0) this.#inPlace.delete(fd);
    else this.#inPlace.set(fd, { ino, offset: 0 });
    return fd;
  }
  close(fd: number): void {
    if (this.#inPlace.delete(fd)) this.#kernel.closeLater(fd);
    else this.#kernel.sync('close', fd);
  }
  read(fd: number, into: Uint8Array, position: number | null): number {
    const file = this.#inPlace.get(fd);
    if (file && (position === null || position >= 0)) {
      const count = this.#reader.readInto(file.ino, into, position ?? file.offset);
      if (position === null) file.offset += count;
      return count;
    }
    const bytes = this.#kernel.sync('read', fd, Math.min(into.byteLength, READ_PIECE), position);
    into.set(bytes);
    return bytes.byteLength;
  }
  write(fd: number, data: Uint8Array, position: number | null): number {
    return this.#kernel.sync('write', fd, data, position);
  }
  fstat(fd: number): FileStat {
    const file = this.#inPlace.get(fd);
    return (file && this.#reader.statIno(file.ino)) ?? this.#kernel.sync('fstat', fd);
  }
  ftruncate(fd: number, size: number): void {
    this.#kernel.sync('ftruncate', fd, size);
  }
  fchmod(fd: number, mode: number): void {
    this.#kernel.sync('fchmod', fd, mode);
  }
  futimes(fd: number, atimeMs: number, mtimeMs: number): void {
    this.#kernel.sync('futimes', fd, atimeMs, mtimeMs);
  }

  watch(path: string, options: { recursive: boolean }, listener: WatchListener): { close(): void } {
    const id = this.#kernel.sync('watch', path, options.recursive);
    this.#listeners.set(id, listener);
    return {
      close: () => {
        if (this.#listeners.delete(id)) this.#kernel.sync('unwatch', id);
      },
    };
  }

  /** What the kernel is asked of directly, or another process is given, is the kernel's again, with how far it was read. */
  #handBack(name: SyscallName, subject: unknown): void {
    if (this.#inPlace.size === 0) return;
    if (name === 'close') this.#inPlace.delete(subject as number);
    else if (name === 'read') this.#returnOffset(subject as number);
    else if (name === 'spawn' || name === 'exec' || name === 'dup') {
      for (const fd of [...this.#inPlace.keys()]) this.#returnOffset(fd);
    }
  }

  #returnOffset(fd: number): void {
    const file = this.#inPlace.get(fd);
    if (!file) return;
    this.#inPlace.delete(fd);
    for (let left = file.offset; left > 0;) {
      const { byteLength } = this.#kernel.sync('read', fd, Math.min(left, READ_PIECE), null);
      if (byteLength === 0) return;
      left -= byteLength;
    }
  }

  /** An event of the kernel's for a watch of ours. */
  onWatch(id: number, events: readonly { type: 'rename' | 'change'; path: string }[]): void {
    for (const event of events) this.#listeners.get(id)?.(event);
  }
}
