/** `node:path`, with `posix` and `win32`; the tab is a POSIX platform. */
import picomatch from 'picomatch';
import type { NodeHost } from './host.ts';
import * as posixPath from './path-posix.ts';
import * as win32Path from './path-win32.ts';
import { validateString } from './validators.ts';

type Platform = Omit<typeof posixPath, 'createResolvers'> & ReturnType<typeof posixPath.createResolvers>;

export interface Path extends Platform {
  sep: string;
  delimiter: string;
  toNamespacedPath(path: string): string;
  _makeLong(path: string): string;
  matchesGlob(path: string, pattern: string): boolean;
  posix: Path;
  win32: Path;
}

function matcher(windows: boolean): (path: string, pattern: string) => boolean {
  return (path, pattern) => {
    validateString(path, 'path');
    validateString(pattern, 'pattern');
    const clean = windows ? path.replaceAll('\\', '/') : path;
    return picomatch.isMatch(clean, windows ? pattern.replaceAll('\\', '/') : pattern, { nocase: windows });
  };
}

/** The exports of `path` for a working directory that may change. */
export function createPath(cwd: () => string): Path {
  const { createResolvers: posixResolvers, ...posixRest } = posixPath;
  const { createResolvers: win32Resolvers, ...win32Rest } = win32Path;
  const posix = {
    ...posixResolvers(cwd),
    ...posixRest,
    toNamespacedPath: (path: string) => path,
    _makeLong: (path: string) => path,
    matchesGlob: matcher(false),
    sep: '/',
    delimiter: ':',
  } as Path;
  const win32 = {
    ...win32Resolvers(cwd),
    ...win32Rest,
    _makeLong: win32Path.toNamespacedPath,
    matchesGlob: matcher(true),
    sep: '\\',
    delimiter: ';',
  } as Path;
  for (const each of [posix, win32]) Object.assign(each, { posix, win32 });
  return posix;
}

/** The process's `cwd()` once it exists: `chdir` must be seen. */
export function createModule(host: NodeHost): Path {
  return createPath(
    () => (globalThis as { process?: { cwd?(): string } }).process?.cwd?.() ?? host.identity.cwd,
  );
}
