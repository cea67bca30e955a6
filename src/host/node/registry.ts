/** The built-in modules by name, each made on first use and kept for the process. */
import { ERR_UNKNOWN_BUILTIN_MODULE } from './errors.ts';
import type { NodeHost } from './host.ts';

type Factory = (host: NodeHost) => unknown;

/** One line a module. A key that starts with `node:` has no name without the prefix. */
const FACTORIES: Record<string, Factory> = {};

export interface Builtins {
  /** The exports of a module, `node:` prefix or not. Throws ERR_UNKNOWN_BUILTIN_MODULE. */
  load(name: string): unknown;
  has(name: string): boolean;
  /** As `module.builtinModules`: without prefix, except those that need it. */
  readonly names: readonly string[];
}

export function createBuiltins(host: NodeHost): Builtins {
  const loaded = new Map<string, unknown>();
  const names = Object.keys(FACTORIES).sort();
  const keyOf = (name: string): string | undefined => {
    if (Object.hasOwn(FACTORIES, name)) return name;
    const bare = name.startsWith('node:') ? name.slice(5) : name;
    return Object.hasOwn(FACTORIES, bare) ? bare : undefined;
  };
  return {
    names,
    has: (name) => keyOf(name) !== undefined,
    load(name) {
      const key = keyOf(name);
      const factory = key === undefined ? undefined : FACTORIES[key];
      if (key === undefined || factory === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(name);
      if (!loaded.has(key)) loaded.set(key, factory(host));
      return loaded.get(key);
    },
  };
}
