/** Walks paths on the disk as Linux does: `.`, `..`, symbolic links, trailing slashes. Reads only; the caller validates. */
import {
  type DiskMemory,
  D_OFFSET,
  D_SIZE,
  E_HASH,
  E_INO,
  E_LENGTH,
  E_PARENT,
  H_DIRENTS,
  H_HASH,
  H_HASH_MASK,
  I_MODE,
  I_SELF,
  MAX_NAME,
  MAX_PATH,
  ROOT_INO,
} from './disk.ts';
import { S_IFDIR, S_IFLNK, S_IFMT } from './constants.ts';
import {
  decodeUtf8,
  encodeName,
  hashByte,
  hashFinish,
  hashName,
  hashSeed,
  nameAddress,
} from './entry-name.ts';
import type { ErrnoCode } from './errno.ts';

const SLASH = 47;
const DOT = 46;
const MAX_LINKS = 40;

/** A failed walk is a negative number of this table. */
export const WALK_ENOENT = -2;
export const WALK_ENOTDIR = -20;
export const WALK_ENAMETOOLONG = -36;
export const WALK_ELOOP = -40;

export function walkError(result: number): ErrnoCode {
  if (result === WALK_ENOTDIR) return 'ENOTDIR';
  if (result === WALK_ENAMETOOLONG) return 'ENAMETOOLONG';
  return result === WALK_ELOOP ? 'ELOOP' : 'ENOENT';
}

/** What to do with a symbolic link that is the last component. */
export const FOLLOW = 1;
/** As `lstat`: followed only before a trailing slash. */
export const NO_FOLLOW = 0;
/** As `mkdir`, `unlink`, `rename`: never followed; the trailing slash is only reported. */
export const LAST_ENTRY = 2;

export class PathWalk {
  readonly #memory: DiskMemory;
  /** After a walk that got to the last component: the directory it is in, or 0. */
  parent = 0;
  /** Its entry, 0 when there is none. */
  entry = 0;
  /** Its name; '', '.' or '..' when it names no entry. */
  name = '';
  /** Whether a slash followed it. */
  slash = false;

  constructor(memory: DiskMemory) {
    this.#memory = memory;
  }

  /** The inode of `path` (relative paths start at `from`) or one of the WALK_ numbers. */
  walk(path: string, last: number, from = ROOT_INO): number {
    const { i32 } = this.#memory;
    const memory = this.#memory;
    this.parent = 0;
    this.entry = 0;
    this.name = '';
    this.slash = false;
    if (path.length === 0) return WALK_ENOENT;
    if (path.length > MAX_PATH) return WALK_ENAMETOOLONG;
    let links = 0;
    let directory = path.charCodeAt(0) === SLASH ? ROOT_INO : from;
    let at = 0;
    for (;;) {
      while (path.charCodeAt(at) === SLASH) at++;
      if (at >= path.length) return directory;
      let end = at + 1;
      while (end < path.length && path.charCodeAt(end) !== SLASH) end++;
      let next = end;
      while (path.charCodeAt(next) === SLASH) next++;
      const isLast = next >= path.length;
      const dots = dotsAt(path, at, end);
      if (isLast) {
        this.name = path.slice(at, end);
        this.slash = end < path.length;
      }
      if (dots > 0) {
        if (dots === 2) directory = this.parentOf(directory);
        if (isLast) return directory;
        at = next;
        continue;
      }
      const entry = this.find(directory, path, at, end);
      if (isLast) {
        this.parent = directory;
        this.entry = Math.max(entry, 0);
      }
      if (entry <= 0) return entry === 0 ? WALK_ENOENT : entry;
      const ino = i32[memory.dirent(entry) + E_INO]!;
      const type = i32[memory.inode(ino) + I_MODE]! & S_IFMT;
      if (type === S_IFLNK && (!isLast || last === FOLLOW || (this.slash && last === NO_FOLLOW))) {
        if (++links > MAX_LINKS) return WALK_ELOOP;
        const target = this.linkTarget(ino);
        if (target.length === 0) return WALK_ENOENT;
        if (target.charCodeAt(0) === SLASH) directory = ROOT_INO;
        path = end < path.length ? `${target}/${path.slice(next)}` : target;
        this.parent = 0;
        at = 0;
        continue;
      }
      if (isLast) return type !== S_IFDIR && this.slash && last !== LAST_ENTRY ? WALK_ENOTDIR : ino;
      if (type !== S_IFDIR) return WALK_ENOTDIR;
      directory = ino;
      at = next;
    }
  }

