/** Which packages only serve development, are optional, are peers, or serve nothing: the flags of a lockfile. */
import type { DepNode } from './tree.ts';

export function calcFlags(root: DepNode): void {
  for (const node of root.subtree()) setFlags(node, true);
  setFlags(root, false);
  const queue: DepNode[] = [root];
  const seen = new Set<DepNode>();
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    seen.add(node);
    if (!node.extraneous) {
      for (let above = node.resolveParent; above?.extraneous === true; above = above.resolveParent) {
        above.extraneous = false;
      }
    }
    const { target } = node;
    if (target !== undefined) {
      if (inherit(target, node) || !seen.has(target)) queue.push(target);
      continue;
    }
    for (const edge of node.edgesOut.values()) {
      const { to } = edge;
      if (to === undefined) continue;
      const before = flagBits(to);
      if (!node.extraneous && !(edge.peer && edge.optional)) to.extraneous = false;
      if (!node.dev && !edge.dev) to.dev = false;
      if (!node.optional && !edge.optional) to.optional = false;
      if (!node.devOptional && !node.dev && !node.optional && !edge.dev && !edge.optional)
        to.devOptional = false;
      if (!node.peer && !edge.peer) to.peer = false;
      if (flagBits(to) !== before) queue.push(to);
    }
  }
  for (const node of seen) {
    if (node !== root && node.devOptional && (node.dev || node.optional)) node.devOptional = false;
  }
}

function inherit(target: DepNode, link: DepNode): boolean {
  const before = flagBits(target);
  target.dev &&= link.dev;
  target.optional &&= link.optional;
  target.devOptional &&= link.devOptional;
  target.peer &&= link.peer;
  target.extraneous &&= link.extraneous;
  return flagBits(target) !== before;
}

function flagBits(node: DepNode): number {
  return (
    Number(node.dev) +
    2 * Number(node.optional) +
    4 * Number(node.devOptional) +
    8 * Number(node.peer) +
    16 * Number(node.extraneous)
  );
}

function setFlags(node: DepNode, value: boolean): void {
  node.dev = value;
  node.optional = value;
  node.devOptional = value;
  node.peer = value;
  node.extraneous = value;
}

/** Takes out what nothing needs any more. */
export function pruneExtraneous(root: DepNode): void {
  for (const node of [...root.subtree()]) {
    if (node.extraneous && node.root === root && node.parent !== undefined) node.detach();
  }
}
