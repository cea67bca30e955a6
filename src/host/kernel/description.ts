/** Open file descriptions, as in Unix: what descriptors of any process point to, shared by dup and inheritance. */
import { FsError, type ErrnoCode } from '../vfs/errno.ts';
import type { FileStat } from '../vfs/file-system.ts';
import type { DescriptorKind, WindowSize } from '../protocol/syscalls.ts';

/** A wait that ends early when the process that waits has ended. */
export interface Waiter {
  readonly alive: boolean;
}

export interface Description {
  readonly kind: DescriptorKind;
  read(length: number, position: number | null, waiter: Waiter): Uint8Array | Promise<Uint8Array>;
  write(data: Uint8Array, position: number | null, waiter: Waiter): number | Promise<number>;
  stat(): FileStat;
  /** Ends the writing half of a two-way description. */
  shutdown(): void;
  /** The last descriptor is gone. */
  close(): void;
}

/** The base: everything refused, as the system refuses it. */
export abstract class BaseDescription implements Description {
  abstract readonly kind: DescriptorKind;
  read(_length: number, _position: number | null, _waiter: Waiter): Uint8Array | Promise<Uint8Array> {
    throw new FsError('EINVAL', 'read');
  }
  write(_data: Uint8Array, _position: number | null, _waiter: Waiter): number | Promise<number> {
    throw new FsError('EBADF', 'write');
  }
  stat(): FileStat {
    return deviceStat(this.kind);
  }
  shutdown(): void {
    throw new FsError('ENOTSOCK', 'shutdown');
  }
  abstract close(): void;
}

/** `/dev/null` and every stdio that is 'ignore'. */
export class NullDescription extends BaseDescription {
  readonly kind = 'null';
  override read(): Uint8Array {
    return new Uint8Array(0);
  }
  override write(data: Uint8Array): number {
    return data.byteLength;
  }
  close(): void {
    // Nothing is held.
  }
}

const MODES: Partial<Record<DescriptorKind, number>> = {
  tty: 0o020620,
  null: 0o020666,
  pipe: 0o010600,
  socket: 0o140777,
};

function deviceStat(kind: DescriptorKind): FileStat {
  const now = Date.now();
  return {
    ino: 0,
    mode: MODES[kind] ?? 0o100644,
    nlink: 1,
    size: 0,
    atimeMs: now,
    mtimeMs: now,
    ctimeMs: now,
    birthtimeMs: now,
  };
}

/** One process's descriptors. Counts references to descriptions, so that the last `close` closes. */
export class DescriptorTable {
  readonly #entries = new Map<number, { description: Description; refs: { count: number } }>();
  static readonly #refs = new WeakMap<Description, { count: number }>();

  /** Puts a description at `fd`, or at the lowest free number from `from`. */
  add(description: Description, fd?: number, from = 0): number {
    let at = fd ?? from;
    if (fd === undefined) while (this.#entries.has(at)) at++;
    if (fd === undefined && at > 4096) throw new FsError('EMFILE', 'open');
    let refs = DescriptorTable.#refs.get(description);
    if (!refs) {
      refs = { count: 0 };
      DescriptorTable.#refs.set(description, refs);
    }
    refs.count++;
    if (fd !== undefined && this.#entries.has(fd)) this.close(fd);
    this.#entries.set(at, { description, refs });
    return at;
  }

  has(fd: number): boolean {
    return this.#entries.has(fd);
  }

  get(fd: number, syscall: string): Description {
    const entry = this.#entries.get(fd);
    if (!entry) throw new FsError('EBADF', syscall);
    return entry.description;
  }

  close(fd: number): void {
    const entry = this.#entries.get(fd);
    if (!entry) throw new FsError('EBADF', 'close');
    this.#entries.delete(fd);
    if (--entry.refs.count === 0) entry.description.close();
  }

  /** The i-th of these becomes descriptor i; everything else is closed. Standard streams are always there. */
  keep(fds: readonly (number | null)[]): void {
    const kept = fds.map((fd, index) => {
      if (fd !== null) return this.get(fd, 'dup2');
      return index <= 2 ? new NullDescription() : null;
    });
    const old = [...this.#entries.keys()];
    // New numbers beyond all old ones first, so that nothing is closed that is still wanted.
    const base = Math.max(0, ...old) + 1;
    kept.forEach((description, index) => description && this.add(description, base + index));
    old.forEach((fd) => this.close(fd));
    kept.forEach((description, index) => {
      if (!description) return;
      this.add(description, index);
      if (base + index !== index) this.close(base + index);
    });
  }

  closeAll(): void {
    for (const fd of [...this.#entries.keys()]) this.close(fd);
  }
}

export type { ErrnoCode, WindowSize };
