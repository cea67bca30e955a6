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
  readonly #pinnedNow: () => ReadonlySet<number>;
  readonly #opens = new Map<number, number>();
  /** Without a name, but pinned when that was last looked at. */
  readonly #pinned = new Set<number>();

  constructor(
    reader: VfsReader,
    tables: Tables,
    contents: Contents,
    watchers: Watchers,
    pinned: () => ReadonlySet<number>,
  ) {
    this.#pinnedNow = pinned;
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
    this.dropUnnamed([ino]);
  }

  /** Frees those that have neither a name nor an open file nor a pin, and what was pinned before and no longer is. */
  dropUnnamed(inodes: readonly number[]): void {
    // Looked at after the names are gone (protocol/pins.ts), once for all of them.
    const pinned = this.#pinnedNow();
    for (const ino of new Set([...inodes, ...this.#pinned])) {
      this.#pinned.delete(ino);
      if (this.#isNamed(ino) || this.#opens.has(ino)) continue;
      if (pinned.has(ino)) this.#pinned.add(ino);
      else this.#free(ino);
    }
  }

  #isNamed(ino: number): boolean {
    if (!this.#tables.isDirectory(ino)) return this.#tables.linksOf(ino) > 0;
    // The root is in no directory, and is there for ever.
    return ino === ROOT_INO || this.#tables.entryOf(ino) !== 0;
  }

  #free(ino: number): void {
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
