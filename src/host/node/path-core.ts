/** What POSIX and Windows paths share: resolving `.` and `..`, base names and formatting. */
import { validateObject, validateString } from './validators.ts';

export interface ParsedPath {
  root: string;
  dir: string;
  base: string;
  ext: string;
  name: string;
}

/** Resolves `.` and `..` in `path`; `separator` joins, `isSeparator` splits. A leading `..` stays when `allowAboveRoot`. */
export function normalizeSegments(
  path: string,
  allowAboveRoot: boolean,
  separator: string,
  isSeparator: (char: string) => boolean,
): string {
  const out: string[] = [];
  let start = 0;
  for (let i = 0; i <= path.length; i++) {
    if (i < path.length && !isSeparator(path[i] as string)) continue;
    const segment = path.slice(start, i);
    start = i + 1;
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') out.push(segment);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (allowAboveRoot) out.push('..');
  }
  return out.join(separator);
}

/** The dot that starts the extension of a base name, or its length. */
export function extensionAt(base: string): number {
  const dot = base.lastIndexOf('.');
  return dot <= 0 || base === '..' ? base.length : dot;
}

/** A base name without `suffix`, unless that is all of it. */
export function withoutSuffix(base: string, suffix: string | undefined): string {
  if (suffix === undefined || suffix === '' || base === suffix || !base.endsWith(suffix)) return base;
  return base.slice(0, base.length - suffix.length);
}

export function formatPath(separator: string, parts: Partial<ParsedPath>): string {
  validateObject(parts, 'pathObject');
  const dir = parts.dir || parts.root;
  const ext = parts.ext ? `${parts.ext.startsWith('.') ? '' : '.'}${parts.ext}` : '';
  const base = parts.base || `${parts.name || ''}${ext}`;
  if (!dir) return base;
  return dir === parts.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

export function validateSuffix(suffix: unknown): asserts suffix is string | undefined {
  if (suffix !== undefined) validateString(suffix, 'suffix');
}
