/**
 * ES modules by the browser's own loader. Before an import starts, its static graph is resolved and read here, so that
 * what is missing fails as Node says it; then the browser links it, asking (through the service worker) for each source.
 */
import { parse } from 'es-module-lexer/js';
import { ERR_IMPORT_ATTRIBUTE_MISSING } from '../../node/errors.ts';
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname } from '../../vfs/path.ts';
import type { CommonLoader } from './common-loader.ts';
import { commonExports, facade, type CommonSource } from './common-exports.ts';
import { importFormat } from './format.ts';
import { ModuleUrls } from './module-url.ts';
import { encodePath, type Resolved, type Resolver } from './resolver.ts';
import { HOOK, rewriteModule, staticImports } from './rewrite.ts';

export type Namespace = Record<string, unknown>;

export interface EsmLoaderOptions {
  fs: FileSystem;
  resolver: Resolver;
  common: CommonLoader;
  urls: ModuleUrls;
  builtin(name: string): unknown;
}

const decoder = new TextDecoder();

export class EsmLoader {
  readonly #options: EsmLoaderOptions;
  /** Sources that the browser has not asked for yet, by address. */
  readonly #ready = new Map<string, string>();
  /** Addresses that were read once; the browser keeps the modules. */
  readonly #known = new Set<string>();
  readonly #namespaces = new Map<string, Namespace>();

  constructor(options: EsmLoaderOptions) {
    this.#options = options;
  }

  /** `import(specifier)` in the file `base` (a path). */
  async import(specifier: string, base: string, attributeType?: string): Promise<Namespace> {
    const url = this.#address(this.#options.resolver.import(specifier, base), attributeType);
    this.#readGraph(url);
    return (await import(/* @vite-ignore */ url)) as Namespace;
  }

  /** A module given as text, such as that of `node --input-type=module -e`. */
  async importText(source: string, path: string): Promise<Namespace> {
    const url = this.#options.urls.file(path);
    this.#known.add(url);
    const targets = this.#prepareModule(url, path, '', source);
    for (const target of targets) this.#readGraph(target);
    return (await import(/* @vite-ignore */ url)) as Namespace;
  }

  /** The namespace of a module that has been evaluated by the browser, for `require`. */
  evaluated(path: string): Namespace | undefined {
    return this.#namespaces.get(this.#options.urls.file(path));
  }

  /** `HOOK.loaded`: an evaluated module registers itself. */
  register(url: string, namespace: Namespace): void {
    this.#namespaces.set(url, namespace);
  }

  /** What the service worker answers with. */
  source(url: string): string {
    let source = this.#ready.get(url);
    if (source === undefined) {
      this.#read(url);
      source = this.#ready.get(url) ?? '';
    }
    this.#ready.delete(url);
    return source;
  }

  /** `import.meta` of a module, as Node fills it in. */
  meta(meta: ImportMeta, fileUrl: string): void {
    const path = decodeURIComponent(new URL(fileUrl).pathname);
    Object.assign(meta, {
      dirname: dirname(path),
      filename: path,
      resolve: (specifier: string) => toFileUrl(this.#options.resolver.import(specifier, path)),
      url: fileUrl,
    });
  }

  #address(resolved: Resolved, attributeType: string | undefined): string {
    const { urls } = this.#options;
    if (resolved.kind === 'builtin') return urls.builtin(resolved.name);
    if (resolved.kind === 'data') return urls.data(resolved.url);
    if (resolved.path.endsWith('.json') && attributeType !== 'json') {
      throw new ERR_IMPORT_ATTRIBUTE_MISSING(toFileUrl(resolved), 'type', 'json');
    }
    return urls.file(resolved.path, resolved.suffix);
  }

  /** Reads what a module needs, transitively, before the browser asks. */
  #readGraph(entry: string): void {
    const queue = [entry];
    for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
      if (this.#known.has(url)) continue;
      queue.push(...this.#read(url));
      this.#known.add(url);
    }
  }

  /** Prepares the source of one address; returns the addresses it imports. */
  #read(url: string): string[] {
    const address = this.#options.urls.parse(url);
    if (address.kind === 'builtin') {
      const names = Object.keys(this.#options.builtin(address.name) as object);
      this.#ready.set(url, facade(`${HOOK}.builtin(${JSON.stringify(address.name)})`, names));
      return [];
    }
    if (address.kind === 'data') return this.#readData(url, address.url);
    const { path, suffix } = address;
    const text = (): string => decoder.decode(this.#options.fs.readFile(path));
    const format = importFormat({ path, text }, this.#options.resolver.configs);
    if (format === 'module') return this.#prepareModule(url, path, suffix, text());
    const required = `${HOOK}.require(${JSON.stringify(path)})`;
    const names =
      format === 'commonjs'
        ? commonExports({ path, text: text() }, (request, from) => this.#reexported(request, from))
        : [];
    this.#ready.set(url, facade(required, names));
    return [];
  }

  #prepareModule(url: string, path: string, suffix: string, source: string): string[] {
    let imports;
    try {
      [imports] = parse(source);
    } catch {
      // Not lexable: the browser's own parser reports the syntax error.
      this.#ready.set(url, source);
      return [];
    }
    const targets = staticImports(imports).map(({ specifier, type }) =>
      this.#address(this.#options.resolver.import(specifier, path), type),
    );
    const fileUrl = `file://${encodePath(path)}${suffix}`;
    this.#ready.set(url, rewriteModule({ source, url, fileUrl, targets }, imports));
    return targets;
  }

  #readData(url: string, data: string): string[] {
    const match = /^data:([^,;]*)((?:;[^,]*)?),(.*)$/s.exec(data);
    const [, type = '', parameters = '', body = ''] = match ?? [];
    const text = parameters.endsWith(';base64')
      ? decoder.decode(Uint8Array.from(atob(decodeURIComponent(body)), (char) => char.charCodeAt(0)))
      : decodeURIComponent(body);
    if (type === 'application/json') {
      this.#ready.set(url, `export default ${text}`);
      return [];
    }
    return this.#prepareModule(url, '/', '', text);
  }

  #reexported(specifier: string, from: string): CommonSource | readonly string[] | undefined {
    const { resolver, builtin, fs, common } = this.#options;
    const found = common.tryResolve(specifier, from);
    if (found?.kind === 'builtin') return Object.keys(builtin(found.name) as object);
    if (found?.kind !== 'file') return undefined;
    const source = { path: found.path, text: () => decoder.decode(fs.readFile(found.path)) };
    if (importFormat(source, resolver.configs) !== 'commonjs') return undefined;
    return { path: found.path, text: source.text() };
  }
}

function toFileUrl(resolved: Resolved): string {
  if (resolved.kind === 'builtin') return `node:${resolved.name}`;
  return resolved.kind === 'data' ? resolved.url : `file://${encodePath(resolved.path)}${resolved.suffix}`;
}
