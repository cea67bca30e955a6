/** A process's file system: reads the shared disk in place, sends changes and descriptors to the kernel. */
import { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../vfs/constants.ts';
import type { DirEntry, FileStat, FileSystem, WatchListener } from '../vfs/file-system.ts';
import type { VfsReader } from '../vfs/reader.ts';
import type { Pins } from '../protocol/pins.ts';
import type { SyscallName } from '../protocol/syscalls.ts';
import type { KernelCalls } from '../node/host.ts';

const READ_PIECE = 1024 * 1024;

/** What the file system needs of the kernel's client beyond its calls. */
export interface FileKernel extends KernelCalls {
  /** `before` runs ahead of every call, with its first argument. */
  onCall(before: (name: SyscallName, subject: unknown) => void): void;
}

export class ProcessFiles implements FileSystem {
  readonly #reader: VfsReader;
  readonly #kernel: FileKernel;
  readonly #pins: Pins;
  /** Regular files open for reading only: pinned and read in place, unknown to the kernel. */
  readonly #inPlace = new Map<number, { ino: number; offset: number }>();
  readonly #listeners = new Map<number, WatchListener>();

  constructor(reader: VfsReader, kernel: FileKernel, pins: Pins) {
    this.#reader = reader;
    this.#kernel = kernel;
    this.#pins = pins;
    kernel.onCall((name, subject) => {
      if (this.#inPlace.size === 0) return;
      if (name === 'spawn' || name === 'exec') this.handOver();
      else if (typeof subject === 'number') this.#handOver(subject);
    });
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
    const pinned = flags === O_RDONLY ? this.#openInPlace(path) : undefined;
    return pinned ?? this.#kernel.sync('open', path, flags, mode);
  }
  close(fd: number): void {
    if (this.#inPlace.delete(fd)) this.#pins.release(fd);
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

  /** Undefined for what is no regular file, and where there is no pin left: the kernel opens those, or says what is wrong. */
  #openInPlace(path: string): number | undefined {
    const fd = this.#pins.take();
    if (fd === undefined) return undefined;
    const ino = this.#reader.pinFile(path, (found) => this.#pins.set(fd, found));
    if (ino !== 0) this.#inPlace.set(fd, { ino, offset: 0 });
    else this.#pins.release(fd);
    return ino === 0 ? undefined : fd;
  }

  /** Makes all open files the kernel's: another process or thread may be given them. */
  handOver(): void {
    for (const fd of [...this.#inPlace.keys()]) this.#handOver(fd);
  }

  /** What the kernel is asked of by its number is the kernel's from then on, with how far it was read. */
  #handOver(fd: number): void {
    const file = this.#inPlace.get(fd);
    if (!file) return;
    this.#inPlace.delete(fd);
    this.#kernel.sync('adopt', fd, file.ino, file.offset);
    this.#pins.release(fd);
  }

  /** An event of the kernel's for a watch of ours. */
  onWatch(id: number, events: readonly { type: 'rename' | 'change'; path: string }[]): void {
    for (const event of events) this.#listeners.get(id)?.(event);
  }
}
