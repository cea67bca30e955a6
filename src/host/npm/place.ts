/** Puts a package and its unmet peers where npm would: the shallowest folder without a conflict. */
import { eq, gt } from 'semver';
import { CanPlace } from './can-place.ts';
import { compareNames } from './collate.ts';
import { canReplace, deepestTarget, gatherDepSet, peerEntrySets } from './dep-sets.ts';
import { conflictError } from './peer-conflict.ts';
import { DepNode, type DepEdge } from './tree.ts';

export interface PlaceOptions {
  edge: DepEdge;
  dep: DepNode;
  explicit: boolean;
  force: boolean;
  strictPeerDeps: boolean;
  updateNames: ReadonlySet<string>;
  preferDedupe: boolean;
  /** Told of each peer conflict that was let pass. */
  onConflict: (edge: DepEdge, dep: DepNode) => void;
}

export class Place {
  readonly edge: DepEdge;
  readonly dep: DepNode;
  readonly children: Place[] = [];
  /** Parents of packages that were taken out and must be looked at again. */
  readonly needEvaluation = new Set<DepNode>();
  placed: DepNode | undefined;
  canPlace: CanPlace | undefined;
  private canPlaceSelf: CanPlace | undefined;
  private readonly options: PlaceOptions;
  private readonly parent: Place | undefined;

  constructor(options: PlaceOptions, parent?: Place) {
    this.options = options;
    this.edge = options.edge;
    this.dep = options.dep;
    this.parent = parent;
    const { edge, explicit, updateNames } = options;
    if (edge.to !== undefined && edge.error === null && !explicit && !updateNames.has(edge.name)) return;
    this.findTarget();
    if (this.canPlace === undefined) {
      if (!options.force && (this.isMine || options.strictPeerDeps)) throw this.failure();
      if (this.canPlaceSelf === undefined) {
        this.letPass();
        return;
      }
      this.canPlace = this.canPlaceSelf;
    }
    this.put(this.canPlace);
  }

  private get top(): Place {
    return this.parent?.top ?? this;
  }

  private get start(): DepNode {
    return deepestTarget(this.parent?.start ?? this.edge.from, this.edge.name);
  }

  private findTarget(): void {
    const { edge, dep } = this;
    for (const target of this.start.ancestry()) {
      if (!target.isTop && (target.edgesOut.get(edge.name)?.peer ?? false)) continue;
      const answer = new CanPlace({
        dep,
        edge,
        target,
        parent: this.parent?.canPlace,
        preferDedupe: this.options.preferDedupe,
        explicit: this.options.explicit,
      });
      if (answer.self !== 'CONFLICT') this.canPlaceSelf = answer;
      if (answer.result === 'CONFLICT') return;
      this.canPlace = answer;
      if (dep.error !== undefined) return;
    }
  }

  private put(answer: CanPlace): void {
    const { edge, dep } = this;
    const { target } = answer;
    const kind = answer.result === 'CONFLICT' ? answer.self : answer.result;
    if (kind === 'KEEP') {
      if (edge.peer && !edge.valid) this.letPass();
      this.pruneDedupable(target);
      return;
    }
    for (const above of target.ancestry()) {
      if (above.isTop || !above.matches(dep)) continue;
      // A loop of versions that would nest for ever: a link to the earlier one ends it.
      this.placed = new DepNode({ name: dep.name, pkg: above.pkg, target: above });
      this.placed.attachTo(target);
      return;
    }
    const placed = copyOf(dep);
    this.placed = placed;
    const old = target.children.get(edge.name);
    if (old !== undefined) this.replaceOld(placed, old);
    else placed.attachTo(target);
    if (edge.peer && !edge.satisfiedBy(placed)) this.letPass();
    if (edge.valid && edge.to !== undefined && edge.to !== placed) this.pruneDedupable(edge.to, false);
    for (const node of [...(target.root.byName.get(edge.name) ?? [])]) {
      if (node.isTop || !node.isDescendantOf(target)) continue;
      this.pruneDedupable(node, false);
      if (node.root !== target.root) continue;
      for (const child of [...node.children.values()]) this.pruneDedupable(child, false);
    }
    this.placePeers(placed);
  }

  private placePeers(placed: DepNode): void {
    const group = this.dep.parent;
    for (const edge of [...placed.edgesOut.values()]) {
      if (edge.valid || !edge.peer || edge.peerConflicted) continue;
      const peer = group?.children.get(edge.name);
      if (peer === undefined || !edge.satisfiedBy(peer)) continue;
      this.children.push(new Place({ ...this.options, edge, dep: peer, updateNames: new Set() }, this));
    }
  }

