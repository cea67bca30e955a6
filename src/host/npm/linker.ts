/** Makes node_modules what the tree says: only what differs is fetched, the hidden lockfile goes last. */
import type { ImageEntry } from '../vfs/file-system.ts';
import { compareNames } from './collate.ts';
import { lockPackages, removeHiddenLockfile, writeHiddenLockfile, type LockEntry } from './lockfile.ts';
import { binsOf, type Manifest } from './manifest.ts';
import type { PackageStore } from './package-store.ts';
import { readPackageFile, writeText } from './package-json.ts';
import { dirname, relativePath } from './paths.ts';
import type { NpmHost } from './ports.ts';
import type { DepNode } from './tree.ts';
import { NATIVE_ONLY, RUNS_ON_INSTALL, nativeOnlyScript, twinOf } from './twins.ts';

export interface LinkRequest {
  root: DepNode;
  host: NpmHost;
  store: PackageStore;
  /** Left out of node_modules by `--omit`. */
  omit: (node: DepNode) => boolean;
  /** What the last complete install left; undefined when there was none. */
  installed: Record<string, LockEntry> | undefined;
  /** Every package was in the lockfile already, with all that it lists. */
  lockIsComplete: boolean;
  onLinked: (done: number, total: number) => void;
  /** After all packages stand, before the tree counts as complete. */
  afterPackages: (twins: ReadonlyMap<DepNode, Manifest>, linked: DepNode[]) => Promise<void>;
}

export interface LinkResult {
  added: DepNode[];
  changed: DepNode[];
  removed: string[];
}

/** Nodes that have a folder or a link of their own in node_modules. */
export function placedNodes(root: DepNode, omit: (node: DepNode) => boolean): Map<string, DepNode> {
  const nodes = new Map<string, DepNode>();
  for (const node of root.subtree()) {
    if (node.parent === undefined || node.inert || node.inBundle || omit(node)) continue;
    nodes.set(node.location, node);
  }
  return nodes;
}

export class Linker {
  private readonly request: LinkRequest;
  private readonly nodes: Map<string, DepNode>;
  private readonly done = new Map<DepNode, Promise<void>>();
  private readonly twins = new Map<DepNode, Manifest>();
  private linked = 0;

  constructor(request: LinkRequest) {
    this.request = request;
    this.nodes = placedNodes(request.root, request.omit);
  }

  async link(): Promise<LinkResult> {
    const { host, root, installed } = this.request;
    const plan = this.plan();
    const work = [...plan.added, ...plan.changed];
    const complete = installed !== undefined;
    if (complete && work.length === 0 && plan.removed.length === 0) return plan;
    const cwd = root.path;
    host.fs.mkdir(`${cwd}/node_modules`, { recursive: true });
    removeHiddenLockfile(host.fs, cwd);
    for (const location of plan.removed) host.fs.rm(`${cwd}/${location}`, { recursive: true, force: true });
    if (!complete) this.removeStrangers(cwd);
    const adding = new Set(work);
    const ordered = work.sort((a, b) => a.depth - b.depth || compareNames(a.location, b.location));
    for (const node of ordered) this.done.set(node, this.put(node, adding, ordered.length));
    await Promise.all(this.done.values());
    await this.request.afterPackages(this.twins, ordered);
    this.linkBins(cwd);
    writeHiddenLockfile(host.fs, cwd, this.hiddenPackages(), root.pkg);
    return plan;
  }

  private plan(): LinkResult {
    const { installed } = this.request;
    const result: LinkResult = { added: [], changed: [], removed: [] };
    const renewed = new Set<DepNode>();
    for (const [location, node] of this.nodes) {
      const entry = installed?.[location];
      const above = node.parent !== undefined && renewed.has(node.parent);
      if (entry !== undefined && !above && isSame(node, entry)) continue;
      renewed.add(node);
      if (entry === undefined) result.added.push(node);
      else result.changed.push(node);
    }
    for (const [location, entry] of Object.entries(installed ?? {})) {
      if (!this.nodes.has(location) && entry.inBundle !== true && location.includes('node_modules/')) {
        result.removed.push(location);
      }
    }
    return result;
  }

  /** After an interrupted install, or another tool's: folders that the tree does not know. */
  private removeStrangers(cwd: string): void {
    const { fs } = this.request.host;
    const base = `${cwd}/node_modules`;
    for (const { name } of fs.readdir(base)) {
      if (name.startsWith('.')) continue;
      const names = name.startsWith('@')
        ? fs.readdir(`${base}/${name}`).map((sub) => `${name}/${sub.name}`)
        : [name];
      for (const each of names) {
        if (!this.nodes.has(`node_modules/${each}`))
          fs.rm(`${base}/${each}`, { recursive: true, force: true });
      }
    }
  }

  private async put(node: DepNode, adding: Set<DepNode>, total: number): Promise<void> {
    const { host, store, root } = this.request;
    const path = `${root.path}/${node.location}`;
    if (node.target !== undefined) {
      if (node.parent !== undefined && adding.has(node.parent)) await this.done.get(node.parent);
      this.linkFolder(node.target, path);
    } else {
      const twin = await store.twin(node.packageName, node.version);
      const shown = twin ?? node.pkg;
      if (twin !== undefined) this.twins.set(node, twin);
      const files = await store.files({
        name: twin?.name ?? node.packageName,
        version: twin?.version ?? node.version,
        resolved: twin === undefined ? node.resolved : twin.dist?.tarball,
        integrity: twin === undefined ? node.integrity : twin.dist?.integrity,
      });
      if (node.parent !== undefined && adding.has(node.parent)) await this.done.get(node.parent);
      host.sink.ingest(
        path,
        files.extent,
        executable(files.entries, Object.values(binsOf(shown, node.name))),
      );
      if (twin !== undefined && twin.name !== node.packageName) {
        const own = { ...store.packageJson(files), name: node.packageName };
        writeText(host.fs, `${path}/package.json`, `${JSON.stringify(own, null, 2)}\n`);
      }
      this.complete(node, () => store.packageJson(files), twin === undefined);
    }
    this.linked += 1;
    this.request.onLinked(this.linked, total);
  }

