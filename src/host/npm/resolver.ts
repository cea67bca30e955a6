/** Builds the tree npm would build: breadth first, peers as groups, each package at the shallowest fitting place. */
import { compareNames } from './collate.ts';
import { canReplace } from './dep-sets.ts';
import { bundledNames, type Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { conflictError } from './peer-conflict.ts';
import { Place } from './place.ts';
import { parseSpec, type Spec } from './spec.ts';
import { DepNode, type DepEdge } from './tree.ts';

/** Where the resolver learns what a spec means. */
export interface ManifestSource {
  /** The manifest for anything but a directory; what is known already comes at once. */
  manifest(spec: Spec): Manifest | Promise<Manifest>;
  /** A folder's package.json, `{}` when it has none. */
  folderManifest(path: string): Manifest;
}

export interface ResolveOptions {
  force?: boolean;
  legacyPeerDeps?: boolean;
  strictPeerDeps?: boolean;
  preferDedupe?: boolean;
  /** Optional packages that are missing anywhere in the tree are looked for too. */
  findOptional?: boolean;
  /** Names whose present version is not to be kept. */
  updateNames?: ReadonlySet<string>;
  /** Root dependencies that the command line names. */
  explicitNames?: ReadonlySet<string>;
  onConflict?: (edge: DepEdge, dep: DepNode) => void;
}

export class Resolver {
  readonly loadFailures = new Set<DepNode>();
  private readonly root: DepNode;
  private readonly source: ManifestSource;
  private readonly options: ResolveOptions;
  private readonly updateNames: ReadonlySet<string>;
  private readonly queue: DepNode[] = [];
  private sorted = true;
  private readonly seen = new Set<DepNode>();
  private readonly virtualRoots = new Map<DepNode, DepNode>();
  private readonly peerSetSource = new WeakMap<DepNode, DepNode>();
  private readonly folders = new Map<string, DepNode>();

  constructor(root: DepNode, source: ManifestSource, options: ResolveOptions = {}) {
    this.root = root;
    this.source = source;
    this.options = options;
    this.updateNames = options.updateNames ?? new Set();
    for (const node of root.fsChildren) this.folders.set(node.path, node);
  }

  /** Mends `root` until every edge is content; throws NpmError for what cannot be. */
  async resolve(): Promise<void> {
    const { findOptional = false } = this.options;
    this.push(this.root);
    for (const node of [...this.root.subtree()]) {
      for (const edge of node.edgesOut.values()) {
        if (edge.valid && (edge.to !== undefined || (edge.optional && !findOptional))) continue;
        this.push(node);
        break;
      }
    }
    for (let node = this.pop(); node !== undefined; node = this.pop()) {
      if (this.seen.has(node) || node.root !== this.root) continue;
      this.seen.add(node);
      await this.step(node);
    }
  }

  private push(node: DepNode): void {
    if (this.queue.includes(node)) return;
    this.queue.push(node);
    this.sorted = false;
  }

  private pop(): DepNode | undefined {
    if (!this.sorted) {
      this.queue.sort((a, b) => a.depth - b.depth || compareNames(a.location, b.location));
      this.sorted = true;
    }
    return this.queue.shift();
  }

  private async step(node: DepNode): Promise<void> {
    const peerSource = this.peerSetSource.get(node) ?? node;
    const tasks: { edge: DepEdge; dep: DepNode }[] = [];
    for (const edge of this.problemEdges(node)) {
      if (edge.peerConflicted) continue;
      tasks.push({ edge, dep: await this.candidate(edge, edge.peer ? peerSource : node) });
    }
    tasks.sort((a, b) => compareNames(a.edge.name, b.edge.name));
    for (const { edge, dep } of tasks) {
      const place = new Place({
        edge,
        dep,
        explicit: this.isExplicit(edge),
        force: this.options.force ?? false,
        strictPeerDeps: this.options.strictPeerDeps ?? false,
        preferDedupe: this.options.preferDedupe ?? false,
        updateNames: this.updateNames,
        onConflict: this.options.onConflict ?? (() => undefined),
      });
      this.afterPlacing(place);
    }
    for (const { to } of node.edgesOut.values()) {
      const target = to?.target;
      if (target?.folder !== undefined && target.fsParent !== undefined && !this.seen.has(target)) {
        this.push(target);
      }
    }
  }

  private async candidate(edge: DepEdge, source: DepNode): Promise<DepNode> {
    const virtualRoot = this.virtualRoot(source, true);
    const known = virtualRoot.edgesOut.get(edge.name);
    if (known?.to !== undefined && known.valid && edge.satisfiedBy(known.to)) return known.to;
    if (edge.type === 'peerOptional' && !this.isExplicit(edge) && !this.updateNames.has(edge.name)) {
      const hoistable = findBelow(edge.from.resolveParent ?? edge.from, edge);
      if (hoistable !== undefined) return hoistable;
    }
    return this.nodeFromEdge(edge, edge.peer ? virtualRoot : undefined, undefined, new Set([edge.from]));
  }

  private afterPlacing(place: Place): void {
    const { placed, canPlace } = place;
    if (placed !== undefined && canPlace !== undefined) {
      if (placed.error !== undefined) this.loadFailures.add(placed);
      for (const incoming of placed.edgesIn) {
        if (incoming === place.edge || incoming.valid || incoming.peerConflicted) continue;
        this.seen.delete(incoming.from);
        this.push(incoming.from);
      }
      if (canPlace.self !== 'CONFLICT') {
        this.push(placed);
        for (const node of place.needEvaluation) {
          this.seen.delete(node);
          this.push(node);
        }
      }
    }
    for (const child of place.children) this.afterPlacing(child);
  }

  private isExplicit(edge: DepEdge): boolean {
    return edge.from === this.root && (this.options.explicitNames?.has(edge.name) ?? false);
  }

  private problemEdges(node: DepNode): DepEdge[] {
    const bundled = node.folder === undefined ? bundledNames(node.pkg) : [];
    return [...node.edgesOut.values()].filter((edge) => {
      if (bundled.includes(edge.name)) return false;
      const { to } = edge;
      if (to === undefined) return edge.type !== 'peerOptional' || this.isExplicit(edge);
      if (this.loadFailures.has(to)) return false;
      if (!edge.valid) return true;
      if (to.isWorkspace) return false;
      return this.updateNames.has(edge.name) || this.isExplicit(edge);
    });
  }

  private virtualRoot(node: DepNode, reuse: boolean): DepNode {
    const known = reuse ? this.virtualRoots.get(node) : undefined;
    if (known !== undefined) return known;
    const virtual = new DepNode({
      name: node.name,
      pkg: node.pkg,
      source: node,
      overrides: node.overrides,
      legacyPeerDeps: node.legacyPeerDeps,
    });
    this.virtualRoots.set(node, virtual);
    return virtual;
  }

  private async nodeFromEdge(
    edge: DepEdge,
    into: DepNode | undefined,
    secondEdge: DepEdge | undefined,
    required: Set<DepNode>,
  ): Promise<DepNode> {
    const parent = into ?? this.virtualRoot(edge.from, false);
    const first = await this.nodeFromSpec(edge, parent);
    const second =
      secondEdge !== undefined && !secondEdge.valid ? await this.nodeFromSpec(secondEdge, parent) : undefined;
    const node = second !== undefined && edge.valid ? second : first;
    node.attachTo(parent);
    if (
      (required.has(edge.from) && edge.type !== 'peerOptional') ||
      (secondEdge !== undefined && required.has(secondEdge.from) && secondEdge.type !== 'peerOptional')
    ) {
      required.add(node);
    }
    if (parent.source !== undefined) this.peerSetSource.set(node, parent.source);
    await this.loadPeers(node, required);
    return node;
  }

  private async nodeFromSpec(edge: DepEdge, parent: DepNode): Promise<DepNode> {
    const { name } = edge;
    const { legacyPeerDeps } = this.root;
    let node: DepNode;
    try {
      const spec = parseSpec(name, edge.spec, edge.from.path);
      if (spec.type === 'directory') {
        const target = this.folder(name, spec.path);
        node = new DepNode({ name, pkg: target.pkg, target, legacyPeerDeps });
      } else {
        const workspace = this.root.workspaces?.has(name) === true ? this.root.children.get(name) : undefined;
        if (workspace?.target !== undefined && edge.satisfiedBy(workspace)) {
          node = new DepNode({ name, pkg: workspace.pkg, target: workspace.target, legacyPeerDeps });
        } else {
          const known = this.source.manifest(spec);
          const pkg = known instanceof Promise ? await known : known;
          node = new DepNode({ name, pkg, legacyPeerDeps });
        }
      }
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      node = new DepNode({ name, pkg: {}, error: failure, legacyPeerDeps });
    }
    node.attachTo(parent);
    return node;
  }

  private folder(name: string, path: string): DepNode {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const rootPath = this.root.path;
    const inside = path.startsWith(`${rootPath}/`);
    const node = new DepNode({
      name,
      pkg: this.source.folderManifest(path),
      folder: inside ? path.slice(rootPath.length + 1) : relativeFolder(rootPath, path),
      path: inside ? '' : rootPath,
      legacyPeerDeps: this.root.legacyPeerDeps,
    });
    if (inside) node.attachFolder(this.root);
    this.folders.set(path, node);
    return node;
  }

  /** Gathers what a candidate has as peers beside it, so that the group can be placed as one. */
  private async loadPeers(node: DepNode, required: Set<DepNode>): Promise<void> {
    const edges = [...node.edgesOut.values()]
      .filter((edge) => edge.peer && !(edge.valid && edge.to !== undefined))
      .sort((a, b) => compareNames(a.name, b.name));
    for (const edge of edges) {
      const { parent } = node;
      if (parent === undefined) return;
      if (edge.valid && edge.to !== undefined) continue;
      const parentEdge = parent.edgesOut.get(edge.name);
      const owner = parent.source;
      const mine = owner !== undefined && (owner.isProjectRoot || owner.isWorkspace);
      const conflictOk = this.options.force === true || (!mine && this.options.strictPeerDeps !== true);
      if (edge.to === undefined) {
        if (parentEdge === undefined) {
          await this.nodeFromEdge(edge, parent, undefined, required);
          continue;
        }
        const dep = await this.nodeFromEdge(parentEdge, parent, edge, required);
        if (edge.valid) continue;
        if (conflictOk || !required.has(dep)) {
          edge.peerConflicted = true;
          continue;
        }
        if (node.parent === undefined) return;
        throw this.peerFailure(edge);
      }
      const current = edge.to;
      const dep = await this.nodeFromEdge(edge, undefined, undefined, required);
      if (canReplace(dep, current)) {
        await this.nodeFromEdge(edge, parent, undefined, required);
        continue;
      }
      if (conflictOk || !required.has(edge.from)) continue;
      throw this.peerFailure(edge);
    }
  }

  private peerFailure(edge: DepEdge): NpmError {
    const current = edge.from.resolve(edge.name);
    return conflictError({ edge, dep: current ?? edge.from, current, conflicting: undefined });
  }
}

function relativeFolder(from: string, to: string): string {
  const a = from.split('/');
  const b = to.split('/');
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

/** A package further down that a peerOptional edge could be content with if it stood higher. */
function findBelow(root: DepNode, edge: DepEdge): DepNode | undefined {
  const queue = [...root.children.values()];
  for (const node of queue) {
    if (node.name === edge.name && !node.inDepBundle && edge.satisfiedBy(node)) return node;
    queue.push(...node.children.values());
  }
  return undefined;
}
