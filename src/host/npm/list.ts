/** `npm ls`, `npm outdated`, `npm fund`: what is installed and what could be. */
import { gt } from 'semver';
import { isSet, valueOf } from './args.ts';
import { compareNames } from './collate.ts';
import { print, type CommandContext } from './command.ts';
import { calcFlags } from './dep-flags.ts';
import { FetchPool } from './fetch-pool.ts';
import { loadLock, readHiddenLockfile, readLockfile, rootNode } from './lockfile.ts';
import { readPackageFile } from './package-json.ts';
import { PackageStore } from './package-store.ts';
import { parseSpec, registrySpec } from './spec.ts';
import type { DepEdge, DepNode } from './tree.ts';
import { pickVersion } from './version-pick.ts';
import { findWorkspaces } from './workspaces.ts';

/** The tree of the last complete install. */
export function installedTree({ host, prefix }: CommandContext): DepNode {
  const manifest = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest ?? {};
  const root = rootNode({ cwd: prefix, manifest, workspaces: findWorkspaces(host.fs, prefix, manifest) });
  const folder = (path: string) => readPackageFile(host.fs, `${path}/package.json`)?.manifest ?? {};
  const lock = readHiddenLockfile(host.fs, prefix);
  if (lock !== undefined) loadLock(root, lock, folder);
  calcFlags(root);
  return root;
}

export async function listCommand(context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  const root = installedTree(context);
  const depth = isSet(args, 'all')
    ? Infinity
    : Number(valueOf(args, 'depth') ?? (args.words.length > 0 ? Infinity : 0));
  const wanted = new Set(args.words.map((word) => word.replace(/(?<=.)@.*$/, '')));
  const problems: string[] = [];
  if (isSet(args, 'json')) {
    const tree = { ...jsonOf(root, depth, problems), ...(problems.length > 0 ? { problems } : {}) };
    print(host, JSON.stringify(tree, null, 2));
  } else if (isSet(args, 'parseable')) {
    print(host, prefix, ...[...root.subtree()].filter((node) => node !== root).map((node) => node.path));
  } else {
    const title = [root.pkg.name, root.pkg.version].filter(Boolean).join('@');
    const lines = [`${title === '' ? '' : `${title} `}${prefix}`];
    draw(root, depth, wanted, '', lines, new Set(), problems);
    if (lines.length === 1) lines.push('└── (empty)');
    print(host, ...lines, '');
  }
  if (problems.length > 0) {
    host.stderr.write(
      `npm error code ELSPROBLEMS\n${problems.map((line) => `npm error ${line}\n`).join('')}`,
    );
  }
  return problems.length > 0 || (wanted.size > 0 && ![...wanted].some((name) => root.byName.get(name)?.size))
    ? 1
    : 0;
}

function edgesOf(node: DepNode): DepEdge[] {
  return [...(node.target ?? node).edgesOut.values()]
    .filter((edge) => edge.to !== undefined || !edge.optional)
    .sort((a, b) => compareNames(a.name, b.name));
}

function draw(
  node: DepNode,
  depth: number,
  wanted: Set<string>,
  indent: string,
  lines: string[],
  seen: Set<DepNode>,
  problems: string[],
): void {
  const edges = edgesOf(node).filter((edge) => wanted.size === 0 || leadsTo(edge, wanted, new Set()));
  edges.forEach((edge, index) => {
    const last = index === edges.length - 1;
    const { to } = edge;
    const repeated = to !== undefined && seen.has(to);
    const goesOn = to !== undefined && !repeated && depth > 0 && edgesOf(to).length > 0;
    const branch = `${indent}${last ? '└' : '├'}─${goesOn ? '┬' : '─'} `;
    lines.push(branch + labelOf(edge, repeated && depth !== 0, problems));
    if (to === undefined || !goesOn) return;
    seen.add(to);
    draw(to, depth - 1, wanted, `${indent}${last ? '  ' : '│ '}`, lines, seen, problems);
  });
}

