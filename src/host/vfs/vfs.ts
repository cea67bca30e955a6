/** The kernel's file system: the only writer of its disk. Linux's semantics, Node's errors. */
import { Allocator } from './allocator.ts';
import {
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  S_IFCHR,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from './constants.ts';
import { Contents } from './content.ts';
import { Descriptors } from './descriptors.ts';
import { ROOT_INO } from './disk.ts';
import { encodeName } from './entry-name.ts';
import { type ErrnoCode, FsError } from './errno.ts';
import type { FileStat, FileSystem, ImageEntry, TreeImage, TreeSink, WatchListener } from './file-system.ts';
import { InodeWriter } from './inode-writer.ts';
import { OpenFile } from './open-file.ts';
import { dirname, normalize } from './path.ts';
import { FOLLOW, LAST_ENTRY, NO_FOLLOW, WALK_ENOENT, walkError } from './path-walk.ts';
import { VfsReader } from './reader.ts';
import { Tables } from './tables.ts';
import { TreeBuilder, type TreeParts } from './tree-builder.ts';
import { TreeRemover } from './tree-remover.ts';
import { Watchers } from './watch.ts';

/** What the last component of a path is. */
interface Target {
  /** 0 when nothing stands there. */
  ino: number;
  /** The directory it is or would be in; 0 when the path ends in no name (`/`, `.`, `..`). */
  parent: number;
  entry: number;
  name: string;
  /** Whether a slash followed the name. */
  slash: boolean;
}

export class Vfs extends VfsReader implements FileSystem, TreeSink {
  readonly #allocator: Allocator;
  readonly #tables: Tables;
  readonly #contents: Contents;
  readonly #watchers: Watchers;
  readonly #inodes: InodeWriter;
  readonly #remover: TreeRemover;
  readonly #descriptors = new Descriptors();

  /**
   * `disk` must be fresh from `createDisk`: what is free on it is known to this object only. `pinned`: the inodes that
   * somebody reads in place, so that they must stay.
   */
  constructor(disk: SharedArrayBuffer, pinned: () => ReadonlySet<number> = () => new Set()) {
    super(disk);
    this.#allocator = new Allocator(this.memory);
    this.#tables = new Tables(this.memory, this.#allocator);
    this.#contents = new Contents(this.memory, this.#allocator, this.#tables);
    const tables = this.#tables;
    this.#watchers = new Watchers({
      parentOf: (ino) => (tables.entryOf(ino) === 0 ? 0 : tables.parentOf(tables.entryOf(ino))),
      nameOf: (ino) => tables.nameOf(tables.entryOf(ino)),
    });
    this.#inodes = new InodeWriter(this, tables, this.#contents, this.#watchers, pinned);
    this.#remover = new TreeRemover(tables, this.#inodes, this.#watchers);
  }

  /** Bytes of the disk in use. */
  get usedBytes(): number {
    return this.#allocator.usedBytes;
  }

  writeFile(path: string, data: Uint8Array, options: { flags?: number; mode?: number } = {}): void {
    const flags = options.flags ?? O_WRONLY | O_CREAT | O_TRUNC;
    if ((flags & O_ACCMODE) === O_RDONLY) throw new FsError('EBADF', 'write');
    const ino = this.#openInode(path, flags & ~O_TRUNC, options.mode ?? 0o644, data);
    if (ino === 0 || this.#type(ino) === S_IFCHR) return;
    const now = Date.now();
    const size = this.#contents.size(ino);
    let done: boolean;
    if ((flags & O_TRUNC) !== 0) done = this.#contents.replace(ino, data, now);
    else done = data.length === 0 || this.#contents.write(ino, data, flags & O_APPEND ? size : 0, now);
    if (!done) throw new FsError('ENOSPC', 'write');
    this.#inodes.changed(ino);
  }

  mkdir(path: string, options: { recursive?: boolean; mode?: number } = {}): string | undefined {
    const mode = options.mode ?? 0o755;
    if (options.recursive) return this.#mkdirs(path, mode);
    const target = this.#target(path, 'mkdir');
    if (target.ino !== 0) throw new FsError('EEXIST', 'mkdir', path);
    this.#create(target, S_IFDIR | (mode & 0o7777), 'mkdir', path);
    return undefined;
  }

  rmdir(path: string): void {
    const target = this.#target(path, 'rmdir');
    if (target.ino === 0) throw new FsError('ENOENT', 'rmdir', path);
    if (target.parent === 0) {
      const code = target.name === '.' ? 'EINVAL' : target.name === '..' ? 'ENOTEMPTY' : 'EBUSY';
      throw new FsError(code, 'rmdir', path);
    }
    if (this.#type(target.ino) !== S_IFDIR) throw new FsError('ENOTDIR', 'rmdir', path);
    if (this.#tables.firstEntry(target.ino) !== 0) throw new FsError('ENOTEMPTY', 'rmdir', path);
    this.#remove(target);
  }

  unlink(path: string): void {
    const target = this.#target(path, 'unlink');
    if (target.ino === 0) throw new FsError('ENOENT', 'unlink', path);
    if (target.parent === 0 || this.#type(target.ino) === S_IFDIR)
      throw new FsError('EISDIR', 'unlink', path);
    if (target.slash) throw new FsError('ENOTDIR', 'unlink', path);
    this.#remove(target);
  }

  rm(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
    const target = this.#target(path, 'rm', options.force);
    if (target === undefined) return;
    if (target.ino === 0) {
      if (options.force) return;
      throw new FsError('ENOENT', 'rm', path);
    }
    if (target.parent === 0) throw new FsError(target.name === '' ? 'EBUSY' : 'EINVAL', 'rm', path);
    if (this.#type(target.ino) !== S_IFDIR) {
      if (target.slash) throw new FsError('ENOTDIR', 'rm', path);
      this.#remove(target);
      return;
    }
    if (!options.recursive) throw new FsError('EISDIR', 'rm', path);
    this.#remover.remove(target.entry);
  }

  rename(from: string, to: string): void {
    const fail = (code: ErrnoCode): never => {
      throw new FsError(code, 'rename', from, to);
    };
    const source = this.#target(from, 'rename', false, to);
    const target = this.#target(to, 'rename', false, from, true);
    if (source.parent === 0 || target.parent === 0) return fail('EBUSY');
    if (source.ino === 0) return fail('ENOENT');
    const isDirectory = this.#type(source.ino) === S_IFDIR;
    if (!isDirectory && (source.slash || target.slash)) return fail('ENOTDIR');
    if (isDirectory && this.#isBelow(target.parent, source.ino)) return fail('EINVAL');
    if (target.ino !== 0) {
      if (this.#isBelow(source.parent, target.ino)) return fail('ENOTEMPTY');
      if (target.ino === source.ino) return;
      const overDirectory = this.#type(target.ino) === S_IFDIR;
      if (isDirectory && !overDirectory) return fail('ENOTDIR');
      if (!isDirectory && overDirectory) return fail('EISDIR');
      if (overDirectory && this.#tables.firstEntry(target.ino) !== 0) return fail('ENOTEMPTY');
    }
    if (!this.#move(source, target)) fail('ENOSPC');
    this.#watchers.entry('rename', source.parent, source.name);
    this.#watchers.entry('rename', target.parent, target.name);
    this.#watchers.self('rename', source.ino);
    if (target.ino !== 0) this.#inodes.dropUnnamed([target.ino]);
  }

  link(existing: string, path: string): void {
    const fail = (code: ErrnoCode): never => {
      throw new FsError(code, 'link', existing, path);
    };
    const ino = this.path.walk(existing, NO_FOLLOW);
    if (ino < 0) return fail(walkError(ino));
    const target = this.#target(path, 'link', false, existing, true);
    if (target.ino !== 0) return fail('EEXIST');
    if (target.slash) return fail('ENOENT');
    if (this.#type(ino) === S_IFDIR) return fail('EPERM');
    const name = encodeName(target.name);
    const now = Date.now();
    if (!this.#tables.change(() => this.#tables.addEntry(target.parent, name, ino, now)))
      return fail('ENOSPC');
    this.#watchers.entry('rename', target.parent, target.name);
  }

  symlink(target: string, path: string): void {
    if (target === '') throw new FsError('ENOENT', 'symlink', target, path);
    const place = this.#target(path, 'symlink', false, target, true);
    if (place.ino !== 0) throw new FsError('EEXIST', 'symlink', target, path);
    if (place.slash) throw new FsError('ENOENT', 'symlink', target, path);
    this.#create(place, S_IFLNK | 0o777, 'symlink', path, encodeName(target));
  }

  /** A device node. What it does is up to who opens it. */
  mknod(path: string, mode: number, _rdev = 0): void {
    const target = this.#target(path, 'mknod');
    if (target.ino !== 0) throw new FsError('EEXIST', 'mknod', path);
    if (target.slash) throw new FsError('ENOENT', 'mknod', path);
    this.#create(target, mode, 'mknod', path);
  }

  chmod(path: string, mode: number): void {
    this.#inodes.chmodOpen(this.#existing(path, FOLLOW, 'chmod'), mode);
  }

  utimes(path: string, atimeMs: number, mtimeMs: number, follow = true): void {
    const ino = this.#existing(path, follow ? FOLLOW : NO_FOLLOW, follow ? 'utime' : 'lutime');
    this.#inodes.utimesOpen(ino, atimeMs, mtimeMs);
  }

  truncate(path: string, size: number): void {
    const file = this.openFile(path, O_WRONLY);
    try {
      file.truncate(size);
    } finally {
      file.close();
    }
  }

  /** An open file without a number: whoever owns descriptors gives it one. Must be closed. */
  openFile(path: string, flags: number, mode = 0o644): OpenFile {
    const ino = this.#openInode(path, flags, mode);
    this.#inodes.hold(ino);
    return new OpenFile(this.#inodes, ino, flags);
  }

  /** A pinned file becomes an open one. */
  openInode(ino: number): OpenFile {
    this.#inodes.hold(ino);
    return new OpenFile(this.#inodes, ino, O_RDONLY);
  }

  open(path: string, flags: number, mode?: number): number {
    return this.#descriptors.add(this.openFile(path, flags, mode));
  }

  close(fd: number): void {
    this.#descriptors.remove(fd).close();
  }

  read(fd: number, into: Uint8Array, position: number | null): number {
    return this.#descriptors.get(fd, 'read').read(into, position);
  }

  write(fd: number, data: Uint8Array, position: number | null): number {
    return this.#descriptors.get(fd, 'write').write(data, position);
  }

  fstat(fd: number): FileStat {
    return this.#descriptors.get(fd, 'fstat').stat();
  }

  ftruncate(fd: number, size: number): void {
    this.#descriptors.get(fd, 'ftruncate').truncate(size);
  }

  fchmod(fd: number, mode: number): void {
    this.#descriptors.get(fd, 'fchmod').chmod(mode);
  }

  futimes(fd: number, atimeMs: number, mtimeMs: number): void {
    this.#descriptors.get(fd, 'futime').utimes(atimeMs, mtimeMs);
  }

  watch(path: string, options: { recursive: boolean }, listener: WatchListener): { close(): void } {
    return this.#watchers.add(this.#existing(path, FOLLOW, 'watch'), path, options.recursive, listener);
  }

  ingest(root: string, image: TreeImage): void {
    this.ingestExtent(root, this.#store(image.bytes), image.entries);
  }

  /** Puts the entries over what is at `root`, which is made when missing; files not named stay. */
  merge(root: string, image: TreeImage): void {
    this.#mkdirs(root, 0o755);
    const offset = this.#store(image.bytes);
    const share = this.#contents.shareAt(offset);
    const onEntry: TreeParts['onEntry'] = (type, directory, name) =>
      this.#watchers.entry(type, directory, name);
    try {
      this.#builder(this.#existing(root, FOLLOW, 'mkdir'), share, offset, onEntry).place(image.entries);
    } finally {
      this.#contents.releaseClaim(share);
    }
  }

  /** Room on the disk for bytes that the caller's own view of it will fill, in bytes from its start. */
  allocate(size: number): number {
    const offset = this.#contents.allocateShared(size);
    if (offset === 0) throw new FsError('ENOSPC', 'write');
    return offset;
  }

  /** Gives back an extent of `allocate` that was never ingested. */
  discard(offset: number): void {
    this.#contents.releaseClaim(this.#contents.shareAt(offset));
  }

  /**
   * `ingest` of bytes that are already on the disk, at an offset that `allocate` gave. The extent then belongs to the
   * files; entries' offsets count from its start. It can be ingested again elsewhere as long as a file of it is left.
   */
  ingestExtent(root: string, offset: number, entries: readonly ImageEntry[]): void {
    const share = this.#contents.shareAt(offset);
    if (share === 0) throw new FsError('EINVAL', 'ingest', root);
    const above = dirname(normalize(root));
    this.#mkdirs(above, 0o755);
    const place = this.#target(root, 'ingest');
    if (place.parent === 0) throw new FsError('EBUSY', 'ingest', root);
    const tree = this.#tables.createInode(S_IFDIR | 0o755, Date.now());
    if (tree === 0) throw new FsError('ENOSPC', 'ingest', root);
    try {
      this.#builder(tree, share, offset).place(entries);
      this.#replaceWith(place, tree, root);
    } catch (error) {
      this.#remover.free(tree);
      throw error;
    } finally {
      this.#contents.releaseClaim(share);
    }
    this.#watchers.entry('rename', place.parent, place.name);
  }

  #builder(root: number, share: number, offset: number, onEntry?: TreeParts['onEntry']): TreeBuilder {
    const parts: TreeParts = {
      tables: this.#tables,
      contents: this.#contents,
      path: this.path,
      removeTree: (entry) => this.#remover.remove(entry),
    };
    if (onEntry !== undefined) parts.onEntry = onEntry;
    return new TreeBuilder(parts, root, share, offset);
  }

  #store(bytes: Uint8Array): number {
    const offset = this.allocate(bytes.length);
    this.memory.u8.set(bytes, offset);
    return offset;
  }

  #replaceWith(place: Target, tree: number, root: string): void {
    const name = encodeName(place.name);
    const now = Date.now();
    const done = this.#tables.change(() => {
      if (!this.#tables.addEntry(place.parent, name, tree, now)) return false;
      if (place.entry !== 0) this.#tables.removeEntry(place.entry, now);
      return true;
    });
    if (!done) throw new FsError('ENOSPC', 'ingest', root);
    if (place.ino !== 0) this.#remover.free(place.ino);
  }

  #target(path: string, syscall: string, missingIsFine?: false, other?: string, otherFirst?: boolean): Target;
  #target(path: string, syscall: string, missingIsFine?: boolean): Target | undefined;
  #target(
    path: string,
    syscall: string,
    missingIsFine = false,
    other?: string,
    otherFirst = false,
  ): Target | undefined {
    const found = this.path.walk(path, LAST_ENTRY);
    const { parent, entry, name, slash } = this.path;
    if (found < 0 && (found !== WALK_ENOENT || parent === 0)) {
      if (missingIsFine && found === WALK_ENOENT) return undefined;
      const code = walkError(found);
      throw otherFirst ? new FsError(code, syscall, other, path) : new FsError(code, syscall, path, other);
    }
    return { ino: Math.max(found, 0), parent, entry, name, slash };
  }

  #existing(path: string, last: number, syscall: string): number {
    const ino = this.path.walk(path, last);
    return ino < 0 ? this.fail(ino, syscall, path) : ino;
  }

  /** The inode of open(2), made and emptied as `flags` say; 0 when it was made with `data` and nothing is left to do. */
  #openInode(path: string, flags: number, mode: number, data?: Uint8Array): number {
    if ((flags & O_CREAT) !== 0 && path.endsWith('/')) return this.#refuseSlash(path, flags);
    const follow = (flags & O_NOFOLLOW) === 0 && (flags & (O_CREAT | O_EXCL)) !== (O_CREAT | O_EXCL);
    const found = this.path.walk(path, follow ? FOLLOW : NO_FOLLOW);
    const { parent, entry, name, slash } = this.path;
    const fail = (code: ErrnoCode): never => {
      throw new FsError(code, 'open', path);
    };
    const creating = (flags & O_CREAT) !== 0;
    if (creating && (flags & O_DIRECTORY) !== 0) return fail('EINVAL');
    if (creating && parent !== 0 && slash) return fail('EISDIR');
    if (found < 0) {
      if (!creating || found !== WALK_ENOENT || parent === 0) return fail(walkError(found));
      const ino = this.#create(
        { ino: 0, parent, entry, name, slash },
        S_IFREG | (mode & 0o7777),
        'open',
        path,
        data,
      );
      return data === undefined ? ino : 0;
    }
    if (creating && (flags & O_EXCL) !== 0) return fail('EEXIST');
    const type = this.#type(found);
    if (type === S_IFLNK) return fail((flags & O_DIRECTORY) !== 0 ? 'ENOTDIR' : 'ELOOP');
    if (type === S_IFDIR) {
      if (creating || (flags & O_ACCMODE) !== O_RDONLY || (flags & O_TRUNC) !== 0) return fail('EISDIR');
    } else if ((flags & O_DIRECTORY) !== 0) {
      return fail('ENOTDIR');
    }
    if ((flags & O_TRUNC) !== 0 && type === S_IFREG) this.#inodes.truncateOpen(found, 0);
    return found;
  }

  /** A file cannot be made where a slash says directory; links are not even followed. */
  #refuseSlash(path: string, flags: number): never {
    const found = this.path.walk(path, LAST_ENTRY);
    if ((flags & O_DIRECTORY) !== 0) throw new FsError('EINVAL', 'open', path);
    if (found < 0 && (found !== WALK_ENOENT || this.path.parent === 0)) return this.fail(found, 'open', path);
    // What names no entry (`/`, `.`, `..`) exists before its slash is looked at.
    const exists = (flags & O_EXCL) !== 0 && this.path.parent === 0;
    throw new FsError(exists ? 'EEXIST' : 'EISDIR', 'open', path);
  }

  /** A new inode with its content and its name, seen by readers only when complete. */
  #create(target: Target, mode: number, syscall: string, path: string, data?: Uint8Array): number {
    const tables = this.#tables;
    const name = encodeName(target.name);
    const now = Date.now();
    const full = (): never => {
      throw new FsError('ENOSPC', syscall, path);
    };
    const ino = tables.createInode(mode, now);
    if (ino === 0) return full();
    if (data !== undefined && data.length > 0 && !this.#contents.replace(ino, data, now)) {
      tables.freeInode(ino);
      return full();
    }
    if (!tables.change(() => tables.addEntry(target.parent, name, ino, now))) {
      this.#contents.release(ino);
      tables.freeInode(ino);
      return full();
    }
    this.#watchers.entry('rename', target.parent, target.name);
    if (data !== undefined && (mode & S_IFMT) === S_IFREG) this.#inodes.changed(ino);
    return ino;
  }

  #mkdirs(path: string, mode: number): string | undefined {
    const found = this.path.walk(path, FOLLOW);
    if (found > 0) {
      if (this.#type(found) === S_IFDIR) return undefined;
      throw new FsError('EEXIST', 'mkdir', path);
    }
    if (found !== WALK_ENOENT) return this.fail(found, 'mkdir', path);
    const clean = path.endsWith('/') ? path.replace(/\/+$/, '') : path;
    const above = dirname(clean);
    const first = above === clean ? undefined : this.#mkdirs(above, mode);
    if (clean.endsWith('/.') || clean.endsWith('/..')) return first;
    const target = this.#target(clean, 'mkdir');
    if (target.ino !== 0) throw new FsError('EEXIST', 'mkdir', path);
    this.#create(target, S_IFDIR | (mode & 0o7777), 'mkdir', path);
    return first ?? clean;
  }

  #remove(target: Target): void {
    this.#tables.change(() => this.#tables.removeEntry(target.entry, Date.now()));
    this.#watchers.entry('rename', target.parent, target.name);
    if (this.#tables.linksOf(target.ino) > 0) this.#inodes.changed(target.ino);
    this.#inodes.dropUnnamed([target.ino]);
  }

  /** False: the disk is full, and nothing has changed. */
  #move(source: Target, target: Target): boolean {
    const tables = this.#tables;
    const name = encodeName(target.name);
    const now = Date.now();
    return tables.change(() => {
      if (!tables.addEntry(target.parent, name, source.ino, now)) return false;
      tables.removeEntry(source.entry, now);
      if (target.entry !== 0) tables.removeEntry(target.entry, now);
      return true;
    });
  }

  /** Whether `directory` is `above` or lies below it. */
  #isBelow(directory: number, above: number): boolean {
    for (let at = directory; ; at = this.path.parentOf(at)) {
      if (at === above) return true;
      if (at === ROOT_INO) return false;
    }
  }

  #type(ino: number): number {
    return this.#tables.modeOf(ino) & S_IFMT;
  }
}
