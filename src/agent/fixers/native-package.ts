/** A package whose native part does not run in a browser: its twin in JavaScript or WebAssembly, with the same interface. */
import { readManifest } from '../manifest.ts';
import { importSpecifiers } from '../import-scan.ts';
import type { Fixer } from './fixer.ts';

interface Twin {
  readonly name: string;
  readonly range: string;
}

/** Only twins that can stand in as they are. */
const TWINS: Readonly<Record<string, Twin>> = {
  bcrypt: { name: 'bcryptjs', range: '^3' },
  '@node-rs/bcrypt': { name: 'bcryptjs', range: '^3' },
  'node-sass': { name: 'sass', range: '^1' },
  'fs-ext': { name: 'fs-extra', range: '^11' },
};
const NATIVE =
  /node-gyp|node-pre-gyp|node-gyp-build|prebuild|\.node\b|native (?:build|addon|binding|module|program)|binding(?:s|\.gyp)|ERR_DLOPEN_FAILED|platform=/i;

export const nativePackage: Fixer = {
  name: 'native-package',
  find(problem, project) {
    const manifest = readManifest(project.text('package.json'));
    const text = [problem.message, problem.stack, problem.output].join('\n');
    const name = Object.keys(TWINS).find(
      (own) => manifest?.packages[own] !== undefined && new RegExp(`(?<![\\w-])${own}(?![\\w-])`).test(text),
    );
    const twin = name === undefined ? undefined : TWINS[name];
    if (name === undefined || !twin || !manifest || !NATIVE.test(text)) return Promise.resolve(undefined);
    const files: Record<string, string> = { 'package.json': swapDependency(manifest.all, name, twin) };
    for (const path of project.paths()) {
      const source = /\.[cm]?[jt]sx?$/.test(path) ? project.text(path) : undefined;
      if (source !== undefined && importSpecifiers(source).includes(name))
        files[path] = source.replace(
          new RegExp(`(["'])${name}\\1`, 'g'),
          (_all, quote: string) => quote + twin.name + quote,
        );
    }
    return Promise.resolve({
      summary: `${name} is a native package, which does not run in a browser. ${twin.name} does the same and takes its place.`,
      files,
      command: 'npm install',
    });
  },
};

function swapDependency(all: Readonly<Record<string, unknown>>, name: string, twin: Twin): string {
  const swapped: Record<string, unknown> = { ...all };
  for (const part of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const own = all[part];
    if (typeof own !== 'object' || own === null) continue;
    swapped[part] = Object.fromEntries(
      Object.entries(own).map(([key, range]) =>
        key === name ? [twin.name, twin.range] : [key, range as unknown],
      ),
    );
  }
  return `${JSON.stringify(swapped, null, 2)}\n`;
}
