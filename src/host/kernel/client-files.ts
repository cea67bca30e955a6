/** `fs` as the client calls it: a part of `fs.promises`, scoped to the work directory. Encodings as Node's. */
import * as Comlink from 'comlink';
import { decodeText, encodeText, isEncoding } from './text-encoding.ts';
import { S_IFDIR, S_IFLNK, S_IFMT } from '../vfs/constants.ts';
import { basename, normalize } from '../vfs/path.ts';
import { rmDirectoryError } from '../vfs/rm-error.ts';
import type { FileSystem } from '../vfs/file-system.ts';

type Encoding = string | null | undefined;
interface ReaddirOptions {
  encoding?: Encoding;
  withFileTypes?: boolean;
}
interface WatchOptions {
  recursive?: boolean;
  encoding?: Encoding;
}

/** The client's kinds of directory entries. */
const ENTRY_TYPES: Record<number, number> = { [S_IFDIR]: 2, [S_IFLNK]: 3 };
const FILE_ENTRY = 1;

export class ClientFiles {
  readonly #fs: FileSystem;
  readonly #workdir: string;

  constructor(fs: FileSystem, workdir: string) {
    this.#fs = fs;
    this.#workdir = workdir;
  }

  /** The client's paths are below the work directory, also with a leading slash; full paths into it are accepted. */
  resolve(path: string): string {
    if (typeof path !== 'string')
      throw invalid('ERR_INVALID_ARG_TYPE', 'The "path" argument must be of type string.');
    if (path === this.#workdir || path.startsWith(`${this.#workdir}/`)) return normalize(path);
    const inside = normalize(`/${path}`);
    return inside === '/' ? this.#workdir : `${this.#workdir}${inside}`;
  }

  readFile(path: string, encoding?: Encoding | { encoding?: Encoding }): Uint8Array | string {
    const bytes = this.#fs.readFile(this.resolve(path));
    const name = encodingOf(encoding);
    return name === null ? Comlink.transfer(bytes, [bytes.buffer]) : decodeText(bytes, name);
  }

  writeFile(path: string, data: Uint8Array | string, options?: Encoding | { encoding?: Encoding }): void {
    const bytes = typeof data === 'string' ? encodeText(data, encodingOf(options) ?? 'utf8') : data;
    if (!(bytes instanceof Uint8Array))
      throw invalid('ERR_INVALID_ARG_TYPE', 'The "data" argument must be of type string or Uint8Array.');
    this.#fs.writeFile(this.resolve(path), bytes);
  }

  readdir(path: string, options?: Encoding | ReaddirOptions): unknown[] {
    const withFileTypes = typeof options === 'object' && options?.withFileTypes === true;
    const name = namesIn(options);
    const entries = this.#fs.readdir(this.resolve(path));
    if (!withFileTypes) return entries.map((entry) => name(entry.name));
    return entries.map((entry) => ({
      name: name(entry.name),
      'Symbol(type)': ENTRY_TYPES[entry.mode & S_IFMT] ?? FILE_ENTRY,
    }));
  }

  mkdir(path: string, options?: { recursive?: boolean } | null): string | undefined {
    return this.#fs.mkdir(this.resolve(path), { recursive: options?.recursive ?? false });
  }

  rm(path: string, options?: { recursive?: boolean; force?: boolean } | null): void {
    const target = this.resolve(path);
    const { recursive = false, force = false } = options ?? {};
    const stat = recursive ? undefined : this.#fs.tryStat(target, false);
    if (stat && (stat.mode & S_IFMT) === S_IFDIR) throw rmDirectoryError(path);
    this.#fs.rm(target, { recursive, force });
  }

  rename(from: string, to: string): void {
    this.#fs.rename(this.resolve(from), this.resolve(to));
  }

  watch(
    path: string,
    options: Encoding | WatchOptions,
    listener: (event: string, filename: string | Uint8Array) => void,
  ): { close(): void } {
    const root = this.resolve(path);
    const settings = typeof options === 'object' ? options : null;
    const nameIn = namesIn(options);
    const watcher = this.#fs.watch(root, { recursive: settings?.recursive ?? false }, (event) => {
      const name = event.path === root ? basename(root) : event.path.slice(root.length + 1);
      listener(event.type, nameIn(name));
    });
    return Comlink.proxy({ close: () => watcher.close() });
  }
}

function encodingOf(options: Encoding | { encoding?: Encoding }): string | null {
  const encoding = typeof options === 'string' ? options : (options?.encoding ?? null);
  if (encoding === null || encoding === 'buffer') return null;
  if (isEncoding(encoding)) return encoding;
  throw invalid(
    'ERR_INVALID_ARG_VALUE',
    `The argument 'encoding' is invalid encoding. Received '${encoding}'`,
  );
}

/** How names are shown: as text, as bytes for `'buffer'`, or as text that encodes them. */
function namesIn(options: Encoding | { encoding?: Encoding }): (name: string) => string | Uint8Array {
  const given = typeof options === 'string' ? options : options?.encoding;
  const encoding = encodingOf(options);
  if (given !== 'buffer' && (encoding === null || /^utf-?8$/i.test(encoding))) return (name) => name;
  const bytes = (name: string): Uint8Array => new TextEncoder().encode(name);
  return encoding === null ? bytes : (name) => decodeText(bytes(name), encoding);
}

function invalid(code: string, message: string): TypeError {
  return Object.assign(new TypeError(message), { code });
}
