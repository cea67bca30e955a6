/** The calls on paths, synchronous: every other form of them is derived from these. */
import { S_IFDIR, S_IFLNK, S_IFMT } from '../../vfs/constants.ts';
import type { FileStat } from '../../vfs/file-system.ts';
import { rmDirectoryError } from '../../vfs/rm-error.ts';
import { ERR_OUT_OF_RANGE } from '../errors.ts';
import { systemCode, systemError } from '../system-error.ts';
import {
  parseFileMode,
  validateInt32,
  validateInteger,
  validateBoolean,
  validateObject,
} from '../validators.ts';
import type { FsContext } from './context.ts';
import { encodingOf, parseTime, readOptions, type Options } from './options.ts';
import { Dirent, makeStats, StatFs, type BigIntStats, type Stats } from './stats.ts';

type Name = string | Uint8Array;

export function createPathCalls(ctx: FsContext) {
  const { files } = ctx;
  return {
    access(path: unknown, mode: unknown = 0): void {
      const at = ctx.path(path);
      validateInteger(mode, 'mode', 0, 7);
      ctx.call('access', () => files.access(at.absolute, mode), at);
    },
    exists(path: unknown): boolean {
      try {
        return files.tryStat(ctx.path(path).absolute) !== undefined;
      } catch {
        return false; // Node answers false to whatever is no path, or cannot be reached.
      }
    },
    stat(path: unknown, options?: Options): Stats | BigIntStats | undefined {
      const at = ctx.path(path);
      if (options?.['throwIfNoEntry'] === false) {
        const found =
          at.shown === '' ? undefined : ctx.call('stat', () => statIfThere(files, at.absolute), at);
        return found && makeStats(found, options['bigint']);
      }
      return makeStats(
        ctx.call('stat', () => files.stat(at.absolute), at),
        options?.['bigint'],
      );
    },
    lstat(path: unknown, options?: Options): Stats | BigIntStats | undefined {
      const at = ctx.path(path);
      if (options?.['throwIfNoEntry'] === false) {
        const found =
          at.shown === '' ? undefined : ctx.call('lstat', () => statIfThere(files, at.absolute, false), at);
        return found && makeStats(found, options['bigint']);
      }
      return makeStats(
        ctx.call('lstat', () => files.lstat(at.absolute), at),
        options?.['bigint'],
      );
    },
    statfs(path: unknown, options?: Options): StatFs {
      const at = ctx.path(path);
      ctx.call('statfs', () => files.stat(at.absolute), at);
      return new StatFs(options?.['bigint'] === true);
    },
    readdir(path: unknown, options?: unknown): Name[] | Dirent[] {
      const settings = readOptions(options);
      const at = ctx.path(path);
      const { withFileTypes, recursive } = settings;
      if (recursive !== undefined && recursive !== null) validateBoolean(recursive, 'options.recursive');
      return listDirectory(ctx, at, encodingOf(settings), withFileTypes === true, recursive === true);
    },
    mkdir(path: unknown, options?: unknown): string | undefined {
      const { recursive, mode } = (
        typeof options === 'object' && options !== null ? options : { mode: options }
      ) as Options;
      const at = ctx.path(path);
      if (recursive !== undefined) validateBoolean(recursive, 'options.recursive');
      const bits = ctx.masked(parseFileMode(mode, 'mode', 0o777));
      return (
        ctx.call(
          'mkdir',
          () => files.mkdir(at.absolute, { recursive: recursive === true, mode: bits }),
          at,
        ) ?? undefined
      );
    },
    rmdir(path: unknown, options?: Options): void {
      const at = ctx.path(path);
      if (options?.['recursive'] === true) {
        ctx.call('rmdir', () => files.rm(at.absolute, { recursive: true, force: false }), at);
      } else ctx.call('rmdir', () => files.rmdir(at.absolute), at);
    },
    rm(path: unknown, options?: Options): void {
      const at = ctx.path(path);
      if (options !== undefined) validateObject(options, 'options');
      for (const name of ['recursive', 'force'])
        if (options?.[name] !== undefined) validateBoolean(options[name], `options.${name}`);
      const recursive = options?.['recursive'] === true;
      const force = options?.['force'] === true;
      const found = ctx.call('lstat', () => files.tryStat(at.absolute, false), at);
      if (found === undefined) {
        if (!force) throw systemError('ENOENT', 'lstat', at.shown);
        return;
      }
      if ((found.mode & S_IFMT) === S_IFDIR && !recursive) throw rmDirectoryError(at.shown);
      ctx.call('rm', () => files.rm(at.absolute, { recursive, force }), at);
    },
    unlink(path: unknown): void {
      const at = ctx.path(path);
      ctx.call('unlink', () => files.unlink(at.absolute), at);
    },
    rename(from: unknown, to: unknown): void {
      const a = ctx.path(from, 'oldPath');
      const b = ctx.path(to, 'newPath');
      ctx.call('rename', () => files.rename(a.absolute, b.absolute), a, b);
    },
    link(existing: unknown, path: unknown): void {
      const a = ctx.path(existing, 'existingPath');
      const b = ctx.path(path, 'newPath');
      ctx.call('link', () => files.link(a.absolute, b.absolute), a, b);
    },
    symlink(target: unknown, path: unknown): void {
      // The target is text of its own: relative to the link, not to the working directory.
      const a = ctx.path(target, 'target');
      const b = ctx.path(path);
      ctx.call('symlink', () => files.symlink(a.shown, b.absolute), a, b);
    },
    readlink(path: unknown, options?: unknown): Name {
      const settings = readOptions(options);
      const at = ctx.path(path);
      return ctx.name(
        ctx.call('readlink', () => files.readlink(at.absolute), at),
        encodingOf(settings),
      );
    },
    realpath(path: unknown, options?: unknown): Name {
      const settings = readOptions(options);
      const at = ctx.path(path);
      return ctx.name(resolveAll(ctx, at.absolute), encodingOf(settings));
    },
    chmod(path: unknown, mode: unknown): void {
      const at = ctx.path(path);
      const bits = parseFileMode(mode, 'mode');
      ctx.call('chmod', () => files.chmod(at.absolute, bits), at);
    },
    /** Everything belongs to one user: ownership is checked for form and forgotten. */
    chown(path: unknown, uid: unknown, gid: unknown): void {
      const at = ctx.path(path);
      validateInteger(uid, 'uid', -1, 2 ** 32 - 1);
      validateInteger(gid, 'gid', -1, 2 ** 32 - 1);
      ctx.call('chown', () => files.stat(at.absolute), at);
    },
    lchown(path: unknown, uid: unknown, gid: unknown): void {
      const at = ctx.path(path);
      validateInteger(uid, 'uid', -1, 2 ** 32 - 1);
      validateInteger(gid, 'gid', -1, 2 ** 32 - 1);
      ctx.call('lchown', () => files.lstat(at.absolute), at);
    },
    utimes(path: unknown, atime: unknown, mtime: unknown): void {
      const at = ctx.path(path);
      const [a, m] = [parseTime(atime, 'time'), parseTime(mtime, 'time')];
      ctx.call('utime', () => files.utimes(at.absolute, a, m), at);
    },
    lutimes(path: unknown, atime: unknown, mtime: unknown): void {
      const at = ctx.path(path);
      const [a, m] = [parseTime(atime, 'time'), parseTime(mtime, 'time')];
      ctx.call('lutime', () => files.utimes(at.absolute, a, m, false), at);
    },
    truncate(path: unknown, length: unknown = 0): void {
      const at = ctx.path(path);
      validateInteger(length, 'len');
      ctx.call('open', () => files.truncate(at.absolute, Math.max(0, length)), at);
    },
    mkdtemp(prefix: unknown, options?: unknown): Name {
      const settings = readOptions(options);
      const start = ctx.path(prefix, 'prefix');
      for (let attempt = 0; ; attempt++) {
        const made = `${start.shown}${randomName()}`;
        try {
          files.mkdir(ctx.resolve(made), { mode: 0o700 });
          return ctx.name(made, encodingOf(settings));
        } catch (error) {
          const code = systemCode(error);
          if (code === undefined) throw error;
          if (code !== 'EEXIST' || attempt > 100) throw systemError(code, 'mkdtemp', `${start.shown}XXXXXX`);
        }
      }
    },
    copyFile(from: unknown, to: unknown, mode: unknown = 0): void {
      const a = ctx.path(from, 'src');
      const b = ctx.path(to, 'dest');
      validateInt32(mode, 'mode', 0, 7);
      ctx.call('copyfile', () => copyOne(ctx, a.absolute, b.absolute, (mode & 1) === 1), a, b);
    },
  };
}

