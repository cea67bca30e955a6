/** The names that an ES module may import from a CommonJS one, by `cjs-module-lexer`, as Node finds them. */
import { initSync, parse } from 'cjs-module-lexer';

let ready = false;

export interface CommonSource {
  path: string;
  text: string;
}

/** `resolve` opens what a module re-exports by `module.exports = require('x')`; undefined for what is not CommonJS. */
export function commonExports(
  source: CommonSource,
  resolve: (specifier: string, from: string) => CommonSource | readonly string[] | undefined,
  seen = new Set<string>(),
): Set<string> {
  const names = new Set<string>();
  if (seen.has(source.path)) return names;
  seen.add(source.path);
  if (!ready) {
    initSync();
    ready = true;
  }
  let found;
  try {
    found = parse(source.text);
  } catch {
    // Not lexable: it has no names but `default`, and fails by itself when it runs.
    return names;
  }
  for (const name of found.exports) names.add(name);
  for (const specifier of found.reexports) {
    const target = resolve(specifier, source.path);
    if (target === undefined) continue;
    const more = 'text' in target ? commonExports(target, resolve, seen) : target;
    for (const name of more) names.add(name);
  }
  return names;
}

/** An ES module that shows a value's properties as named exports. `expression` gives the value. */
export function facade(expression: string, names: Iterable<string>): string {
  const locals: string[] = [];
  const exports: string[] = [];
  let index = 0;
  for (const name of names) {
    if (name === 'default') continue;
    locals.push(`$${index}=$m?.[${JSON.stringify(name)}]`);
    exports.push(`$${index} as ${JSON.stringify(name)}`);
    index++;
  }
  const declarations = locals.length > 0 ? `const ${locals.join(',')};` : '';
  return `const $m=${expression};${declarations}export{$m as default${exports.length > 0 ? ',' : ''}${exports.join(',')}};`;
}
