/** A process's file system: reads the shared disk in place, sends changes and descriptors to the kernel. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../vfs/constants.ts';
import type { DirEntry, FileStat, FileSystem, WatchListener } from '../vfs/file-system.ts';
import type { VfsReader } from '../vfs/reader.ts';
import type { KernelCalls } from '../node/host.ts';

const READ_PIECE = 1024 * 1024;

export class ProcessFiles implements FileSystem {
  readonly #reader: VfsReader;
  readonly #kernel: KernelCalls;
  readonly #listeners = new Map<number, WatchListener>();

  constructor(reader: VfsReader, kernel: KernelCalls) {
    this.#reader = reader;
    this.#kernel = kernel;
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
    return this.#kernel.sync('open', path, flags, mode);
  }
  close(fd: number): void {
    this.#kernel.sync('close', fd);
  }
  read(fd: number, into: Uint8Array, position: number | null): number {
    const bytes = this.#kernel.sync('read', fd, Math.min(into.byteLength, READ_PIECE), position);
    into.set(bytes);
    return bytes.byteLength;
  }
  write(fd: number, data: Uint8Array, position: number | null): number {
    return this.#kernel.sync('write', fd, data, position);
  }
  fstat(fd: number): FileStat {
    return this.#kernel.sync('fstat', fd);
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

  /** An event of the kernel's for a watch of ours. */
  onWatch(id: number, events: readonly { type: 'rename' | 'change'; path: string }[]): void {
    for (const event of events) this.#listeners.get(id)?.(event);
  }
}
