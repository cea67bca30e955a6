/** `fs.Stats`, `BigIntStats`, `Dirent` and `StatFs`: what the calls tell of a file. */
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from './constants.ts';
import type { FileStat } from '../../vfs/file-system.ts';

const BLOCK = 4096;

/** Questions about a file's type, the same on every stats object. */
abstract class FileType {
  abstract mode: number | bigint;
  isDirectory(): boolean {
    return isType(this.mode, S_IFDIR);
  }
  isFile(): boolean {
    return isType(this.mode, S_IFREG);
  }
  isBlockDevice(): boolean {
    return isType(this.mode, S_IFBLK);
  }
  isCharacterDevice(): boolean {
    return isType(this.mode, S_IFCHR);
  }
  isSymbolicLink(): boolean {
    return isType(this.mode, S_IFLNK);
  }
  isFIFO(): boolean {
    return isType(this.mode, S_IFIFO);
  }
  isSocket(): boolean {
    return isType(this.mode, S_IFSOCK);
  }
}

function isType(mode: number | bigint, type: number): boolean {
  return (Number(mode) & S_IFMT) === type;
}

export class Stats extends FileType {
  dev = 1;
  mode: number;
  nlink: number;
  uid = 1000;
  gid = 1000;
  rdev = 0;
  blksize = BLOCK;
  ino: number;
  size: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;

  constructor(stat: FileStat) {
    super();
    this.mode = stat.mode;
    this.nlink = stat.nlink;
    this.ino = stat.ino;
    this.size = stat.size;
    this.blocks = Math.ceil(stat.size / BLOCK) * 8;
    this.atimeMs = stat.atimeMs;
    this.mtimeMs = stat.mtimeMs;
    this.ctimeMs = stat.ctimeMs;
    this.birthtimeMs = stat.birthtimeMs;
  }
  declare atime: Date;
  declare mtime: Date;
  declare ctime: Date;
  declare birthtime: Date;
}

export class BigIntStats extends FileType {
  dev = 1n;
  mode: bigint;
  nlink: bigint;
  uid = 1000n;
  gid = 1000n;
  rdev = 0n;
  blksize = BigInt(BLOCK);
  ino: bigint;
  size: bigint;
  blocks: bigint;
  atimeMs: bigint;
  mtimeMs: bigint;
  ctimeMs: bigint;
  birthtimeMs: bigint;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  birthtimeNs: bigint;

  constructor(stat: FileStat) {
    super();
    this.mode = BigInt(stat.mode);
    this.nlink = BigInt(stat.nlink);
    this.ino = BigInt(stat.ino);
    this.size = BigInt(stat.size);
    this.blocks = BigInt(Math.ceil(stat.size / BLOCK) * 8);
    this.atimeMs = BigInt(Math.floor(stat.atimeMs));
    this.mtimeMs = BigInt(Math.floor(stat.mtimeMs));
    this.ctimeMs = BigInt(Math.floor(stat.ctimeMs));
    this.birthtimeMs = BigInt(Math.floor(stat.birthtimeMs));
    this.atimeNs = nanoseconds(stat.atimeMs);
    this.mtimeNs = nanoseconds(stat.mtimeMs);
    this.ctimeNs = nanoseconds(stat.ctimeMs);
    this.birthtimeNs = nanoseconds(stat.birthtimeMs);
  }
  declare atime: Date;
  declare mtime: Date;
  declare ctime: Date;
  declare birthtime: Date;
}

function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}

/** Dates are made when asked for, as a module loader stats thousands of files and reads none of them. */
for (const Class of [Stats, BigIntStats]) {
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime'] as const) {
    const keep = (target: object, value: unknown): void => {
      Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    };
    Object.defineProperty(Class.prototype, name, {
      enumerable: true,
      configurable: true,
      get(this: Stats | BigIntStats) {
        const date = new Date(Number(this[`${name}Ms`]));
        keep(this, date);
        return date;
      },
      set(this: object, value: unknown) {
        keep(this, value);
      },
    });
  }
}

const TYPE = Symbol('type');
const UV_TYPES = new Map([
  [S_IFREG, 1],
  [S_IFDIR, 2],
  [S_IFLNK, 3],
  [S_IFIFO, 4],
  [S_IFSOCK, 5],
  [S_IFCHR, 6],
  [S_IFBLK, 7],
]);

export class Dirent {
  name: string | Uint8Array;
  parentPath: string;
  path: string;
  [TYPE]: number;

  constructor(name: string | Uint8Array, parentPath: string, mode: number) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    this[TYPE] = UV_TYPES.get(mode & S_IFMT) ?? 0;
  }
  isFile(): boolean {
    return this[TYPE] === 1;
  }
  isDirectory(): boolean {
    return this[TYPE] === 2;
  }
  isSymbolicLink(): boolean {
    return this[TYPE] === 3;
  }
  isFIFO(): boolean {
    return this[TYPE] === 4;
  }
  isSocket(): boolean {
    return this[TYPE] === 5;
  }
  isCharacterDevice(): boolean {
    return this[TYPE] === 6;
  }
  isBlockDevice(): boolean {
    return this[TYPE] === 7;
  }
}

export function makeStats(stat: FileStat, bigint: unknown): Stats | BigIntStats {
  return bigint === true ? new BigIntStats(stat) : new Stats(stat);
}

/** `statfs`: a disk of 4 GiB, half of it free; a tab cannot know more. */
export class StatFs {
  type: number | bigint;
  bsize: number | bigint;
  blocks: number | bigint;
  bfree: number | bigint;
  bavail: number | bigint;
  files: number | bigint;
  ffree: number | bigint;

  constructor(bigint: boolean) {
    const give = (value: number): number | bigint => (bigint ? BigInt(value) : value);
    this.type = give(0xef53);
    this.bsize = give(BLOCK);
    this.blocks = give(2 ** 20);
    this.bfree = give(2 ** 19);
    this.bavail = give(2 ** 19);
    this.files = give(2 ** 20);
    this.ffree = give(2 ** 19);
  }
}
