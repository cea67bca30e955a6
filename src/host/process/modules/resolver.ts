/**
 * From a specifier to a file or a built-in. Follows Node's documentation: modules.html "All together" for require,
 * esm.html "Resolution Algorithm Specification" for import.
 */
import {
  ERR_INVALID_MODULE_SPECIFIER,
  ERR_MODULE_NOT_FOUND,
  ERR_PACKAGE_IMPORT_NOT_DEFINED,
  ERR_UNKNOWN_BUILTIN_MODULE,
  ERR_UNSUPPORTED_DIR_IMPORT,
  ERR_UNSUPPORTED_ESM_URL_SCHEME,
} from '../../node/errors.ts';
import { S_IFDIR, S_IFMT } from '../../vfs/constants.ts';
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname, normalize } from '../../vfs/path.ts';
import { PackageConfigs, type PackageConfig } from './package-config.ts';
import { resolveExports, resolveImports } from './package-exports.ts';

export const REQUIRE_CONDITIONS = ['node', 'require', 'module-sync', 'node-addons'];
export const IMPORT_CONDITIONS = ['node', 'import', 'module-sync', 'node-addons'];
const EXTENSIONS = ['.js', '.json', '.node'];

export type Resolved =
  | { kind: 'builtin'; name: string }
  /** `suffix`: query and hash of an import, which make it another instance of the module. */
  | { kind: 'file'; path: string; suffix: string }
  | { kind: 'data'; url: string };

export interface ResolverOptions {
  fs: FileSystem;
  isBuiltin(name: string): boolean;
  /** Extra conditions, from `--conditions`. */
  conditions: string[];
  preserveSymlinks: boolean;
}

export class Resolver {
  readonly configs: PackageConfigs;
  readonly #fs: FileSystem;
  readonly #options: ResolverOptions;
  readonly #requireConditions: ReadonlySet<string>;
  readonly #importConditions: ReadonlySet<string>;

  constructor(options: ResolverOptions) {
    this.#fs = options.fs;
    this.#options = options;
    this.configs = new PackageConfigs(options.fs);
    this.#requireConditions = new Set([...REQUIRE_CONDITIONS, ...options.conditions]);
    this.#importConditions = new Set([...IMPORT_CONDITIONS, ...options.conditions]);
  }

  /** For require: undefined when nothing is found (the caller knows who required it). `directory`: of the requirer. */
  require(
    request: string,
    directory: string,
    paths: readonly string[],
    extensions = EXTENSIONS,
    from = `${directory}/noop.js`,
  ): Resolved | undefined {
    const builtin = this.#builtin(request);
    if (builtin) return builtin;
    if (isRelative(request) || request.startsWith('/')) {
      const path = request.startsWith('/') ? request : `${directory}/${request}`;
      const found = this.#fileOrDirectory(path, extensions);
      return found === undefined ? undefined : this.#file(found);
    }
    if (request.startsWith('#') && this.configs.scopeOf(from)?.imports)
      return this.#required(this.#import(request, from, this.#requireConditions));
    const { name, subpath } = splitPackage(request);
    const self = this.#self(name, subpath, from, this.#requireConditions);
    if (self !== undefined) return this.#required(this.#target(self));
    for (const modules of paths) {
      if (!this.#isDirectory(modules)) continue;
      const root = `${modules}/${name}`;
      const config = name === '' ? null : this.configs.in(root);
      if (config && config.exports !== undefined && config.exports !== null) {
        // Node does not say who required what is not exported.
        return this.#required(
          this.#target(resolveExports(subpath, this.#context(config, this.#requireConditions, ''))),
        );
      }
      const found = this.#fileOrDirectory(`${modules}/${request}`, extensions);
      if (found !== undefined) return this.#file(found);
    }
    return undefined;
  }

  /** For import. `base`: the importing file. Throws Node's errors. */
  import(specifier: string, base: string): Resolved {
    return this.#existing(this.locate(specifier, base), base);
  }

