/** The writer's side of file contents: extents that grow, are shared by ingested files, and are copied on write. */
import type { Allocator } from './allocator.ts';
import { D_CTIME, D_MTIME, D_OFFSET, D_SIZE, type DiskMemory, GRANULE, I_CAPACITY, I_SHARE } from './disk.ts';
import type { Tables } from './tables.ts';

/** An extent that several files lie in; released with the last of them. */
interface Share {
  start: number;
  granules: number;
  references: number;
  /** Whether one of the references is its allocation's. */
  claimed: boolean;
}

/** Bytes copied in one step of a long write, so that readers of the same file never wait long. */
const PIECE = 1 << 20;
const MAX_SLACK = (64 << 20) / GRANULE;

const granulesOf = (bytes: number): number => Math.ceil(bytes / GRANULE);

export class Contents {
  readonly #memory: DiskMemory;
  readonly #allocator: Allocator;
  readonly #tables: Tables;
  readonly #shares = new Map<number, Share>();
  readonly #shareByStart = new Map<number, number>();
  #nextShare = 1;

  constructor(memory: DiskMemory, allocator: Allocator, tables: Tables) {
    this.#memory = memory;
    this.#allocator = allocator;
    this.#tables = tables;
  }

  size(ino: number): number {
    return this.#memory.f64[this.#memory.inodeDoubles(ino) + D_SIZE]!;
  }

