/** The project's own packages: `workspaces` patterns to folders with a package.json. */
import picomatch from 'picomatch';
import type { FileSystem } from '../vfs/file-system.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile } from './package-json.ts';
import { basename, normalize } from './paths.ts';

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;

/** Package name → folder relative to the project; undefined when there are no workspaces. */
export function findWorkspaces(
  fs: FileSystem,
  cwd: string,
  manifest: Manifest,
): Map<string, string> | undefined {
  const { workspaces } = manifest;
  const patterns = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
  if (patterns === undefined || patterns.length === 0) return undefined;
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(clean);
  const refused = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => clean(pattern.slice(1)));
  const isRefused = picomatch(refused);
  const found = new Map<string, string>();
  const deepest = Math.max(
    ...wanted.map((pattern) => (pattern.includes('**') ? 8 : pattern.split('/').length)),
  );
  const matches = picomatch(wanted);
  for (const folder of folders(fs, cwd, '', deepest)) {
    if (!matches(folder) || (refused.length > 0 && isRefused(folder))) continue;
    const file = readPackageFile(fs, `${cwd}/${folder}/package.json`);
    if (file === undefined) continue;
    const name = file.manifest.name ?? basename(folder);
    const other = found.get(name);
    if (other !== undefined) {
      throw new NpmError(
        'EDUPLICATEWORKSPACE',
        'must not have multiple workspaces with the same name',
        `package '${name}' has conflicts in the following paths:`,
        `    ${cwd}/${other}`,
        `    ${cwd}/${folder}`,
      );
    }
    found.set(name, folder);
  }
  return found;
}

function clean(pattern: string): string {
  return normalize(pattern.replace(/^\.?\/+/, ''));
}

function* folders(fs: FileSystem, cwd: string, base: string, depth: number): Generator<string> {
  if (depth === 0) return;
  for (const { name, mode } of fs.readdir(base === '' ? cwd : `${cwd}/${base}`)) {
    if ((mode & S_IFMT) !== S_IFDIR || name === 'node_modules' || name === '.git') continue;
    const folder = base === '' ? name : `${base}/${name}`;
    yield folder;
    yield* folders(fs, cwd, folder, depth - 1);
  }
}
