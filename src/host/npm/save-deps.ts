/** What `npm install <spec>` and `npm uninstall <name>` change in package.json. */
import { Range, subset } from 'semver';
import type { DependencyMap, Manifest } from './manifest.ts';
import { compareNames } from './collate.ts';
import { relativePath } from './paths.ts';
import { parseSpec, registrySpec } from './spec.ts';
import type { DepNode } from './tree.ts';

export const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

export type DependencyField = (typeof DEPENDENCY_FIELDS)[number];

export interface Wanted {
  name: string;
  /** As typed: a version, range, tag, alias, path or URL; '' for the latest. */
  spec: string;
}

export interface SaveOptions {
  add: Wanted[];
  remove: string[];
  /** Undefined: where the name stands already, else dependencies. */
  field?: DependencyField | undefined;
  exact?: boolean;
  prefix?: string;
  cwd: string;
}

export class SaveRequest {
  readonly options: SaveOptions;
  /** What to write for each name, once it is resolved. */
  private readonly saved = new Map<string, string>();

  constructor(options: SaveOptions) {
    this.options = options;
  }

  added(): Set<string> {
    return new Set(this.options.add.map((wanted) => wanted.name));
  }

  /** package.json as the resolver shall see it. */
  apply(manifest: Manifest): Manifest {
    return this.edit(manifest, (wanted) => wanted.spec || '*');
  }

  /** package.json as it is written. */
  result(manifest: Manifest): Manifest {
    return this.edit(manifest, (wanted) => this.saved.get(wanted.name) ?? (wanted.spec || '*'));
  }

  record(name: string, spec: string): void {
    this.saved.set(name, spec);
  }

  private edit(manifest: Manifest, specOf: (wanted: Wanted) => string): Manifest {
    const next: Manifest = { ...manifest };
    for (const name of this.options.remove) for (const field of DEPENDENCY_FIELDS) without(next, field, name);
    for (const wanted of this.options.add) {
      const field = this.options.field ?? fieldOf(manifest, wanted.name);
      for (const other of DEPENDENCY_FIELDS) {
        if (other !== field && !(other === 'peerDependencies' && this.options.field === undefined)) {
          without(next, other, wanted.name);
        }
      }
      next[field] = sorted({ ...next[field], [wanted.name]: specOf(wanted) });
    }
    return next;
  }
}

function fieldOf(manifest: Manifest, name: string): DependencyField {
  for (const field of [
    'optionalDependencies',
    'devDependencies',
    'dependencies',
    'peerDependencies',
  ] as const) {
    if (manifest[field]?.[name] !== undefined) return field;
  }
  return 'dependencies';
}

function without(manifest: Manifest, field: DependencyField, name: string): void {
  const current = manifest[field];
  if (current?.[name] === undefined) return;
  const rest = Object.entries(current).filter(([other]) => other !== name);
  if (rest.length > 0) manifest[field] = Object.fromEntries(rest);
  else delete manifest[field];
}

function sorted(map: DependencyMap): DependencyMap {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareNames(a, b)));
}

/** Fills in, from the resolved tree, what is to be written for each added name; also for the lockfile's root entry. */
export function savedSpecs(change: SaveRequest, root: DepNode, manifest: Manifest): void {
  for (const wanted of change.options.add) {
    const node = root.children.get(wanted.name);
    if (node !== undefined) change.record(wanted.name, savedSpec(wanted, node, change.options));
  }
  root.setPackage(change.result(manifest));
}

/** What package.json says for what was asked, once it is known which package and version that is. */
export function savedSpec(
  { name, spec }: Wanted,
  found: { packageName: string; version: string },
  { exact = false, prefix = '^', cwd }: SaveOptions,
): string {
  const parsed = parseSpec(name, spec || '*', cwd);
  const wanted = registrySpec(parsed);
  if (wanted === undefined) {
    const local = parsed.type === 'directory' || parsed.type === 'file';
    return local ? `file:${relativePath(cwd, parsed.path)}` : spec;
  }
  const own = (exact ? '' : prefix) + found.version;
  const keepsRange =
    wanted.type === 'range' &&
    wanted.fetchSpec !== '*' &&
    !subset(new Range(own, true), new Range(wanted.fetchSpec, true));
  const range = keepsRange ? wanted.fetchSpec : own;
  return found.packageName === name ? range : `npm:${found.packageName}@${range}`;
}
