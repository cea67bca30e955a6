/** Versions compared, restored and forked: pure, over trees. */
import type { Tree, TreeEntry } from './schema.ts';

export type FileChange =
  | { readonly kind: 'added'; readonly path: string; readonly after: TreeEntry }
  | { readonly kind: 'removed'; readonly path: string; readonly before: TreeEntry }
  | { readonly kind: 'changed'; readonly path: string; readonly before: TreeEntry; readonly after: TreeEntry }
  | {
      readonly kind: 'renamed';
      readonly path: string;
      readonly from: string;
      readonly before: TreeEntry;
      readonly after: TreeEntry;
    };

/** What became of each file from one tree to another, by path. A removed file that came back elsewhere as it was is renamed. */
export function diffTrees(before: Tree, after: Tree): FileChange[] {
  const changes: FileChange[] = [];
  const removed: { path: string; entry: TreeEntry }[] = [];
  for (const [path, entry] of Object.entries(before)) {
    const now = after[path];
    if (!now) removed.push({ path, entry });
    else if (!isSame(entry, now)) changes.push({ kind: 'changed', path, before: entry, after: now });
  }
  for (const [path, entry] of Object.entries(after)) {
    if (before[path]) continue;
    // Empty files are all alike; that says nothing of where they came from.
    const at = entry.size === 0 ? -1 : removed.findIndex((own) => isSame(own.entry, entry));
    const [source] = at === -1 ? [] : removed.splice(at, 1);
    changes.push(
      source
        ? { kind: 'renamed', path, from: source.path, before: source.entry, after: entry }
        : { kind: 'added', path, after: entry },
    );
  }
  for (const { path, entry } of removed) changes.push({ kind: 'removed', path, before: entry });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What to do to files of one tree so that they become another's. */
export interface RestorePlan {
  /** Paths to delete, before anything is written: a file may come where a folder was. */
  readonly deletes: readonly string[];
  readonly writes: readonly { readonly path: string; readonly entry: TreeEntry }[];
  /** Whether what is to be installed changes. */
  readonly needsInstall: boolean;
}

const MANIFESTS = /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|\.npmrc)$/;

export function planRestore(now: Tree, wanted: Tree): RestorePlan {
  const deletes = Object.keys(now).filter((path) => !wanted[path]);
  const writes = Object.entries(wanted)
    .filter(([path, entry]) => !now[path] || !isSame(now[path], entry))
    .map(([path, entry]) => ({ path, entry }));
  const touched = [...deletes, ...writes.map(({ path }) => path)];
  return {
    deletes: deletes.sort(),
    writes: writes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    needsInstall: touched.some((path) => MANIFESTS.test(path)),
  };
}

/** Paths whose content isn't the wanted tree's: empty when a restore did what it should. */
export function verifyTree(found: Tree, wanted: Tree): string[] {
  return diffTrees(wanted, found).flatMap((change) =>
    change.kind === 'renamed' ? [change.from, change.path] : [change.path],
  );
}

export function treeSize(tree: Tree): number {
  return Object.values(tree).reduce((sum, { size }) => sum + size, 0);
}

function isSame(a: TreeEntry, b: TreeEntry): boolean {
  return a.hash === b.hash && a.text === b.text;
}