  private replaceOld(placed: DepNode, old: DepNode): void {
    const target = old.parent;
    const orphans: DepNode[] = [];
    for (const [name, edge] of old.edgesOut) {
      const { to } = edge;
      if (to !== undefined && !placed.edgesOut.has(name)) {
        orphans.push(...gatherDepSet([to], (other) => other.to !== to));
      }
    }
    const peerSets: DepNode[] = [];
    for (const edge of [...old.edgesIn]) {
      if (edge.satisfiedBy(placed) || !edge.peer || edge.from.parent !== target || edge.peerConflicted)
        continue;
      for (const entry of peerEntrySets(edge.from).keys()) {
        const node = entry.to;
        if (node === undefined) continue;
        if (deepestTarget(node, node.name) !== target && !isOwn(entry.from)) {
          peerSets.push(...gatherDepSet([node], (other) => other.to !== node && !other.peerConflicted));
        } else {
          edge.peerConflicted = true;
          this.options.onConflict(edge, this.dep);
        }
      }
    }
    placed.replace(old);
    this.pruneAfterReplacement(placed, orphans);
    for (const node of peerSets) {
      for (const edge of node.edgesIn) this.needEvaluation.add(edge.from);
      node.detach();
    }
  }

  private pruneAfterReplacement(node: DepNode, orphans: DepNode[]): void {
    const invalid = new Set<DepNode>();
    for (const edge of node.edgesOut.values()) if (edge.to !== undefined && !edge.valid) invalid.add(edge.to);
    for (const orphan of orphans) {
      for (const dep of gatherDepSet([orphan], (edge) => edge.to !== orphan && edge.valid)) invalid.add(dep);
    }
    const gone = gatherDepSet(invalid, (edge) => edge.from !== node && edge.to !== node && edge.valid);
    for (const dep of gone) dep.detach();
  }

  private pruneDedupable(node: DepNode, descend = true): void {
    if (canDedupe(node, this.options.preferDedupe, this.options.explicit)) {
      for (const dep of gatherDepSet([node], (edge) => edge.to !== node && edge.valid)) dep.detach();
      return;
    }
    if (!descend) return;
    for (const child of sorted(node.children.values())) this.pruneDedupable(child);
    for (const folder of sorted(node.fsChildren)) {
      for (const child of sorted(folder.children.values())) this.pruneDedupable(child);
    }
  }

  /** Whether the conflict is of the project's own making: then it is an error. */
  private get isMine(): boolean {
    const { edge } = this.top;
    const node = edge.from;
    if (isOwn(node)) return true;
    if (!edge.peer) return false;
    let hasPeers = false;
    for (const incoming of node.edgesIn) {
      if (incoming.peer) hasPeers = true;
      else if (isOwn(incoming.from)) return true;
    }
    return hasPeers && [...peerEntrySets(node).keys()].some((entry) => isOwn(entry.from));
  }

  private letPass(): void {
    this.edge.peerConflicted = true;
    this.options.onConflict(this.edge, this.dep);
  }

  private failure(): Error {
    const { edge, dep } = this.top;
    const conflict = this.canPlaceSelf?.conflictChildren.find((child) => child.current !== undefined);
    return conflictError({
      edge,
      dep,
      current: edge.from.resolve(edge.name) ?? undefined,
      conflicting:
        conflict === undefined
          ? undefined
          : { dep: conflict.dep, edge: conflict.edge, current: conflict.current },
    });
  }
}

function isOwn(node: DepNode): boolean {
  return node.isProjectRoot || node.isWorkspace;
}

function sorted(nodes: Iterable<DepNode>): DepNode[] {
  return [...nodes].sort((a, b) => compareNames(a.location, b.location));
}

function copyOf(dep: DepNode): DepNode {
  return new DepNode({
    name: dep.name,
    pkg: dep.pkg,
    resolved: dep.resolved,
    integrity: dep.integrity,
    error: dep.error,
    overrides: dep.overrides,
    target: dep.target,
    legacyPeerDeps: dep.legacyPeerDeps,
  });
}

function canDedupe(node: DepNode, preferDedupe: boolean, explicit: boolean): boolean {
  if (node.inBundle) return false;
  const above = node.resolveParent?.resolveParent;
  if (above === undefined) return false;
  if (node.edgesIn.size === 0) return true;
  const other = above.resolve(node.name);
  if (other === undefined) return false;
  if (other.matches(node)) return true;
  if (!canReplace(other, node)) return false;
  if (preferDedupe || explicit) return true;
  if (other.version === '' || node.version === '') return false;
  return eq(other.version, node.version, true) || gt(other.version, node.version, true);
}
