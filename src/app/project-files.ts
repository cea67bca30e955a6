/**
 * The open project's files, in memory: the one owner of their contents. Writes go on to the container while there is one;
 * what programs write there is read back with `refresh`.
 */
import type { FileSystemTree } from '@webcontainer/api';
import type { FileEntry } from '../state/project-store.ts';
import type { Container } from './container.ts';
import { decodeText } from './file-content.ts';

export type FileContent = string | Uint8Array;
export type FileSnapshot = ReadonlyMap<string, FileContent>;

/** Folders that tools make: neither shown, kept nor sent. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.vite',
  '.cache',
  'dist',
  'build',
  'coverage',
  '.next',
  '.astro',
]);
const MAX_FILE_BYTES = 8 * 1024 * 1024;

export class ProjectFiles {
  readonly #contents = new Map<string, FileContent>();
  readonly #versions = new Map<string, number>();
  readonly #onChange: (index: Record<string, FileEntry>) => void;
  #container: Container | undefined;
  #clock = 0;

  /** @param onChange - gets the new index after every change. */
  constructor(onChange: (index: Record<string, FileEntry>) => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Replaces everything, without writing to the container: a project that was just opened. */
  load(files: Iterable<readonly [string, FileContent]>): void {
    this.#contents.clear();
    for (const [path, content] of files) this.#keep(path, content);
    this.#changed();
  }

  /** Puts all files into a container, which gets all later writes. */
  async attach(container: Container): Promise<void> {
    const began = this.#clock;
    await container.mount(toTree(this.#contents));
    this.#container = container;
    // What was written while the files were on their way is not among them.
    for (const [path, version] of this.#versions) {
      if (version <= began) continue;
      const content = this.#contents.get(path);
      if (content === undefined) await container.fs.rm(path, { force: true });
      else await this.#writeThrough(path, content);
    }
  }

  detach(): void {
    this.#container = undefined;
  }

  has(path: string): boolean {
    return this.#contents.has(path);
  }

  get(path: string): FileContent | undefined {
    return this.#contents.get(path);
  }

  /** The text of a file; undefined when there is none, or it is binary. */
  text(path: string): string | undefined {
    const content = this.#contents.get(path);
    return typeof content === 'string' ? content : undefined;
  }

  paths(): string[] {
    return [...this.#contents.keys()].sort();
  }

  snapshot(): FileSnapshot {
    return new Map(this.#contents);
  }

  async write(path: string, content: FileContent): Promise<void> {
    this.#keep(path, content);
    this.#changed();
    await this.#writeThrough(path, content);
  }

  /** Removes a file, or a folder with all in it. */
  async remove(path: string): Promise<void> {
    for (const own of this.#under(path)) {
      this.#contents.delete(own);
      this.#touch(own);
    }
    this.#changed();
    await this.#container?.fs.rm(path, { recursive: true, force: true });
  }

  /** Moves a file, or a folder with all in it. */
  async rename(path: string, to: string): Promise<void> {
    for (const own of this.#under(path)) {
      const content = this.#contents.get(own);
      this.#contents.delete(own);
      this.#touch(own);
      if (content !== undefined) this.#keep(to + own.slice(path.length), content);
    }
    this.#changed();
    if (!this.#container) return;
    await this.#makeParent(to);
    await this.#container.fs.rename(path, to);
  }

  /** Reads back what programs changed. What is written meanwhile stays as written. */
  async refresh(): Promise<string[]> {
    const container = this.#container;
    if (!container) return [];
    const began = this.#clock;
    const found = new Map<string, FileContent | undefined>();
    await scan(container, '', found);
    if (this.#container !== container) return [];
    const changed: string[] = [];
    const isOurs = (path: string): boolean => (this.#versions.get(path) ?? 0) > began;
    for (const [path, content] of found) {
      if (content === undefined || isOurs(path) || same(this.#contents.get(path), content)) continue;
      this.#keep(path, content);
      changed.push(path);
    }
    for (const path of this.paths()) {
      if (found.has(path) || isOurs(path) || path.split('/').some((part) => SKIPPED.has(part))) continue;
      this.#contents.delete(path);
      this.#touch(path);
      changed.push(path);
    }
    if (changed.length > 0) this.#changed();
    return changed;
  }

  /** Makes the files what a snapshot has. */
  async restore(snapshot: FileSnapshot): Promise<void> {
    for (const path of this.paths()) if (!snapshot.has(path)) await this.remove(path);
    for (const [path, content] of snapshot) {
      if (!same(this.#contents.get(path), content)) await this.write(path, content);
    }
  }

  /** Paths whose content differs from a snapshot. */
  changesSince(before: FileSnapshot): Record<string, 'added' | 'changed'> {
    const changes: Record<string, 'added' | 'changed'> = {};
    for (const [path, content] of this.#contents) {
      const old = before.get(path);
      if (old === undefined) changes[path] = 'added';
      else if (!same(old, content)) changes[path] = 'changed';
    }
    return changes;
  }

  #under(path: string): string[] {
    return this.paths().filter((own) => own === path || own.startsWith(`${path}/`));
  }

  #keep(path: string, content: FileContent): void {
    this.#contents.set(path, content);
    this.#touch(path);
  }

  #touch(path: string): void {
    this.#versions.set(path, ++this.#clock);
  }

  async #writeThrough(path: string, content: FileContent): Promise<void> {
    if (!this.#container) return;
    await this.#makeParent(path);
    await this.#container.fs.writeFile(path, content);
  }

  async #makeParent(path: string): Promise<void> {
    const at = path.lastIndexOf('/');
    if (at > 0) await this.#container?.fs.mkdir(path.slice(0, at), { recursive: true });
  }

  #changed(): void {
    const index: Record<string, FileEntry> = {};
    for (const path of this.paths()) {
      const content = this.#contents.get(path) ?? '';
      index[path] = {
        size: content.length,
        binary: typeof content !== 'string',
        version: this.#versions.get(path) ?? 0,
      };
    }
    this.#onChange(index);
  }
}

/** Finds what is there; undefined for what is too large to be a source, or gone between the two calls. */
async function scan(
  container: Container,
  folder: string,
  found: Map<string, FileContent | undefined>,
): Promise<void> {
  const entries = await container.fs.readdir(folder || '.', { withFileTypes: true });
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) await scan(container, path, found);
    } else if (entry.isFile()) {
      const bytes = await container.fs.readFile(path).catch(() => undefined);
      const isTaken = bytes !== undefined && bytes.length <= MAX_FILE_BYTES;
      found.set(path, isTaken ? (decodeText(bytes) ?? bytes) : undefined);
    }
  }
}

function same(a: FileContent | undefined, b: FileContent): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function toTree(files: FileSnapshot): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, contents] of files) {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    let folder = root;
    for (const part of parts) {
      const node = (folder[part] ??= { directory: {} });
      if (!('directory' in node)) break;
      folder = node.directory;
    }
    folder[name] = { file: { contents } };
  }
  return root;
}
