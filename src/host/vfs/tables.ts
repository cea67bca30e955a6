/** The writer's side of the tables on the disk: inodes, directory entries and the hash table of names. */
import type { Allocator } from './allocator.ts';
import {
  D_ATIME,
  D_BIRTHTIME,
  D_CTIME,
  D_MTIME,
  DIRENT_WORDS,
  type DiskMemory,
  E_HASH,
  E_INO,
  E_LENGTH,
  E_NAME,
  E_NEXT,
  E_PARENT,
  E_PREVIOUS,
  GRANULE,
  H_DIRENT_CAPACITY,
  H_DIRENTS,
  H_HASH,
  H_HASH_MASK,
  H_INODE_CAPACITY,
  H_INODES,
  H_NAMESPACE,
  I_COUNT,
  I_FIRST,
  I_LAST,
  I_MODE,
  I_NLINK,
  I_SELF,
  I_VERSION,
  INLINE_NAME,
  INODE_WORDS,
  ROOT_INO,
} from './disk.ts';
import { S_IFDIR, S_IFMT } from './constants.ts';
import { hashName, nameAddress, readName } from './entry-name.ts';

const WORDS_PER_GRANULE = GRANULE / 4;

export class Tables {
  readonly #memory: DiskMemory;
  readonly #allocator: Allocator;
  readonly #freeInodes: number[] = [];
  readonly #freeDirents: number[] = [];
  #nextInode = ROOT_INO + 1;
  #nextDirent = 1;
  #entries = 0;
  #depth = 0;

  constructor(memory: DiskMemory, allocator: Allocator) {
    this.#memory = memory;
    this.#allocator = allocator;
  }

