/** `require()` of ES modules: the module and its static imports are run as functions, depth first, as the spec orders. */
import { ERR_REQUIRE_CYCLE_MODULE } from '../../node/errors.ts';
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname } from '../../vfs/path.ts';
import type { CommonLoader } from './common-loader.ts';
import type { ContextKeeper } from './context-keeper.ts';
import type { Namespace } from './esm-loader.ts';
import { importFormat } from './format.ts';
import { MODULE_PARAMETERS, toModuleFunction } from './module-function.ts';
import { builtinUrl, encodePath, type Resolver } from './resolver.ts';

export interface SyncModulesOptions {
  fs: FileSystem;
  resolver: Resolver;
  common(): CommonLoader;
  builtin(name: string): unknown;
  contexts: ContextKeeper;
  compile(source: string, filename: string, params: string[]): (...args: unknown[]) => unknown;
  /** A module that the browser's loader has already evaluated. */
  evaluated(path: string): Namespace | undefined;
}

interface SyncModule {
  namespace: Namespace;
  state: 'running' | 'done';
}

const decoder = new TextDecoder();

export class SyncModules {
  readonly #options: SyncModulesOptions;
  readonly #modules = new Map<string, SyncModule>();

  constructor(options: SyncModulesOptions) {
    this.#options = options;
  }

  /** The namespace of a module that was run here. */
  get(path: string): Namespace | undefined {
    return this.#modules.get(path)?.namespace;
  }

  require(path: string, source?: string): Namespace {
    const evaluated = this.#options.evaluated(path);
    if (evaluated) return evaluated;
    const known = this.#modules.get(path);
    if (known?.state === 'running') throw new ERR_REQUIRE_CYCLE_MODULE(path);
    return (known ?? this.#run(path, source)).namespace;
  }

  #run(path: string, source = decoder.decode(this.#options.fs.readFile(path))): SyncModule {
    const fileUrl = `file://${encodePath(path)}`;
    const { contexts } = this.#options;
    contexts.see(source);
    const { body, specifiers } = toModuleFunction(source, fileUrl);
    const namespace = Object.create(null) as Namespace;
    Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
    const module: SyncModule = { namespace, state: 'running' };
    this.#modules.set(path, module);
    let done = false;
    try {
      const imports = specifiers.map((specifier) => this.#import(specifier, path));
      const define = (getters: Record<string, () => unknown>): void => defineExports(namespace, getters);
      const star = (from: Namespace): void => reexport(namespace, from);
      const kept = contexts.apply(source, 'module');
      const text = kept === source ? body : toModuleFunction(kept, fileUrl).body;
      const run = this.#options.compile(text, path, MODULE_PARAMETERS);
      run(define, star, imports, this.#meta(path, fileUrl));
      module.state = 'done';
      done = true;
    } finally {
      if (!done) this.#modules.delete(path);
    }
    return module;
  }

  #import(specifier: string, base: string): Namespace {
    const { resolver, builtin, fs, evaluated } = this.#options;
    const found = resolver.import(specifier, base);
    if (found.kind === 'builtin') return common(builtin(found.name));
    if (found.kind === 'data') throw new ERR_REQUIRE_CYCLE_MODULE(specifier);
    const { path } = found;
    const format = importFormat({ path, text: () => decoder.decode(fs.readFile(path)) }, resolver.configs);
    if (format !== 'module') return common(this.#options.common().load(path, null));
    return evaluated(path) ?? (this.#modules.get(path) ?? this.#run(path)).namespace;
  }

  #meta(path: string, fileUrl: string): object {
    const resolve = (specifier: string): string => {
      const found = this.#options.resolver.locate(specifier, path);
      if (found.kind === 'builtin') return builtinUrl(found.name);
      return found.kind === 'data' ? found.url : `file://${encodePath(found.path)}${found.suffix}`;
    };
    return { dirname: dirname(path), filename: path, resolve, url: fileUrl };
  }
}

function defineExports(namespace: Namespace, getters: Record<string, () => unknown>): void {
  for (const [name, get] of Object.entries(getters).sort(([a], [b]) => (a < b ? -1 : 1))) {
    Object.defineProperty(namespace, name, { get, enumerable: true, configurable: true });
  }
}

/** `export *`: everything but `default`, and never over the module's own names. */
function reexport(namespace: Namespace, from: Namespace): void {
  for (const name of Object.keys(from)) {
    if (name === 'default' || Object.hasOwn(namespace, name)) continue;
    Object.defineProperty(namespace, name, { get: () => from[name], enumerable: true, configurable: true });
  }
}

/** What an ES module sees of a CommonJS one: all its properties, since it has run already. */
function common(exports: unknown): Namespace {
  const namespace = Object.create(null) as Namespace;
  if (typeof exports === 'object' || typeof exports === 'function') {
    for (const name of Object.keys(exports ?? {})) {
      Object.defineProperty(namespace, name, {
        get: () => (exports as Namespace)[name],
        enumerable: true,
        configurable: true,
      });
    }
  }
  Object.defineProperty(namespace, 'default', { value: exports, enumerable: true, configurable: true });
  return namespace;
}
