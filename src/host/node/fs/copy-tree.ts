/** `fs.cp`: copies a tree. */
import { S_IFDIR, S_IFLNK, S_IFMT } from '../../vfs/constants.ts';
import type { FsContext, GivenPath } from './context.ts';
import type { Options } from './options.ts';
import { copyOne } from './paths.ts';

type Filter = (source: string, destination: string) => unknown;

interface CopyOptions {
  recursive: boolean;
  force: boolean;
  errorOnExist: boolean;
  dereference: boolean;
  verbatimSymlinks: boolean;
  preserveTimestamps: boolean;
  filter: Filter | undefined;
}

function readCopyOptions(options: Options = {}): CopyOptions {
  return {
    recursive: options['recursive'] === true,
    force: options['force'] !== false,
    errorOnExist: options['errorOnExist'] === true,
    dereference: options['dereference'] === true,
    verbatimSymlinks: options['verbatimSymlinks'] === true,
    preserveTimestamps: options['preserveTimestamps'] === true,
    filter: typeof options['filter'] === 'function' ? (options['filter'] as Filter) : undefined,
  };
}

/** One step of a copy: what is to be done, and the answer of the filter that must come first. */
type Step = { from: GivenPath; to: GivenPath };

function below(path: GivenPath, name: string): GivenPath {
  return { shown: `${path.shown}/${name}`, absolute: `${path.absolute}/${name}` };
}

function copyError(code: string, message: string, errno: number, name: string, path: string): Error {
  const error = new Error(`${message}: cp returned ${name} (${path})`);
  return Object.assign(error, { code, errno, syscall: 'cp', path });
}

/** Copies one entry and returns what is below it. */
function copyEntry(ctx: FsContext, { from, to }: Step, options: CopyOptions): Step[] {
  const { files } = ctx;
  const stat = ctx.call(
    'cp',
    () => (options.dereference ? files.stat(from.absolute) : files.lstat(from.absolute)),
    from,
  );
  const type = stat.mode & S_IFMT;
  const there = files.tryStat(to.absolute, false);
  if (type === S_IFDIR) {
    if (!options.recursive) {
      throw copyError(
        'ERR_FS_EISDIR',
        'Recursive option not enabled, cannot copy a directory',
        21,
        'EISDIR',
        from.shown,
      );
    }
    if (`${to.absolute}/`.startsWith(`${from.absolute}/`)) {
      const words = `Cannot copy ${from.shown} to a subdirectory of self ${to.shown}`;
      throw copyError('ERR_FS_CP_EINVAL', words, 22, 'EINVAL', to.shown);
    }
    if (there && (there.mode & S_IFMT) !== S_IFDIR) {
      const words = `Cannot overwrite non-directory ${to.shown} with directory ${from.shown}`;
      throw copyError('ERR_FS_CP_DIR_TO_NON_DIR', words, 20, 'ENOTDIR', to.shown);
    }
    if (!there)
      ctx.call('cp', () => files.mkdir(to.absolute, { recursive: true, mode: stat.mode & 0o777 }), to);
    return files.readdir(from.absolute).map(({ name }) => ({ from: below(from, name), to: below(to, name) }));
  }
  if (there && (there.mode & S_IFMT) === S_IFDIR) {
    const words = `Cannot overwrite directory ${to.shown} with non-directory ${from.shown}`;
    throw copyError('ERR_FS_CP_NON_DIR_TO_DIR', words, 21, 'EISDIR', to.shown);
  }
  if (there && !options.force) {
    if (options.errorOnExist)
      throw copyError('ERR_FS_CP_EEXIST', 'Target already exists', 17, 'EEXIST', to.shown);
    return [];
  }
  const parent = to.absolute.slice(0, Math.max(1, to.absolute.lastIndexOf('/')));
  if (files.tryStat(parent) === undefined) files.mkdir(parent, { recursive: true });
  if (type === S_IFLNK) copyLink(ctx, from, to, there !== undefined, options.verbatimSymlinks);
  else {
    ctx.call('cp', () => copyOne(ctx, from.absolute, to.absolute, false), from, to);
    if (options.preserveTimestamps) files.utimes(to.absolute, stat.atimeMs, stat.mtimeMs);
  }
  return [];
}

function copyLink(ctx: FsContext, from: GivenPath, to: GivenPath, replace: boolean, verbatim: boolean): void {
  let target = ctx.files.readlink(from.absolute);
  if (!verbatim && !target.startsWith('/')) {
    target = `${from.absolute.slice(0, from.absolute.lastIndexOf('/'))}/${target}`;
  }
  if (replace) ctx.files.unlink(to.absolute);
  ctx.call('cp', () => ctx.files.symlink(target, to.absolute), from, to);
}

export function copyTreeSync(ctx: FsContext, source: unknown, destination: unknown, given?: Options): void {
  const options = readCopyOptions(given);
  const steps: Step[] = [{ from: ctx.path(source, 'src'), to: ctx.path(destination, 'dest') }];
  for (let step = steps.pop(); step; step = steps.pop()) {
    if (options.filter && !options.filter(step.from.shown, step.to.shown)) continue;
    steps.push(...copyEntry(ctx, step, options));
  }
}

/** The same, with a filter that may answer later. */
export async function copyTree(
  ctx: FsContext,
  source: unknown,
  destination: unknown,
  given?: Options,
): Promise<void> {
  const options = readCopyOptions(given);
  const steps: Step[] = [{ from: ctx.path(source, 'src'), to: ctx.path(destination, 'dest') }];
  for (let step = steps.pop(); step; step = steps.pop()) {
    if (options.filter && !(await options.filter(step.from.shown, step.to.shown))) continue;
    steps.push(...copyEntry(ctx, step, options));
  }
}
