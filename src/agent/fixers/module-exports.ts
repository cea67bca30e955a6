/** What a module exports, from its source or its type declarations. Pure but for reading. */

export interface ModuleExports {
  readonly hasDefault: boolean;
  readonly values: ReadonlySet<string>;
  /** Names that are types only. */
  readonly types: ReadonlySet<string>;
}

type Read = (path: string) => Promise<string | undefined>;

const DECLARED =
  /^\s*export\s+(?:declare\s+)?(?:abstract\s+)?(const|let|var|function\*?|async\s+function\*?|class|enum|const\s+enum|namespace|interface|type)\s+([\w$]+)/gm;
const LISTS = /\bexport\s+(type\s+)?\{([^}]*)\}/g;
const STARS = /\bexport\s+\*\s+from\s*["'](\.[^"'\n]+)["']/g;
const MAX_DEPTH = 3;

/** Follows `export * from './…'`. */
export async function moduleExports(path: string, read: Read, depth = 0): Promise<ModuleExports | undefined> {
  const text = await read(path);
  if (text === undefined) return undefined;
  const values = new Set<string>();
  const types = new Set<string>();
  let hasDefault = /\bexport\s+default\b|^\s*export\s*=|\bmodule\.exports\s*=/m.test(text);
  for (const [, kind, name = ''] of text.matchAll(DECLARED))
    (kind === 'interface' || kind === 'type' ? types : values).add(name);
  for (const [, isType, names = ''] of text.matchAll(LISTS)) {
    for (const part of names.split(',')) {
      const match = /^\s*(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(part);
      const name = match?.[3] ?? match?.[2];
      if (name === 'default') hasDefault = true;
      else if (name !== undefined) (isType || match?.[1] ? types : values).add(name);
    }
  }
  for (const [, target = ''] of text.matchAll(STARS)) {
    if (depth >= MAX_DEPTH) break;
    const inner = await firstOf(join(path, target), (own) => moduleExports(own, read, depth + 1));
    for (const name of inner?.values ?? []) values.add(name);
    for (const name of inner?.types ?? []) types.add(name);
  }
  return { hasDefault, values, types };
}

/** What a package (or one of its entries: `react-dom/client`) exports, as its installed types prove, or else its code. */
export async function packageExports(specifier: string, read: Read): Promise<ModuleExports | undefined> {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const entry = `.${specifier.slice(name.length)}`;
  const manifest = readJson(await read(`${name}/package.json`));
  const typed = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  const candidates = [
    ...(manifest ? entriesOf(manifest, entry).map((path) => `${name}/${path.replace(/^\.\//, '')}`) : []),
    `${typed}/${entry === '.' ? 'index' : entry.slice(2)}.d.ts`,
  ];
  const found = candidates.filter((path) => /\.[cm]?tsx?$/.test(path));
  for (const path of [...found, ...candidates.filter((own) => !found.includes(own))]) {
    const exports = await firstOf(path, (own) => moduleExports(own, read));
    if (exports && (exports.hasDefault || exports.values.size > 0)) return exports;
  }
  return undefined;
}

/** Paths of an entry, in the order in which they prove the most: types, then modules. */
function entriesOf(manifest: Readonly<Record<string, unknown>>, entry: string): string[] {
  const { exports } = manifest;
  const map = typeof exports === 'object' && exports !== null ? (exports as Record<string, unknown>) : {};
  const found = Object.keys(map).some((key) => key.startsWith('.'))
    ? map[entry]
    : entry === '.'
      ? exports
      : undefined;
  const paths = leaves(found);
  if (entry !== '.') return [...paths, ...(paths.length > 0 ? [] : [entry, `${entry}/index.d.ts`])];
  const fields = ['types', 'typings', 'module', 'main'].flatMap((field) =>
    typeof manifest[field] === 'string' ? [manifest[field]] : [],
  );
  return [...paths, ...fields, 'index.d.ts'];
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const conditions = value as Record<string, unknown>;
  return ['types', 'import', 'module', 'browser', 'default', 'require'].flatMap((name) =>
    leaves(conditions[name]),
  );
}

/** A path as it is, or with what declarations and modules leave out. */
async function firstOf<T>(
  path: string,
  take: (path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  const declared = path.endsWith('.d.ts') ? [] : [`${stem}.d.ts`, `${stem}.d.mts`, `${stem}/index.d.ts`];
  for (const own of [...declared, path, `${path}.ts`, `${path}.tsx`, `${path}.js`, `${path}/index.js`]) {
    const found = await take(own);
    if (found !== undefined) return found;
  }
  return undefined;
}

function join(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function readJson(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A package without a readable manifest proves nothing.
    return undefined;
  }
}