function leadsTo(edge: DepEdge, wanted: Set<string>, seen: Set<DepNode>): boolean {
  if (wanted.has(edge.name)) return true;
  if (edge.to === undefined || seen.has(edge.to)) return false;
  seen.add(edge.to);
  return edgesOf(edge.to).some((below) => leadsTo(below, wanted, seen));
}

function labelOf(edge: DepEdge, deduped: boolean, problems: string[]): string {
  const { to } = edge;
  if (to === undefined) {
    const who = edge.from.isProjectRoot ? `${edge.from.packageName}@${edge.from.version}` : edge.from.name;
    problems.push(`missing: ${edge.name}@${edge.spec}, required by ${who}`);
    return `UNMET DEPENDENCY ${edge.name}@${edge.spec}`;
  }
  const alias = to.packageName === edge.name ? '' : `npm:${to.packageName}@`;
  const where = to.target === undefined ? '' : ` -> ./${to.target.location}`;
  if (!edge.valid) problems.push(`invalid: ${to.name}@${to.version} ${to.path}`);
  return `${edge.name}@${alias}${to.version}${deduped ? ' deduped' : ''}${edge.valid ? '' : ' invalid'}${where}`;
}

function jsonOf(node: DepNode, depth: number, problems: string[]): Record<string, unknown> {
  const dependencies: Record<string, unknown> = {};
  for (const edge of depth < 0 ? [] : edgesOf(node)) {
    const { to } = edge;
    if (to === undefined) {
      const label = labelOf(edge, false, problems);
      dependencies[edge.name] = { required: edge.spec, missing: true, problems: [label] };
    } else {
      dependencies[edge.name] = {
        version: to.version,
        ...(to.resolved === undefined ? {} : { resolved: to.resolved }),
        overridden: edge.spec !== edge.rawSpec,
        ...(depth > 0 ? jsonOf(to, depth - 1, problems) : {}),
      };
    }
  }
  const own = node.isProjectRoot ? { version: node.pkg.version, name: node.pkg.name } : {};
  return { ...own, ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}) };
}

export async function outdatedCommand(context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  const root = installedTree(context);
  const store = new PackageStore(host, new FetchPool());
  const rows: string[][] = [];
  const json: Record<string, unknown> = {};
  for (const edge of edgesOf(root)) {
    const spec = registrySpec(parseSpec(edge.name, edge.spec, prefix));
    if (spec === undefined || (args.words.length > 0 && !args.words.includes(edge.name))) continue;
    const packument = await store.registry.packument(spec.name);
    const wanted = pickVersion(packument, spec, { nodeVersion: host.nodeVersion }).version ?? '';
    const latest = packument['dist-tags']['latest'] ?? wanted;
    const current = edge.to?.version;
    if (current === wanted && (current === latest || !gt(latest, current))) continue;
    const location = edge.to?.location ?? `node_modules/${edge.name}`;
    rows.push([edge.name, current ?? 'MISSING', wanted, latest, location, root.packageName]);
    json[edge.name] = {
      ...(current === undefined ? {} : { current }),
      wanted,
      latest,
      dependent: root.packageName,
      location,
    };
  }
  if (isSet(args, 'json')) print(host, JSON.stringify(json, null, 2));
  else if (rows.length > 0)
    print(host, ...table([['Package', 'Current', 'Wanted', 'Latest', 'Location', 'Depended by'], ...rows]));
  return rows.length > 0 ? 1 : 0;
}

function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        if (column === row.length - 1) return cell;
        return column === 0 || column > 3 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}

export async function fundCommand(context: CommandContext): Promise<number> {
  const lock = readLockfile(context.host.fs, context.prefix);
  const lines = Object.entries(lock?.packages ?? {}).flatMap(([location, entry]) => {
    const first: unknown = Array.isArray(entry.funding) ? entry.funding[0] : entry.funding;
    const url = typeof first === 'object' && first !== null && 'url' in first ? String(first.url) : undefined;
    const name = location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return url === undefined || location === '' ? [] : [`${name}@${entry.version ?? ''}  ${url}`];
  });
  print(context.host, ...(lines.length > 0 ? lines : ['No package asks for funding.']));
  return 0;
}
