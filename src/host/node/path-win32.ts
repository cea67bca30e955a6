/** `path.win32`: drive letters, UNC roots, both slashes. */
import { extensionAt, formatPath, normalizeSegments, validateSuffix, withoutSuffix } from './path-core.ts';
import type { ParsedPath } from './path-core.ts';
import { validateString } from './validators.ts';

const isSlash = (char: string): boolean => char === '/' || char === '\\';

interface Root {
  /** `C:`, `\\server\share`, or ''. */
  device: string;
  absolute: boolean;
  length: number;
}

function rootOf(path: string): Root {
  const unc = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)([\\/]*)/.exec(path);
  if (unc) return { device: `\\\\${unc[1]}\\${unc[2]}`, absolute: true, length: unc[0].length };
  const drive = /^([A-Za-z]:)([\\/]?)/.exec(path);
  if (drive) {
    return { device: drive[1] as string, absolute: drive[2] !== '', length: drive[0].length };
  }
  const slashes = /^[\\/]/.exec(path);
  return { device: '', absolute: slashes !== null, length: slashes?.[0].length ?? 0 };
}

export function normalize(path: string): string {
  validateString(path, 'path');
  if (path === '') return '.';
  const { device, absolute, length } = rootOf(path);
  const rest = path.slice(length);
  let tail = normalizeSegments(rest, !absolute, '\\', isSlash);
  if (tail === '' && !absolute) tail = '.';
  // What was no drive must not become one by being cleaned.
  if (device === '' && !absolute && /^[A-Za-z]:/.test(tail) && !/^[A-Za-z]:/.test(path)) tail = `.\\${tail}`;
  if (tail !== '' && rest !== '' && isSlash(rest.at(-1) as string)) tail += '\\';
  return `${device}${absolute ? '\\' : ''}${tail}`;
}

export function isAbsolute(path: string): boolean {
  validateString(path, 'path');
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

export function join(...paths: string[]): string {
  for (const path of paths) validateString(path, 'path');
  const parts = paths.filter((path) => path !== '');
  if (parts.length === 0) return '.';
  let joined = parts.join('\\');
  // Only a first part that is itself `\\server` may make a UNC root.
  if (!/^[\\/]{2}[^\\/]/.test(parts[0] as string)) joined = joined.replace(/^[\\/]{2,}/, '\\');
  return normalize(joined);
}

/** The last part: a UNC root counts as parts here, a drive does not. */
function baseOf(path: string): string {
  const rest = path.replace(/^[A-Za-z]:/, '').replace(/[\\/]+$/, '');
  return rest.slice(Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1);
}

function split(path: string): { root: string; dir: string; base: string } {
  const { length } = rootOf(path);
  const root = path.slice(0, length);
  const rest = path.slice(length).replace(/[\\/]+$/, '');
  const slash = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  return { root, dir: `${root}${slash < 0 ? '' : rest.slice(0, slash)}`, base: rest.slice(slash + 1) };
}

export function dirname(path: string): string {
  validateString(path, 'path');
  return split(path).dir || '.';
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

export const format = (parts: Partial<ParsedPath>): string => formatPath('\\', parts);

export function parse(path: string): ParsedPath {
  validateString(path, 'path');
  const { root, dir, base } = split(path);
  const at = extensionAt(base);
  return { root, dir, base, ext: base.slice(at), name: base.slice(0, at) };
}

export function toNamespacedPath(path: string): string {
  if (typeof path !== 'string' || path === '') return path;
  if (/^[A-Za-z]:[\\/]/.test(path)) return `\\\\?\\${normalize(path)}`;
  const share = /^[\\/]{2}(?![.?])(.+)/.exec(path)?.[1];
  return share === undefined ? path : `\\\\?\\UNC\\${normalize(share)}`;
}

export function createResolvers(cwd: () => string): {
  resolve(...paths: string[]): string;
  relative(from: string, to: string): string;
} {
  const resolve = (...paths: string[]): string => {
    let device = '';
    let tail = '';
    let absolute = false;
    for (let i = paths.length; i >= 0 && !(absolute && device !== ''); i--) {
      const path = i === 0 ? cwd() : (paths[i - 1] as string);
      validateString(path, `paths[${i - 1}]`);
      if (path === '') continue;
      const root = rootOf(path);
      if (root.device !== '' && device !== '' && root.device.toLowerCase() !== device.toLowerCase()) continue;
      if (device === '') device = root.device;
      if (absolute) continue;
      tail = `${path.slice(root.length)}\\${tail}`;
      absolute = root.absolute;
    }
    const body = normalizeSegments(tail, !absolute, '\\', isSlash);
    return `${device}${absolute ? '\\' : ''}${body}` || '.';
  };
  const relative = (from: string, to: string): string => {
    validateString(from, 'from');
    validateString(to, 'to');
    const a = resolve(from).split('\\').filter(Boolean);
    const target = resolve(to);
    const b = target.split('\\').filter(Boolean);
    let same = 0;
    while (same < a.length && same < b.length && a[same]?.toLowerCase() === b[same]?.toLowerCase()) same++;
    if (same === 0 && a.length > 0) return target;
    return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('\\');
  };
  return { resolve, relative };
}
