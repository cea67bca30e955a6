/** File types by their bits and letters, as `ls -l`, `find -type` and `test` need them. */
import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../vfs/constants.ts';

export { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK };
/** No file of the host is one. */
export const S_IFBLK = 0o060000;

export function isDirectory(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR;
}

export function isLink(mode: number): boolean {
  return (mode & S_IFMT) === S_IFLNK;
}

const LETTERS = new Map([
  [S_IFREG, '-'],
  [S_IFDIR, 'd'],
  [S_IFLNK, 'l'],
  [S_IFCHR, 'c'],
  [S_IFIFO, 'p'],
  [S_IFSOCK, 's'],
]);

/** `drwxr-xr-x` */
export function modeText(mode: number): string {
  const bits = [6, 3, 0].map((shift) => {
    const three = (mode >> shift) & 7;
    return (three & 4 ? 'r' : '-') + (three & 2 ? 'w' : '-') + (three & 1 ? 'x' : '-');
  });
  return (LETTERS.get(mode & S_IFMT) ?? '?') + bits.join('');
}
