/** What every npm command gets. */
import type { Args } from './args.ts';
import { valueOf } from './args.ts';
import { ancestors, resolvePath } from './paths.ts';
import type { NpmHost } from './ports.ts';

export interface CommandContext {
  host: NpmHost;
  args: Args;
  /** The project: the nearest folder upwards with a package.json or node_modules. */
  prefix: string;
  /** The folders of the project's packages that it is for, in place of the project itself. */
  workspaces?: string[] | undefined;
}

export type Command = (context: CommandContext) => Promise<number>;

export function findPrefix(host: NpmHost, args: Args): string {
  const given = valueOf(args, 'prefix');
  if (given !== undefined) return resolvePath(host.cwd, given);
  for (const dir of ancestors(host.cwd)) {
    if (dir.includes('/node_modules')) continue;
    if (
      host.fs.tryStat(`${dir}/package.json`) !== undefined ||
      host.fs.tryStat(`${dir}/node_modules`) !== undefined
    ) {
      return dir;
    }
  }
  return host.cwd;
}

export function print(host: NpmHost, ...lines: string[]): void {
  host.stdout.write(`${lines.join('\n')}\n`);
}
