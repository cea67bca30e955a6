/** Numbers for open files, for users of a `FileSystem` that have no descriptor table of their own. */
import { FsError } from './errno.ts';
import type { OpenFile } from './open-file.ts';

/** 0, 1 and 2 are left to the standard streams. */
const FIRST = 3;

export class Descriptors {
  readonly #files: (OpenFile | undefined)[] = [];

  add(file: OpenFile): number {
    const free = this.#files.indexOf(undefined);
    const index = free === -1 ? this.#files.length : free;
    this.#files[index] = file;
    return index + FIRST;
  }

  get(fd: number, syscall: string): OpenFile {
    const file = this.#files[fd - FIRST];
    if (file === undefined) throw new FsError('EBADF', syscall);
    return file;
  }

  remove(fd: number): OpenFile {
    const file = this.get(fd, 'close');
    this.#files[fd - FIRST] = undefined;
    return file;
  }
}
