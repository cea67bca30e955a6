/**
 * ES modules by the browser's own loader. Before an import starts, its static graph is resolved and read here, so that
 * what is missing fails as Node says it; then the browser links it, asking (through the service worker) for each source.
 */
import { parse, type Import } from 'es-module-lexer';
import { ERR_IMPORT_ATTRIBUTE_MISSING } from '../../node/errors.ts';
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname } from '../../vfs/path.ts';
import type { CommonLoader } from './common-loader.ts';
import type { ContextKeeper } from './context-keeper.ts';
import { commonExports, facade, type CommonSource } from './common-exports.ts';
import { importFormat, requireFormat } from './format.ts';
import type { HookedModules } from './hooked-modules.ts';
import { asNodeLinkError, type Importer } from './link-error.ts';
import { ModuleUrls } from './module-url.ts';
import { builtinUrl, encodePath, type Resolved, type Resolver } from './resolver.ts';
import { HOOK, rewriteModule, staticImports, withoutHashbang } from './rewrite.ts';

export type Namespace = Record<string, unknown>;

export interface EsmLoaderOptions {
  fs: FileSystem;
  resolver: Resolver;
  common: CommonLoader;
  hooked: HookedModules;
  urls: ModuleUrls;
  contexts: ContextKeeper;
  builtin(name: string): unknown;
  /** Keeps the process alive until the answer is called. */
  hold(): () => void;
  /** In a task of its own. */
  later(fn: () => void): void;
}

/** An import whose modules are being loaded; it keeps the process alive until they run. */
interface Loading {
  entry: string;
  /** Whether it is being found out that they do. */
  asked: boolean;
  release(): void;
}

const decoder = new TextDecoder();

export class EsmLoader {
  readonly #options: EsmLoaderOptions;
  /** Makers of the sources that the browser has not asked for yet, by address: when it asks, all of their graph is known. */
  readonly #ready = new Map<string, () => string>();
  /** Modules that only hand on what is here already, as `data:` URLs: the browser has them without asking. By address. */
  readonly #facades = new Map<string, string>();
  /** Addresses that were read once; the browser keeps the modules. */
  readonly #known = new Set<string>();
  readonly #namespaces = new Map<string, Namespace>();
  /** ES modules by address: what they import. */
  readonly #importers = new Map<string, Importer>();
  /** What hooks said of the modules that they resolved. */
  readonly #formats = new Map<string, string | null | undefined>();
  readonly #entered = new Set<string>();
  readonly #loading = new Set<Loading>();
  readonly #asked = new Map<number, Loading>();
  #asks = 0;

  constructor(options: EsmLoaderOptions) {
    this.#options = options;
  }

  /** `import(specifier)` in the file `base` (a path). */
  async import(specifier: string, base: string, attributeType?: string): Promise<Namespace> {
    const url = this.#resolve(specifier, base, attributeType);
    this.#readGraph(url);
    return this.#run(url);
  }

  /** A module given as text, such as that of `node --input-type=module -e`. */
  async importText(source: string, path: string): Promise<Namespace> {
    const url = this.#options.urls.file(path);
    this.#known.add(url);
    const targets = this.#prepareModule(url, path, '', source);
    for (const target of targets) this.#readGraph(target);
    return this.#run(url);
  }

