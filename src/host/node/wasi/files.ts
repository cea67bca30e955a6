/** WASI preview 1: fd_* and path_*. Each function throws; the caller turns errors into numbers. */
import {
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from '../../vfs/constants.ts';
import type { FileStat, FileSystem } from '../../vfs/file-system.ts';
import { FILETYPE, filetypeOf, type WasiDescriptors } from './descriptors.ts';
import { WasiFailure } from './errno.ts';
import type { WasiMemory } from './memory.ts';

type Call = (...args: never[]) => void;

const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;
const encoder = new TextEncoder();

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;
const milliseconds = (ns: bigint): number => Number(ns / 1000n) / 1000;

function writeStat(memory: WasiMemory, at: number, stat: FileStat): void {
  memory.u64(at, 1n);
  memory.u64(at + 8, BigInt(stat.ino));
  memory.u64(at + 16, BigInt(filetypeOf(stat.mode)));
  memory.u64(at + 24, BigInt(stat.nlink));
  memory.u64(at + 32, BigInt(stat.size));
  memory.u64(at + 40, nanoseconds(stat.atimeMs));
  memory.u64(at + 48, nanoseconds(stat.mtimeMs));
  memory.u64(at + 56, nanoseconds(stat.ctimeMs));
}

/** Times of a `*_set_times` call, by its flags: given, now, or left alone. */
function newTimes(stat: FileStat, atime: bigint, mtime: bigint, flags: number): [number, number] {
  const pick = (old: number, given: bigint, set: number, now: number): number =>
    flags & now ? Date.now() : flags & set ? milliseconds(given) : old;
  return [pick(stat.atimeMs, atime, 1, 2), pick(stat.mtimeMs, mtime, 4, 8)];
}

/** Reads into, or writes out of, several pieces of memory. Shared memory is copied: the kernel takes plain bytes. */
export function createTransfers(
  files: FileSystem,
  table: WasiDescriptors,
  memory: WasiMemory,
): Record<string, Call> {
  const read = (number: number, iovs: number, count: number, position: bigint | null): number => {
    const entry = table.get(number);
    if (entry.filetype === FILETYPE.DIRECTORY) throw new WasiFailure('EISDIR');
    let total = 0;
    for (const target of memory.vectors(iovs, count)) {
      if (target.byteLength === 0) continue;
      const at = position ?? (entry.filetype === FILETYPE.REGULAR ? entry.offset : null);
      const into = new Uint8Array(target.byteLength);
      const got = files.read(
        entry.fd,
        into,
        at === null ? null : Number(at) + (position === null ? 0 : total),
      );
      target.set(into.subarray(0, got));
      total += got;
      if (position === null) entry.offset += BigInt(got);
      if (got < target.byteLength) break;
    }
    return total;
  };
  const write = (number: number, iovs: number, count: number, position: bigint | null): number => {
    const entry = table.get(number);
    let total = 0;
    for (const source of memory.vectors(iovs, count)) {
      const bytes = source.slice();
      for (let done = 0; done < bytes.byteLength;) {
        const own = entry.filetype === FILETYPE.REGULAR && !entry.append ? Number(entry.offset) : null;
        const at = position === null ? own : Number(position) + total;
        const put = files.write(entry.fd, bytes.subarray(done), at);
        done += put;
        total += put;
        if (position === null) entry.offset += BigInt(put);
      }
    }
    return total;
  };
  return {
    fd_read: (fd: number, iovs: number, count: number, out: number) =>
      memory.u32(out, read(fd, iovs, count, null)),
    fd_pread: (fd: number, iovs: number, count: number, at: bigint, out: number) =>
      memory.u32(out, read(fd, iovs, count, at)),
    fd_write: (fd: number, iovs: number, count: number, out: number) =>
      memory.u32(out, write(fd, iovs, count, null)),
    fd_pwrite: (fd: number, iovs: number, count: number, at: bigint, out: number) =>
      memory.u32(out, write(fd, iovs, count, at)),
  } as Record<string, Call>;
}

export function createDescriptorCalls(
  files: FileSystem,
  table: WasiDescriptors,
  memory: WasiMemory,
): Record<string, Call> {
  const statOf = (number: number): FileStat => {
    const entry = table.get(number);
    return entry.fd >= 0 ? files.fstat(entry.fd) : files.stat(entry.path);
  };
  return {
    fd_advise: (fd: number) => void table.get(fd),
    fd_allocate(fd: number, offset: bigint, length: bigint) {
      const size = Number(offset + length);
      if (statOf(fd).size < size) files.ftruncate(table.get(fd).fd, size);
    },
    fd_close: (fd: number) => table.close(fd),
    fd_datasync: (fd: number) => void table.get(fd),
    fd_sync: (fd: number) => void table.get(fd),
    fd_fdstat_get(fd: number, out: number) {
      const entry = table.get(fd);
      memory.bytes(out, 24).fill(0);
      memory.view.setUint8(out, entry.filetype);
      memory.view.setUint16(out + 2, entry.flags, true);
      memory.u64(out + 8, entry.rights);
      memory.u64(out + 16, entry.inheriting);
    },
    fd_fdstat_set_flags(fd: number, flags: number) {
      const entry = table.get(fd);
      entry.flags = flags;
      entry.append = (flags & 1) !== 0;
    },
    fd_fdstat_set_rights(fd: number, rights: bigint, inheriting: bigint) {
      Object.assign(table.get(fd), { rights, inheriting });
    },
    fd_filestat_get(fd: number, out: number) {
      const entry = table.get(fd);
      if (entry.path !== '') return writeStat(memory, out, statOf(fd));
      memory.bytes(out, 64).fill(0);
      memory.u64(out + 16, BigInt(entry.filetype));
    },
    fd_filestat_set_size: (fd: number, size: bigint) => files.ftruncate(table.get(fd).fd, Number(size)),
    fd_filestat_set_times(fd: number, atime: bigint, mtime: bigint, flags: number) {
      files.futimes(table.get(fd).fd, ...newTimes(statOf(fd), atime, mtime, flags));
    },
    fd_prestat_get(fd: number, out: number) {
      const { preopen } = table.get(fd);
      if (preopen === undefined) throw new WasiFailure('EBADF');
      memory.u32(out, 0);
      memory.u32(out + 4, encoder.encode(preopen).byteLength);
    },
    fd_prestat_dir_name(fd: number, pointer: number, length: number) {
      const name = encoder.encode(table.get(fd).preopen ?? '');
      if (name.byteLength > length) throw new WasiFailure('ENAMETOOLONG');
      memory.bytes(pointer, name.byteLength).set(name);
    },
    fd_readdir(fd: number, buffer: number, length: number, cookie: bigint, out: number) {
      const entry = table.get(fd);
      if (cookie === 0n || !entry.entries) entry.entries = files.readdir(entry.path);
      const target = memory.bytes(buffer, length);
      let used = 0;
      for (let index = Number(cookie); index < entry.entries.length && used < length; index++) {
        const { name, ino, mode } = entry.entries[index] as (typeof entry.entries)[number];
        const text = encoder.encode(name);
        const record = new Uint8Array(24 + text.byteLength);
        const view = new DataView(record.buffer);
        view.setBigUint64(0, BigInt(index + 1), true);
        view.setBigUint64(8, BigInt(ino), true);
        view.setUint32(16, text.byteLength, true);
        view.setUint8(20, filetypeOf(mode));
        record.set(text, 24);
        const part = record.subarray(0, length - used);
        target.set(part, used);
        used += part.byteLength;
      }
      memory.u32(out, used);
    },
    fd_renumber: (from: number, to: number) => table.renumber(from, to),
    fd_seek(fd: number, offset: bigint, whence: number, out: number) {
      const entry = table.get(fd);
      if (entry.filetype !== FILETYPE.REGULAR) throw new WasiFailure('ESPIPE');
      const base = whence === 0 ? 0n : whence === 1 ? entry.offset : BigInt(statOf(fd).size);
      if (base + offset < 0n) throw new WasiFailure('EINVAL');
      entry.offset = base + offset;
      memory.u64(out, entry.offset);
    },
    fd_tell: (fd: number, out: number) => memory.u64(out, table.get(fd).offset),
  } as Record<string, Call>;
}

export function createPathCalls(
  files: FileSystem,
  table: WasiDescriptors,
  memory: WasiMemory,
): Record<string, Call> {
  const path = (fd: number, pointer: number, length: number): string =>
    table.resolve(fd, memory.text(pointer, length));
  return {
    path_create_directory: (fd: number, p: number, n: number) => void files.mkdir(path(fd, p, n)),
    path_filestat_get(fd: number, flags: number, p: number, n: number, out: number) {
      const at = path(fd, p, n);
      writeStat(memory, out, flags & 1 ? files.stat(at) : files.lstat(at));
    },
    path_filestat_set_times(
      fd: number,
      flags: number,
      p: number,
      n: number,
      atime: bigint,
      mtime: bigint,
      set: number,
    ) {
      const at = path(fd, p, n);
      const follow = (flags & 1) !== 0;
      files.utimes(at, ...newTimes(follow ? files.stat(at) : files.lstat(at), atime, mtime, set), follow);
    },
    path_link(fd: number, _flags: number, p: number, n: number, toFd: number, tp: number, tn: number) {
      files.link(path(fd, p, n), path(toFd, tp, tn));
    },
    path_open(
      dir: number,
      lookup: number,
      p: number,
      n: number,
      oflags: number,
      rights: bigint,
      inheriting: bigint,
      flags: number,
      out: number,
    ) {
      const at = path(dir, p, n);
      const found = files.tryStat(at);
      if (oflags & 2 && found && filetypeOf(found.mode) !== FILETYPE.DIRECTORY)
        throw new WasiFailure('ENOTDIR');
      if (found && filetypeOf(found.mode) === FILETYPE.DIRECTORY) {
        if (rights & RIGHT_WRITE && oflags & 9) throw new WasiFailure('EISDIR');
        memory.u32(
          out,
          table.add({ fd: -1, filetype: FILETYPE.DIRECTORY, path: at, rights, inheriting, flags }),
        );
        return;
      }
      const writes = (rights & RIGHT_WRITE) !== 0n;
      let open = writes ? (rights & RIGHT_READ ? O_RDWR : O_WRONLY) : O_RDONLY;
      if (oflags & 1) open |= O_CREAT;
      if (oflags & 2) open |= O_DIRECTORY;
      if (oflags & 4) open |= O_EXCL;
      if (oflags & 8) open |= O_TRUNC;
      if (flags & 1) open |= O_APPEND;
      if (!(lookup & 1)) open |= O_NOFOLLOW;
      const fd = files.open(at, open, 0o644);
      const filetype = filetypeOf(files.fstat(fd).mode);
      memory.u32(
        out,
        table.add({ fd, filetype, path: at, rights, inheriting, flags, append: (flags & 1) !== 0 }),
      );
    },
    path_readlink(fd: number, p: number, n: number, buffer: number, size: number, out: number) {
      const text = encoder.encode(files.readlink(path(fd, p, n))).subarray(0, size);
      memory.bytes(buffer, text.byteLength).set(text);
      memory.u32(out, text.byteLength);
    },
    path_remove_directory: (fd: number, p: number, n: number) => files.rmdir(path(fd, p, n)),
    path_rename(fd: number, p: number, n: number, toFd: number, tp: number, tn: number) {
      files.rename(path(fd, p, n), path(toFd, tp, tn));
    },
    path_symlink(tp: number, tn: number, fd: number, p: number, n: number) {
      files.symlink(memory.text(tp, tn), path(fd, p, n));
    },
    path_unlink_file: (fd: number, p: number, n: number) => files.unlink(path(fd, p, n)),
  } as Record<string, Call>;
}
