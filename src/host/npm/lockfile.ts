/** package-lock.json, version 3: read into a tree, and written key for key as npm writes it. */
import type { FileSystem } from '../vfs/file-system.ts';
import { compareNames } from './collate.ts';
import { bundledNames, type Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { OverrideSet } from './override-set.ts';
import { formatOf, parseJson, readText, writeText } from './package-json.ts';
import { basename, normalize, relativePath } from './paths.ts';
import { REGISTRY_PATH } from './ports.ts';
import { DepNode } from './tree.ts';

export interface LockEntry extends Manifest {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  peer?: boolean;
  extraneous?: boolean;
}

export interface Lockfile {
  path: string;
  packages: Record<string, LockEntry>;
  indent: string;
  newline: string;
  /** The exact text that was read; '' for a new one. */
  text: string;
}

const HIDDEN = 'node_modules/.package-lock.json';

/** npm-shrinkwrap.json or package-lock.json; undefined when there is none of version 2 or later. */
export function readLockfile(fs: FileSystem, cwd: string): Lockfile | undefined {
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const path = `${cwd}/${name}`;
    const text = readText(fs, path);
    if (text === undefined) continue;
    const packages = packagesOf(parseJson(text, path));
    return packages === undefined ? undefined : { path, packages, text, ...formatOf(text) };
  }
  return undefined;
}

/** What the last completed install left; undefined after an interrupted one. */
export function readHiddenLockfile(fs: FileSystem, cwd: string): Lockfile | undefined {
  const path = `${cwd}/${HIDDEN}`;
  const text = readText(fs, path);
  if (text === undefined) return undefined;
  try {
    const packages = packagesOf(JSON.parse(text));
    return packages === undefined ? undefined : { path, packages, text, ...formatOf(text) };
  } catch {
    // Damaged: the tree is not to be believed.
    return undefined;
  }
}

export function isHidden(lock: Lockfile): boolean {
  return lock.path.endsWith(`/${HIDDEN}`);
}

export function removeHiddenLockfile(fs: FileSystem, cwd: string): void {
  fs.rm(`${cwd}/${HIDDEN}`, { force: true });
}

export function writeHiddenLockfile(
  fs: FileSystem,
  cwd: string,
  packages: Record<string, LockEntry>,
  root: Manifest,
) {
  const text = stringifyLock(packages, root, basename(cwd), '  ', true);
  writeText(fs, `${cwd}/${HIDDEN}`, text);
}

function packagesOf(data: unknown): Record<string, LockEntry> | undefined {
  if (typeof data !== 'object' || data === null || !('packages' in data)) return undefined;
  const { packages } = data;
  return typeof packages === 'object' && packages !== null
    ? (packages as Record<string, LockEntry>)
    : undefined;
}

export interface RootOptions {
  cwd: string;
  manifest: Manifest;
  workspaces?: Map<string, string> | undefined;
  legacyPeerDeps?: boolean | undefined;
}

export function rootNode(options: RootOptions): DepNode {
  const { manifest } = options;
  const overrides = manifest.overrides ?? {};
  return new DepNode({
    name: manifest.name ?? basename(options.cwd),
    pkg: manifest,
    folder: '',
    path: options.cwd,
    workspaces: options.workspaces,
    overrides: Object.keys(overrides).length > 0 ? new OverrideSet(overrides) : undefined,
    legacyPeerDeps: options.legacyPeerDeps,
  });
}

/** Hangs what the lockfile lists under `root`. `folderManifest` gives the present package.json of a linked folder. */
export function loadLock(root: DepNode, lock: Lockfile, folderManifest: (path: string) => Manifest): void {
  const nodes = new Map<string, DepNode>([['', root]]);
  const { legacyPeerDeps } = root;
  const locations = Object.keys(lock.packages).sort((a, b) => a.split('/').length - b.split('/').length);
  for (const location of locations) {
    const entry = lock.packages[location];
    if (
      entry === undefined ||
      location === '' ||
      entry.link === true ||
      /(?:^|\/)node_modules\//.test(location)
    ) {
      continue;
    }
    const path = normalize(`${root.path}/${location}`);
    const inside = path.startsWith(`${root.path}/`);
    const node = new DepNode({
      name: basename(location),
      pkg: folderManifest(path),
      folder: location,
      path: inside ? '' : root.path,
      legacyPeerDeps,
    });
    if (inside) node.attachFolder(root);
    nodes.set(location, node);
  }
  for (const location of locations) {
    const entry = lock.packages[location];
    const at = location.lastIndexOf('node_modules/');
    if (entry === undefined || at < 0) continue;
    const parent = nodes.get(at === 0 ? '' : location.slice(0, at - 1));
    if (parent === undefined) continue;
    const name = location.slice(at + 'node_modules/'.length);
    const target = entry.link === true ? nodes.get(entry.resolved ?? '') : undefined;
    if (entry.link === true && target === undefined) throw missingTarget(entry.resolved ?? '', location);
    const node = new DepNode({
      name,
      pkg: target?.pkg ?? { name, ...entry },
      resolved: entry.resolved,
      integrity: entry.integrity,
      target,
      legacyPeerDeps,
      inBundle: entry.inBundle,
    });
    node.attachTo(parent);
    nodes.set(location, node);
  }
}

function missingTarget(target: string, location: string): NpmError {
  return new NpmError(
    'EMISSINGTARGET',
    `Missing target in lock file: "${target}" is referenced by "${location}" but does not exist.`,
    'To fix:',
    '1. rm package-lock.json',
    '2. npm install',
  );
}