  async #run(entry: string): Promise<Namespace> {
    const loading: Loading = { entry, asked: false, release: this.#options.hold() };
    this.#loading.add(loading);
    try {
      return (await import(/* @vite-ignore */ this.#loadable(entry))) as Namespace;
    } catch (error) {
      this.#explainScope(error);
      const graph = this.#graph(entry).map(({ imports, ...module }) => ({
        ...module,
        imports: imports.map((edge) => ({ ...edge, target: this.#loadable(edge.target) })),
      }));
      throw asNodeLinkError(error, graph, (url) => this.#isCommon(url));
    } finally {
      this.#loaded(loading);
    }
  }

  #loaded(loading: Loading): void {
    if (this.#loading.delete(loading)) loading.release();
  }

  /**
   * `HOOK.entered`: a module that awaits at its top level begins to run. An import that is there by then only waits for
   * what awaits, and does not keep the process alive, as in Node; another that shares the module may still be on its way.
   */
  entered(url: string): void {
    this.#entered.add(url);
    for (const loading of this.#loading) {
      if (loading.asked || !this.#reaches(loading.entry, url)) continue;
      loading.asked = true;
      // Most run to their end before the next task.
      this.#options.later(() => this.#ask(loading));
    }
  }

  /** Follows an import with one of the same modules, and of one before them that runs when all are linked. */
  #ask(loading: Loading): void {
    if (!this.#loading.has(loading)) return;
    const id = ++this.#asks;
    this.#asked.set(id, loading);
    const first = dataModule(`${HOOK}.begun(${id})`);
    const both = dataModule(
      `import ${JSON.stringify(first)};import ${JSON.stringify(this.#loadable(loading.entry))}`,
    );
    // Its errors are those of the import that it follows.
    import(/* @vite-ignore */ both).catch(() => undefined);
  }

  /** `HOOK.begun`: all of an import is linked, and runs or has run. */
  begun(id: number): void {
    const loading = this.#asked.get(id);
    this.#asked.delete(id);
    if (loading) this.#loaded(loading);
  }

  /** The file and text of a module that awaits at its top level for ever, when nothing else is left to do. */
  stuck(): { fileUrl: string; source: string } | undefined {
    const url = [...this.#entered].findLast((each) => !this.#namespaces.has(each));
    return url === undefined ? undefined : this.#importers.get(url);
  }

  #reaches(entry: string, url: string): boolean {
    const module = this.#importers.get(url);
    return module !== undefined && this.#graph(entry).includes(module);
  }

  /** The ES modules that an import needs. */
  #graph(entry: string): Importer[] {
    const seen = new Set([entry]);
    const modules: Importer[] = [];
    for (const url of seen) {
      const module = this.#importers.get(url);
      if (module) modules.push(module);
      for (const { target } of module?.imports ?? []) seen.add(target);
    }
    return modules;
  }

  /** CommonJS variables in an ES module: Node says why they are not there. */
  #explainScope(error: unknown): void {
    const [, name] =
      (error instanceof ReferenceError &&
        /^(require|module|exports|__filename|__dirname) is not defined$/.exec(error.message)) ||
      [];
    if (!(error instanceof Error) || name === undefined) return;
    const before = error.message;
    error.message += ' in ES module scope';
    if (name === 'require') error.message += ', you can use import instead';
    const file = /file:\/\/(\/[^\s():]+\.js)[:?]/.exec(error.stack ?? '')?.[1];
    const config =
      file === undefined ? null : this.#options.resolver.configs.scopeOf(decodeURIComponent(file));
    if (config?.type === 'module')
      error.message +=
        "\nThis file is being treated as an ES module because it has a '.js' file extension and " +
        `'${config.path}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.`;
    error.stack = error.stack?.replace(before, () => error.message) ?? error.message;
  }

  /** What the browser is given for an address whose module was read. */
  #loadable(url: string): string {
    return this.#facades.get(url) ?? url;
  }

  #isCommon(loadable: string): boolean {
    const [url] = [...this.#facades].find(([, facade]) => facade === loadable) ?? [loadable];
    const address = this.#options.urls.parse(url);
    if (address.kind !== 'file' || this.#importers.has(url)) return false;
    const text = (): string => decoder.decode(this.#options.fs.readFile(address.path));
    return importFormat({ path: address.path, text }, this.#options.resolver.configs) === 'commonjs';
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
    if (!this.#ready.has(url)) this.#read(url);
    const source = this.#ready.get(url)?.() ?? '';
    this.#ready.delete(url);
    return source;
  }

  /** `import.meta` of a module, as Node fills it in. */
  meta(meta: ImportMeta, fileUrl: string): void {
    if (fileUrl.startsWith('data:')) {
      Object.assign(meta, { url: fileUrl });
      return;
    }
    const path = decodeURIComponent(new URL(fileUrl).pathname);
    Object.assign(meta, {
      dirname: dirname(path),
      filename: path,
      resolve: (specifier: string) => toFileUrl(this.#options.resolver.locate(specifier, path)),
      url: fileUrl,
    });
  }

  /** The address of what the file `base` imports. */
  #resolve(specifier: string, base: string, type: string | undefined): string {
    const { hooked, resolver, urls } = this.#options;
    if (!hooked.active) return this.#address(resolver.import(specifier, base), type);
    const { url, format } = hooked.import(specifier, base, type);
    const found = resolver.locate(url, base);
    if (found.kind !== 'file') return this.#address(found, type);
    const address = urls.file(found.path, found.suffix);
    this.#formats.set(address, format);
    return address;
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
      return this.#setFacade(url, facade(`${HOOK}.builtin(${JSON.stringify(address.name)})`, names));
    }
    if (address.kind === 'data') return this.#readData(url, address.url);
    const { path, suffix } = address;
    const { format, text } = this.#sourceOf(url, path, suffix);
    if (format === 'module') return this.#prepareModule(url, path, suffix, text());
    const required = `${HOOK}.require(${JSON.stringify(path)})`;
    if (format !== 'commonjs') return this.#setFacade(url, facade(required, []));
    const source = text();
    this.#options.contexts.see(source);
    const names = commonExports({ path, text: source }, (request, from) => this.#reexported(request, from));
    return this.#setFacade(url, facade(required, names));
  }

  /** A module that imports nothing. */
  #setFacade(url: string, text: string): [] {
    this.#facades.set(url, dataModule(text));
    return [];
  }

  #sourceOf(url: string, path: string, suffix: string): { format: string; text: () => string } {
    const { fs, hooked, resolver } = this.#options;
    if (hooked.active) {
      const { format, text } = hooked.importSource(
        `file://${encodePath(path)}${suffix}`,
        this.#formats.get(url),
      );
      return { format, text: () => text };
    }
    const text = (): string => decoder.decode(fs.readFile(path));
    return { format: importFormat({ path, text }, resolver.configs), text };
  }

  #prepareModule(
    url: string,
    path: string,
    suffix: string,
    source: string,
    fileUrl = `file://${encodePath(path)}${suffix}`,
  ): string[] {
    const { contexts } = this.#options;
    contexts.see(source);
    let imports: readonly Import[];
    try {
      [imports] = parse(source);
    } catch {
      // Not lexable: the browser's own parser reports the syntax error.
      this.#importers.set(url, { fileUrl, source, imports: [] });
      this.#ready.set(url, () => source);
      return [];
    }
    const edges = staticImports(imports).map(({ specifier, type }) => ({
      specifier,
      target: this.#resolve(specifier, path, type),
    }));
    this.#importers.set(url, { fileUrl, source, imports: edges });
    const targets = edges.map(({ target }) => target);
    this.#ready.set(url, () => {
      const text = contexts.apply(withoutHashbang(source), 'module');
      const sites = text === source ? imports : parse(text)[0];
      const loadable = targets.map((target) => this.#loadable(target));
      return rewriteModule({ source: text, url, fileUrl, targets: loadable }, sites);
    });
    return targets;
  }

  #readData(url: string, data: string): string[] {
    const match = /^data:([^,;]*)((?:;[^,]*)?),(.*)$/s.exec(data);
    const [, type = '', parameters = '', body = ''] = match ?? [];
    const text = parameters.endsWith(';base64')
      ? decoder.decode(Uint8Array.from(atob(decodeURIComponent(body)), (char) => char.charCodeAt(0)))
      : decodeURIComponent(body);
    if (type === 'application/json') {
      this.#ready.set(url, () => `export default ${text}`);
      return [];
    }
    return this.#prepareModule(url, '/', '', text, data);
  }

  #reexported(specifier: string, from: string): CommonSource | readonly string[] | undefined {
    const { resolver, builtin, fs, common } = this.#options;
    const found = common.tryResolve(specifier, from);
    if (found?.kind === 'builtin') return Object.keys(builtin(found.name) as object);
    if (found?.kind !== 'file') return undefined;
    const source = { path: found.path, text: () => decoder.decode(fs.readFile(found.path)) };
    if (requireFormat(source, resolver.configs) !== 'commonjs') return undefined;
    return { path: found.path, text: source.text() };
  }
}

function toFileUrl(resolved: Resolved): string {
  if (resolved.kind === 'builtin') return builtinUrl(resolved.name);
  return resolved.kind === 'data' ? resolved.url : `file://${encodePath(resolved.path)}${resolved.suffix}`;
}

/** Fits between quotes of either kind. */
function dataModule(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source).replaceAll("'", '%27')}`;
}
