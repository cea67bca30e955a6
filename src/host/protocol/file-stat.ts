/** `FileStat` of vfs/file-system.ts as it crosses realms. */
export interface FileStatWire {
  ino: number;
  mode: number;
  nlink: number;
  size: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}