/** Fields of a package that lockfiles repeat. */
const COPIED = [
  'version',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'optionalDependencies',
  'bundleDependencies',
  'acceptDependencies',
  'funding',
  'engines',
  'os',
  'cpu',
  'libc',
  'license',
  'hasInstallScript',
  'bin',
  'deprecated',
  'workspaces',
] as const;

/** The `packages` of a lockfile for a tree whose flags are computed. */
export function lockPackages(root: DepNode, registryBase: string | undefined): Record<string, LockEntry> {
  const packages: Record<string, LockEntry> = {};
  const external = new Set<DepNode>();
  for (const node of root.subtree()) {
    const { target } = node;
    if (target?.folder !== undefined && target.fsParent === undefined) external.add(target);
    if (node.inert && node.version === '') continue;
    packages[node.location] = entryOf(node, registryBase);
  }
  for (const node of external) packages[node.location] = entryOf(node, registryBase);
  return packages;
}

function entryOf(node: DepNode, registryBase: string | undefined): LockEntry {
  if (node.target !== undefined) return { resolved: node.target.location, link: true };
  const { pkg } = node;
  const fields = COPIED.map((key) => [key, fieldOf(node, key)] as const);
  const entry: LockEntry = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  if (
    pkg.name !== undefined &&
    (node.folder !== undefined
      ? node.folder === '' || basename(node.folder) !== pkg.name
      : pkg.name !== node.name)
  ) {
    entry.name = pkg.name;
  }
  if (node.folder !== undefined && Object.keys(pkg.devDependencies ?? {}).length > 0) {
    entry.devDependencies = pkg.devDependencies ?? {};
  }
  if (node.integrity !== undefined) entry.integrity = node.integrity;
  if (node.inBundle) entry.inBundle = true;
  const resolved = publicUrl(node, registryBase);
  if (resolved !== undefined) entry.resolved = resolved;
  if (node.isProjectRoot) return entry;
  if (node.extraneous) return { ...entry, extraneous: true };
  if (node.peer) entry.peer = true;
  if (node.dev) entry.dev = true;
  if (node.optional) entry.optional = true;
  if (node.devOptional && !node.dev && !node.optional) entry.devOptional = true;
  return entry;
}

function fieldOf(node: DepNode, key: (typeof COPIED)[number]): unknown {
  const { pkg } = node;
  if (key === 'bundleDependencies') {
    const names = bundledNames(pkg);
    return names.length > 0 ? names : undefined;
  }
  if (key === 'license' && typeof pkg.license === 'object') return pkg.license.type;
  if (key === 'bin' && typeof pkg.bin === 'string') {
    return { [(pkg.name ?? node.name).replace(/^@[^/]*\//, '')]: pkg.bin.replace(/^\.\//, '') };
  }
  if (key === 'bin' && pkg.bin !== undefined) {
    return Object.fromEntries(
      Object.entries(pkg.bin).map(([name, path]) => [name, path.replace(/^\.\//, '')]),
    );
  }
  if (key === 'funding' && pkg.funding !== undefined) return normalFunding(pkg.funding);
  if (key === 'dependencies' && pkg.dependencies !== undefined && pkg.optionalDependencies !== undefined) {
    const kept = Object.entries(pkg.dependencies).filter(
      ([name]) => !(name in (pkg.optionalDependencies ?? {})),
    );
    return kept.length > 0 ? Object.fromEntries(kept) : undefined;
  }
  if ((key === 'os' || key === 'cpu' || key === 'libc') && typeof pkg[key] === 'string') return [pkg[key]];
  const value = pkg[key];
  if (value === undefined || value === null || value === false || value === '') return undefined;
  if (typeof value === 'object' && Object.keys(value).length === 0) return undefined;
  return value;
}

function normalFunding(funding: unknown): unknown {
  if (typeof funding === 'string') return { url: funding };
  return Array.isArray(funding) ? funding.map(normalFunding) : funding;
}

function publicUrl(node: DepNode, registryBase: string | undefined): string | undefined {
  const { resolved } = node;
  if (resolved === undefined || node.inBundle || node.folder !== undefined) return undefined;
  if (resolved.startsWith('file:')) return `file:${relativePath(node.root.path, resolved.slice(5))}`;
  const at = resolved.indexOf(REGISTRY_PATH);
  if (at < 0) return resolved;
  return registryBase === undefined
    ? undefined
    : registryBase.replace(/\/?$/, '/') + resolved.slice(at + REGISTRY_PATH.length);
}

/** Keys that stand first, in this order; but scalars before objects, and each by name: npm's own layout. */
const FIRST = [
  'name',
  'version',
  'lockfileVersion',
  'resolved',
  'integrity',
  'requires',
  'packages',
  'dependencies',
];

export function stringifyLock(
  packages: Record<string, LockEntry>,
  root: Manifest,
  folderName: string,
  indent: string,
  hidden: boolean,
): string {
  const entries = Object.entries(packages)
    .filter(([location]) => !hidden || location !== '')
    .sort(([a], [b]) => compareNames(a, b));
  const lock: Record<string, unknown> = {
    name: root.name ?? folderName,
    ...(root.version === undefined ? {} : { version: root.version }),
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries(entries.map(([location, entry]) => [location, ordered(entry)])),
  };
  return `${JSON.stringify(lock, null, indent)}\n`;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const rank = (key: string, item: unknown): number => {
    const first = FIRST.indexOf(key);
    const nested = typeof item === 'object' && item !== null && !Array.isArray(item);
    return (nested ? 1000 : 0) + (first >= 0 ? first : 100);
  };
  const entries = Object.entries(value).sort(
    ([a, x], [b, y]) => rank(a, x) - rank(b, y) || compareNames(a, b),
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}
