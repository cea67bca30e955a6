/** `fs.glob`: the paths under a directory that match patterns. */
import picomatch from 'picomatch';
import { S_IFDIR, S_IFMT } from '../../vfs/constants.ts';
import type { FsContext } from './context.ts';
import type { Options } from './options.ts';
import { Dirent } from './stats.ts';

type Exclude = (entry: string | Dirent) => boolean;

/** Yields as it walks, so that a program may stop early. */
export function* globPaths(
  ctx: FsContext,
  patterns: unknown,
  options: Options = {},
): Generator<string | Dirent> {
  const list = (Array.isArray(patterns) ? patterns : [patterns]).map((each) =>
    String(each).replace(/^\.\//, ''),
  );
  const base = typeof options['cwd'] === 'string' ? options['cwd'] : ctx.host.identity.cwd;
  const typed = options['withFileTypes'] === true;
  const matches = picomatch(list, { dot: true });
  const exclude = excluder(options['exclude'], typed);
  const rooted = list.some((each) => each.startsWith('/'));
  const root = rooted ? '/' : ctx.resolve(base);
  const queue = [''];
  for (let dir = queue.pop(); dir !== undefined; dir = queue.pop()) {
    const parent = dir === '' ? root : `${root === '/' ? '' : root}/${dir}`;
    if (ctx.files.tryStat(parent) === undefined) continue;
    for (const { name, mode } of ctx.files.readdir(parent)) {
      const relative = dir === '' ? name : `${dir}/${name}`;
      const shown = rooted ? `/${relative}` : relative;
      const entry = typed ? new Dirent(name, parent, mode) : shown;
      if (exclude(entry)) continue;
      if (matches(shown)) yield entry;
      if ((mode & S_IFMT) === S_IFDIR) queue.push(relative);
    }
  }
}

function excluder(given: unknown, typed: boolean): Exclude {
  if (typeof given === 'function') return given as Exclude;
  if (!Array.isArray(given)) return () => false;
  const matches = picomatch(given.map(String), { dot: true });
  return (entry) => matches(typed ? String((entry as Dirent).name) : (entry as string));
}
