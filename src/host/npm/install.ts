/** `npm install` and `npm ci`: from package.json and lockfile to a complete node_modules. */
import { Crawler } from './crawler.ts';
import { calcFlags, pruneExtraneous } from './dep-flags.ts';
import { optionalSet } from './dep-sets.ts';
import { FetchPool } from './fetch-pool.ts';
import { ProgressLine, warn, warnAbout } from './install-report.ts';
import { Linker, placedNodes, type LinkResult } from './linker.ts';
import { assertInSync } from './lock-sync.ts';
import {
  loadLock,
  lockPackages,
  isHidden,
  readHiddenLockfile,
  readLockfile,
  removeHiddenLockfile,
  rootNode,
  stringifyLock,
  type Lockfile,
} from './lockfile.ts';
import { isUnreachable, NpmError } from './npm-error.ts';
import { readPackageFile, writePackageFile, writeText, type PackageFile } from './package-json.ts';
import { PackageStore } from './package-store.ts';
import { basename } from './paths.ts';
import { conflictWarning } from './peer-conflict.ts';
import { fitsPlatform } from './platform.ts';
import type { NpmHost } from './ports.ts';
import { Resolver } from './resolver.ts';
import { savedSpecs, type SaveRequest } from './save-deps.ts';
import type { DepNode } from './tree.ts';
import { installCompanions, installTwinDependencies } from './twin-dependencies.ts';
import { twinOf } from './twins.ts';
import { findWorkspaces } from './workspaces.ts';

export type DependencyKind = 'dev' | 'optional' | 'peer' | 'prod';

export interface InstallOptions {
  cwd: string;
  /** Exactly the lockfile, or an error: `npm ci`. */
  frozen?: boolean;
  force?: boolean;
  legacyPeerDeps?: boolean;
  strictPeerDeps?: boolean;
  omit?: ReadonlySet<DependencyKind>;
  /** False: package.json and lockfile stay as they are. */
  save?: boolean;
  packageLock?: boolean;
  lockOnly?: boolean;
  dryRun?: boolean;
  preferDedupe?: boolean;
  /** `npm dedupe`: packages that stand in several places are placed anew. */
  dedupe?: boolean;
  /** What to add to, or take from, package.json. */
  change?: SaveRequest;
  /** `npm update`: all names (empty) or some. */
  update?: ReadonlySet<string>;
  /** Says nothing but errors. */
  quiet?: boolean;
}

export interface InstallOutcome extends LinkResult {
  root: DepNode;
  funding: number;
}

export async function install(host: NpmHost, options: InstallOptions): Promise<InstallOutcome> {
  return new Installation(host, options).run();
}

class Installation {
  private readonly host: NpmHost;
  private readonly options: InstallOptions;
  private readonly progress: ProgressLine;
  private readonly store: PackageStore;
  private readonly pool = new FetchPool();
  private readonly file: PackageFile;
  private linking = false;

  constructor(host: NpmHost, options: InstallOptions) {
    this.host = host;
    this.options = options;
    this.progress = new ProgressLine(host);
    this.store = new PackageStore(host, this.pool, () => {
      if (!this.linking) this.progress.step('fetch', this.store.fetched, this.store.started);
    });
    this.file = readPackageFile(host.fs, `${options.cwd}/package.json`) ?? {
      path: `${options.cwd}/package.json`,
      manifest: {},
      indent: '  ',
      newline: '\n',
    };
  }

  async run(): Promise<InstallOutcome> {
    try {
      return await this.perform();
    } finally {
      this.progress.clear();
      await this.store.close();
    }
  }

