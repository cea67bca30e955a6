/** Whether a package, with its peers, may go into one node_modules folder. */
import { gte } from 'semver';
import { canReplace, deepestTarget, peerEntrySets } from './dep-sets.ts';
import type { DepEdge, DepNode } from './tree.ts';

export type Placement = 'OK' | 'REPLACE' | 'KEEP' | 'CONFLICT';

export interface PlaceQuestion {
  dep: DepNode;
  edge: DepEdge;
  target: DepNode;
  parent?: CanPlace | undefined;
  peerPath?: DepNode[];
  preferDedupe?: boolean;
  explicit?: boolean;
}

export class CanPlace {
  readonly dep: DepNode;
  readonly edge: DepEdge;
  readonly target: DepNode;
  readonly parent: CanPlace | undefined;
  readonly current: DepNode | undefined;
  readonly children: CanPlace[] = [];
  /** With its peers. */
  readonly result: Placement;
  /** Without regard to its peers. */
  self: Placement | undefined;
  private readonly peerPath: DepNode[];
  private readonly preferDedupe: boolean;
  private readonly explicit: boolean;
  private readonly edgeOverride: boolean;
  private peersResult: Placement | undefined;

  constructor(question: PlaceQuestion) {
    this.dep = question.dep;
    this.edge = question.edge;
    this.target = question.target;
    this.parent = question.parent;
    this.peerPath = question.peerPath ?? [];
    this.preferDedupe = (question.preferDedupe ?? false) || question.edge.peer;
    this.explicit = question.explicit ?? false;
    this.current = this.target.children.get(this.edge.name);
    this.edgeOverride = !this.edge.satisfiedBy(this.dep);
    this.result = this.check();
    this.self ??= this.result;
  }

  get conflictChildren(): CanPlace[] {
    const all = new Set(this.children);
    for (const child of all) for (const grandchild of child.children) all.add(grandchild);
    return [...all].filter((child) => child.result === 'CONFLICT');
  }

  private get top(): CanPlace {
    return this.parent?.top ?? this;
  }

  private get deepest(): DepNode {
    return deepestTarget(this.parent?.deepest ?? this.edge.from, this.edge.name);
  }

  private check(): Placement {
    const { target, dep, current } = this;
    if (dep.error !== undefined) return current === undefined ? 'OK' : 'REPLACE';
    const wanted = target.edgesOut.get(this.edge.name);
    if (wanted !== undefined) {
      if (wanted.peer && !target.isTop) return 'CONFLICT';
      if (current === undefined && wanted !== this.edge && !wanted.satisfiedBy(dep)) return 'CONFLICT';
    }
    return current === undefined ? this.checkFree() : this.checkTaken(current);
  }

  /** Nothing stands there: but what is found further up must not be hidden from those that need it. */
  private checkFree(): Placement {
    const { target, dep } = this;
    const shadowed = target === this.top.edge.from ? undefined : target.resolve(this.edge.name);
    for (const edge of shadowed?.edgesIn ?? []) {
      if (edge.from.isDescendantOf(target) && edge.valid && !edge.satisfiedBy(dep)) return 'CONFLICT';
    }
    return this.placePeers('OK');
  }

  private checkTaken(current: DepNode): Placement {
    const { dep, edge, target, explicit } = this;
    if (dep.matches(current) && (edge.satisfiedBy(current) || this.edgeOverride)) {
      return explicit ? 'REPLACE' : 'KEEP';
    }
    const newer = current.version !== '' && dep.version !== '' && gte(dep.version, current.version, true);
    if (newer && canReplace(dep, current)) {
      const result = this.placePeers('REPLACE');
      if (result !== 'CONFLICT') return result;
    }
    if (edge.satisfiedBy(current) && (!explicit || this.preferDedupe)) return 'KEEP';
    if (this.preferDedupe && !newer && canReplace(dep, current)) {
      const result = this.placePeers('REPLACE');
      if (result !== 'CONFLICT') return result;
    }
    if (target !== this.deepest) return 'CONFLICT';
    if (!edge.peer && target === edge.from) return this.placePeers('REPLACE');
    if (this.parent === undefined && !edge.peer) return 'CONFLICT';
    return this.othersCanMove(current) ? this.placePeers('REPLACE') : 'CONFLICT';
  }

  /** Every other peer group around the current package can be replaced too, or nested deeper. */
  private othersCanMove(current: DepNode): boolean {
    let movable = true;
    const group = this.dep.parent;
    for (const [entry, peers] of peerEntrySets(current)) {
      if (entry === this.edge || entry === this.top.edge || entry.to === undefined) continue;
      const replacement = group?.children.get(entry.to.name);
      if (replacement !== undefined) {
        if (canReplace(replacement, entry.to, group?.children.keys())) continue;
      } else if (this.peersContent(entry.to, group)) {
        continue;
      }
      for (const peer of peers) {
        const deepest = deepestTarget(entry.from, peer.name);
        if (deepest === this.target || this.target.isDescendantOf(deepest)) {
          movable = false;
          break;
        }
      }
    }
    return movable;
  }

  private peersContent(entry: DepNode, group: DepNode | undefined): boolean {
    const walk = new Set([entry]);
    for (const node of walk) {
      for (const edge of node.edgesOut.values()) {
        if (!edge.peer || !edge.valid) continue;
        const replacement = group?.children.get(edge.name);
        if (replacement === undefined) {
          if (edge.to !== undefined) walk.add(edge.to);
        } else if (!edge.satisfiedBy(replacement)) {
          return false;
        }
      }
    }
    return true;
  }

  private placePeers(state: Placement): Placement {
    this.self = state;
    if (this.peersResult !== undefined) return this.peersResult;
    const peerPath = [...this.peerPath, this.dep];
    let conflict = false;
    for (const edge of this.dep.edgesOut.values()) {
      if (!edge.peer || edge.to === undefined || peerPath.includes(edge.to)) continue;
      const child = new CanPlace({
        dep: edge.to,
        edge,
        target: deepestTarget(this.target, edge.to.name),
        parent: this,
        peerPath,
        preferDedupe: true,
      });
      this.children.push(child);
      if (child.result === 'CONFLICT') conflict = true;
    }
    this.peersResult = conflict ? 'CONFLICT' : state;
    return this.peersResult;
  }
}
