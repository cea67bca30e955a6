/** The calls on descriptors and on whole files, synchronous. */
import {
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  S_IFMT,
  S_IFREG,
} from '../../vfs/constants.ts';
import type { BufferLike } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../errors.ts';
import { joinBytes } from '../../../shared/join-bytes.ts';
import { systemError } from '../system-error.ts';
import { parseFileMode, validateBuffer, validateInteger } from '../validators.ts';
import type { FsContext } from './context.ts';
import { checkFd, encodingOf, parseFlags, parseTime, readOptions, type Options } from './options.ts';
import { checkBounds } from './paths.ts';
import { makeStats, type BigIntStats, type Stats } from './stats.ts';

/** A transfer's parts, checked: the bytes of the caller's buffer, and where in the file. */
export interface Transfer {
  fd: number;
  view: Uint8Array;
  position: number | null;
}

const CHUNK = 64 * 1024;

export function createDescriptorCalls(ctx: FsContext) {
  const { files } = ctx;
  return {
    open(path: unknown, flags?: unknown, mode?: unknown): number {
      const at = ctx.path(path);
      const bits = parseFlags(flags ?? 'r');
      const permissions = ctx.masked(parseFileMode(mode, 'mode', 0o666));
      const fd = ctx.call('open', () => files.open(at.absolute, bits, permissions), at);
      if (!at.absolute.startsWith('/dev/')) ctx.regular.add(fd);
      return fd;
    },
    close(fd: unknown): void {
      const number = checkFd(fd);
      ctx.regular.delete(number);
      ctx.call('close', () => files.close(number));
    },
    read(fd: unknown, ...rest: unknown[]): number {
      const { fd: number, view, position } = readTransfer(fd, rest);
      if (view.byteLength === 0) return 0;
      return ctx.call('read', () => files.read(number, view, position));
    },
    readv(fd: unknown, buffers: unknown, position?: unknown): number {
      const { fd: number, view, position: at, spread } = readvTransfer(fd, buffers, position);
      return spread(view.byteLength === 0 ? 0 : ctx.call('read', () => files.read(number, view, at)));
    },
    write(fd: unknown, ...rest: unknown[]): number {
      const { fd: number, view, position } = writeTransfer(ctx, fd, rest);
      return ctx.call('write', () => files.write(number, view, position));
    },
    writev(fd: unknown, buffers: unknown, position?: unknown): number {
      const { fd: number, view, position: at } = writevTransfer(fd, buffers, position);
      return writeAll(ctx, number, view, at);
    },
    fstat(fd: unknown, options?: Options): Stats | BigIntStats {
      const number = checkFd(fd);
      return makeStats(
        ctx.call('fstat', () => files.fstat(number)),
        options?.['bigint'],
      );
    },
    ftruncate(fd: unknown, length: unknown = 0): void {
      const number = checkFd(fd);
      validateInteger(length, 'len');
      ctx.call('ftruncate', () => files.ftruncate(number, Math.max(0, length)));
    },
    fchmod(fd: unknown, mode: unknown): void {
      const number = checkFd(fd);
      const bits = parseFileMode(mode, 'mode');
      ctx.call('fchmod', () => files.fchmod(number, bits));
    },
    fchown(fd: unknown, uid: unknown, gid: unknown): void {
      const number = checkFd(fd);
      validateInteger(uid, 'uid', -1, 2 ** 32 - 1);
      validateInteger(gid, 'gid', -1, 2 ** 32 - 1);
      ctx.call('fchown', () => files.fstat(number));
    },
    futimes(fd: unknown, atime: unknown, mtime: unknown): void {
      const number = checkFd(fd);
      const [a, m] = [parseTime(atime, 'time'), parseTime(mtime, 'time')];
      ctx.call('futime', () => files.futimes(number, a, m));
    },
    /** The disk is memory: there is nothing to wait for. */
    fsync(fd: unknown): void {
      checkOpen(ctx, fd, 'fsync');
    },
    fdatasync(fd: unknown): void {
      checkOpen(ctx, fd, 'fdatasync');
    },
    readFile(path: unknown, options?: unknown): string | BufferLike {
      const settings = readOptions(options, { flag: 'r' });
      return ctx.decode(readWhole(ctx, path, settings), encodingOf(settings));
    },
    writeFile(path: unknown, data: unknown, options?: unknown): void {
      writeWhole(ctx, path, data, readOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w' }));
    },
    appendFile(path: unknown, data: unknown, options?: unknown): void {
      writeWhole(ctx, path, data, readOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' }));
    },
  };
}

function checkOpen(ctx: FsContext, fd: unknown, syscall: string): void {
  const number = checkFd(fd);
  ctx.call(syscall, () => ctx.files.fstat(number));
}

function readWhole(ctx: FsContext, path: unknown, options: Options): Uint8Array<ArrayBuffer> {
  if (typeof path === 'number') return readRest(ctx, checkFd(path));
  const at = ctx.path(path);
  const flags = parseFlags(options['flag']);
  if ((flags & O_ACCMODE) === O_RDONLY && (flags & O_CREAT) === 0 && !at.absolute.startsWith('/dev/')) {
    return openRead(ctx, at);
  }
  const fd = ctx.call('open', () => ctx.files.open(at.absolute, flags, ctx.masked(0o666)), at);
  try {
    return readRest(ctx, fd);
  } finally {
    ctx.files.close(fd);
  }
}

/** A directory is opened before it refuses to be read, hence `read` without a path. */
function openRead(ctx: FsContext, at: { shown: string; absolute: string }): Uint8Array<ArrayBuffer> {
  try {
    return ctx.call('open', () => ctx.files.readFile(at.absolute), at);
  } catch (error) {
    if ((error as { code?: string }).code === 'EISDIR') throw systemError('EISDIR', 'read');
    throw error;
  }
}

/** From a descriptor's own position to its end: files, pipes and ttys alike. */
function readRest(ctx: FsContext, fd: number): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = new Uint8Array(CHUNK);
    const count = ctx.call('read', () => ctx.files.read(fd, chunk, null));
    if (count === 0) return joinBytes(chunks);
    chunks.push(chunk.subarray(0, count));
  }
}

