/**
 * The disk: one growable SharedArrayBuffer that holds the whole file system, and its layout. One writer mutates it; any
 * number of readers in other workers read it in place.
 */

/** Allocation unit in bytes; table bases and extents are counted in granules so that 4 GB fit in 32 bits. */
export const GRANULE = 16;
const PAGE = 65536;
const MAGIC = 0x54574653;

// Header words (Int32 indexes).
const H_MAGIC = 0;
/** Sequence of the namespace: odd while the writer changes names or tables, different after every such change. */
export const H_NAMESPACE = 1;
/** Pages the buffer has; a reader whose views are shorter renews them. */
export const H_PAGES = 2;
export const H_INODES = 3;
export const H_INODE_CAPACITY = 4;
export const H_DIRENTS = 5;
export const H_DIRENT_CAPACITY = 6;
export const H_HASH = 7;
export const H_HASH_MASK = 8;
/** First granule that the initial layout leaves free. */
export const H_FIRST_FREE = 9;

/** Words of an inode; the times, offset and size are Float64 slots of the same record. */
export const INODE_WORDS = 24;
export const I_MODE = 0;
export const I_NLINK = 1;
/** Sequence of this inode: odd while its record or content changes. */
export const I_VERSION = 2;
export const I_FIRST = 3;
export const I_LAST = 4;
/** A directory's own dirent (0 for the root), whose parent is `..`. */
export const I_SELF = 5;
/** Number of entries of a directory. */
export const I_COUNT = 6;
/** The shared extent this content lies in, or 0 when the extent is the file's own. */
export const I_SHARE = 7;
/** Granules of the file's own extent. */
export const I_CAPACITY = 8;
export const INODE_DOUBLES = 12;
export const D_OFFSET = 5;
export const D_SIZE = 6;
export const D_ATIME = 7;
export const D_MTIME = 8;
export const D_CTIME = 9;
export const D_BIRTHTIME = 10;

/** Words of a directory entry: 40 bytes of name are inline, longer names lie at the granule in E_NAME. */
export const DIRENT_WORDS = 16;
export const E_PARENT = 0;
export const E_INO = 1;
export const E_NEXT = 2;
export const E_PREVIOUS = 3;
export const E_HASH = 4;
export const E_LENGTH = 5;
export const E_NAME = 6;
export const INLINE_NAME = (DIRENT_WORDS - E_NAME) * 4;

export const ROOT_INO = 1;
export const MAX_NAME = 255;
export const MAX_PATH = 4096;

const HEADER_GRANULES = 16;
const FIRST_INODES = 4096;
const FIRST_DIRENTS = 4096;
const FIRST_HASH = 8192;

/** Fixed-length views of a growable buffer: V8 reads them 20 times faster than views that track its length. */
export class DiskMemory {
  readonly buffer: SharedArrayBuffer;
  i32: Int32Array<SharedArrayBuffer>;
  f64: Float64Array<SharedArrayBuffer>;
  u8: Uint8Array<SharedArrayBuffer>;
  /** Pages that the views cover. */
  pages: number;
  readonly #fence = new Int32Array(new SharedArrayBuffer(4));

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    const bytes = buffer.byteLength;
    this.i32 = new Int32Array(buffer, 0, bytes / 4);
    this.f64 = new Float64Array(buffer, 0, bytes / 8);
    this.u8 = new Uint8Array(buffer, 0, bytes);
    this.pages = bytes / PAGE;
    if (this.i32[H_MAGIC] !== MAGIC) throw new TypeError('Not a disk made by createDisk.');
  }

  /** Renews the views after the disk has grown. */
  refresh(): void {
    const bytes = this.buffer.byteLength;
    this.i32 = new Int32Array(this.buffer, 0, bytes / 4);
    this.f64 = new Float64Array(this.buffer, 0, bytes / 8);
    this.u8 = new Uint8Array(this.buffer, 0, bytes);
    this.pages = bytes / PAGE;
  }

  /** Orders the plain reads before it ahead of the atomic read after it (ARM would not). */
  fence(): void {
    Atomics.or(this.#fence, 0, 0);
  }

  /** Int32 index of an inode's record. */
  inode(ino: number): number {
    return (this.i32[H_INODES]! << 2) + ino * INODE_WORDS;
  }

  /** Float64 index of an inode's record. */
  inodeDoubles(ino: number): number {
    return (this.i32[H_INODES]! << 1) + ino * INODE_DOUBLES;
  }

  /** Int32 index of a dirent's record. */
  dirent(id: number): number {
    return (this.i32[H_DIRENTS]! << 2) + id * DIRENT_WORDS;
  }

  /** Writer only: makes the buffer at least `granules` long; false when the disk's limit does not allow it. */
  grow(granules: number): boolean {
    const { buffer } = this;
    const needed = granules * GRANULE;
    if (needed <= buffer.byteLength) return true;
    if (needed > buffer.maxByteLength) return false;
    const wanted = Math.max(needed, buffer.byteLength + Math.min(buffer.byteLength, 64 << 20));
    const bytes = Math.min(Math.ceil(wanted / PAGE) * PAGE, buffer.maxByteLength);
    try {
      buffer.grow(bytes);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.refresh();
    Atomics.store(this.i32, H_PAGES, this.pages);
    return true;
  }
}

/** Options of a new disk. */
export interface DiskOptions {
  /** Limit of everything kept on it, tables included; ENOSPC beyond. Only address space is taken until it is used. */
  maxBytes: number;
}

const granulesOf = (bytes: number): number => Math.ceil(bytes / GRANULE);

/** A new disk with an empty root directory. Chromium allows `maxBytes` of 4 GB and more (measured: 8 GB reserve well). */
export function createDisk({ maxBytes }: DiskOptions): SharedArrayBuffer {
  const inodes = HEADER_GRANULES;
  const dirents = inodes + granulesOf(FIRST_INODES * INODE_WORDS * 4);
  const hash = dirents + granulesOf(FIRST_DIRENTS * DIRENT_WORDS * 4);
  const firstFree = hash + granulesOf(FIRST_HASH * 4);
  const bytes = Math.ceil((firstFree * GRANULE) / PAGE) * PAGE;
  const limit = Math.floor(maxBytes / PAGE) * PAGE;
  const buffer = new SharedArrayBuffer(bytes, { maxByteLength: Math.max(limit, bytes) });
  const i32 = new Int32Array(buffer, 0, bytes / 4);
  i32[H_MAGIC] = MAGIC;
  i32[H_PAGES] = bytes / PAGE;
  i32[H_INODES] = inodes;
  i32[H_INODE_CAPACITY] = FIRST_INODES;
  i32[H_DIRENTS] = dirents;
  i32[H_DIRENT_CAPACITY] = FIRST_DIRENTS;
  i32[H_HASH] = hash;
  i32[H_HASH_MASK] = FIRST_HASH - 1;
  i32[H_FIRST_FREE] = firstFree;
  const memory = new DiskMemory(buffer);
  const root = memory.inode(ROOT_INO);
  i32[root + I_MODE] = 0o040755;
  i32[root + I_NLINK] = 2;
  const doubles = memory.inodeDoubles(ROOT_INO);
  memory.f64.fill(Date.now(), doubles + D_ATIME, doubles + D_BIRTHTIME + 1);
  return buffer;
}
