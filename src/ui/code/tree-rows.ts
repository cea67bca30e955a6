/** Paths as the rows of a tree: folders first, both by name. Pure. */

export interface TreeRow {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly isFolder: boolean;
  readonly isOpen: boolean;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
}

export function treeRows(paths: readonly string[], closed: ReadonlySet<string>): TreeRow[] {
  const root: Folder = { folders: new Map(), files: [] };
  for (const path of paths) {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    let folder = root;
    for (const part of parts) {
      let next = folder.folders.get(part);
      if (!next) folder.folders.set(part, (next = { folders: new Map(), files: [] }));
      folder = next;
    }
    folder.files.push(name);
  }
  const rows: TreeRow[] = [];
  walk(root, '', 0, closed, rows);
  return rows;
}

function walk(
  folder: Folder,
  prefix: string,
  depth: number,
  closed: ReadonlySet<string>,
  rows: TreeRow[],
): void {
  for (const [name, inner] of [...folder.folders].sort(([a], [b]) => a.localeCompare(b))) {
    const path = prefix + name;
    const isOpen = !closed.has(path);
    rows.push({ path, name, depth, isFolder: true, isOpen });
    if (isOpen) walk(inner, `${path}/`, depth + 1, closed, rows);
  }
  for (const name of folder.files.sort((a, b) => a.localeCompare(b)))
    rows.push({ path: prefix + name, name, depth, isFolder: false, isOpen: false });
}