function writeWhole(ctx: FsContext, path: unknown, data: unknown, options: Options): void {
  const bytes = ctx.bytes(data, encodingOf(options));
  const flags = parseFlags(options['flag'] ?? 'w');
  if (typeof path === 'number') {
    writeAll(ctx, checkFd(path), bytes, null);
    return;
  }
  const at = ctx.path(path);
  const mode = ctx.masked(parseFileMode(options['mode'], 'mode', 0o666));
  const simple = flags === (O_WRONLY | O_CREAT | O_TRUNC) || flags === (O_WRONLY | O_CREAT | O_APPEND);
  if (simple && !at.absolute.startsWith('/dev/')) {
    ctx.call('open', () => ctx.files.writeFile(at.absolute, bytes, { flags, mode }), at);
    return;
  }
  const fd = ctx.call('open', () => ctx.files.open(at.absolute, flags, mode), at);
  try {
    writeAll(ctx, fd, bytes, null);
  } finally {
    ctx.files.close(fd);
  }
}

function writeAll(ctx: FsContext, fd: number, bytes: Uint8Array, position: number | null): number {
  let done = 0;
  while (done < bytes.byteLength) {
    const at = position === null ? null : position + done;
    done += ctx.call('write', () => ctx.files.write(fd, bytes.subarray(done), at));
  }
  return done;
}

