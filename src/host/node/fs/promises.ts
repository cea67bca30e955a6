/** `fs/promises`. */
import { copyTree } from './copy-tree.ts';
import { named, type SyncCalls } from './callbacks.ts';
import { constants } from './constants.ts';
import type { FsContext } from './context.ts';
import { checkAborted, promise } from './delivery.ts';
import { openDir } from './dir.ts';
import { chunks, createFileHandle, type HandleStreams } from './file-handle.ts';
import { globPaths } from './glob.ts';
import type { Options } from './options.ts';

const DERIVED =
  'access copyFile rename rm rmdir mkdir readdir readlink symlink lstat stat statfs link unlink chmod lchown chown utimes lutimes realpath mkdtemp truncate'.split(
    ' ',
  );

type AnyFunction = (...args: never[]) => unknown;

function signalOf(options: unknown): unknown {
  return typeof options === 'object' && options !== null ? (options as Options)['signal'] : undefined;
}

export function createPromises(
  ctx: FsContext,
  sync: SyncCalls,
  streams: () => HandleStreams,
  watch: AnyFunction,
): Record<string, unknown> {
  const FileHandle = createFileHandle(ctx, sync, streams);
  const call = (name: string, ...args: unknown[]): unknown => sync[name]?.(...(args as never[]));
  const target = (path: unknown): unknown => (path instanceof FileHandle ? path.fd : path);

  const api: Record<string, unknown> = {};
  for (const name of DERIVED) {
    api[name] = named(name, (...args: unknown[]) => promise(ctx, () => call(name, ...args)));
  }
  const written = (name: string) => async (path: unknown, data: unknown, options?: unknown) => {
    checkAborted(signalOf(options));
    let first = true;
    for await (const chunk of chunks(data)) {
      checkAborted(signalOf(options));
      const use = first || path instanceof FileHandle ? name : 'appendFile';
      first = false;
      await promise(ctx, () => call(use, target(path), chunk, appending(options, use !== name)));
    }
    if (first) await promise(ctx, () => call(name, target(path), '', options));
  };
  return Object.assign(api, {
    constants,
    readFile: named('readFile', async (path: unknown, options?: unknown) => {
      checkAborted(signalOf(options));
      return promise(ctx, () => call('readFile', target(path), options));
    }),
    writeFile: named('writeFile', written('writeFile')),
    appendFile: named('appendFile', written('appendFile')),
    open: named('open', (path: unknown, flags?: unknown, mode?: unknown) =>
      promise(ctx, () => new FileHandle(call('open', path, flags, mode) as number)),
    ),
    opendir: named('opendir', (path: unknown, options?: unknown) =>
      promise(ctx, () => openDir(ctx, sync['readdir'] as never, path, options)),
    ),
    cp: named('cp', async (from: unknown, to: unknown, options?: Options) => {
      await promise(ctx, () => undefined);
      await copyTree(ctx, from, to, options);
    }),
    async *glob(pattern: unknown, options?: Options) {
      await promise(ctx, () => undefined);
      yield* globPaths(ctx, pattern, options);
    },
    watch,
  });
}

/** Pieces after the first go to the end, whatever flag the first was written with. */
function appending(options: unknown, after: boolean): unknown {
  if (!after || typeof options !== 'object' || options === null) return options;
  return { ...options, flag: 'a' };
}