/** A file's bytes and mode; `exclusive` refuses a destination that exists. */
export function copyOne(ctx: FsContext, from: string, to: string, exclusive: boolean): void {
  const { files } = ctx;
  const stat = files.stat(from);
  if (exclusive && files.tryStat(to, false) !== undefined) throw systemError('EEXIST', 'copyfile', from, to);
  if (files.tryStat(to)?.ino === stat.ino) return;
  files.writeFile(to, files.readFile(from), { mode: stat.mode & 0o777 });
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}

function listDirectory(
  ctx: FsContext,
  at: { shown: string; absolute: string },
  encoding: string | undefined,
  typed: boolean,
  recursive: boolean,
): Name[] | Dirent[] {
  const names: Name[] = [];
  const entries: Dirent[] = [];
  const queue = [''];
  for (let index = 0; index < queue.length; index++) {
    const below = queue[index] ?? '';
    const absolute = below === '' ? at.absolute : `${at.absolute}/${below}`;
    const found = ctx.call('scandir', () => ctx.files.readdir(absolute), at);
    // libuv sorts what the system gives.
    for (const { name, mode } of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = below === '' ? name : `${below}/${name}`;
      if (typed)
        entries.push(
          new Dirent(ctx.name(name, encoding), below === '' ? at.shown : joinShown(at.shown, below), mode),
        );
      else names.push(ctx.name(relative, encoding));
      if (recursive && (mode & S_IFMT) === S_IFDIR && (mode & S_IFMT) !== S_IFLNK) queue.push(relative);
    }
  }
  return typed ? entries : names;
}

