/** The shapes of package.json, of registry metadata and of a version picked from it. */
export type DependencyMap = Record<string, string>;

export interface Manifest {
  name?: string;
  version?: string;
  dependencies?: DependencyMap;
  devDependencies?: DependencyMap;
  optionalDependencies?: DependencyMap;
  peerDependencies?: DependencyMap;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  acceptDependencies?: DependencyMap;
  bundleDependencies?: string[] | boolean;
  bundledDependencies?: string[] | boolean;
  overrides?: OverrideMap;
  bin?: string | Record<string, string>;
  directories?: { bin?: string };
  engines?: Record<string, string>;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
  deprecated?: string | boolean;
  license?: string | { type?: string };
  funding?: unknown;
  hasInstallScript?: boolean;
  scripts?: Record<string, string>;
  workspaces?: string[] | { packages?: string[] };
  dist?: { tarball?: string; integrity?: string; shasum?: string; fileCount?: number; unpackedSize?: number };
  _hasShrinkwrap?: boolean;
  [key: string]: unknown;
}

export type OverrideMap = { [key: string]: string | OverrideMap };

/** A package's metadata, abbreviated (application/vnd.npm.install-v1+json) or full. */
export interface Packument {
  name: string;
  'dist-tags': Record<string, string>;
  versions: Record<string, Manifest>;
  modified?: string;
  time?: Record<string, string>;
  [key: string]: unknown;
}

/** The names that come inside the package's own tarball. */
export function bundledNames(pkg: Manifest): string[] {
  const bundle = pkg.bundleDependencies ?? pkg.bundledDependencies;
  if (bundle === true) return Object.keys(pkg.dependencies ?? {});
  return Array.isArray(bundle) ? bundle : [];
}

/** `bin` as name → path without a leading `./`; a string takes the package's name without its scope. */
export function binsOf(pkg: Manifest, name = pkg.name ?? ''): Record<string, string> {
  if (typeof pkg.bin === 'string') {
    return { [(pkg.name ?? name).replace(/^@[^/]*\//, '')]: cleanBin(pkg.bin) };
  }
  const bins: Record<string, string> = {};
  for (const [key, path] of Object.entries(pkg.bin ?? {})) {
    const command = key.replace(/^.*[\\/:]/, '');
    if (command !== '' && typeof path === 'string' && path !== '') bins[command] = cleanBin(path);
  }
  return bins;
}

function cleanBin(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/');
}
