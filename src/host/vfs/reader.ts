/**
 * Reads the shared disk in place, in any worker, while the kernel writes it. Names are guarded by one sequence number,
 * each inode by its own, so that reading one file is never disturbed by writing others.
 */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './constants.ts';
import {
  D_ATIME,
  D_BIRTHTIME,
  D_CTIME,
  D_MTIME,
  D_OFFSET,
  D_SIZE,
  DiskMemory,
  E_INO,
  E_NEXT,
  H_INODE_CAPACITY,
  H_NAMESPACE,
  H_PAGES,
  I_COUNT,
  I_FIRST,
  I_MODE,
  I_NLINK,
  I_SELF,
  I_VERSION,
  INODE_WORDS,
  ROOT_INO,
} from './disk.ts';
import { readName } from './entry-name.ts';
import { FsError } from './errno.ts';
import type { DirEntry, FileStat } from './file-system.ts';
import {
  FOLLOW,
  NO_FOLLOW,
  PathWalk,
  WALK_ELOOP,
  WALK_ENAMETOOLONG,
  WALK_ENOENT,
  WALK_ENOTDIR,
  walkError,
} from './path-walk.ts';

/** Paths remembered by a reader before it starts over. */
const CACHE_LIMIT = 65536;
const SPINS = 200;
/** Waits of a millisecond before a disk whose writer never finishes is reported as broken. */
const MAX_WAITS = 10_000;
/** After so many disturbed copies of one file that is being written, its bytes are taken as read(2) would: as they are. */
const COPY_ATTEMPTS = 8;
const EMPTY = new Uint8Array(0);

/** Where a file's bytes are, as of one version of its inode. */
interface Content {
  mode: number;
  offset: number;
  size: number;
  version: number;
}

export class VfsReader {
  readonly disk: SharedArrayBuffer;
  protected readonly memory: DiskMemory;
  protected readonly path: PathWalk;
  #cachedAt = 0;
  readonly #followed = new Map<string, number>();
  readonly #unfollowed = new Map<string, number>();
  readonly #realPaths = new Map<string, string>();
  #waits = 0;

  constructor(disk: SharedArrayBuffer) {
    this.disk = disk;
    this.memory = new DiskMemory(disk);
    this.path = new PathWalk(this.memory);
  }

  stat(path: string): FileStat {
    return this.#statAt(path, FOLLOW) ?? this.fail(this.#resolve(path, FOLLOW), 'stat', path);
  }

  lstat(path: string): FileStat {
    return this.#statAt(path, NO_FOLLOW) ?? this.fail(this.#resolve(path, NO_FOLLOW), 'lstat', path);
  }

  tryStat(path: string, follow = true): FileStat | undefined {
    return this.#statAt(path, follow ? FOLLOW : NO_FOLLOW);
  }

  readdir(path: string): DirEntry[] {
    for (;;) {
      const ino = this.#resolve(path, FOLLOW);
      if (ino < 0) this.fail(ino, 'scandir', path);
      const entries = this.#entriesOf(ino);
      if (entries !== undefined) return entries;
      // Gone, replaced or no directory: only the name can tell.
      const stat = this.#statAt(path, FOLLOW);
      if (stat !== undefined && (stat.mode & S_IFMT) !== S_IFDIR)
        throw new FsError('ENOTDIR', 'scandir', path);
    }
  }

  readFile(path: string): Uint8Array<ArrayBuffer> {
    for (;;) {
      const ino = this.#resolve(path, FOLLOW);
      if (ino < 0) this.fail(ino, 'open', path);
      const bytes = this.#copyFile(ino);
      if (bytes === 'EISDIR') throw new FsError('EISDIR', 'read');
      if (bytes !== 'gone') return bytes;
    }
  }

  readlink(path: string): string {
    return this.stable(() => {
      const ino = this.path.walk(path, NO_FOLLOW);
      if (ino < 0) return () => this.fail(ino, 'readlink', path);
      const { i32 } = this.memory;
      if ((i32[this.memory.inode(ino) + I_MODE]! & S_IFMT) !== S_IFLNK) {
        return () => {
          throw new FsError('EINVAL', 'readlink', path);
        };
      }
      const target = this.path.linkTarget(ino);
      return () => target;
    })();
  }

  realpath(path: string): string {
    const ino = this.#resolve(path, FOLLOW);
    if (ino < 0) this.fail(ino, 'realpath', path);
    const known = this.#realPaths.get(path);
    if (known !== undefined) return known;
    const before = this.#cachedAt;
    const real = this.stable(() => {
      const found = this.path.walk(path, FOLLOW);
      if (found < 0) return found;
      const { parent, name } = this.path;
      if (parent === 0) return this.#directoryPath(found);
      const above = this.#directoryPath(parent);
      return above === '/' ? `/${name}` : `${above}/${name}`;
    });
    if (typeof real === 'number') return this.fail(real, 'realpath', path);
    if (Atomics.load(this.memory.i32, H_NAMESPACE) === before) this.#realPaths.set(path, real);
    return real;
  }

