/** Watchers of files, directories and trees, with the events inotify gives through `fs.watch`. */
import type { WatchEvent, WatchListener } from './file-system.ts';

/** What the watchers ask of the tree they watch. */
export interface WatchedTree {
  /** The directory above a directory, or 0 above the root and for one that has no name any more. */
  parentOf(directory: number): number;
  nameOf(directory: number): string;
}

interface Watcher {
  /** As it was given; events are reported below it. */
  path: string;
  recursive: boolean;
  listener: WatchListener;
  pending: Map<string, WatchEvent>;
  closed: boolean;
}

/** Events of one turn come once each, in order, in a later turn. */
export class Watchers {
  readonly #tree: WatchedTree;
  readonly #byInode = new Map<number, Set<Watcher>>();
  readonly #dirty = new Set<Watcher>();
  #recursive = 0;
  #scheduled = false;

  constructor(tree: WatchedTree) {
    this.#tree = tree;
  }

  get active(): boolean {
    return this.#byInode.size > 0;
  }

  add(ino: number, path: string, recursive: boolean, listener: WatchListener): { close(): void } {
    const watcher: Watcher = { path, recursive, listener, pending: new Map(), closed: false };
    const set = this.#byInode.get(ino) ?? new Set();
    this.#byInode.set(ino, set.add(watcher));
    if (recursive) this.#recursive++;
    return {
      close: () => {
        if (watcher.closed) return;
        watcher.closed = true;
        set.delete(watcher);
        if (set.size === 0 && this.#byInode.get(ino) === set) this.#byInode.delete(ino);
        if (recursive) this.#recursive--;
      },
    };
  }

  /** Something happened to the entry `name` of a directory. */
  entry(type: WatchEvent['type'], directory: number, name: string): void {
    if (this.#byInode.size === 0) return;
    this.#notify(directory, type, name, false);
    if (this.#recursive === 0) return;
    let relative = name;
    let at = directory;
    for (let above = this.#tree.parentOf(at); above !== 0; above = this.#tree.parentOf(at)) {
      relative = `${this.#tree.nameOf(at)}/${relative}`;
      this.#notify(above, type, relative, true);
      at = above;
    }
  }

  /** Something happened to a watched file or directory itself. */
  self(type: WatchEvent['type'], ino: number): void {
    for (const watcher of this.#byInode.get(ino) ?? []) this.#queue(watcher, { type, path: watcher.path });
  }

  /** The inode is gone; its number may be given to another file. */
  forget(ino: number): void {
    const set = this.#byInode.get(ino);
    if (set === undefined) return;
    this.#byInode.delete(ino);
  }

  #notify(directory: number, type: WatchEvent['type'], relative: string, recursiveOnly: boolean): void {
    for (const watcher of this.#byInode.get(directory) ?? []) {
      if (recursiveOnly && !watcher.recursive) continue;
      const path = watcher.path.endsWith('/') ? watcher.path + relative : `${watcher.path}/${relative}`;
      this.#queue(watcher, { type, path });
    }
  }

  #queue(watcher: Watcher, event: WatchEvent): void {
    watcher.pending.set(`${event.type}:${event.path}`, event);
    this.#dirty.add(watcher);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#deliver(), 0);
  }

  #deliver(): void {
    this.#scheduled = false;
    const watchers = [...this.#dirty];
    this.#dirty.clear();
    for (const watcher of watchers) {
      const events = [...watcher.pending.values()];
      watcher.pending.clear();
      for (const event of events) if (!watcher.closed) watcher.listener(event);
    }
  }
}
