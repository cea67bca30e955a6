/** A twin may need packages that the original does not: they are nested below it, and stay out of the lockfile. */
import { calcFlags } from './dep-flags.ts';
import { rootNode } from './lockfile.ts';
import { bundledNames, type DependencyMap, type Manifest } from './manifest.ts';
import type { PackageStore } from './package-store.ts';
import { fitsPlatform } from './platform.ts';
import type { NpmHost } from './ports.ts';
import { Resolver } from './resolver.ts';
import type { DepNode } from './tree.ts';
import { COMPANIONS, wasmRange } from './twins.ts';
import { satisfiesSpec } from './edge-valid.ts';

export async function installTwinDependencies(
  twins: ReadonlyMap<DepNode, Manifest>,
  host: NpmHost,
  store: PackageStore,
): Promise<void> {
  for (const [node, twin] of twins) {
    const bundled = bundledNames(twin);
    const missing = Object.entries(twin.dependencies ?? {}).filter(([name, spec]) => {
      const there = node.resolve(name);
      const present = there !== undefined && !there.inert && satisfiesSpec(there, name, spec, node.path);
      return !present && !bundled.includes(name);
    });
    if (missing.length > 0) await nest(node, { dependencies: Object.fromEntries(missing) }, host, store);
  }
}

/** Nests the WebAssembly companions that the tree lacks; one that was never published is left out. */
export async function installCompanions(
  nodes: Iterable<DepNode>,
  host: NpmHost,
  store: PackageStore,
): Promise<void> {
  for (const node of nodes) {
    const wanted = companionsOf(node);
    if (Object.keys(wanted).length === 0) continue;
    await nest(node, { optionalDependencies: wanted }, host, store);
  }
}

function companionsOf(node: DepNode): DependencyMap {
  const name = Object.hasOwn(COMPANIONS, node.packageName) ? COMPANIONS[node.packageName] : undefined;
  const companions: DependencyMap = name === undefined ? {} : { [name]: node.version };
  for (const edge of node.edgesOut.values()) {
    const there = edge.to !== undefined && edge.to.error === undefined;
    const range = edge.optional && !there ? wasmRange(edge.name, edge.spec) : undefined;
    if (range !== undefined) companions[edge.name] = range;
  }
  return companions;
}

async function nest(node: DepNode, wanted: Manifest, host: NpmHost, store: PackageStore) {
  const root = rootNode({ cwd: node.path, manifest: wanted });
  await new Resolver(root, store).resolve();
  calcFlags(root);
  for (const dep of root.subtree()) {
    if (dep === root || (dep.optional && (dep.error !== undefined || !fitsPlatform(dep.pkg)))) continue;
    if (dep.error !== undefined) throw dep.error;
    const { packageName: name, version, resolved, integrity } = dep;
    const files = await store.files({ name, version, resolved, integrity });
    host.sink.ingest(`${node.path}/${dep.location}`, files.extent, files.entries);
  }
}