  /** The dirent named path[start, end) in a directory, 0 if there is none, or WALK_ENAMETOOLONG. */
  find(parent: number, path: string, start: number, end: number): number {
    const { i32, u8 } = this.#memory;
    const length = end - start;
    let hash = hashSeed(parent);
    for (let k = start; k < end; k++) {
      const code = path.charCodeAt(k);
      if (code >= 0x80) return this.findEncoded(parent, encodeName(path.slice(start, end)));
      hash = hashByte(hash, code);
    }
    if (length > MAX_NAME) return WALK_ENAMETOOLONG;
    hash = hashFinish(hash);
    const mask = i32[H_HASH_MASK]!;
    const table = i32[H_HASH]! << 2;
    const dirents = i32[H_DIRENTS]! << 2;
    for (let slot = hash & mask, probes = 0; probes <= mask; slot = (slot + 1) & mask, probes++) {
      const id = i32[table + slot]!;
      if (id === 0) return 0;
      const entry = dirents + id * 16;
      if (i32[entry + E_HASH] !== hash || i32[entry + E_PARENT] !== parent) continue;
      if (i32[entry + E_LENGTH] !== length) continue;
      const address = nameAddress(this.#memory, entry, length);
      let k = 0;
      while (k < length && u8[address + k] === path.charCodeAt(start + k)) k++;
      if (k === length) return id;
    }
    return 0;
  }

  /** The same for a name in bytes. */
  findEncoded(parent: number, name: Uint8Array): number {
    if (name.length > MAX_NAME) return WALK_ENAMETOOLONG;
    const { i32, u8 } = this.#memory;
    const hash = hashName(parent, name);
    const mask = i32[H_HASH_MASK]!;
    const table = i32[H_HASH]! << 2;
    for (let slot = hash & mask, probes = 0; probes <= mask; slot = (slot + 1) & mask, probes++) {
      const id = i32[table + slot]!;
      if (id === 0) return 0;
      const entry = this.#memory.dirent(id);
      if (i32[entry + E_HASH] !== hash || i32[entry + E_PARENT] !== parent) continue;
      if (i32[entry + E_LENGTH] !== name.length) continue;
      const address = nameAddress(this.#memory, entry, name.length);
      let k = 0;
      while (k < name.length && u8[address + k] === name[k]) k++;
      if (k === name.length) return id;
    }
    return 0;
  }

  /** The directory above a directory; the root's is the root. */
  parentOf(directory: number): number {
    const { i32 } = this.#memory;
    const self = i32[this.#memory.inode(directory) + I_SELF]!;
    return self === 0 ? ROOT_INO : (i32[this.#memory.dirent(self) + E_PARENT] ?? ROOT_INO);
  }

  /** What a symbolic link says. */
  linkTarget(ino: number): string {
    const doubles = this.#memory.inodeDoubles(ino);
    const { f64 } = this.#memory;
    const size = f64[doubles + D_SIZE]!;
    return size > 0 && size <= MAX_PATH ? decodeUtf8(this.#memory, f64[doubles + D_OFFSET]!, size) : '';
  }
}

/** 1 for `.`, 2 for `..`, 0 for a name. */
function dotsAt(path: string, at: number, end: number): number {
  if (path.charCodeAt(at) !== DOT) return 0;
  if (end - at === 1) return 1;
  return end - at === 2 && path.charCodeAt(at + 1) === DOT ? 2 : 0;
}