  /** Abbreviated metadata lacks what the lockfile also lists. */
  private complete(node: DepNode, read: () => Manifest, own: boolean): void {
    if (!own) {
      if (RUNS_ON_INSTALL.has(node.packageName)) node.pkg = { ...node.pkg, hasInstallScript: true };
      return;
    }
    if (this.request.lockIsComplete) return;
    const { license, funding, scripts } = read();
    const runs = ['preinstall', 'install', 'postinstall'].some((script) => scripts?.[script] !== undefined);
    node.pkg = {
      ...(license === undefined ? {} : { license }),
      ...(funding === undefined ? {} : { funding }),
      ...(runs ? { hasInstallScript: true } : {}),
      ...node.pkg,
    };
  }

  private linkFolder(target: DepNode, path: string): void {
    const { fs } = this.request.host;
    fs.mkdir(dirname(path), { recursive: true });
    fs.rm(path, { recursive: true, force: true });
    fs.symlink(relativePath(dirname(path), target.path), path);
  }

  /** Commands of all packages of one node_modules folder, in one step each. */
  private linkBins(cwd: string): void {
    const { host } = this.request;
    const folders = new Map<string, Map<string, string>>();
    const refusals: { path: string; text: string }[] = [];
    const nodes = [...this.nodes.values()].sort((a, b) => compareNames(a.location, b.location));
    for (const node of nodes) {
      const bins = this.commandsOf(node);
      const folder = `${node.location.slice(0, node.location.lastIndexOf('node_modules/'))}node_modules/.bin`;
      let links = folders.get(folder);
      if (links === undefined) folders.set(folder, (links = new Map<string, string>()));
      for (const [command, file] of Object.entries(bins)) {
        if (NATIVE_ONLY.has(node.packageName)) {
          refusals.push({
            path: `${cwd}/${folder}/${command}`,
            text: nativeOnlyScript(command, node.packageName),
          });
        } else {
          links.set(command, `../${node.name}/${file}`);
        }
      }
    }
    for (const [folder, links] of folders) {
      const path = `${cwd}/${folder}`;
      if (links.size === 0 && host.fs.tryStat(path) === undefined) continue;
      const entries: ImageEntry[] = [...links].map(([name, target]) => ({
        type: 'symlink',
        path: name,
        target,
      }));
      host.sink.ingest(path, 0, entries);
    }
    for (const { path, text } of refusals) {
      host.fs.mkdir(dirname(path), { recursive: true });
      writeText(host.fs, path, text);
      host.fs.chmod(path, 0o755);
    }
  }

  /** A twin's commands are those of the package.json that stands in its folder, whenever it was put there. */
  private commandsOf(node: DepNode): Record<string, string> {
    if (node.target !== undefined || twinOf(node.packageName, node.version) === undefined) {
      return binsOf(node.target?.pkg ?? node.pkg, node.name);
    }
    const { fs } = this.request.host;
    const path = `${this.request.root.path}/${node.location}`;
    const manifest = readPackageFile(fs, `${path}/package.json`)?.manifest ?? {};
    const folder = manifest.directories?.bin;
    if (manifest.bin !== undefined || folder === undefined) return binsOf(manifest, node.name);
    const files = fs.tryStat(`${path}/${folder}`) === undefined ? [] : fs.readdir(`${path}/${folder}`);
    return Object.fromEntries(files.map(({ name }) => [name, `${folder}/${name}`]));
  }

  private hiddenPackages(): Record<string, LockEntry> {
    const { root, host } = this.request;
    const packages = lockPackages(root, host.registryBase);
    const hidden: Record<string, LockEntry> = {};
    for (const [location, entry] of Object.entries(packages)) {
      const node = this.nodes.get(location);
      const isFolder = location !== '' && !/(?:^|\/)node_modules\//.test(location);
      if (node === undefined && !isFolder && (entry.inBundle !== true || location === '')) continue;
      const twin = node === undefined ? undefined : twinOf(node.packageName, node.version)?.name;
      hidden[location] = twin === undefined ? entry : { ...entry, twin };
    }
    return hidden;
  }
}

function isSame(node: DepNode, entry: LockEntry): boolean {
  if (node.target !== undefined) return entry.link === true && entry.resolved === node.target.location;
  if (entry.link === true || entry['twin'] !== twinOf(node.packageName, node.version)?.name) return false;
  if ((entry.name ?? node.name) !== node.packageName || entry.version !== node.pkg.version) return false;
  return entry.integrity === undefined || node.integrity === undefined || entry.integrity === node.integrity;
}

function executable(entries: readonly ImageEntry[], bins: string[]): ImageEntry[] {
  if (bins.length === 0) return [...entries];
  return entries.map((entry) =>
    entry.type === 'file' && bins.includes(entry.path) ? { ...entry, mode: 0o755 } : entry,
  );
}
