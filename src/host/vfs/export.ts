/** Turns a path of the file system into what `export` of `@webcontainer/api` answers: JSON, a binary snapshot or a ZIP. */
import { encode } from '@msgpack/msgpack';
import { type Zippable, zipSync } from 'fflate';
import picomatch from 'picomatch';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './constants.ts';
import type { FileStat, FileSystem } from './file-system.ts';
import { basename } from './path.ts';
import type { TreeNode } from './snapshot.ts';

export interface ExportOptions {
  format?: 'json' | 'binary' | 'zip' | undefined;
  /** Globs, relative to the exported path, of what to keep inside excluded folders. */
  includes?: string[] | undefined;
  /** Globs, relative to the exported path, of files and whole folders to leave out. */
  excludes?: string[] | undefined;
}

type Source = Pick<FileSystem, 'stat' | 'lstat' | 'readdir' | 'readFile' | 'readlink'>;
type Visit = (relative: string, stat: FileStat, path: string) => void;

const UNIX = 3;

/** Serialises `path`. Devices are left out. Throws the file system's own errors. */
export function exportTree(fs: Source, path: string, options: ExportOptions = {}): Uint8Array<ArrayBuffer> {
  const filter = new PathFilter(options.includes ?? [], options.excludes ?? []);
  if (options.format === 'zip') return zip(fs, path, filter);
  const binary = options.format === 'binary';
  const tree = treeOf(fs, path, filter, binary);
  return binary ? encode(tree).slice() : new TextEncoder().encode(JSON.stringify(tree));
}

/** What is left out, and what of it is kept after all. A pattern that matches a folder counts for all below it. */
class PathFilter {
  readonly #includes: (path: string) => boolean;
  readonly #excludes: (path: string) => boolean;
  /** Whether something inside an excluded folder may be kept. */
  readonly mayRescue: boolean;

  constructor(includes: string[], excludes: string[]) {
    this.#includes = matcher(includes);
    this.#excludes = matcher(excludes);
    this.mayRescue = includes.length > 0;
  }

  isExcluded(path: string): boolean {
    return someAncestor(path, this.#excludes) && !someAncestor(path, this.#includes);
  }
}

function matcher(patterns: string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  return picomatch(
    patterns.map((pattern) => pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '')),
    { dot: true },
  );
}

function someAncestor(path: string, matches: (path: string) => boolean): boolean {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    if (matches(path.slice(0, end))) return true;
  }
  return matches(path);
}

/** Visits everything to be exported below a directory, each directory before its children. */
function walk(fs: Source, path: string, filter: PathFilter, visit: Visit, below = ''): void {
  for (const { name } of fs.readdir(path)) {
    const relative = below === '' ? name : `${below}/${name}`;
    const child = path === '/' ? `/${name}` : `${path}/${name}`;
    const stat = fs.lstat(child);
    const isDirectory = (stat.mode & S_IFMT) === S_IFDIR;
    const excluded = filter.isExcluded(relative);
    if (!excluded) visit(relative, stat, child);
    if (isDirectory && (!excluded || filter.mayRescue)) walk(fs, child, filter, visit, relative);
  }
}

function treeOf(fs: Source, path: string, filter: PathFilter, binary: boolean): TreeNode {
  const stat = fs.stat(path);
  if ((stat.mode & S_IFMT) !== S_IFDIR) return fileNode(fs, path, stat, binary) ?? { d: emptyRecord() };
  const root = { d: emptyRecord() };
  const directories = new Map<string, Record<string, TreeNode>>([['', root.d]]);
  walk(fs, path, filter, (relative, found, child) => {
    const slash = relative.lastIndexOf('/');
    const parent = directoryOf(directories, slash === -1 ? '' : relative.slice(0, slash));
    if ((found.mode & S_IFMT) === S_IFDIR) {
      directoryOf(directories, relative);
      return;
    }
    const node = fileNode(fs, child, found, binary);
    if (node !== undefined) parent[relative.slice(slash + 1)] = node;
  });
  return root;
}

/** The record of a directory, made with all above it: excluded ones appear when something in them is kept. */
function directoryOf(known: Map<string, Record<string, TreeNode>>, path: string): Record<string, TreeNode> {
  const existing = known.get(path);
  if (existing !== undefined) return existing;
  const slash = path.lastIndexOf('/');
  const children = emptyRecord();
  directoryOf(known, slash === -1 ? '' : path.slice(0, slash))[path.slice(slash + 1)] = { d: children };
  known.set(path, children);
  return children;
}

function fileNode(fs: Source, path: string, stat: FileStat, binary: boolean): TreeNode | undefined {
  const type = stat.mode & S_IFMT;
  if (type === S_IFLNK) return { f: { l: fs.readlink(path) } };
  if (type !== S_IFREG) return undefined;
  const bytes = fs.readFile(path);
  if (binary) return { f: { c: bytes } };
  const text = utf8Text(bytes);
  return text === undefined ? { f: { c: latin1Text(bytes), b: true } } : { f: { c: text } };
}

function zip(fs: Source, path: string, filter: PathFilter): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  const add: Visit = (relative, stat, child) => {
    const type = stat.mode & S_IFMT;
    const attributes = { os: UNIX, attrs: (stat.mode << 16) >>> 0, mtime: zipTime(stat.mtimeMs) };
    if (type === S_IFDIR) files[`${relative}/`] = [new Uint8Array(0), attributes];
    else if (type === S_IFLNK) files[relative] = [new TextEncoder().encode(fs.readlink(child)), attributes];
    else if (type === S_IFREG) files[relative] = [fs.readFile(child), attributes];
  };
  const stat = fs.stat(path);
  if ((stat.mode & S_IFMT) === S_IFDIR) walk(fs, path, filter, add);
  else add(basename(path), stat, path);
  return zipSync(files);
}

/** ZIP knows the years 1980 to 2099. */
const zipTime = (ms: number): number => Math.min(Math.max(ms, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30));

/** Names such as `__proto__` are names here. */
const emptyRecord = (): Record<string, TreeNode> => Object.create(null) as Record<string, TreeNode>;

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the caller sends it as bytes.
    return undefined;
  }
}

function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