  private async perform(): Promise<InstallOutcome> {
    const { host, options } = this;
    const { cwd, change, frozen = false } = options;
    const lock = this.startingLock();
    if (frozen && lock === undefined) throw missingLock();
    const manifest = change === undefined ? this.file.manifest : change.apply(this.file.manifest);
    const root = rootNode({
      cwd,
      manifest,
      workspaces: findWorkspaces(host.fs, cwd, manifest),
      legacyPeerDeps: options.legacyPeerDeps,
    });
    if (lock !== undefined) loadLock(root, lock, (path) => this.store.folderManifest(path));
    if (options.dedupe === true) detachRepeated(root);
    if (frozen) assertInSync(root);
    const fromFolder = lock !== undefined && isHidden(lock);
    const complete = isComplete(root, !fromFolder) && change === undefined && options.update === undefined;
    if (complete) this.prefetch(root);
    else await this.resolve(root, fromFolder);
    calcFlags(root);
    pruneExtraneous(root);
    if (change !== undefined) savedSpecs(change, root, this.file.manifest);
    markInert(root);
    if (options.dryRun === true) return { root, added: [], changed: [], removed: [], funding: 0 };
    const result =
      options.lockOnly === true ? { added: [], changed: [], removed: [] } : await this.link(root, complete);
    this.save(root, lock);
    return { ...result, root, funding: fundingCount(root) };
  }

  /** `npm update` without names resolves anew; with no lockfile, what is installed is kept where it fits. */
  private startingLock(): Lockfile | undefined {
    const { cwd, update, packageLock = true } = this.options;
    if (update?.size === 0) return undefined;
    const lock = packageLock ? readLockfile(this.host.fs, cwd) : undefined;
    return lock ?? (this.options.frozen === true ? undefined : readHiddenLockfile(this.host.fs, cwd));
  }

  private async resolve(root: DepNode, findOptional: boolean): Promise<void> {
    const { host, options } = this;
    new Crawler(root, {
      store: this.store,
      nodeVersion: host.nodeVersion,
      legacyPeerDeps: options.legacyPeerDeps ?? false,
      tarballs: options.lockOnly !== true && options.dryRun !== true,
      onStep: (done, total) => this.progress.step('resolve', done, total),
    }).start();
    const explicitNames = options.change?.added();
    const resolver = new Resolver(root, this.store, {
      force: options.force ?? false,
      legacyPeerDeps: options.legacyPeerDeps ?? false,
      strictPeerDeps: options.strictPeerDeps ?? false,
      preferDedupe: options.preferDedupe ?? options.dedupe ?? false,
      findOptional,
      ...(options.update === undefined ? {} : { updateNames: options.update }),
      ...(explicitNames === undefined ? {} : { explicitNames }),
      onConflict: (edge, dep) => {
        if (options.quiet !== true) warn(host, conflictWarning(edge, dep));
      },
    });
    await resolver.resolve();
    calcFlags(root);
    for (const node of resolver.loadFailures) {
      if (node.root !== root) continue;
      // An optional package may not exist; one that could not be asked for would be missing from the lockfile on every platform.
      if (!node.optional || isUnreachable(node.error)) {
        throw node.error ?? new NpmError('EUNKNOWN', `${node.name} could not be loaded`);
      }
      for (const failed of optionalSet(node)) failed.inert = true;
    }
  }

  /** With a lockfile every tarball is known at once; no metadata is asked for. */
  private prefetch(root: DepNode): void {
    this.pool.widen();
    const installed = readHiddenLockfile(this.host.fs, this.options.cwd)?.packages;
    for (const node of root.subtree()) {
      if (node.parent === undefined || node.target !== undefined || node.inBundle || !fitsPlatform(node.pkg))
        continue;
      if (
        installed?.[node.location]?.integrity === node.integrity &&
        installed?.[node.location] !== undefined
      )
        continue;
      if (this.options.lockOnly === true || this.isOmitted(node)) continue;
      if (twinOf(node.packageName, node.version) !== undefined) {
        void this.store.twin(node.packageName, node.version).catch(() => undefined);
        continue;
      }
      const { packageName: name, version, resolved, integrity } = node;
      void this.store.files({ name, version, resolved, integrity }).catch(() => undefined);
    }
  }