  /** Names and tables change only in here; readers wait. Nests. */
  change<T>(mutation: () => T): T {
    if (this.#depth++ === 0) Atomics.add(this.#memory.i32, H_NAMESPACE, 1);
    try {
      return mutation();
    } finally {
      if (--this.#depth === 0) Atomics.add(this.#memory.i32, H_NAMESPACE, 1);
    }
  }

  /** An inode's record or content changes only in here. */
  edit<T>(ino: number, mutation: () => T): T {
    Atomics.add(this.#memory.i32, this.#memory.inode(ino) + I_VERSION, 1);
    try {
      return mutation();
    } finally {
      Atomics.add(this.#memory.i32, this.#memory.inode(ino) + I_VERSION, 1);
    }
  }

  /** A new inode without a name (nlink 0), or 0 when the disk is full. */
  createInode(mode: number, now: number): number {
    if (!this.#reserveInode()) return 0;
    const { i32, f64 } = this.#memory;
    const ino = this.#freeInodes.pop() ?? this.#nextInode++;
    const at = this.#memory.inode(ino);
    this.edit(ino, () => {
      const version = i32[at + I_VERSION]!;
      i32.fill(0, at, at + INODE_WORDS);
      i32[at + I_VERSION] = version;
      i32[at + I_MODE] = mode;
      if ((mode & S_IFMT) === S_IFDIR) i32[at + I_NLINK] = 2;
      const doubles = this.#memory.inodeDoubles(ino);
      f64[doubles + D_ATIME] = now;
      f64[doubles + D_MTIME] = now;
      f64[doubles + D_CTIME] = now;
      f64[doubles + D_BIRTHTIME] = now;
    });
    return ino;
  }

  /** Gives an inode back; its content must have been released. */
  freeInode(ino: number): void {
    this.edit(ino, () => {
      this.#memory.i32[this.#memory.inode(ino) + I_MODE] = 0;
    });
    this.#freeInodes.push(ino);
  }

  /** Appends an entry to a directory, with the link counts and times that go with it. False: the disk is full. */
  addEntry(parent: number, name: Uint8Array, ino: number, now: number): boolean {
    if (!this.#reserveDirent() || !this.#reserveHash()) return false;
    let address = 0;
    if (name.length > INLINE_NAME) {
      address = this.#allocator.allocate(Math.ceil(name.length / GRANULE));
      if (address === 0) return false;
    }
    const memory = this.#memory;
    const { i32, u8 } = memory;
    const id = this.#freeDirents.pop() ?? this.#nextDirent++;
    const entry = memory.dirent(id);
    const directory = memory.inode(parent);
    const child = memory.inode(ino);
    this.edit(parent, () => {
      const last = i32[directory + I_LAST]!;
      const hash = hashName(parent, name);
      i32[entry + E_PARENT] = parent;
      i32[entry + E_INO] = ino;
      i32[entry + E_NEXT] = 0;
      i32[entry + E_PREVIOUS] = last;
      i32[entry + E_HASH] = hash;
      i32[entry + E_LENGTH] = name.length;
      if (address !== 0) i32[entry + E_NAME] = address;
      u8.set(name, nameAddress(memory, entry, name.length));
      if (last === 0) i32[directory + I_FIRST] = id;
      else i32[memory.dirent(last) + E_NEXT] = id;
      i32[directory + I_LAST] = id;
      i32[directory + I_COUNT]!++;
      if ((i32[child + I_MODE]! & S_IFMT) === S_IFDIR) i32[directory + I_NLINK]!++;
      this.#touchTimes(parent, now);
      this.#insertHash(hash, id);
    });
    this.edit(ino, () => {
      i32[child + I_SELF] = id;
      // A directory's links are its `.` and its children's `..`; it has them from the start.
      if ((i32[child + I_MODE]! & S_IFMT) !== S_IFDIR) i32[child + I_NLINK]!++;
      memory.f64[memory.inodeDoubles(ino) + D_CTIME] = now;
    });
    this.#entries++;
    return true;
  }

  /** Takes an entry out of its directory. The inode loses a link; a directory without its name has none. */
  removeEntry(id: number, now: number): void {
    const memory = this.#memory;
    const { i32 } = memory;
    const entry = memory.dirent(id);
    const parent = i32[entry + E_PARENT]!;
    const ino = i32[entry + E_INO]!;
    const directory = memory.inode(parent);
    const child = memory.inode(ino);
    const isDirectory = (i32[child + I_MODE]! & S_IFMT) === S_IFDIR;
    this.edit(parent, () => {
      const next = i32[entry + E_NEXT]!;
      const previous = i32[entry + E_PREVIOUS]!;
      if (previous === 0) i32[directory + I_FIRST] = next;
      else i32[memory.dirent(previous) + E_NEXT] = next;
      if (next === 0) i32[directory + I_LAST] = previous;
      else i32[memory.dirent(next) + E_PREVIOUS] = previous;
      i32[directory + I_COUNT]!--;
      if (isDirectory) i32[directory + I_NLINK]!--;
      this.#touchTimes(parent, now);
      this.#removeHash(id);
    });
    this.edit(ino, () => {
      // A rename adds the new entry before it removes the old one.
      const renamed = i32[child + I_SELF] !== id;
      if (!renamed) i32[child + I_SELF] = 0;
      if (!isDirectory) i32[child + I_NLINK]!--;
      else if (!renamed) i32[child + I_NLINK] = 0;
      memory.f64[memory.inodeDoubles(ino) + D_CTIME] = now;
    });
    const length = i32[entry + E_LENGTH]!;
    if (length > INLINE_NAME) this.#allocator.release(i32[entry + E_NAME]!, Math.ceil(length / GRANULE));
    i32[entry + E_PARENT] = 0;
    this.#freeDirents.push(id);
    this.#entries--;
  }

  /** The inode an entry names. */
  inoOf(id: number): number {
    return this.#memory.i32[this.#memory.dirent(id) + E_INO]!;
  }

  /** The first entry of a directory, 0 when it is empty. */
  firstEntry(directory: number): number {
    return this.#memory.i32[this.#memory.inode(directory) + I_FIRST]!;
  }

  nextEntry(id: number): number {
    return this.#memory.i32[this.#memory.dirent(id) + E_NEXT]!;
  }

  modeOf(ino: number): number {
    return this.#memory.i32[this.#memory.inode(ino) + I_MODE]!;
  }

  linksOf(ino: number): number {
    return this.#memory.i32[this.#memory.inode(ino) + I_NLINK]!;
  }

  isDirectory(ino: number): boolean {
    return (this.modeOf(ino) & S_IFMT) === S_IFDIR;
  }

  /** The entry an inode was last given, 0 when it has none: of a directory its only one. */
  entryOf(ino: number): number {
    return this.#memory.i32[this.#memory.inode(ino) + I_SELF]!;
  }

  /** The directory an entry is in. */
  parentOf(id: number): number {
    return this.#memory.i32[this.#memory.dirent(id) + E_PARENT]!;
  }

  nameOf(id: number): string {
    return readName(this.#memory, this.#memory.dirent(id));
  }

  setMode(ino: number, mode: number, now: number): void {
    this.edit(ino, () => {
      this.#memory.i32[this.#memory.inode(ino) + I_MODE] = mode;
      this.#memory.f64[this.#memory.inodeDoubles(ino) + D_CTIME] = now;
    });
  }

  setTimes(ino: number, atimeMs: number, mtimeMs: number, now: number): void {
    this.edit(ino, () => {
      const doubles = this.#memory.inodeDoubles(ino);
      this.#memory.f64[doubles + D_ATIME] = atimeMs;
      this.#memory.f64[doubles + D_MTIME] = mtimeMs;
      this.#memory.f64[doubles + D_CTIME] = now;
    });
  }

  #touchTimes(ino: number, now: number): void {
    const doubles = this.#memory.inodeDoubles(ino);
    this.#memory.f64[doubles + D_MTIME] = now;
    this.#memory.f64[doubles + D_CTIME] = now;
  }

  #reserveInode(): boolean {
    if (this.#freeInodes.length > 0 || this.#nextInode < this.#memory.i32[H_INODE_CAPACITY]!) return true;
    return this.#relocate(H_INODES, H_INODE_CAPACITY, INODE_WORDS);
  }

  #reserveDirent(): boolean {
    if (this.#freeDirents.length > 0 || this.#nextDirent < this.#memory.i32[H_DIRENT_CAPACITY]!) return true;
    return this.#relocate(H_DIRENTS, H_DIRENT_CAPACITY, DIRENT_WORDS);
  }

  /**
   * Doubles a table into a new place. The old place is never used again (together they take less than the new one), so
   * that a reader that still looks at it sees what was true a moment ago.
   */
  #relocate(base: number, capacity: number, words: number): boolean {
    const memory = this.#memory;
    const old = memory.i32[capacity]!;
    const grown = old * 2;
    const start = this.#allocator.allocate((grown * words) / WORDS_PER_GRANULE);
    if (start === 0) return false;
    this.change(() => {
      const { i32 } = memory;
      const from = i32[base]! * WORDS_PER_GRANULE;
      const to = start * WORDS_PER_GRANULE;
      i32.copyWithin(to, from, from + old * words);
      i32.fill(0, to + old * words, to + grown * words);
      i32[base] = start;
      i32[capacity] = grown;
    });
    return true;
  }

  /** Keeps the hash table at most half full. */
  #reserveHash(): boolean {
    const memory = this.#memory;
    const size = memory.i32[H_HASH_MASK]! + 1;
    if ((this.#entries + 1) * 2 <= size) return true;
    const grown = size * 2;
    const start = this.#allocator.allocate(grown / WORDS_PER_GRANULE);
    if (start === 0) return false;
    this.change(() => {
      const { i32 } = memory;
      i32.fill(0, start * WORDS_PER_GRANULE, start * WORDS_PER_GRANULE + grown);
      i32[H_HASH] = start;
      i32[H_HASH_MASK] = grown - 1;
      for (let id = 1; id < this.#nextDirent; id++) {
        const entry = memory.dirent(id);
        if (i32[entry + E_PARENT] !== 0) this.#insertHash(i32[entry + E_HASH]!, id);
      }
    });
    return true;
  }

  #insertHash(hash: number, id: number): void {
    const { i32 } = this.#memory;
    const mask = i32[H_HASH_MASK]!;
    const table = i32[H_HASH]! * WORDS_PER_GRANULE;
    let slot = hash & mask;
    while (i32[table + slot] !== 0) slot = (slot + 1) & mask;
    i32[table + slot] = id;
  }

  /** Closes the gap by moving later entries of the run back, so that no tombstones pile up. */
  #removeHash(id: number): void {
    const memory = this.#memory;
    const { i32 } = memory;
    const mask = i32[H_HASH_MASK]!;
    const table = i32[H_HASH]! * WORDS_PER_GRANULE;
    let gap = i32[memory.dirent(id) + E_HASH]! & mask;
    while (i32[table + gap] !== id) gap = (gap + 1) & mask;
    for (let slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      const other = i32[table + slot]!;
      if (other === 0) break;
      const home = i32[memory.dirent(other) + E_HASH]! & mask;
      const stays = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot;
      if (stays) continue;
      i32[table + gap] = other;
      gap = slot;
    }
    i32[table + gap] = 0;
  }
}
