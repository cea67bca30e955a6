/** Changes of single inodes for open files and paths alike, and the life of inodes that nobody names any more. */
import type { Contents } from './content.ts';
import { S_IFMT } from './constants.ts';
import { ROOT_INO } from './disk.ts';
import { FsError } from './errno.ts';
import type { FileStat } from './file-system.ts';
import type { OpenFileOwner } from './open-file.ts';
import type { VfsReader } from './reader.ts';
import type { Tables } from './tables.ts';
import type { Watchers } from './watch.ts';

export class InodeWriter implements OpenFileOwner {
  readonly #reader: VfsReader;
  readonly #tables: Tables;
  readonly #contents: Contents;
  readonly #watchers: Watchers;
  readonly #isPinned: (ino: number) => boolean;
  readonly #opens = new Map<number, number>();
  /** Without a name, but pinned when that was last looked at. */
  readonly #pinned = new Set<number>();

  constructor(
    reader: VfsReader,
    tables: Tables,
    contents: Contents,
    watchers: Watchers,
    isPinned: (ino: number) => boolean,
  ) {
    this.#isPinned = isPinned;
    this.#reader = reader;
    this.#tables = tables;
    this.#contents = contents;
    this.#watchers = watchers;
  }

  /** One more open file holds the inode. */
  hold(ino: number): void {
    this.#opens.set(ino, (this.#opens.get(ino) ?? 0) + 1);
  }

  closeOpen(ino: number): void {
    const left = (this.#opens.get(ino) ?? 1) - 1;
    if (left > 0) {
      this.#opens.set(ino, left);
      return;
    }
    this.#opens.delete(ino);
    this.dropUnnamed(ino);
  }

  /** Frees an inode that has neither a name nor an open file nor a pin, and those that were pinned and no longer are. */
  dropUnnamed(ino: number): void {
    this.#drop(ino);
    for (const other of this.#pinned) if (other !== ino) this.#drop(other);
  }

  #drop(ino: number): void {
    // The root is in no directory, and is there for ever.
    const named = this.#tables.isDirectory(ino)
      ? ino === ROOT_INO || this.#tables.entryOf(ino) !== 0
      : this.#tables.linksOf(ino) > 0;
    if (named || this.#opens.has(ino)) return void this.#pinned.delete(ino);
    if (this.#isPinned(ino)) return void this.#pinned.add(ino);
    this.#pinned.delete(ino);
    this.#watchers.self('rename', ino);
    this.#watchers.forget(ino);
    this.#contents.release(ino);
    this.#tables.freeInode(ino);
  }

  statOpen(ino: number): FileStat {
    const stat = this.#reader.statIno(ino);
    if (stat === undefined) throw new FsError('EBADF', 'fstat');
    return stat;
  }

  readInto(ino: number, into: Uint8Array, position: number): number {
    return this.#reader.readInto(ino, into, position);
  }

  writeOpen(ino: number, data: Uint8Array, position: number): void {
    if (!this.#contents.write(ino, data, position, Date.now())) throw new FsError('ENOSPC', 'write');
    this.changed(ino);
  }

  truncateOpen(ino: number, size: number): void {
    if (!this.#contents.truncate(ino, size, Date.now())) throw new FsError('ENOSPC', 'ftruncate');
    this.changed(ino);
  }

  chmodOpen(ino: number, mode: number): void {
    this.#tables.setMode(ino, (this.#tables.modeOf(ino) & S_IFMT) | (mode & 0o7777), Date.now());
    this.changed(ino);
  }

  utimesOpen(ino: number, atimeMs: number, mtimeMs: number): void {
    this.#tables.setTimes(ino, atimeMs, mtimeMs, Date.now());
    this.changed(ino);
  }

  /** Tells the watchers that content or attributes of an inode changed. */
  changed(ino: number): void {
    if (!this.#watchers.active) return;
    this.#watchers.self('change', ino);
    const entry = this.#tables.entryOf(ino);
    if (entry !== 0) this.#watchers.entry('change', this.#tables.parentOf(entry), this.#tables.nameOf(entry));
  }
}