  private isOmitted(node: DepNode): boolean {
    const { omit } = this.options;
    if (omit === undefined || omit.size === 0) return false;
    return (
      (node.peer && omit.has('peer')) ||
      (node.dev && omit.has('dev')) ||
      (node.optional && omit.has('optional')) ||
      (node.devOptional && omit.has('optional') && omit.has('dev'))
    );
  }

  private async link(root: DepNode, lockIsComplete: boolean): Promise<LinkResult> {
    const { host, options } = this;
    const omit = (node: DepNode): boolean => this.isOmitted(node);
    if (options.frozen === true) {
      removeHiddenLockfile(host.fs, options.cwd);
      host.fs.rm(`${options.cwd}/node_modules`, { recursive: true, force: true });
    }
    const installed = readHiddenLockfile(host.fs, options.cwd)?.packages;
    const linker = new Linker({
      root,
      host,
      store: this.store,
      omit,
      installed,
      lockIsComplete,
      onLinked: (done, total) => {
        this.linking = true;
        this.progress.step('link', done, total);
      },
      afterPackages: async (twins, linked) => {
        await installTwinDependencies(twins, host, this.store);
        await installCompanions(linked, host, this.store);
      },
    });
    const result = await linker.link();
    this.progress.clear();
    if (options.quiet !== true && result.added.length + result.changed.length > 0) {
      const installed = [root, ...placedNodes(root, omit).values()];
      warnAbout(host, installed, new Set([...result.added, ...result.changed]));
    }
    return result;
  }

  private save(root: DepNode, before: Lockfile | undefined): void {
    const { host, options } = this;
    if (options.save === false || options.frozen === true) return;
    if (options.change !== undefined) {
      writePackageFile(host.fs, { ...this.file, manifest: options.change.result(this.file.manifest) });
    }
    if (options.packageLock === false) return;
    const own = before !== undefined && !isHidden(before) ? before : undefined;
    const path = own?.path ?? `${options.cwd}/package-lock.json`;
    const packages = lockPackages(root, host.registryBase);
    const indent = own?.indent ?? this.file.indent;
    const text = stringifyLock(packages, root.pkg, basename(options.cwd), indent, false);
    if (own !== undefined && sameLock(own.text, text)) return;
    writeText(host.fs, path, text);
  }
}

/** Whether two lockfiles say the same, `resolved` and text apart: then the person's file is left alone. */
function sameLock(before: string, after: string): boolean {
  if (before === after) return true;
  const plain = (text: string): string =>
    JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'resolved' ? undefined : value));
  return plain(before) === plain(after);
}

/** What is installed tells nothing of the optional packages of other platforms; a lockfile that lacks one is believed. */
function isComplete(root: DepNode, withoutOptional: boolean): boolean {
  for (const node of root.subtree()) {
    for (const edge of node.edgesOut.values()) {
      if (edge.bundled) continue;
      if (!edge.valid || (!withoutOptional && edge.type === 'optional' && edge.to === undefined))
        return false;
    }
  }
  return true;
}

function detachRepeated(root: DepNode): void {
  for (const nodes of [...root.byName.values()]) {
    if (nodes.size < 2) continue;
    for (const node of [...nodes]) if (node.parent !== undefined && node.target === undefined) node.detach();
  }
}

/** Optional packages of other platforms stand in the lockfile and nowhere else. */
function markInert(root: DepNode): void {
  for (const node of [...root.subtree()]) {
    if (node.optional && !node.inert && !fitsPlatform(node.pkg)) {
      for (const failed of optionalSet(node)) failed.inert = true;
    }
  }
}

function fundingCount(root: DepNode): number {
  const asking = new Set<string>();
  for (const node of root.subtree()) {
    if (!node.inert && !node.isProjectRoot && node.pkg.funding !== undefined)
      asking.add(`${node.name}@${node.version}`);
  }
  return asking.size;
}

function missingLock(): NpmError {
  return new NpmError(
    'EUSAGE',
    '',
    'The `npm ci` command can only install with an existing package-lock.json or',
    'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
    'later to generate a package-lock.json file, then try again.',
  );
}