  access(path: string, mode: number): void {
    const stat = this.#statAt(path, FOLLOW);
    if (stat === undefined) return this.fail(this.#resolve(path, FOLLOW), 'access', path);
    // As root on Linux: everything may be read and written, and executed if anybody may.
    if ((mode & 1) !== 0 && (stat.mode & S_IFMT) !== S_IFDIR && (stat.mode & 0o111) === 0) {
      throw new FsError('EACCES', 'access', path);
    }
  }

  /**
   * The inode of a regular file, which `pin` was told of before the path was looked up once more: it is not freed while it
   * stays pinned (protocol/pins.ts). 0 for everything else, whatever was pinned.
   */
  pinFile(path: string, pin: (ino: number) => void): number {
    for (let ino = this.#resolve(path, FOLLOW); ino > 0;) {
      if (((this.#readInode(ino)?.mode ?? 0) & S_IFMT) !== S_IFREG) return 0;
      pin(ino);
      const now = this.#resolve(path, FOLLOW);
      if (now === ino) return ino;
      ino = now;
    }
    return 0;
  }

  /** What `fstat` tells of an inode that is open or pinned; undefined when it does not exist. */
  statIno(ino: number): FileStat | undefined {
    return this.stable(() => this.#readInode(ino));
  }

  /** Copies a part of a file that is open or pinned. Returns the bytes read, 0 at the end. */
  readInto(ino: number, into: Uint8Array, position: number): number {
    for (let attempt = 1; ; attempt++) {
      const content = this.#content(ino);
      if (content === undefined || position >= content.size) return 0;
      const length = Math.min(into.length, content.size - position);
      const start = content.offset + position;
      into.set(this.memory.u8.subarray(start, start + length));
      if (this.#unchanged(ino, content, attempt)) return length;
    }
  }

  /** The inode of a path or a negative WALK_ number; undisturbed and remembered. */
  protected lookup(path: string, follow: boolean): number {
    return this.#resolve(path, follow ? FOLLOW : NO_FOLLOW);
  }

  protected fail(result: number, syscall: string, path: string): never {
    throw new FsError(walkError(result), syscall, path);
  }

  /** Runs `read` until the namespace did not change meanwhile. */
  protected stable<T>(read: () => T): T {
    for (let attempt = 0; ; attempt++) {
      const namespace = this.#enter(attempt);
      const result = read();
      this.memory.fence();
      if (Atomics.load(this.memory.i32, H_NAMESPACE) === namespace) return result;
    }
  }

  /** Waits until the namespace is at rest, renews the views, drops what was remembered of an older one. */
  #enter(attempt: number): number {
    const { memory } = this;
    let namespace = Atomics.load(memory.i32, H_NAMESPACE);
    for (let spin = attempt; (namespace & 1) !== 0; spin++) {
      if (spin > SPINS) this.#rest(H_NAMESPACE, namespace);
      namespace = Atomics.load(memory.i32, H_NAMESPACE);
    }
    this.#waits = 0;
    if (memory.i32[H_PAGES] !== memory.pages) memory.refresh();
    if (namespace !== this.#cachedAt) {
      this.#cachedAt = namespace;
      this.#forget();
    }
    return namespace;
  }

  #forget(): void {
    if (this.#followed.size > 0) this.#followed.clear();
    if (this.#unfollowed.size > 0) this.#unfollowed.clear();
    if (this.#realPaths.size > 0) this.#realPaths.clear();
  }

  #rest(word: number, value: number): void {
    if (++this.#waits > MAX_WAITS) throw new FsError('EIO', 'read');
    Atomics.wait(this.memory.i32, word, value, 1);
  }

  #resolve(path: string, last: number): number {
    const cache = last === FOLLOW ? this.#followed : this.#unfollowed;
    for (let attempt = 0; ; attempt++) {
      const namespace = this.#enter(attempt);
      const known = cache.get(path);
      if (known !== undefined) return known;
      const ino = this.path.walk(path, last);
      this.memory.fence();
      if (Atomics.load(this.memory.i32, H_NAMESPACE) !== namespace) continue;
      if (cache.size >= CACHE_LIMIT) cache.clear();
      cache.set(path, ino);
      return ino;
    }
  }

  #statAt(path: string, last: number): FileStat | undefined {
    for (;;) {
      const ino = this.#resolve(path, last);
      if (ino === WALK_ELOOP || ino === WALK_ENAMETOOLONG)
        this.fail(ino, last === FOLLOW ? 'stat' : 'lstat', path);
      if (ino === WALK_ENOENT || ino === WALK_ENOTDIR) return undefined;
      const stat = this.#readInode(ino);
      this.memory.fence();
      if (Atomics.load(this.memory.i32, H_NAMESPACE) === this.#cachedAt && stat !== undefined) return stat;
    }
  }

  /** Int32 index of an inode's record, within the views even when the table has just moved; 0 when there is none. */
  #record(ino: number): number {
    const { memory } = this;
    if (ino >= memory.i32[H_INODE_CAPACITY]!) return 0;
    for (;;) {
      const at = memory.inode(ino);
      if (at + INODE_WORDS <= memory.i32.length) return at;
      memory.refresh();
    }
  }

  #readInode(ino: number): FileStat | undefined {
    const { memory } = this;
    for (let attempt = 0; ; attempt++) {
      const at = this.#record(ino);
      if (at === 0) return undefined;
      const doubles = at >> 1;
      const { i32, f64 } = memory;
      const version = Atomics.load(i32, at + I_VERSION);
      if ((version & 1) === 0) {
        const mode = i32[at + I_MODE]!;
        const stat: FileStat = {
          ino,
          mode,
          nlink: i32[at + I_NLINK]!,
          size: (mode & S_IFMT) === S_IFDIR ? 4096 : f64[doubles + D_SIZE]!,
          atimeMs: f64[doubles + D_ATIME]!,
          mtimeMs: f64[doubles + D_MTIME]!,
          ctimeMs: f64[doubles + D_CTIME]!,
          birthtimeMs: f64[doubles + D_BIRTHTIME]!,
        };
        memory.fence();
        if (Atomics.load(i32, at + I_VERSION) === version) return mode === 0 ? undefined : stat;
      } else if (attempt > SPINS) {
        this.#rest(at + I_VERSION, version);
      }
    }
  }

  /** A settled view of a file's content; undefined when there is no such inode. */
  #content(ino: number): Content | undefined {
    return this.stable(() => {
      const { memory } = this;
      for (let attempt = 0; ; attempt++) {
        const at = this.#record(ino);
        if (at === 0) return undefined;
        const doubles = at >> 1;
        const { i32, f64 } = memory;
        const version = Atomics.load(i32, at + I_VERSION);
        if ((version & 1) === 0) {
          const content = {
            mode: i32[at + I_MODE]!,
            offset: f64[doubles + D_OFFSET]!,
            size: f64[doubles + D_SIZE]!,
            version,
          };
          memory.fence();
          if (Atomics.load(i32, at + I_VERSION) === version) {
            // Another file's growth may have made the disk longer since the views were made.
            if (memory.i32[H_PAGES] !== memory.pages) memory.refresh();
            return content.mode === 0 ? undefined : content;
          }
        } else if (attempt > SPINS) {
          this.#rest(at + I_VERSION, version);
        }
      }
    });
  }

  /** Whether a copy of `content` is what the file held; once it was disturbed too often, whether it lay still at least. */
  #unchanged(ino: number, content: Content, attempt: number): boolean {
    this.memory.fence();
    const now = this.#content(ino);
    if (now === undefined) return false;
    if (now.version === content.version) return true;
    return attempt >= COPY_ATTEMPTS && now.offset === content.offset && now.size >= content.size;
  }

  #copyFile(ino: number): Uint8Array<ArrayBuffer> | 'EISDIR' | 'gone' {
    for (let attempt = 1; ; attempt++) {
      const content = this.#content(ino);
      if (content === undefined) return 'gone';
      const type = content.mode & S_IFMT;
      if (type === S_IFDIR) return 'EISDIR';
      if (content.size === 0) return EMPTY.slice();
      const bytes = this.memory.u8.slice(content.offset, content.offset + content.size);
      if (this.#unchanged(ino, content, attempt)) return bytes;
    }
  }

  /** The entries of a directory; undefined when it is none or went away meanwhile. */
  #entriesOf(ino: number): DirEntry[] | undefined {
    for (;;) {
      const content = this.#content(ino);
      if (content === undefined || (content.mode & S_IFMT) !== S_IFDIR) return undefined;
      const entries = this.#listEntries(ino);
      this.memory.fence();
      const now = this.#content(ino);
      if (now === undefined) return undefined;
      if (now.version === content.version && entries !== undefined) return entries;
    }
  }

  /** Undefined when the list changes under the walk. */
  #listEntries(ino: number): DirEntry[] | undefined {
    const { memory } = this;
    const { i32 } = memory;
    const directory = memory.inode(ino);
    const count = i32[directory + I_COUNT]!;
    const entries: DirEntry[] = [];
    let id = i32[directory + I_FIRST]!;
    while (id !== 0) {
      if (id === undefined || entries.length >= count) return undefined;
      const entry = memory.dirent(id);
      const child = i32[entry + E_INO]!;
      entries.push({
        name: readName(memory, entry),
        ino: child,
        mode: i32[memory.inode(child) + I_MODE]! & S_IFMT,
      });
      id = i32[entry + E_NEXT]!;
    }
    return entries.length === count ? entries : undefined;
  }

  #directoryPath(ino: number): string {
    if (ino === ROOT_INO) return '/';
    const { memory } = this;
    let path = '';
    let at = ino;
    for (let depth = 0; at !== ROOT_INO && depth < 4096; depth++) {
      const self = memory.i32[memory.inode(at) + I_SELF]!;
      if (self === 0) break;
      path = `/${readName(memory, memory.dirent(self))}${path}`;
      at = this.path.parentOf(at);
    }
    return path;
  }
}
