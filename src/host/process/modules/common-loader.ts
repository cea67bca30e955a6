/** `require`, and what `require('module')` returns. Follows Node's documentation, modules.html and module.html. */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../../node/errors.ts';
import { currentProcess } from '../../node/util-functions.ts';
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname, extname } from '../../vfs/path.ts';
import type { ContextKeeper } from './context-keeper.ts';
import { requireFormat } from './format.ts';
import type { HookedModules } from './hooked-modules.ts';
import type { Hooks, ModuleHooks } from './hooks.ts';
import { builtinUrl, encodePath, isRelative, Resolver, type Resolved } from './resolver.ts';
import { rewriteScript, withoutHashbang } from './rewrite.ts';

export interface CommonLoaderOptions {
  fs: FileSystem;
  resolver: Resolver;
  builtin(name: string): unknown;
  isBuiltin(name: string): boolean;
  builtinNames: readonly string[];
  cwd(): string;
  home(): string;
  contexts: ContextKeeper;
  hooks: ModuleHooks;
  hooked: HookedModules;
  /** Compiles a function body under a file name. */
  compile(source: string, filename: string, params: string[]): (...args: unknown[]) => unknown;
  /** Runs an ES module synchronously: `require()` of one. */
  requireModule(path: string, source: string): unknown;
}

export interface RequireFunction {
  (id: string): unknown;
  resolve: ((id: string, options?: { paths?: string[] }) => string) & { paths(id: string): string[] | null };
  main: CommonModule | undefined;
  cache: Record<string, CommonModule | undefined>;
  extensions: Record<string, Extension>;
}

type Extension = (module: CommonModule, filename: string) => void;

/** An instance of `Module`: `module` in a CommonJS file. */
export interface CommonModule {
  id: string;
  path: string;
  exports: unknown;
  parent: CommonModule | null | undefined;
  filename: string | null;
  loaded: boolean;
  children: CommonModule[];
  paths: string[];
  require(id: string): unknown;
  load(filename: string): void;
  _compile(source: string, filename: string): unknown;
}

const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
const decoder = new TextDecoder();

export class CommonLoader {
  readonly cache: Record<string, CommonModule | undefined> = Object.create(null) as Record<
    string,
    CommonModule
  >;
  readonly extensions: Record<string, Extension> = Object.create(null) as Record<string, Extension>;
  readonly Module: ModuleConstructor;
  main: CommonModule | undefined;
  /** The program's file, when an import loads it. */
  mainFile: string | undefined;
  readonly #options: CommonLoaderOptions;

  constructor(options: CommonLoaderOptions) {
    this.#options = options;
    this.extensions['.js'] = (module, filename) => this.#loadScript(module, filename);
    this.extensions['.json'] = (module, filename) => this.#loadJson(module, filename);
    this.extensions['.node'] = (_module, filename) => refuseAddon(filename);
    this.Module = createModuleConstructor(this, options);
  }

  /** The program has put hooks before its modules. */
  get hooksActive(): boolean {
    return this.#options.hooked.active;
  }

  /** `require(request)` from `parent` (null: from the outside, such as an ES module's façade). */
  load(request: string, parent: CommonModule | null, isMain = false): unknown {
    const { builtin, hooked, isBuiltin } = this.#options;
    if (!hooked.active && (isBuiltin(request) || request.startsWith('node:'))) return builtin(request);
    const find = (asked: string): string => this.Module._resolveFilename(asked, parent, isMain);
    const filename = hooked.active
      ? hooked.require(request, parent?.filename ?? undefined, find)
      : find(request);
    if (isBuiltin(filename) || filename.startsWith('node:')) return builtin(filename);
    return this.loadFile(filename, parent, isMain).exports;
  }

  loadFile(filename: string, parent: CommonModule | null, isMain = false): CommonModule {
    const known = this.cache[filename];
    if (known) {
      if (parent && !parent.children.includes(known)) parent.children.push(known);
      return known;
    }
    const module = new this.Module(filename, parent ?? undefined);
    if (isMain) {
      this.main = module;
      module.id = '.';
      module.parent = null;
    }
    this.cache[filename] = module;
    let done = false;
    try {
      module.load(filename);
      done = true;
    } finally {
      if (!done) {
        this.cache[filename] = undefined;
        Reflect.deleteProperty(this.cache, filename);
        if (parent) parent.children = parent.children.filter((child) => child !== module);
      }
    }
    return module;
  }

  /** Like `require.resolve` from a file, without throwing. */
  tryResolve(request: string, from: string): Resolved | undefined {
    const directory = dirname(from);
    try {
      return this.#options.resolver.require(request, directory, this.lookupPaths(directory));
    } catch {
      // A broken package.json or a path that is not exported: nothing to re-export from here.
      return undefined;
    }
  }

  lookupPaths(directory: string): string[] {
    const home = this.#options.home();
    return [...Resolver.nodeModulePaths(directory), `${home}/.node_modules`, `${home}/.node_libraries`];
  }

