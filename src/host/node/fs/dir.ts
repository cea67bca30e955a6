/** `fs.Dir`: what `opendir` gives. */
import { ERR_DIR_CLOSED } from '../errors.ts';
import type { FsContext } from './context.ts';
import { deliver, promise } from './delivery.ts';
import { readOptions } from './options.ts';
import { Dirent } from './stats.ts';

type ReadDirectory = (path: unknown, options: unknown) => unknown;

export class Dir {
  readonly path: string;
  readonly #ctx: FsContext;
  readonly #entries: Dirent[];
  #next = 0;
  #closed = false;

  constructor(ctx: FsContext, path: string, entries: Dirent[]) {
    this.#ctx = ctx;
    this.path = path;
    this.#entries = entries;
  }

  readSync(): Dirent | null {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    return this.#entries[this.#next++] ?? null;
  }

  read(callback?: unknown): Promise<Dirent | null> | undefined {
    if (callback === undefined) return promise(this.#ctx, () => this.readSync());
    deliver(this.#ctx, callback, () => this.readSync());
    return undefined;
  }

  closeSync(): void {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    this.#closed = true;
  }

  close(callback?: unknown): Promise<void> | undefined {
    if (callback === undefined) return promise(this.#ctx, () => this.closeSync());
    deliver(this.#ctx, callback, () => this.closeSync());
    return undefined;
  }

  async *entries(): AsyncGenerator<Dirent, void, undefined> {
    try {
      for (let entry = this.readSync(); entry !== null; entry = this.readSync()) yield entry;
    } finally {
      if (!this.#closed) this.closeSync();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Dirent, void, undefined> {
    return this.entries();
  }
}

export function openDir(ctx: FsContext, readdir: ReadDirectory, path: unknown, options?: unknown): Dir {
  const settings = readOptions(options);
  const at = ctx.path(path);
  const entries = ctx.call(
    'opendir',
    () => readdir(path, { ...settings, withFileTypes: true }),
    at,
  ) as Dirent[];
  return new Dir(ctx, at.shown, entries);
}
