/** Resolving and loading by the program's hooks, with what Node does by itself as the last of them. */
import type { FileSystem } from '../../vfs/file-system.ts';
import { importFormat, requireFormat, type SourceFile } from './format.ts';
import {
  fileUrlOf,
  pathOf,
  sourceText,
  type LoadResult,
  type ModuleHooks,
  type ResolveResult,
} from './hooks.ts';
import {
  builtinUrl,
  IMPORT_CONDITIONS,
  REQUIRE_CONDITIONS,
  type Resolved,
  type Resolver,
} from './resolver.ts';

export interface HookedModulesOptions {
  fs: FileSystem;
  hooks: ModuleHooks;
  resolver: Resolver;
  isBuiltin(name: string): boolean;
}

export interface HookedSource {
  format: string;
  text: string;
}

const decoder = new TextDecoder();

export class HookedModules {
  readonly #options: HookedModulesOptions;

  constructor(options: HookedModulesOptions) {
    this.#options = options;
  }

  get active(): boolean {
    return this.#options.hooks.active;
  }

  /** `import specifier` in the file `base`. */
  import(specifier: string, base: string, type: string | undefined): ResolveResult {
    const { hooks, resolver } = this.#options;
    const context = {
      conditions: [...IMPORT_CONDITIONS],
      importAttributes: type === undefined ? {} : { type },
      parentURL: fileUrlOf(base),
    };
    return hooks.resolve(specifier, context, (asked, { parentURL }) => {
      const found = resolver.import(asked, parentURL?.startsWith('file:') ? pathOf(parentURL) : base);
      return { url: urlOf(found), format: this.#formatOf(found) };
    });
  }

  /** `require(request)`; `find` is what `require` does by itself. Answers a path or a built-in. */
  require(request: string, parent: string | undefined, find: (request: string) => string): string {
    const { hooks, isBuiltin } = this.#options;
    const context = {
      conditions: [...REQUIRE_CONDITIONS],
      importAttributes: {},
      parentURL: parent === undefined ? undefined : fileUrlOf(parent),
    };
    const { url } = hooks.resolve(request, context, (asked) => {
      const found = find(asked.startsWith('file:') ? pathOf(asked) : asked);
      return isBuiltin(found) ? { url: builtinUrl(found), format: 'builtin' } : { url: fileUrlOf(found) };
    });
    return url.startsWith('file:') ? pathOf(url) : url;
  }

  /** The source of an imported file. `format` is what resolving it said. */
  importSource(url: string, format: string | null | undefined): HookedSource {
    return this.#load(
      url,
      { conditions: [...IMPORT_CONDITIONS], format, importAttributes: {} },
      importFormat,
    );
  }

  /** The source of a required file. */
  requireSource(path: string): HookedSource {
    const context = { conditions: [...REQUIRE_CONDITIONS], format: undefined, importAttributes: {} };
    return this.#load(fileUrlOf(path), context, requireFormat);
  }

  #load(
    url: string,
    context: Parameters<ModuleHooks['load']>[1],
    formatOf: (file: SourceFile, configs: Resolver['configs']) => string,
  ): HookedSource {
    const { hooks, resolver } = this.#options;
    const loaded = hooks.load(url, context, (asked, { format }): LoadResult => {
      const path = pathOf(asked);
      const text = this.#text(path);
      const known = format ?? formatOf({ path, text: () => text }, resolver.configs);
      return { format: known, source: text, responseURL: asked };
    });
    return {
      format: loaded.format ?? 'commonjs',
      text: sourceText(loaded.source ?? this.#text(pathOf(url))),
    };
  }

  /** Undefined where only a hook can say. */
  #formatOf(found: Resolved): string | undefined {
    if (found.kind === 'builtin') return 'builtin';
    if (found.kind === 'data' || !/\.(?:[cm]?js|json)$/.test(found.path)) return undefined;
    const { path } = found;
    return importFormat({ path, text: () => this.#text(path) }, this.#options.resolver.configs);
  }

  #text(path: string): string {
    return decoder.decode(this.#options.fs.readFile(path));
  }
}

function urlOf(found: Resolved): string {
  if (found.kind === 'builtin') return builtinUrl(found.name);
  return found.kind === 'data' ? found.url : fileUrlOf(found.path) + found.suffix;
}
