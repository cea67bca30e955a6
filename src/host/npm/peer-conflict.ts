/** npm's ERESOLVE report: who asks for what, and what is there instead. */
import { NpmError } from './npm-error.ts';
import type { DepEdge, DepNode } from './tree.ts';

export interface PeerConflict {
  edge: DepEdge;
  dep: DepNode;
  current: DepNode | undefined;
  conflicting: { dep: DepNode; edge: DepEdge; current: DepNode | undefined } | undefined;
}

export function conflictError(conflict: PeerConflict): NpmError {
  const { edge, dep, current, conflicting } = conflict;
  const lines = [
    'ERESOLVE unable to resolve dependency tree',
    '',
    `While resolving: ${describeOwner(edge.from)}`,
  ];
  if (conflicting?.current !== undefined) {
    lines.push(...found(conflicting.current), '', 'Could not resolve dependency:');
    lines.push(...wanted(conflicting.edge));
  } else {
    if (current !== undefined) lines.push(...found(current));
    lines.push('', 'Could not resolve dependency:', ...wanted(edge));
    if (current === undefined) lines.push(`  chosen: ${dep.packageName}@${dep.version}`);
  }
  lines.push(
    '',
    'Fix the upstream dependency conflict, or retry this command with --force or --legacy-peer-deps to accept an incorrect (and potentially broken) dependency resolution.',
  );
  return new NpmError('ERESOLVE', ...lines);
}

/** One line for a conflict that is let pass. */
export function conflictWarning(edge: DepEdge, dep: DepNode): string {
  const there = edge.from.resolve(edge.name)?.version ?? dep.version;
  return `ERESOLVE overriding peer dependency: ${describe(edge.from)} wants peer ${edge.name}@"${edge.spec}", found ${there}`;
}

function found(node: DepNode): string[] {
  const lines = [`Found: ${node.name}@${node.version}`];
  if (node.location !== '') lines.push(node.location);
  const content = [...node.edgesIn].filter((edge) => edge.valid);
  for (const edge of content.slice(0, 4)) lines.push(`  ${why(edge)}`);
  if (content.length > 4) lines.push(`  ${content.length - 4} more`);
  return lines;
}

function wanted(edge: DepEdge): string[] {
  const lines = [why(edge)];
  const owner = owned(edge.from);
  if (owner.isProjectRoot) return lines;
  lines.push(owner.location === '' ? '' : owner.location);
  for (const above of [...owner.edgesIn].slice(0, 2)) lines.push(`  ${why(above)}`);
  return lines.filter((line) => line !== '');
}

function why(edge: DepEdge): string {
  const kind = edge.type === 'prod' ? '' : edge.type === 'peerOptional' ? 'peerOptional ' : `${edge.type} `;
  const from = owned(edge.from);
  const who = from.isProjectRoot ? 'the root project' : describe(from);
  return `${kind}${edge.name}@"${edge.spec}" from ${who}`;
}

/** The real node behind a stand-in. */
function owned(node: DepNode): DepNode {
  return node.source ?? node;
}

function describe(node: DepNode): string {
  const real = owned(node);
  return real.isProjectRoot ? 'the root project' : `${real.packageName}@${real.version}`;
}

function describeOwner(node: DepNode): string {
  const real = owned(node.root.source ?? node);
  return `${real.packageName}@${real.version || 'undefined'}`;
}
