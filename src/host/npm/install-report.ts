/** What npm says while and after it installs: warnings, one rewriting progress line, the summary. */
import { satisfies } from 'semver';
import { fitsPlatform, PLATFORM } from './platform.ts';
import type { NpmHost } from './ports.ts';
import type { DepNode } from './tree.ts';
import { twinOf } from './twins.ts';
import { isDeprecated } from './version-pick.ts';

export const NPM_VERSION = '11.19.1';

/** One line that is written over itself. The app reads it from the terminal for its own. */
export class ProgressLine {
  private readonly host: NpmHost;
  private shown = false;
  private last = -Infinity;

  constructor(host: NpmHost) {
    this.host = host;
  }

  step(phase: 'resolve' | 'fetch' | 'link', done: number, total: number): void {
    const now = this.host.now();
    if (!this.host.stderr.isTTY || (now - this.last < 80 && done < total)) return;
    this.last = now;
    this.shown = true;
    this.host.stderr.write(`\r\x1b[K${phase} ${done}/${total}`);
  }

  clear(): void {
    if (this.shown) this.host.stderr.write('\r\x1b[K');
    this.shown = false;
    this.last = -Infinity;
  }
}

export function warn(host: NpmHost, ...lines: string[]): void {
  for (const line of lines) host.stderr.write(`npm warn ${line}\n`);
}

/** Engines and platforms that do not fit and deprecated packages, of what will be installed. A build goes on without them where it can. */
export function warnAbout(host: NpmHost, installed: Iterable<DepNode>, added: ReadonlySet<DepNode>): void {
  for (const node of installed) {
    const id = `${node.packageName}@${node.version}`;
    const { engines } = node.pkg;
    const badNode = engines?.['node'] !== undefined && !fits(host.nodeVersion, engines['node']);
    const badNpm = engines?.['npm'] !== undefined && !fits(NPM_VERSION, engines['npm']);
    if (!node.optional && (badNode || badNpm)) {
      warn(
        host,
        'EBADENGINE Unsupported engine {',
        `EBADENGINE   package: '${id}',`,
        `EBADENGINE   required: { ${Object.entries(engines ?? {})
          .map(([name, range]) => `${name}: '${range}'`)
          .join(', ')} },`,
        `EBADENGINE   current: { node: 'v${host.nodeVersion}', npm: '${NPM_VERSION}' }`,
        'EBADENGINE }',
      );
    }
    if (!node.optional && !fitsPlatform(node.pkg) && twinOf(node.packageName, node.version) === undefined) {
      const { os, cpu, libc } = node.pkg;
      warn(
        host,
        `EBADPLATFORM Unsupported platform for ${id}: wanted ${JSON.stringify({ os, cpu, libc })} (current: ${JSON.stringify(PLATFORM)})`,
      );
    }
  }
  for (const node of added) {
    if (isDeprecated(node.pkg)) {
      warn(host, `deprecated ${node.packageName}@${node.version}: ${String(node.pkg.deprecated)}`);
    }
  }
}

function fits(version: string, range: string): boolean {
  return range === '' || satisfies(version, range, { includePrerelease: true });
}

export interface Counts {
  added: number;
  removed: number;
  changed: number;
  /** Packages that ask for funding. */
  funding: number;
  ms: number;
}

export function summary(counts: Counts): string {
  const parts = (['added', 'removed', 'changed'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind, index) => `${kind} ${counts[kind]}${index === 0 ? ` ${packages(counts[kind])}` : ''}`);
  const done =
    parts.length === 0
      ? 'up to date'
      : parts.length === 1
        ? (parts[0] ?? '')
        : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}${parts.length === 2 ? '' : ''}`;
  const lines = ['', `${done} in ${duration(counts.ms)}`];
  if (counts.funding > 0) {
    const who = counts.funding === 1 ? 'package is' : 'packages are';
    lines.push('', `${counts.funding} ${who} looking for funding`, '  run `npm fund` for details');
  }
  return `${lines.join('\n')}\n`;
}

function packages(count: number): string {
  return count === 1 ? 'package' : 'packages';
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return ms < 60_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`;
}
