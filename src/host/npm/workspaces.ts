/** The project's own packages: `workspaces` patterns to folders with a package.json. */
import picomatch from 'picomatch';
import type { FileSystem } from '../vfs/file-system.ts';
import { isSet, valueOf, type Args } from './args.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile } from './package-json.ts';
import { ancestors, basename, normalize } from './paths.ts';

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

/** The folders that `--workspace` and `--workspaces` name; undefined when the command is for the project itself. */
export function chosenWorkspaces(fs: FileSystem, prefix: string, args: Args): string[] | undefined {
  const wanted = valueOf(args, 'workspace')?.split(',');
  if (wanted === undefined && !isSet(args, 'workspaces')) return undefined;
  const manifest = readPackageFile(fs, `${prefix}/package.json`)?.manifest ?? {};
  const all = [...(findWorkspaces(fs, prefix, manifest) ?? [])];
  const chosen = (wanted ?? ['.']).map((word) => {
    const folder = word.startsWith('/') ? normalize(word).slice(prefix.length + 1) : clean(word);
    return all.filter(
      ([name, path]) => name === word || path === folder || folder === '.' || path.startsWith(`${folder}/`),
    );
  });
  const missing = chosen.findIndex((found) => found.length === 0);
  if (missing >= 0) {
    const option = wanted === undefined ? '--workspaces' : `--workspace=${wanted[missing] ?? ''}`;
    throw new NpmError('', 'No workspaces found:', `  ${option}`);
  }
  return [...new Set(chosen.flat().map(([, path]) => `${prefix}/${path}`))];
}

/** The project above that a folder is a workspace of. */
export function workspaceRoot(fs: FileSystem, folder: string): string | undefined {
  for (const above of ancestors(folder)) {
    if (above === folder) continue;
    const file = readPackageFile(fs, `${above}/package.json`);
    if (file?.manifest.workspaces === undefined) continue;
    const folders = [...(findWorkspaces(fs, above, file.manifest)?.values() ?? [])];
    if (folders.some((path) => `${above}/${path}` === folder)) return above;
  }
  return undefined;
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
