/** Puts the entries of an image below a directory: into a new tree that nobody sees yet, or over what is there. */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './constants.ts';
import type { Contents } from './content.ts';
import { encodeName } from './entry-name.ts';
import { FsError } from './errno.ts';
import type { ImageEntry } from './file-system.ts';
import type { PathWalk } from './path-walk.ts';
import type { Tables } from './tables.ts';

/** Entries placed while readers wait. */
const BATCH = 256;

/** The writer's parts that a builder works with. */
export interface TreeParts {
  tables: Tables;
  contents: Contents;
  path: PathWalk;
  /** Takes an entry and all below it away. */
  removeTree(entry: number): void;
  /** Told of every entry made or replaced. */
  onEntry?: (type: 'rename' | 'change', directory: number, name: string) => void;
}

export class TreeBuilder {
  readonly #parts: TreeParts;
  readonly #share: number;
  readonly #offset: number;
  readonly #now = Date.now();
  readonly #directories = new Map<string, number>();

  /** `share` is the extent at `offset` that the entries' bytes lie in. */
  constructor(parts: TreeParts, root: number, share: number, offset: number) {
    this.#parts = parts;
    this.#share = share;
    this.#offset = offset;
    this.#directories.set('', root);
  }

  /** ENOSPC leaves what was placed until then; EINVAL for entries that point outside the tree or its bytes. */
  place(entries: readonly ImageEntry[]): void {
    for (let at = 0; at < entries.length; at += BATCH) {
      this.#parts.tables.change(() => {
        for (let k = at; k < Math.min(at + BATCH, entries.length); k++) this.#placeEntry(entries[k]!);
      });
    }
  }

  #placeEntry(entry: ImageEntry): void {
    const path = innerPath(entry.path);
    if (path === '') return;
    if (entry.type === 'directory') {
      const ino = this.#directory(path);
      this.#parts.tables.setMode(ino, S_IFDIR | (entry.mode & 0o7777), this.#now);
      return;
    }
    const slash = path.lastIndexOf('/');
    const parent = this.#directory(slash === -1 ? '' : path.slice(0, slash));
    const name = path.slice(slash + 1);
    const { tables, contents } = this.#parts;
    const mode = entry.type === 'file' ? S_IFREG | (entry.mode & 0o7777) : S_IFLNK | 0o777;
    const existing = this.#find(parent, name);
    const reused =
      entry.type === 'file' && existing !== 0 && (tables.modeOf(tables.inoOf(existing)) & S_IFMT) === S_IFREG;
    if (existing !== 0 && !reused) {
      this.#parts.removeTree(existing);
      this.#directories.delete(path);
    }
    const ino = reused ? tables.inoOf(existing) : this.#create(parent, name, mode);
    if (entry.type === 'symlink') {
      if (!contents.replace(ino, encodeName(entry.target), this.#now))
        throw new FsError('ENOSPC', 'symlink', entry.path);
      return;
    }
    this.#checkBounds(entry);
    contents.placeInShare(ino, this.#share, this.#offset + entry.offset, entry.size, this.#now);
    if (reused) tables.setMode(ino, mode, this.#now);
    this.#parts.onEntry?.('change', parent, name);
  }

  #checkBounds(entry: ImageEntry & { type: 'file' }): void {
    const { offset, size } = entry;
    const inside = offset >= 0 && size >= 0 && offset + size <= this.#parts.contents.shareSize(this.#share);
    if (!inside) throw new FsError('EINVAL', 'ingest', entry.path);
  }

  /** The inode of a directory of the tree, made with all above it when missing. */
  #directory(path: string): number {
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const parent = this.#directory(slash === -1 ? '' : path.slice(0, slash));
    const name = path.slice(slash + 1);
    const { tables } = this.#parts;
    const existing = this.#find(parent, name);
    let ino = existing === 0 ? 0 : tables.inoOf(existing);
    if (ino !== 0 && !tables.isDirectory(ino)) {
      this.#parts.removeTree(existing);
      ino = 0;
    }
    if (ino === 0) ino = this.#create(parent, name, S_IFDIR | 0o755);
    this.#directories.set(path, ino);
    return ino;
  }

  #find(parent: number, name: string): number {
    const entry = this.#parts.path.find(parent, name, 0, name.length);
    if (entry < 0) throw new FsError('ENAMETOOLONG', 'ingest', name);
    return entry;
  }

  #create(parent: number, name: string, mode: number): number {
    const { tables } = this.#parts;
    const ino = tables.createInode(mode, this.#now);
    if (ino === 0) throw new FsError('ENOSPC', 'ingest', name);
    if (!tables.addEntry(parent, encodeName(name), ino, this.#now)) {
      tables.freeInode(ino);
      throw new FsError('ENOSPC', 'ingest', name);
    }
    this.#parts.onEntry?.('rename', parent, name);
    return ino;
  }
}

/** A path of an image without empty parts and dots; it may not leave the tree. */
function innerPath(path: string): string {
  if (!path.startsWith('/') && !path.endsWith('/') && !/(^|\/)(\.{0,2})(\/|$)/.test(path)) return path;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new FsError('EINVAL', 'ingest', path);
  return parts.join('/');
}
