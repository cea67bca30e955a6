/** `path.posix`. */
import { extensionAt, formatPath, normalizeSegments, validateSuffix, withoutSuffix } from './path-core.ts';
import type { ParsedPath } from './path-core.ts';
import { validateString } from './validators.ts';

const isSlash = (char: string): boolean => char === '/';

function trimTrailing(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function baseOf(path: string): string {
  const trimmed = trimTrailing(path);
  return trimmed === '/' ? '' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function normalize(path: string): string {
  validateString(path, 'path');
  if (path === '') return '.';
  const absolute = path.startsWith('/');
  const body = normalizeSegments(path, !absolute, '/', isSlash);
  if (body === '') return absolute ? '/' : path.endsWith('/') ? './' : '.';
  return `${absolute ? '/' : ''}${body}${path.endsWith('/') ? '/' : ''}`;
}

export function isAbsolute(path: string): boolean {
  validateString(path, 'path');
  return path.startsWith('/');
}

export function join(...paths: string[]): string {
  for (const path of paths) validateString(path, 'path');
  const joined = paths.filter((path) => path !== '').join('/');
  return joined === '' ? '.' : normalize(joined);
}

export function dirname(path: string): string {
  validateString(path, 'path');
  if (path === '') return '.';
  const trimmed = trimTrailing(path);
  const slash = trimmed.lastIndexOf('/');
  if (slash === -1) return '.';
  if (slash === 0) return '/';
  // A root of exactly two slashes stays both, as in Node.
  return slash === 1 && trimmed.startsWith('//') ? '//' : trimmed.slice(0, slash);
}

export function basename(path: string, suffix?: string): string {
  validateSuffix(suffix);
  validateString(path, 'path');
  return path === suffix ? '' : withoutSuffix(baseOf(path), suffix);
}

export function extname(path: string): string {
  validateString(path, 'path');
  const base = baseOf(path);
  return base.slice(extensionAt(base));
}

export const format = (parts: Partial<ParsedPath>): string => formatPath('/', parts);

export function parse(path: string): ParsedPath {
  validateString(path, 'path');
  const root = path.startsWith('/') ? '/' : '';
  const base = baseOf(path);
  const at = extensionAt(base);
  const trimmed = trimTrailing(path);
  const slash = trimmed.lastIndexOf('/');
  const dir = slash > 0 ? trimmed.slice(0, slash) : root;
  return { root, dir, base, ext: base.slice(at), name: base.slice(0, at) };
}

/** `resolve` and `relative` need the working directory. */
export function createResolvers(cwd: () => string): {
  resolve(...paths: string[]): string;
  relative(from: string, to: string): string;
} {
  const resolve = (...paths: string[]): string => {
    let joined = '';
    for (let i = paths.length - 1; i >= 0 && !joined.startsWith('/'); i--) {
      const path = paths[i] as string;
      validateString(path, `paths[${i}]`);
      if (path !== '') joined = joined === '' ? path : `${path}/${joined}`;
    }
    if (!joined.startsWith('/')) joined = `${cwd()}/${joined}`;
    return `/${normalizeSegments(joined, false, '/', isSlash)}`;
  };
  const relative = (from: string, to: string): string => {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const a = resolve(from).split('/').filter(Boolean);
    const b = resolve(to).split('/').filter(Boolean);
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
  };
  return { resolve, relative };
}
