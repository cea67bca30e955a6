/** A WASI program's descriptors: standard ones, preopened directories, and what it opens below them. */
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../../vfs/constants.ts';
import type { DirEntry, FileSystem } from '../../vfs/file-system.ts';
import { normalize } from '../../vfs/path.ts';
import { WasiFailure } from './errno.ts';

export const FILETYPE = { UNKNOWN: 0, CHARACTER: 2, DIRECTORY: 3, REGULAR: 4, SOCKET: 6, LINK: 7 } as const;

export interface WasiDescriptor {
  /** The host's descriptor, or -1 for a directory. */
  fd: number;
  filetype: number;
  /** Where it stands in the file system; empty for standard streams. */
  path: string;
  /** The name of a preopened directory in the program. */
  preopen?: string;
  offset: bigint;
  append: boolean;
  rights: bigint;
  inheriting: bigint;
  flags: number;
  /** A listing being read piece by piece. */
  entries?: DirEntry[];
}

export function filetypeOf(mode: number): number {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FILETYPE.REGULAR;
    case S_IFDIR:
      return FILETYPE.DIRECTORY;
    case S_IFLNK:
      return FILETYPE.LINK;
    case S_IFCHR:
      return FILETYPE.CHARACTER;
    case S_IFSOCK:
      return FILETYPE.SOCKET;
    default:
      return FILETYPE.UNKNOWN;
  }
}

export const ALL_RIGHTS = (1n << 30n) - 1n;

export class WasiDescriptors {
  readonly #files: FileSystem;
  readonly #open = new Map<number, WasiDescriptor>();

  constructor(files: FileSystem, stdio: number[], preopens: Record<string, string>) {
    this.#files = files;
    for (const fd of stdio) this.add({ fd, filetype: FILETYPE.CHARACTER, path: '' });
    for (const [name, path] of Object.entries(preopens)) {
      this.add({ fd: -1, filetype: FILETYPE.DIRECTORY, path: normalize(path), preopen: name });
    }
  }

  add(given: Pick<WasiDescriptor, 'fd' | 'filetype' | 'path'> & Partial<WasiDescriptor>): number {
    let number = 0;
    while (this.#open.has(number)) number++;
    this.#open.set(number, {
      offset: 0n,
      append: false,
      rights: ALL_RIGHTS,
      inheriting: ALL_RIGHTS,
      flags: 0,
      ...given,
    });
    return number;
  }

  get(number: number): WasiDescriptor {
    const found = this.#open.get(number);
    if (!found) throw new WasiFailure('EBADF');
    return found;
  }

  close(number: number): void {
    const { fd } = this.get(number);
    this.#open.delete(number);
    if (fd > 2) this.#files.close(fd);
  }

  renumber(from: number, to: number): void {
    const moved = this.get(from);
    if (from === to) return;
    if (this.#open.has(to)) this.close(to);
    this.#open.set(to, moved);
    this.#open.delete(from);
  }

  /** A path of the program, absolute. What leaves its preopened directory is refused. */
  resolve(number: number, relative: string): string {
    const directory = this.get(number);
    if (directory.filetype !== FILETYPE.DIRECTORY) throw new WasiFailure('ENOTDIR');
    const path = normalize(`${directory.path}/${relative}`);
    const root = directory.path === '/' ? '/' : `${directory.path}/`;
    if (path !== directory.path && !`${path}/`.startsWith(root)) throw new WasiFailure('ENOTCAPABLE');
    return path;
  }
}
