/** Runs ahead of the resolver: asks for the metadata that it will want, and for tarballs as soon as versions are known. */
import { bundledNames, type Manifest } from './manifest.ts';
import type { PackageStore } from './package-store.ts';
import { fitsPlatform } from './platform.ts';
import { parseSpec, registrySpec } from './spec.ts';
import type { DepNode } from './tree.ts';
import { twinOf } from './twins.ts';
import { pickVersion } from './version-pick.ts';

export interface CrawlOptions {
  store: PackageStore;
  nodeVersion: string;
  legacyPeerDeps: boolean;
  /** False when nothing is to be installed, only resolved. */
  tarballs: boolean;
  onStep: (done: number, total: number) => void;
}

export class Crawler {
  private readonly options: CrawlOptions;
  private readonly tree: DepNode;
  private readonly seen = new Set<string>();
  private asked = 0;
  private answered = 0;

  /** Dependencies that `tree` has already in a fitting version are left alone. */
  constructor(tree: DepNode, options: CrawlOptions) {
    this.tree = tree;
    this.options = options;
  }

  /** From every edge that is missing or wrong. Returns at once. */
  start(): void {
    for (const node of this.tree.subtree()) {
      for (const edge of node.edgesOut.values()) {
        if (edge.type === 'peerOptional' || edge.type === 'workspace') continue;
        if (edge.to === undefined || !edge.valid) this.visit(edge.name, edge.spec, edge.optional);
      }
    }
  }

  private visit(name: string, raw: string, optional: boolean): void {
    const key = `${name} ${raw}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    let spec;
    try {
      spec = registrySpec(parseSpec(name, raw, '/'));
    } catch {
      // The resolver meets the same spec and reports it.
      return;
    }
    if (spec === undefined || this.tree.byName.has(name)) return;
    const wanted = spec;
    this.asked += 1;
    const arrived = (): void => {
      this.answered += 1;
      this.options.onStep(this.answered, this.asked);
    };
    const packument = this.options.store.registry.packument(spec.name, optional ? 1 : 0);
    Promise.resolve(packument)
      .then(
        (loaded) => {
          arrived();
          this.arrive(pickVersion(loaded, wanted, { nodeVersion: this.options.nodeVersion }), optional);
        },
        // Likewise.
        arrived,
      )
      .catch(() => undefined);
  }

  private arrive(pkg: Manifest, optional: boolean): void {
    const fits = fitsPlatform(pkg);
    const { store, tarballs, legacyPeerDeps } = this.options;
    const { name = '', version = '', dist } = pkg;
    if (tarballs && (fits || !optional)) {
      if (twinOf(name, version) === undefined) {
        void store
          .files({ name, version, resolved: dist?.tarball, integrity: dist?.integrity })
          .catch(() => undefined);
      } else {
        void this.prefetchTwin(name, version);
      }
    }
    const bundled = bundledNames(pkg);
    const below = optional && !fits;
    for (const [dep, spec] of Object.entries(pkg.dependencies ?? {})) {
      if (!bundled.includes(dep) && pkg.optionalDependencies?.[dep] === undefined)
        this.visit(dep, spec, below);
    }
    for (const [dep, spec] of Object.entries(pkg.optionalDependencies ?? {})) {
      if (!bundled.includes(dep)) this.visit(dep, spec, true);
    }
    if (legacyPeerDeps) return;
    for (const [dep, spec] of Object.entries(pkg.peerDependencies ?? {})) {
      if (pkg.peerDependenciesMeta?.[dep]?.optional !== true && !this.wantedByRoot(dep))
        this.visit(dep, spec, below);
    }
  }

  /** A peer that the project names itself is fetched in the project's version. */
  private wantedByRoot(name: string): boolean {
    return this.tree.edgesOut.has(name);
  }

  private async prefetchTwin(name: string, version: string): Promise<void> {
    try {
      const twin = await this.options.store.twin(name, version);
      if (twin?.name === undefined || twin.version === undefined) return;
      const { tarball, integrity } = twin.dist ?? {};
      await this.options.store.files({
        name: twin.name,
        version: twin.version,
        resolved: tarball,
        integrity,
      });
    } catch {
      // The installer asks again and reports.
    }
  }
}