function joinShown(base: string, below: string): string {
  return base.endsWith('/') ? base + below : `${base}/${below}`;
}

/** Bounds of a transfer into or out of a buffer. */
export function checkBounds(offset: number, length: number, size: number): void {
  if (offset < 0 || offset > size) throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${size}`, offset);
  if (length < 0 || length > size - offset) {
    throw new ERR_OUT_OF_RANGE('length', length < 0 ? '>= 0' : `<= ${size - offset}`, length);
  }
}

/** As Node, which walks down the path itself: the error is of the first part that cannot be had. */
function resolveAll(ctx: FsContext, absolute: string): string {
  try {
    return ctx.files.realpath(absolute);
  } catch (error) {
    const parts = absolute.split('/').filter(Boolean);
    for (let count = 1; count <= parts.length; count++) {
      const shown = `/${parts.slice(0, count).join('/')}`;
      const at = { absolute: shown, shown };
      const { mode } = ctx.call('lstat', () => ctx.files.lstat(shown), at);
      if ((mode & S_IFMT) === S_IFLNK) ctx.call('stat', () => ctx.files.stat(shown), at);
    }
    throw error;
  }
}

/** Without a file there is nothing; any other failure is one. */
function statIfThere(files: FsContext['files'], path: string, follow = true): FileStat | undefined {
  const found = files.tryStat(path, follow);
  if (found) return found;
  try {
    return follow ? files.stat(path) : files.lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
