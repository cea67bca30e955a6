/** The names that models use for actions and attributes, and the protocol's own. Pure. */

const TYPES: Readonly<Record<string, string>> = {
  write: 'file',
  create: 'file',
  'create-file': 'file',
  'write-file': 'file',
  patch: 'edit',
  modify: 'edit',
  'edit-file': 'edit',
  remove: 'delete',
  rm: 'delete',
  'delete-file': 'delete',
  move: 'rename',
  mv: 'rename',
  'rename-file': 'rename',
  run: 'shell',
  bash: 'shell',
  sh: 'shell',
  command: 'shell',
  exec: 'shell',
  build: 'shell',
  dev: 'start',
  serve: 'start',
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  filePath: 'path',
  filepath: 'path',
  'file-path': 'path',
  file: 'path',
  filename: 'path',
  from: 'path',
  newPath: 'to',
  newpath: 'to',
  'new-path': 'to',
  destination: 'to',
  dest: 'to',
};

/** `write` → `file`, `bash` → `shell`, …; lower case; unknown names pass. */
export function canonicalType(type: string): string {
  const name = type.trim().toLowerCase();
  return Object.hasOwn(TYPES, name) ? (TYPES[name] ?? name) : name;
}

/** `filePath` → `path`, …; an attribute under its own name wins over its alias. */
export function canonicalAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const result = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes)) {
    const own = Object.hasOwn(ATTRIBUTES, name) ? (ATTRIBUTES[name] ?? name) : name;
    if (own === name || !result.has(own)) result.set(own, value);
  }
  return Object.fromEntries(result);
}
