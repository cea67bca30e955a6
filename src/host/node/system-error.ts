/** System errors exactly as Node shows them: a plain Error with errno, code, syscall, path, dest in that order. */
import { ERRNO, type ErrnoCode } from '../vfs/errno.ts';

export interface SystemError extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

/** `ENOENT: no such file or directory, open '/x'`. */
export function systemError(code: ErrnoCode, syscall: string, path?: string, dest?: string): SystemError {
  const [errno, words] = ERRNO[code];
  const where = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${words}, ${syscall}${where}`) as SystemError;
  error.errno = -errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

/** The form of sockets and processes: `connect ECONNREFUSED 127.0.0.1:1`, `spawn x ENOENT`, `kill ESRCH`. */
export function plainSystemError(code: ErrnoCode, syscall: string, detail = ''): SystemError {
  const error = new Error(`${syscall} ${code}${detail === '' ? '' : ` ${detail}`}`) as SystemError;
  error.errno = -ERRNO[code][0];
  error.code = code;
  error.syscall = syscall;
  return error;
}

/** The code of a system error thrown by a file system or the kernel, else undefined. */
export function systemCode(error: unknown): ErrnoCode | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && Object.hasOwn(ERRNO, code) ? (code as ErrnoCode) : undefined;
}

/** Whether Node would give this error to a callback (the system's) rather than throw it (an argument's). */
export function isSystemError(error: unknown): error is SystemError {
  return systemCode(error) !== undefined && typeof (error as SystemError).syscall === 'string';
}
