/** Pathname expansion: the files a pattern names, sorted by code unit as in the C locale. */
import type { FileSystem } from '../vfs/file-system.ts';
import { S_IFDIR, S_IFLNK, S_IFMT } from '../vfs/constants.ts';
import { hasMagic, patternRegex, unescapePattern } from './pattern.ts';

/** Relative patterns give relative paths. Empty when nothing matches. */
export function glob(fs: FileSystem, cwd: string, pattern: string): string[] {
  const segments = pattern.split('/');
  let found = [''];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const next: string[] = [];
    for (const prefix of found) expandSegment({ fs, cwd, prefix, segment, last }, next);
    found = next;
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

interface SegmentStep {
  fs: FileSystem;
  cwd: string;
  /** What is matched so far, with its trailing slash. */
  prefix: string;
  segment: string;
  last: boolean;
}

function expandSegment({ fs, cwd, prefix, segment, last }: SegmentStep, into: string[]): void {
  const end = last ? '' : '/';
  if (!hasMagic(segment)) {
    const path = prefix + unescapePattern(segment);
    const exists = segment === '' || !last || fs.tryStat(absolute(cwd, path), false) !== undefined;
    if (exists) into.push(path + end);
    return;
  }
  const regex = patternRegex(segment);
  const hidden = segment.startsWith('.') || segment.startsWith('\\.');
  for (const entry of listDirectory(fs, absolute(cwd, prefix === '' ? '.' : prefix))) {
    if (entry.name.startsWith('.') && !hidden) continue;
    if (!regex.test(entry.name)) continue;
    if (!last && !isDirectory(fs, absolute(cwd, prefix + entry.name), entry.mode)) continue;
    into.push(prefix + entry.name + end);
  }
}

function listDirectory(fs: FileSystem, path: string): { name: string; mode: number }[] {
  try {
    return fs.readdir(path);
  } catch {
    // Not a directory, or not there: nothing matches.
    return [];
  }
}

function isDirectory(fs: FileSystem, path: string, mode: number): boolean {
  const type = mode & S_IFMT;
  if (type === S_IFDIR) return true;
  if (type !== S_IFLNK && type !== 0) return false;
  const stat = fs.tryStat(path);
  return stat !== undefined && (stat.mode & S_IFMT) === S_IFDIR;
}

/** `path` as seen from `cwd`, without `.` and `..`. */
export function absolute(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
