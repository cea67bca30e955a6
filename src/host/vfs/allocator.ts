/** Hands out extents of the disk. Its state is the writer's own: readers never need to know what is free. */
import { type DiskMemory, H_FIRST_FREE, GRANULE } from './disk.ts';

const CLASSES = 128;

/** Four classes for each power of two; a block of class c holds at least `classFloor(c)` granules. */
function classOf(length: number): number {
  if (length < 4) return length;
  const power = 31 - Math.clz32(length);
  return power * 4 + ((length >>> (power - 2)) & 3) - 4;
}

/** Best-effort segregated lists with coalescing; lengths and addresses are granules. */
export class Allocator {
  readonly #memory: DiskMemory;
  readonly #limit: number;
  readonly #lengths = new Map<number, number>();
  readonly #startsByEnd = new Map<number, number>();
  /** Starts of free blocks by class; entries may be outdated and are checked when taken. */
  readonly #classes: number[][] = Array.from({ length: CLASSES }, () => []);
  #top: number;
  #free = 0;

  constructor(memory: DiskMemory) {
    this.#memory = memory;
    this.#limit = Math.floor(memory.buffer.maxByteLength / GRANULE);
    this.#top = memory.i32[H_FIRST_FREE]!;
  }

  /** Bytes in use, tables included. */
  get usedBytes(): number {
    return (this.#top - this.#free) * GRANULE;
  }

  /** The start of `length` granules, or 0 when the disk is full. Their bytes are arbitrary. */
  allocate(length: number): number {
    const reused = this.#free >= length ? this.#takeFree(length) : 0;
    if (reused !== 0) return reused;
    const start = this.#top;
    if (start + length > this.#limit || !this.#memory.grow(start + length)) return 0;
    this.#top = start + length;
    return start;
  }

  release(start: number, length: number): void {
    if (length === 0) return;
    let from = start;
    let size = length;
    const before = this.#startsByEnd.get(start);
    if (before !== undefined) {
      size += this.#remove(before);
      from = before;
    }
    if (this.#lengths.has(from + size)) size += this.#remove(from + size);
    if (from + size === this.#top) this.#top = from;
    else this.#insert(from, size);
  }

  /** Makes an extent longer where it stands; false when what follows is taken. */
  extend(start: number, length: number, wanted: number): boolean {
    const end = start + length;
    if (end === this.#top) {
      if (start + wanted > this.#limit || !this.#memory.grow(start + wanted)) return false;
      this.#top = start + wanted;
      return true;
    }
    const following = this.#lengths.get(end);
    if (following === undefined || length + following < wanted) return false;
    this.#remove(end);
    const rest = length + following - wanted;
    if (rest > 0) this.#insert(start + wanted, rest);
    return true;
  }

  #takeFree(length: number): number {
    for (let size = classOf(length); size < CLASSES; size++) {
      const starts = this.#classes[size]!;
      // Only the first class can hold blocks that are too short; they stay for smaller requests.
      for (let k = starts.length - 1, tries = 0; k >= 0 && tries < 8; k--) {
        const start = starts[k]!;
        const found = this.#lengths.get(start);
        if (found === undefined || classOf(found) !== size) {
          starts[k] = starts[starts.length - 1]!;
          starts.pop();
          continue;
        }
        tries++;
        if (found < length) continue;
        starts[k] = starts[starts.length - 1]!;
        starts.pop();
        this.#remove(start);
        if (found > length) this.#insert(start + length, found - length);
        return start;
      }
    }
    return 0;
  }

  #insert(start: number, length: number): void {
    this.#lengths.set(start, length);
    this.#startsByEnd.set(start + length, start);
    this.#classes[classOf(length)]!.push(start);
    this.#free += length;
  }

  /** Takes a block out of the free ones; its place in a class goes stale. */
  #remove(start: number): number {
    const length = this.#lengths.get(start)!;
    this.#lengths.delete(start);
    this.#startsByEnd.delete(start + length);
    this.#free -= length;
    return length;
  }
}
