/** `npm install <spec>` and `npm uninstall <name>` in packages of the project. */
import { FetchPool } from './fetch-pool.ts';
import type { Manifest } from './manifest.ts';
import { readPackageFile, writePackageFile, type PackageFile } from './package-json.ts';
import { PackageStore } from './package-store.ts';
import type { NpmHost } from './ports.ts';
import { SaveRequest, savedSpec, type SaveOptions, type Wanted } from './save-deps.ts';
import { parseSpec } from './spec.ts';
import { findWorkspaces } from './workspaces.ts';

/** Writes each folder's package.json; answers the files as they were. */
export async function saveInWorkspaces(
  host: NpmHost,
  prefix: string,
  folders: readonly string[],
  options: SaveOptions,
): Promise<PackageFile[]> {
  const store = new PackageStore(host, new FetchPool());
  const before: PackageFile[] = [];
  const after: PackageFile[] = [];
  for (const cwd of folders) {
    const file = readPackageFile(host.fs, `${cwd}/package.json`);
    if (file === undefined) continue;
    const own = { ...options, cwd };
    const change = new SaveRequest(own);
    for (const wanted of own.add) {
      const pkg = neighbour(host, prefix, wanted) ?? (await manifestOf(store, wanted, cwd));
      const found = { packageName: pkg.name ?? wanted.name, version: pkg.version ?? '' };
      change.record(wanted.name, savedSpec(wanted, found, own));
    }
    before.push(file);
    after.push({ ...file, manifest: change.result(file.manifest) });
  }
  await store.close();
  for (const file of after) writePackageFile(host.fs, file);
  return before;
}

/** Another package of the project goes before one of the registry. */
function neighbour(host: NpmHost, prefix: string, { name, spec }: Wanted): Manifest | undefined {
  const manifest = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest ?? {};
  const folder = spec === '' ? findWorkspaces(host.fs, prefix, manifest)?.get(name) : undefined;
  return folder === undefined
    ? undefined
    : readPackageFile(host.fs, `${prefix}/${folder}/package.json`)?.manifest;
}

async function manifestOf(store: PackageStore, { name, spec }: Wanted, cwd: string): Promise<Manifest> {
  const parsed = parseSpec(name, spec || '*', cwd);
  return parsed.type === 'directory' ? store.folderManifest(parsed.path) : store.manifest(parsed);
}