  /** Where an import would be looked for, whether or not there is a file: `import.meta.resolve`. */
  locate(specifier: string, base: string): Resolved {
    const builtin = this.#builtin(specifier);
    if (builtin) return builtin;
    if (specifier.startsWith('#')) return this.#import(specifier, base, this.#importConditions);
    if (isRelative(specifier) || specifier.startsWith('/')) {
      return this.#importPath(new URL(specifier, `file://${encodePath(base)}`), specifier, base);
    }
    if (URL.canParse(specifier)) return this.#importUrl(new URL(specifier), specifier, base);
    return this.#target(this.#importPackage(specifier, base));
  }

  /** The node_modules folders that a file in `directory` looks in, nearest first. */
  static nodeModulePaths(directory: string): string[] {
    const paths: string[] = [];
    for (let dir = directory; ; dir = dirname(dir)) {
      if (!dir.endsWith('/node_modules')) paths.push(dir === '/' ? '/node_modules' : `${dir}/node_modules`);
      if (dir === '/') return paths;
    }
  }

  #importUrl(url: URL, specifier: string, base: string): Resolved {
    if (url.protocol === 'file:') return this.#importPath(url, specifier, base);
    if (url.protocol === 'data:') return { kind: 'data', url: url.href };
    if (url.protocol === 'node:') throw new ERR_UNKNOWN_BUILTIN_MODULE(specifier);
    throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(url);
  }

  #importPath(url: URL, specifier: string, base: string): Resolved {
    if (/%2f|%5c/i.test(url.pathname)) {
      throw new ERR_INVALID_MODULE_SPECIFIER(
        specifier,
        'must not include encoded "/" or "\\" characters',
        base,
      );
    }
    return { kind: 'file', path: decodeURIComponent(url.pathname), suffix: url.search + url.hash };
  }

  #importPackage(specifier: string, base: string): string {
    const { name, subpath } = splitPackage(specifier);
    if (!isPackageName(name))
      throw new ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a valid package name', base);
    const self = this.#self(name, subpath, base, this.#importConditions);
    if (self !== undefined) return self;
    for (const modules of Resolver.nodeModulePaths(dirname(base))) {
      const root = `${modules}/${name}`;
      if (!this.#isDirectory(root)) continue;
      const config = this.configs.in(root);
      if (config && config.exports !== undefined && config.exports !== null) {
        return resolveExports(subpath, this.#context(config, this.#importConditions, base));
      }
      return subpath === '.' ? this.#legacyMain(root, config, base) : normalize(`${root}/${subpath}`);
    }
    throw new ERR_MODULE_NOT_FOUND(name, base);
  }

  #legacyMain(root: string, config: PackageConfig | null, base: string): string {
    const main = config?.main;
    const tries = main
      ? ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'].map((end) => main + end)
      : [];
    for (const name of [...tries, 'index.js', 'index.json', 'index.node']) {
      const path = normalize(`${root}/${name}`);
      if (this.#isFile(path)) return path;
    }
    throw new ERR_MODULE_NOT_FOUND(root, base);
  }

  #import(request: string, base: string, conditions: ReadonlySet<string>): Resolved {
    const config = this.configs.scopeOf(base);
    if (!config) throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(request, undefined, base);
    return this.#target(resolveImports(request, this.#context(config, conditions, base)));
  }

  #self(name: string, subpath: string, base: string, conditions: ReadonlySet<string>): string | undefined {
    const scope = this.configs.scopeOf(base);
    if (!scope || scope.name !== name || scope.exports === undefined || scope.exports === null)
      return undefined;
    return resolveExports(subpath, this.#context(scope, conditions, base));
  }

  #context(
    config: PackageConfig,
    conditions: ReadonlySet<string>,
    base: string,
  ): Parameters<typeof resolveExports>[1] {
    return {
      config,
      conditions,
      base,
      resolvePackage: (specifier) => {
        if (this.#builtin(specifier)) return builtinUrl(specifier);
        if (conditions.has('import')) return this.#importPackage(specifier, config.path);
        const found = this.require(
          specifier,
          dirname(config.path),
          Resolver.nodeModulePaths(dirname(config.path)),
        );
        if (found?.kind === 'file') return found.path;
        throw new ERR_MODULE_NOT_FOUND(specifier, config.path);
      },
    };
  }

  #target(path: string): Resolved {
    if (path.startsWith('node:')) return this.#builtin(path) ?? { kind: 'builtin', name: path.slice(5) };
    return { kind: 'file', path, suffix: '' };
  }

  /** What a map of exports or imports led `require` to. */
  #required(found: Resolved): Resolved {
    if (found.kind !== 'file') return found;
    if (this.#isFile(found.path)) return this.#file(found.path);
    throw Object.assign(new Error(`Cannot find module '${found.path}'`), { code: 'MODULE_NOT_FOUND' });
  }

  #existing(found: Resolved, base: string): Resolved {
    if (found.kind !== 'file') return found;
    const { path, suffix } = found;
    const stat = this.#fs.tryStat(path);
    if (stat && (stat.mode & S_IFMT) !== S_IFDIR) return { ...this.#file(path), suffix };
    const error = stat
      ? new ERR_UNSUPPORTED_DIR_IMPORT(path, base)
      : new ERR_MODULE_NOT_FOUND(path, base, 'module');
    throw Object.assign(error, { url: `file://${encodePath(path)}${suffix}` });
  }

  #file(path: string): Extract<Resolved, { kind: 'file' }> {
    return {
      kind: 'file',
      path: this.#options.preserveSymlinks ? path : this.#fs.realpath(path),
      suffix: '',
    };
  }

  #fileOrDirectory(request: string, extensions: readonly string[]): string | undefined {
    const path = normalize(request);
    const onlyDirectory = /(^|\/)\.{0,2}\/?$/.test(request) && /(\/|\/\.|\/\.\.|^\.|^\.\.)$/.test(request);
    if (!onlyDirectory) {
      if (this.#isFile(path)) return path;
      const extended = this.#withExtension(path, extensions);
      if (extended !== undefined) return extended;
    }
    if (!this.#isDirectory(path)) return undefined;
    const main = this.configs.in(path)?.main;
    if (main) {
      const target = normalize(`${path}/${main}`);
      const found = this.#isFile(target)
        ? target
        : (this.#withExtension(target, extensions) ?? this.#withExtension(`${target}/index`, extensions));
      if (found !== undefined) return found;
    }
    return this.#withExtension(`${path}/index`, extensions);
  }

  #withExtension(path: string, extensions: readonly string[]): string | undefined {
    for (const extension of extensions) if (this.#isFile(path + extension)) return path + extension;
    return undefined;
  }

  #builtin(request: string): Resolved | undefined {
    if (!this.#options.isBuiltin(request)) return undefined;
    const bare = request.replace(/^node:/, '');
    // Some have no name without the prefix.
    return { kind: 'builtin', name: this.#options.isBuiltin(bare) ? bare : request };
  }

  #isFile(path: string): boolean {
    const stat = this.#fs.tryStat(path);
    return stat !== undefined && (stat.mode & S_IFMT) !== S_IFDIR;
  }

  #isDirectory(path: string): boolean {
    const stat = this.#fs.tryStat(path);
    return stat !== undefined && (stat.mode & S_IFMT) === S_IFDIR;
  }
}

/** A built-in as a URL. */
export function builtinUrl(name: string): string {
  return name.startsWith('node:') ? name : `node:${name}`;
}

export function isRelative(request: string): boolean {
  return /^\.\.?(\/|$)/.test(request);
}

const ESCAPES: Record<string, string> = { '?': '%3F', '#': '%23', '%5B': '[', '%5D': ']' };

/** A path as the pathname of a file URL; what `pathToFileURL` escapes. */
export function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]|%5B|%5D/g, (text) => ESCAPES[text] ?? text);
}

function splitPackage(specifier: string): { name: string; subpath: string } {
  const match = /^((?:@[^/]+\/)?[^/]*)(\/.*)?$/.exec(specifier);
  return { name: match?.[1] ?? '', subpath: match?.[2] === undefined ? '.' : `.${match[2]}` };
}

function isPackageName(name: string): boolean {
  return (
    name !== '' &&
    !name.startsWith('.') &&
    !/[\\%]/.test(name) &&
    (!name.startsWith('@') || name.includes('/'))
  );
}
