/** An open file, directory or device: what a descriptor stands for. Keeps its inode alive until closed. */
import { O_ACCMODE, O_APPEND, O_RDONLY, O_WRONLY, S_IFCHR, S_IFDIR, S_IFMT } from './constants.ts';
import { FsError } from './errno.ts';
import type { FileStat } from './file-system.ts';

/** What an open file asks of the file system it belongs to. */
export interface OpenFileOwner {
  statOpen(ino: number): FileStat;
  readInto(ino: number, into: Uint8Array, position: number): number;
  writeOpen(ino: number, data: Uint8Array, position: number): void;
  truncateOpen(ino: number, size: number): void;
  chmodOpen(ino: number, mode: number): void;
  utimesOpen(ino: number, atimeMs: number, mtimeMs: number): void;
  closeOpen(ino: number): void;
}

export class OpenFile {
  readonly ino: number;
  /** The flags of open(2). */
  readonly flags: number;
  /** Where the next read or write without a position happens. */
  offset = 0;
  readonly #owner: OpenFileOwner;
  readonly #type: number;
  #open = true;

  constructor(owner: OpenFileOwner, ino: number, flags: number) {
    this.#owner = owner;
    this.ino = ino;
    this.flags = flags;
    this.#type = owner.statOpen(ino).mode & S_IFMT;
  }

  /** Bytes read, 0 at the end. Position null reads at, and advances, the own offset. */
  read(into: Uint8Array, position: number | null): number {
    this.#need('read', O_WRONLY);
    if (this.#type === S_IFDIR) throw new FsError('EISDIR', 'read');
    if (this.#type === S_IFCHR) return 0;
    const at = position ?? this.offset;
    if (at < 0) throw new FsError('EINVAL', 'read');
    const read = this.#owner.readInto(this.ino, into, at);
    if (position === null) this.offset = at + read;
    return read;
  }

  write(data: Uint8Array, position: number | null): number {
    this.#need('write', O_RDONLY);
    if (this.#type === S_IFCHR || data.length === 0) return data.length;
    if (position !== null && position < 0) throw new FsError('EINVAL', 'write');
    const append = (this.flags & O_APPEND) !== 0;
    const at = append ? this.stat().size : (position ?? this.offset);
    this.#owner.writeOpen(this.ino, data, at);
    if (position === null) this.offset = at + data.length;
    return data.length;
  }

  stat(): FileStat {
    if (!this.#open) throw new FsError('EBADF', 'fstat');
    return this.#owner.statOpen(this.ino);
  }

  truncate(size: number): void {
    if (!this.#open) throw new FsError('EBADF', 'ftruncate');
    const writable = (this.flags & O_ACCMODE) !== O_RDONLY;
    if (!writable || size < 0 || this.#type === S_IFCHR) throw new FsError('EINVAL', 'ftruncate');
    this.#owner.truncateOpen(this.ino, size);
  }

  chmod(mode: number): void {
    if (!this.#open) throw new FsError('EBADF', 'fchmod');
    this.#owner.chmodOpen(this.ino, mode);
  }

  utimes(atimeMs: number, mtimeMs: number): void {
    if (!this.#open) throw new FsError('EBADF', 'futime');
    this.#owner.utimesOpen(this.ino, atimeMs, mtimeMs);
  }

  close(): void {
    if (!this.#open) throw new FsError('EBADF', 'close');
    this.#open = false;
    this.#owner.closeOpen(this.ino);
  }

  #need(syscall: string, forbidden: number): void {
    if (!this.#open || (this.flags & O_ACCMODE) === forbidden) throw new FsError('EBADF', syscall);
  }
}
