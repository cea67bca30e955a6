/** An import whose file is there, in other upper and lower case. */
import { replaceSpecifier } from './import-statement.ts';
import type { Fixer } from './fixer.ts';

const PATTERNS: readonly RegExp[] = [
  /failed to resolve import "([^"]+)" from "([^"]+)"/i,
  /could not resolve ["']([^"']+)["'] (?:in|from) ["']?([^"'\s]+)/i,
  /cannot find module ["']([^"']+)["'](?: imported from (\S+))?/i,
  /already included file name '[^']*' differs from file name '([^']+)' only in casing/i,
];
const ENDINGS = [
  '',
  '.tsx',
  '.ts',
  '.jsx',
  '.js',
  '.mjs',
  '.vue',
  '.svelte',
  '.css',
  '.json',
  '/index.tsx',
  '/index.ts',
  '/index.js',
];

export const importCase: Fixer = {
  name: 'import-case',
  find(problem, project) {
    const match = PATTERNS.map((pattern) => pattern.exec(problem.message)).find((own) => own !== null);
    const importer = problem.file ?? match?.[2];
    const source = importer === undefined ? undefined : project.text(importer);
    const written = match?.[1];
    if (written === undefined || importer === undefined || source === undefined)
      return Promise.resolve(undefined);
    const specifier = written.startsWith('/home/project/') ? undefined : written;
    if (specifier === undefined || !/^(?:\.{1,2}\/|@\/|~\/)/.test(specifier))
      return Promise.resolve(undefined);
    const prefix = /^[@~]\//.exec(specifier)?.[0];
    const folder = prefix === undefined ? importer.split('/').slice(0, -1) : ['src'];
    const wanted = resolve(folder, prefix === undefined ? specifier : specifier.slice(prefix.length));
    for (const ending of ENDINGS) {
      const found = project
        .paths()
        .filter((path) => path.toLowerCase() === (wanted + ending).toLowerCase() && path !== wanted + ending);
      const [path] = found;
      if (found.length !== 1 || path === undefined) continue;
      const plain = path.slice(0, path.length - ending.length);
      // Only the tail that was written is replaced: the dots and the alias in front of it stay.
      const tail = specifier.replace(/^(?:\.{1,2}\/)+|^[@~]\//, '');
      const right =
        specifier.slice(0, specifier.length - tail.length) + plain.slice(plain.length - tail.length);
      const changed = replaceSpecifier(source, specifier, right);
      if (changed === source) continue;
      return Promise.resolve({
        summary: `${importer} imports "${specifier}", and the file is called ${path}. The import now has the right case.`,
        files: { [importer]: changed },
      });
    }
    return Promise.resolve(undefined);
  },
};

function resolve(folder: readonly string[], specifier: string): string {
  const parts = [...folder];
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
