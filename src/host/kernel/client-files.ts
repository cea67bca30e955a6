/** `fs` as the client calls it: a part of `fs.promises`, scoped to the work directory. Encodings as Node's. */
import * as Comlink from 'comlink';
import { decodeText, encodeText, isEncoding } from './text-encoding.ts';
import { S_IFDIR, S_IFMT } from '../vfs/constants.ts';
import { basename, normalize } from '../vfs/path.ts';
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

export class ClientFiles {
  readonly #fs: FileSystem;
  readonly #workdir: string;

  constructor(fs: FileSystem, workdir: string) {
    this.#fs = fs;
    this.#workdir = workdir;
  }

  /** The client's paths are below the work directory, also with a leading slash; full paths into it are accepted. */
  resolve(path: string): string {
    if (typeof path !== 'string') throw new TypeError('The "path" argument must be of type string.');
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
    this.#fs.writeFile(this.resolve(path), bytes);
  }

  readdir(path: string, options?: Encoding | ReaddirOptions): unknown[] {
    const settings = typeof options === 'object' ? options : null;
    const asBytes = (typeof options === 'string' ? options : settings?.encoding) === 'buffer';
    const name = (text: string): string | Uint8Array => (asBytes ? new TextEncoder().encode(text) : text);
    const entries = this.#fs.readdir(this.resolve(path));
    if (!settings?.withFileTypes) return entries.map((entry) => name(entry.name));
    return entries.map((entry) => ({
      name: name(entry.name),
      'Symbol(type)': (entry.mode & S_IFMT) === S_IFDIR ? 2 : 1,
    }));
  }

  mkdir(path: string, options?: { recursive?: boolean } | null): string | undefined {
    return this.#fs.mkdir(this.resolve(path), { recursive: options?.recursive ?? false });
  }

  rm(path: string, options?: { recursive?: boolean; force?: boolean } | null): void {
    this.#fs.rm(this.resolve(path), {
      recursive: options?.recursive ?? false,
      force: options?.force ?? false,
    });
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
    const asBytes = (typeof options === 'string' ? options : settings?.encoding) === 'buffer';
    const watcher = this.#fs.watch(root, { recursive: settings?.recursive ?? false }, (event) => {
      const name = event.path === root ? basename(root) : event.path.slice(root.length + 1);
      listener(event.type, asBytes ? new TextEncoder().encode(name) : name);
    });
    return Comlink.proxy({ close: () => watcher.close() });
  }
}

function encodingOf(options: Encoding | { encoding?: Encoding }): string | null {
  const encoding = typeof options === 'string' ? options : (options?.encoding ?? null);
  if (encoding === null || encoding === 'buffer') return null;
  if (isEncoding(encoding)) return encoding;
  const error = new TypeError(`Unknown encoding: ${encoding}`);
  throw Object.assign(error, { code: 'ERR_UNKNOWN_ENCODING' });
}
