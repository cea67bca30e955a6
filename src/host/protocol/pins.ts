/**
 * Files that a process reads in place, without the kernel: it pins their inodes here, and the kernel frees no inode that is
 * pinned. The order makes it safe: a process looks the path up again after it has pinned what it found, and the kernel looks
 * here after it has taken the name away.
 */

const SLOTS = 128;
/** Beyond all numbers that the kernel gives away. */
const FIRST_FD = 8192;

export function createPins(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOTS * 4);
}

/** The kernel's side: adds the inodes that are pinned here now. */
export function addPinned(pins: Int32Array, inodes: Set<number>): void {
  for (let slot = 0; slot < SLOTS; slot++) {
    const ino = Atomics.load(pins, slot);
    if (ino !== 0) inodes.add(ino);
  }
}

/** The process's side. A pinned file has a number of its own; threads of a process share numbers, so each has its range. */
export class Pins {
  readonly #inodes: Int32Array;
  readonly #first: number;
  readonly #free = Array.from({ length: SLOTS }, (_, index) => SLOTS - 1 - index);

  constructor(memory: SharedArrayBuffer, threadId: number) {
    this.#inodes = new Int32Array(memory);
    this.#first = FIRST_FD + threadId * SLOTS;
  }

  /** A number that pins what `set` will say; undefined when all are taken. */
  take(): number | undefined {
    const slot = this.#free.pop();
    return slot === undefined ? undefined : this.#first + slot;
  }

  set(fd: number, ino: number): void {
    Atomics.store(this.#inodes, fd - this.#first, ino);
  }

  release(fd: number): void {
    this.set(fd, 0);
    this.#free.push(fd - this.#first);
  }
}
