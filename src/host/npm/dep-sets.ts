/** Groups of packages that stand or fall together: peers, and what only hangs on a given set. */
import type { DepEdge, DepNode } from './tree.ts';

/** The set and what it needs, without whatever something outside needs too. */
export function gatherDepSet(start: Iterable<DepNode>, follow: (edge: DepEdge) => boolean): Set<DepNode> {
  const set = new Set(start);
  for (const node of set) {
    for (const edge of node.edgesOut.values()) if (edge.to !== undefined && follow(edge)) set.add(edge.to);
  }
  for (let changed = true; changed && set.size > 0;) {
    changed = false;
    for (const node of set) {
      for (const edge of node.edgesIn) {
        if (set.has(edge.from) || !follow(edge)) continue;
        changed = true;
        set.delete(node);
        break;
      }
    }
  }
  return set;
}

/** The edges by which the peer group of a node is entered from outside, each with the peers it brings. */
export function peerEntrySets(node: DepNode): Map<DepEdge, Set<DepNode>> {
  const group = new Set([node]);
  for (const member of group) {
    for (const edge of member.edgesOut.values()) {
      if (edge.peer && edge.to !== undefined && edge.valid) group.add(edge.to);
    }
    for (const edge of member.edgesIn) if (edge.peer && edge.valid) group.add(edge.from);
  }
  const entries = new Map<DepEdge, Set<DepNode>>();
  for (const member of group) {
    for (const edge of member.edgesIn) {
      if (!edge.valid || (edge.peer && !edge.from.isTop)) continue;
      const brought = new Set([member]);
      for (const peer of brought) {
        for (const out of peer.edgesOut.values()) {
          if (out.peer && out.to !== undefined && out.valid) brought.add(out.to);
        }
      }
      if (brought.has(node)) entries.set(edge, brought);
    }
  }
  return entries;
}

/** How deep a dependency `name` of `start` may go: above every package that has it as a peer. */
export function deepestTarget(start: DepNode, name: string): DepNode {
  let last = start;
  for (const node of start.ancestry()) {
    last = node;
    if (node.isProjectRoot || node.resolveParent === undefined) return node;
    if (!(node.edgesOut.get(name)?.peer ?? false)) return node;
  }
  return last;
}

/** Whether `next` could stand where `old` stands: all that need `old` (but not what hangs on it) are content. */
export function canReplace(next: DepNode, old: DepNode, ignorePeersOf?: Iterable<string>): boolean {
  if (next.name !== old.name || next.packageName !== old.packageName) return false;
  if (old.edgesOut.size > 0) {
    if (next.overrides === undefined ? old.overrides !== undefined : !next.overrides.equals(old.overrides)) {
      return false;
    }
  }
  const ignored = new Set(ignorePeersOf);
  const own = gatherDepSet([old], (edge) => edge.to !== old && edge.valid);
  for (const edge of old.edgesIn) {
    if (!old.isTop && edge.from.parent === old.parent && edge.peer && ignored.has(edge.from.name)) continue;
    if (!own.has(edge.from) && !edge.satisfiedBy(next)) return false;
  }
  return true;
}

/** What fails with an optional package: all up to the optional edges, and what only they need. */
export function optionalSet(node: DepNode): Set<DepNode> {
  const set = new Set([node]);
  for (const member of set) {
    for (const edge of member.edgesIn) if (!edge.optional) set.add(edge.from);
  }
  return gatherDepSet(set, (edge) => edge.to !== undefined && !set.has(edge.to) && !edge.from.inert);
}