  resolveFilename(request: string, parent: CommonModule | null, options?: { paths?: string[] }): string {
    if (typeof request !== 'string') throw new ERR_INVALID_ARG_TYPE('id', 'string', request);
    if (request === '') throw new ERR_INVALID_ARG_VALUE('id', request, 'must be a non-empty string');
    if (this.#options.isBuiltin(request)) return request;
    const directories = options?.paths ?? [
      parent?.filename ? dirname(parent.filename) : (parent?.path ?? this.#options.cwd()),
    ];
    const extensions = Object.keys(this.extensions);
    for (const directory of directories) {
      const paths = options?.paths || !parent?.paths.length ? this.lookupPaths(directory) : parent.paths;
      const from = options?.paths ? undefined : (parent?.filename ?? undefined);
      const found = this.#options.resolver.require(request, directory, paths, extensions, from);
      if (found?.kind === 'builtin') return builtinUrl(found.name);
      if (found?.kind === 'file') return found.path;
    }
    throw this.#notFound(request, parent);
  }

  makeRequire(module: CommonModule): RequireFunction {
    const require = ((id: string) => module.require(id)) as RequireFunction;
    const resolve = (id: string, options?: { paths?: string[] }): string =>
      this.Module._resolveFilename(id, module, false, options);
    const paths = (id: string): string[] | null =>
      this.#options.isBuiltin(id) ? null : isRelative(id) ? [dirname(module.filename ?? '/')] : module.paths;
    require.resolve = Object.assign(resolve, { paths });
    require.main = this.main;
    require.extensions = this.extensions;
    require.cache = this.cache;
    return require;
  }

  /** A script's text as it runs. */
  prepare(source: string, filename: string): string {
    const { contexts, fs } = this.#options;
    const text = withoutHashbang(source);
    contexts.lookAhead(filename, text, {
      open: (request, from) => {
        const found = this.tryResolve(request, from);
        if (found?.kind !== 'file' || !/\.[cm]?js$/.test(found.path)) return undefined;
        return { path: found.path, text: decoder.decode(fs.readFile(found.path)) };
      },
    });
    return rewriteScript(contexts.apply(text, 'script'), `file://${encodePath(filename)}`);
  }

  compile(module: CommonModule, source: string, filename: string): unknown {
    const run = this.#options.compile(this.prepare(source, filename), filename, WRAPPER);
    const require = this.makeRequire(module);
    return Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
  }

  #loadScript(module: CommonModule, filename: string): void {
    const { format, text } = this.#sourceOf(filename);
    if (format === 'json') {
      module.exports = parseJson(text, filename);
      return;
    }
    if (format === 'module') {
      const namespace = this.#options.requireModule(filename, text) as Record<string, unknown>;
      module.exports = Object.hasOwn(namespace, 'module.exports') ? namespace['module.exports'] : namespace;
      return;
    }
    module._compile(text, filename);
  }

  #sourceOf(filename: string): { format: string; text: string } {
    const { fs, hooked, resolver } = this.#options;
    if (hooked.active) return hooked.requireSource(filename);
    const text = decoder.decode(fs.readFile(filename));
    return { format: requireFormat({ path: filename, text: () => text }, resolver.configs), text };
  }

  #loadJson(module: CommonModule, filename: string): void {
    module.exports = parseJson(this.#sourceOf(filename).text, filename);
  }

  #notFound(request: string, parent: CommonModule | null): Error {
    const stack: string[] = [];
    for (let at: CommonModule | null | undefined = parent; at; at = at.parent)
      stack.push(at.filename ?? at.id);
    const trail = stack.length > 0 ? `\nRequire stack:\n- ${stack.join('\n- ')}` : '';
    const error = new Error(`Cannot find module '${request}'${trail}`);
    return Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: stack });
  }
}

function parseJson(text: string, filename: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof Error) error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

function refuseAddon(filename: string): never {
  const error = new Error(
    `${filename}: native add-ons cannot run in the tab; a WebAssembly or JavaScript build can`,
  );
  throw Object.assign(error, { code: 'ERR_DLOPEN_FAILED' });
}

export interface ModuleConstructor {
  new (id?: string, parent?: CommonModule): CommonModule;
  _resolveFilename(
    request: string,
    parent: CommonModule | null,
    isMain?: boolean,
    options?: { paths?: string[] },
  ): string;
  _load(request: string, parent: CommonModule | null, isMain?: boolean): unknown;
  createRequire(from: string | URL): RequireFunction;
  [key: string]: unknown;
}

