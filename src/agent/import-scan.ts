/** Which of the project's files a file imports, by a simple scan. Pure. */

const IMPORT =
  /(?:\bimport\s*(?:[\w*\s{},$]{1,1500}?\bfrom\s*)?|\bexport\s+[\w*\s{},$]{1,1500}?\bfrom\s*|\bimport\s*\(\s*|\brequire\s*\(\s*|@import\s+(?:url\(\s*)?)["']([^"'\n]+)["']/g;
const HTML_REFERENCE = /<(?:script|link)\b[^>]*?\b(?:src|href)=["']([^"']+)["']/g;

const EXTENSIONS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.css', '.vue', '.svelte', '.json'];
const INDEXES = ['/index.ts', '/index.tsx', '/index.js', '/index.jsx'];

/** The specifiers in a source, as written. */
export function importSpecifiers(source: string): string[] {
  const found = new Set<string>();
  for (const pattern of [IMPORT, HTML_REFERENCE]) {
    for (const match of source.matchAll(pattern)) if (match[1]) found.add(match[1]);
  }
  return [...found];
}

/** The files of `known` that `source`, at `path`, imports: relative, `/` from the root, and `@/` or `~/` for `src/`. */
export function importedFiles(path: string, source: string, known: ReadonlySet<string>): string[] {
  const dir = path.split('/').slice(0, -1);
  const result = new Set<string>();
  for (const specifier of importSpecifiers(source)) {
    const plain = specifier.replace(/[?#].*$/, '');
    const base = resolveSpecifier(plain, dir);
    const hit = base === undefined ? undefined : candidates(base).find((name) => known.has(name));
    if (hit !== undefined && hit !== path) result.add(hit);
  }
  return [...result];
}

function resolveSpecifier(specifier: string, dir: readonly string[]): string | undefined {
  if (specifier.startsWith('@/') || specifier.startsWith('~/')) return `src/${specifier.slice(2)}`;
  if (specifier.startsWith('/')) return specifier.slice(1);
  if (!specifier.startsWith('.')) return undefined;
  const parts = [...dir];
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function candidates(base: string): string[] {
  // TypeScript sources are often imported as the .js they become.
  const swapped = base.replace(/\.js(x?)$/, '.ts$1');
  return [
    ...EXTENSIONS.map((extension) => base + extension),
    ...(swapped === base ? [] : [swapped]),
    ...INDEXES.map((index) => base + index),
  ];
}