  /** Replaces the whole content in one step that no reader can see half of. False: the disk is full. */
  replace(ino: number, data: Uint8Array, now: number): boolean {
    const granules = granulesOf(data.length);
    const start = granules === 0 ? 0 : this.#allocator.allocate(granules);
    if (granules > 0 && start === 0) return false;
    if (granules > 0) this.#memory.u8.set(data, start * GRANULE);
    this.#tables.edit(ino, () => {
      this.#releaseExtent(ino);
      this.#setExtent(ino, start, granules);
      this.#setSize(ino, data.length, now);
    });
    return true;
  }

  /** Writes in place, growing as needed; a gap before `position` becomes zeros. False: the disk is full. */
  write(ino: number, data: Uint8Array, position: number, now: number): boolean {
    const end = position + data.length;
    const size = this.size(ino);
    if (!this.#ensure(ino, Math.max(end, size), end > size)) return false;
    for (let done = 0; done === 0 || done < data.length; done += PIECE) {
      this.#tables.edit(ino, () => {
        const { u8, f64 } = this.#memory;
        const offset = f64[this.#memory.inodeDoubles(ino) + D_OFFSET]!;
        if (done === 0 && position > size) u8.fill(0, offset + size, offset + position);
        const piece = data.length <= PIECE ? data : data.subarray(done, done + PIECE);
        u8.set(piece, offset + position + done);
        this.#setSize(ino, Math.max(position + done + piece.length, this.size(ino)), now);
      });
    }
    return true;
  }

  /** Cuts or extends with zeros. False: the disk is full. */
  truncate(ino: number, size: number, now: number): boolean {
    const before = this.size(ino);
    if (size === 0) return this.replace(ino, new Uint8Array(0), now);
    if (size > before && !this.#ensure(ino, size, false)) return false;
    this.#tables.edit(ino, () => {
      const { u8, f64 } = this.#memory;
      const offset = f64[this.#memory.inodeDoubles(ino) + D_OFFSET]!;
      if (size > before) u8.fill(0, offset + before, offset + size);
      this.#setSize(ino, size, now);
      if (size < before) this.#giveBack(ino, size);
    });
    return true;
  }

  /** Gives the extent of an inode back before the inode itself goes. */
  release(ino: number): void {
    this.#tables.edit(ino, () => {
      this.#releaseExtent(ino);
      this.#setExtent(ino, 0, 0);
      this.#memory.f64[this.#memory.inodeDoubles(ino) + D_SIZE] = 0;
    });
  }

  /**
   * Room for bytes that somebody else will fill, in bytes from the disk's start; 0 when the disk is full. It is held
   * until `unshare` drops it and all files in it are gone.
   */
  allocateShared(bytes: number): number {
    const granules = Math.max(1, granulesOf(bytes));
    const start = this.#allocator.allocate(granules);
    if (start === 0) return 0;
    const id = this.#nextShare++;
    this.#shares.set(id, { start, granules, references: 1, claimed: true });
    this.#shareByStart.set(start, id);
    return start * GRANULE;
  }

  /** The shared extent at an offset that `allocateShared` gave, or 0. */
  shareAt(offset: number): number {
    return this.#shareByStart.get(offset / GRANULE) ?? 0;
  }

  /** Bytes of a shared extent. */
  shareSize(id: number): number {
    return (this.#shares.get(id)?.granules ?? 0) * GRANULE;
  }

  /** Drops what `allocateShared` held, once: from then on only the files in the extent hold it. */
  releaseClaim(id: number): void {
    const share = this.#shares.get(id);
    if (share === undefined || !share.claimed) return;
    share.claimed = false;
    this.unshare(id);
  }

  /** Holds a shared extent once more. */
  hold(id: number): void {
    this.#shares.get(id)!.references++;
  }

  unshare(id: number): void {
    const share = this.#shares.get(id);
    if (share === undefined || --share.references > 0) return;
    this.#shares.delete(id);
    this.#shareByStart.delete(share.start);
    this.#allocator.release(share.start, share.granules);
  }

  /** Makes a part of a shared extent the content of an inode. `offset` is from the disk's start. */
  placeInShare(ino: number, share: number, offset: number, size: number, now: number): void {
    this.hold(share);
    this.#tables.edit(ino, () => {
      this.#releaseExtent(ino);
      const at = this.#memory.inode(ino);
      this.#memory.i32[at + I_SHARE] = share;
      this.#memory.i32[at + I_CAPACITY] = 0;
      this.#memory.f64[this.#memory.inodeDoubles(ino) + D_OFFSET] = offset;
      this.#setSize(ino, size, now);
    });
  }

  /** An own extent of at least `bytes`, with the present content; room to grow when `appending`, so that it is linear. */
  #ensure(ino: number, bytes: number, appending: boolean): boolean {
    const { i32, f64 } = this.#memory;
    const at = this.#memory.inode(ino);
    const capacity = i32[at + I_CAPACITY]!;
    const needed = granulesOf(bytes);
    const own = i32[at + I_SHARE] === 0;
    if (own && capacity >= needed) return true;
    const slack = appending && capacity > 0 ? Math.min(capacity, MAX_SLACK) : 0;
    const doubles = this.#memory.inodeDoubles(ino);
    const offset = f64[doubles + D_OFFSET]!;
    for (const wanted of slack > 0 ? [Math.max(needed, capacity + slack), needed] : [needed]) {
      if (own && capacity > 0 && this.#allocator.extend(offset / GRANULE, capacity, wanted)) {
        this.#tables.edit(ino, () => this.#setCapacity(ino, wanted));
        return true;
      }
      const start = this.#allocator.allocate(wanted);
      if (start === 0) continue;
      this.#memory.u8.copyWithin(start * GRANULE, offset, offset + this.size(ino));
      this.#tables.edit(ino, () => {
        this.#releaseExtent(ino);
        this.#setExtent(ino, start, wanted);
      });
      return true;
    }
    return false;
  }

  #giveBack(ino: number, size: number): void {
    const at = this.#memory.inode(ino);
    const capacity = this.#memory.i32[at + I_CAPACITY]!;
    const needed = granulesOf(size);
    if (this.#memory.i32[at + I_SHARE] !== 0 || capacity < needed * 2) return;
    const start = this.#memory.f64[this.#memory.inodeDoubles(ino) + D_OFFSET]! / GRANULE;
    this.#allocator.release(start + needed, capacity - needed);
    this.#setCapacity(ino, needed);
  }

  #releaseExtent(ino: number): void {
    const at = this.#memory.inode(ino);
    const share = this.#memory.i32[at + I_SHARE]!;
    if (share !== 0) return this.unshare(share);
    const capacity = this.#memory.i32[at + I_CAPACITY]!;
    if (capacity > 0) {
      this.#allocator.release(
        this.#memory.f64[this.#memory.inodeDoubles(ino) + D_OFFSET]! / GRANULE,
        capacity,
      );
    }
  }

  #setExtent(ino: number, start: number, granules: number): void {
    const at = this.#memory.inode(ino);
    this.#memory.i32[at + I_SHARE] = 0;
    this.#setCapacity(ino, granules);
    this.#memory.f64[this.#memory.inodeDoubles(ino) + D_OFFSET] = start * GRANULE;
  }

  #setCapacity(ino: number, granules: number): void {
    this.#memory.i32[this.#memory.inode(ino) + I_CAPACITY] = granules;
  }

  #setSize(ino: number, size: number, now: number): void {
    const doubles = this.#memory.inodeDoubles(ino);
    this.#memory.f64[doubles + D_SIZE] = size;
    this.#memory.f64[doubles + D_MTIME] = now;
    this.#memory.f64[doubles + D_CTIME] = now;
  }
}
