/** What `fs.rm` says of a folder when it is not told to be recursive. */

export function rmDirectoryError(path: string): Error {
  const message = `Path is a directory: rm returned EISDIR (is a directory) ${path}`;
  const error = new Error(message) as Error & Record<string, unknown>;
  error.name = 'SystemError';
  const info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: 21 };
  return Object.assign(error, { code: 'ERR_FS_EISDIR', info, errno: 21, syscall: 'rm', path });
}