/** `Module`: a function, since packages patch its prototype and statics. */
function createModuleConstructor(loader: CommonLoader, options: CommonLoaderOptions): ModuleConstructor {
  function Module(this: CommonModule, id = '', parent?: CommonModule): void {
    this.id = id;
    this.path = dirname(id);
    this.exports = {};
    Object.defineProperty(this, 'parent', {
      value: parent,
      writable: true,
      configurable: true,
      enumerable: false,
    });
    this.filename = null;
    this.loaded = false;
    this.children = [];
    this.paths = [];
    parent?.children.push(this);
  }
  const constructor = Module as unknown as ModuleConstructor;
  Object.assign(Module.prototype as object, {
    require(this: CommonModule, id: string): unknown {
      if (typeof id !== 'string') throw new ERR_INVALID_ARG_TYPE('id', 'string', id);
      if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
      return constructor._load(id, this, false);
    },
    load(this: CommonModule, filename: string): void {
      this.filename = filename;
      this.paths = loader.lookupPaths(dirname(filename));
      const extension = longestExtension(filename, loader.extensions);
      loader.extensions[extension]?.(this, filename);
      this.loaded = true;
    },
    _compile(this: CommonModule, source: string, filename: string): unknown {
      return loader.compile(this, source, filename);
    },
  });
  const createRequire = (from: string | URL): RequireFunction => {
    const text = String(from);
    if (!text.startsWith('file:') && !text.startsWith('/')) {
      throw new ERR_INVALID_ARG_VALUE(
        'filename',
        from,
        'must be a file URL object, file URL string, or absolute path string',
      );
    }
    const filename = text.startsWith('file:') ? decodeURIComponent(new URL(text).pathname) : text;
    const module = new constructor(filename);
    module.filename = filename.endsWith('/') ? `${filename}noop.js` : filename;
    module.paths = loader.lookupPaths(dirname(module.filename));
    return loader.makeRequire(module);
  };
  Object.assign(Module, {
    Module,
    _cache: loader.cache,
    _extensions: loader.extensions,
    _pathCache: {},
    _load: (request: string, parent: CommonModule | null, isMain?: boolean) =>
      loader.load(request, parent, isMain),
    _resolveFilename: (
      request: string,
      parent: CommonModule | null,
      _isMain?: boolean,
      paths?: { paths?: string[] },
    ) => loader.resolveFilename(request, parent, paths),
    _nodeModulePaths: Resolver.nodeModulePaths,
    _resolveLookupPaths: (request: string, parent: CommonModule | null) =>
      isRelative(request) ? [dirname(parent?.filename ?? '/')] : (parent?.paths ?? []),
    _initPaths: () => undefined,
    _preloadModules: (names: string[]) => names.forEach((name) => loader.load(name, null)),
    globalPaths: [],
    builtinModules: [...options.builtinNames],
    isBuiltin: (name: string) => options.isBuiltin(name),
    createRequire,
    wrap: (source: string) => `(function (${WRAPPER.join(', ')}) { ${source}\n});`,
    wrapper: [`(function (${WRAPPER.join(', ')}) { `, '\n});'],
    syncBuiltinESMExports: () => undefined,
    register: refuseRegister,
    registerHooks: (hooks: Hooks) => options.hooks.register(hooks),
    findSourceMap: () => undefined,
    findPackageJSON: (specifier: string, base?: string) => findPackageJson(loader, options, specifier, base),
    enableCompileCache: () => ({ status: 3 }),
    getCompileCacheDir: () => undefined,
    flushCompileCache: () => undefined,
    constants: { compileCacheStatus: { FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 } },
    SourceMap: class SourceMap {
      readonly payload: unknown;
      constructor(payload: unknown) {
        this.payload = payload;
      }
      findEntry(): object {
        return {};
      }
    },
  });
  return constructor;
}

/** Not thrown: programs that ask for hooks of a thread of their own may do without them (Tailwind 4.1's forget what they cached). */
function refuseRegister(specifier: unknown): void {
  currentProcess().emitWarning?.(
    `module.register() has no effect here: the hooks of ${String(specifier)} would need a thread of their own. Use module.registerHooks().`,
  );
}

function findPackageJson(
  loader: CommonLoader,
  { resolver, cwd }: CommonLoaderOptions,
  specifier: string,
  base?: string,
): string | undefined {
  const from =
    base === undefined
      ? `${cwd()}/noop.js`
      : base.startsWith('file:')
        ? decodeURIComponent(new URL(base).pathname)
        : base;
  const target = specifier.startsWith('file:') ? decodeURIComponent(new URL(specifier).pathname) : specifier;
  const found = target.startsWith('/')
    ? ({ kind: 'file', path: target } as const)
    : loader.tryResolve(target, from);
  return found?.kind === 'file' ? resolver.configs.scopeOf(found.path)?.path : undefined;
}

/** `.d.ts`-like extensions may be registered: the longest registered one wins; unknown ones load as `.js`. */
function longestExtension(filename: string, extensions: Record<string, Extension>): string {
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  for (let dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    if (extensions[name.slice(dot)]) return name.slice(dot);
  }
  return extname(filename) in extensions ? extname(filename) : '.js';
}