/** `read(fd, buffer, offset, length, position)` or `read(fd, buffer, options)`. */
export function readTransfer(fd: unknown, [buffer, second, third, fourth]: unknown[]): Transfer {
  const number = checkFd(fd);
  validateBuffer(buffer);
  const named = typeof second === 'object' && second !== null ? (second as Options) : undefined;
  // Without a length, the second is the options.
  if (!named && second !== undefined && second !== null && third === undefined && fourth === undefined)
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', second);
  const offset = (named ? named['offset'] : second) ?? 0;
  const length = (named ? named['length'] : third) ?? buffer.byteLength - Number(offset);
  const position = named ? named['position'] : fourth;
  validateInteger(offset, 'offset', 0);
  const size = Number(length);
  if (size !== 0 && buffer.byteLength === 0) {
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  checkBounds(offset, size, buffer.byteLength);
  return {
    fd: number,
    view: new Uint8Array(buffer.buffer, buffer.byteOffset + offset, size),
    position: checkPosition(position),
  };
}

/** `write(fd, buffer, offset, length, position)`, `write(fd, buffer, options)` or `write(fd, text, position, encoding)`. */
export function writeTransfer(
  ctx: FsContext,
  fd: unknown,
  [data, second, third, fourth]: unknown[],
): Transfer {
  const number = checkFd(fd);
  if (typeof data === 'string') {
    const encoding = typeof third === 'string' ? third : 'utf8';
    return {
      fd: number,
      view: ctx.bytes(data, encoding),
      position: positionOf(second),
    };
  }
  if (!ArrayBuffer.isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const named = typeof second === 'object' && second !== null ? (second as Options) : undefined;
  // Without a length, the second is the options.
  if (!named && second !== undefined && second !== null && third === undefined && fourth === undefined)
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', second);
  const offset = (named ? named['offset'] : second) ?? 0;
  const length = (named ? named['length'] : third) ?? data.byteLength - Number(offset);
  const position = named ? named['position'] : fourth;
  validateInteger(offset, 'offset', 0);
  validateInteger(length, 'length', 0);
  checkBounds(offset, length, data.byteLength);
  const view = new Uint8Array(data.buffer, data.byteOffset + offset, length);
  return { fd: number, view, position: positionOf(position) };
}

/** To write at, or to read vectors from: what is no number means the descriptor's own. */
function positionOf(position: unknown): number | null {
  return typeof position === 'number' ? position : null;
}

function checkPosition(position: unknown): number | null {
  if (position === undefined || position === null || position === -1 || position === -1n) return null;
  if (typeof position === 'bigint') return Number(position);
  validateInteger(position, 'position', -1);
  return position;
}

/** Whether a stat tells of a regular file. */
export function isRegular(stat: { mode: number }): boolean {
  return (stat.mode & S_IFMT) === S_IFREG;
}

/** `readv(fd, buffers, position)` in one go, as readv(2): a pipe gives what it has, and is not waited for once more. */
export function readvTransfer(
  fd: unknown,
  buffers: unknown,
  position: unknown,
): Transfer & { spread(count: number): number } {
  const number = checkFd(fd);
  const views = checkViews(buffers);
  const view = new Uint8Array(views.reduce((sum, { byteLength }) => sum + byteLength, 0));
  /** Puts the first `count` bytes into the buffers, and gives it back. */
  const spread = (count: number): number => {
    let at = 0;
    for (const target of views) {
      if (at >= count) break;
      target.set(view.subarray(at, Math.min(count, at + target.byteLength)));
      at += target.byteLength;
    }
    return count;
  };
  return { fd: number, view, position: positionOf(position), spread };
}

/** `writev(fd, buffers, position)` in one go. */
export function writevTransfer(fd: unknown, buffers: unknown, position: unknown): Transfer {
  return { fd: checkFd(fd), view: joinBytes(checkViews(buffers)), position: positionOf(position) };
}

/** Refuses what is no array of views: readv and writev. */
function checkViews(value: unknown): Uint8Array[] {
  if (!Array.isArray(value) || !value.every((each) => ArrayBuffer.isView(each))) {
    throw new ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', value);
  }
  return (value as ArrayBufferView[]).map(
    (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  );
}
