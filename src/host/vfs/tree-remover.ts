/** Takes whole trees away: out of sight in one step, then freed in pieces so that readers never wait long. */
import type { InodeWriter } from './inode-writer.ts';
import type { Tables } from './tables.ts';
import type { Watchers } from './watch.ts';

/** Entries that are freed while readers wait. */
const REMOVE_BATCH = 256;

export class TreeRemover {
  readonly #tables: Tables;
  readonly #inodes: InodeWriter;
  readonly #watchers: Watchers;

  constructor(tables: Tables, inodes: InodeWriter, watchers: Watchers) {
    this.#tables = tables;
    this.#inodes = inodes;
    this.#watchers = watchers;
  }

  /** Detaches a tree in one step, then frees it piece by piece. */
  remove(entry: number): void {
    const tables = this.#tables;
    const ino = tables.inoOf(entry);
    const parent = tables.parentOf(entry);
    const name = tables.nameOf(entry);
    if (this.#watchers.active) this.#announceRemoval(ino);
    tables.change(() => tables.removeEntry(entry, Date.now()));
    this.#watchers.entry('rename', parent, name);
    this.free(ino);
  }

  /** Tells the watchers of everything below a directory that is about to go. */
  #announceRemoval(ino: number): void {
    const tables = this.#tables;
    if (!tables.isDirectory(ino)) return;
    for (let entry = tables.firstEntry(ino); entry !== 0; entry = tables.nextEntry(entry)) {
      this.#announceRemoval(tables.inoOf(entry));
      this.#watchers.entry('rename', ino, tables.nameOf(entry));
    }
  }

  /** Frees an inode without a name and all that only it led to. */
  free(root: number): void {
    const tables = this.#tables;
    const now = Date.now();
    const pending = [root];
    while (pending.length > 0) {
      const unnamed: number[] = [];
      tables.change(() => {
        while (pending.length > 0 && unnamed.length < REMOVE_BATCH) {
          const ino = pending.at(-1)!;
          const entry = tables.isDirectory(ino) ? tables.firstEntry(ino) : 0;
          if (entry === 0) {
            unnamed.push(ino);
            pending.pop();
          } else {
            pending.push(tables.inoOf(entry));
            tables.removeEntry(entry, now);
          }
        }
      });
      this.#inodes.dropUnnamed(unnamed);
    }
  }
}
