/**
 * `exports` and `imports` of package.json. Follows "Resolution Algorithm Specification" of Node's documentation
 * (esm.html): PACKAGE_EXPORTS_RESOLVE, PACKAGE_IMPORTS_RESOLVE, PACKAGE_TARGET_RESOLVE.
 */
import {
  ERR_INVALID_MODULE_SPECIFIER,
  ERR_INVALID_PACKAGE_CONFIG,
  ERR_INVALID_PACKAGE_TARGET,
  ERR_PACKAGE_IMPORT_NOT_DEFINED,
  ERR_PACKAGE_PATH_NOT_EXPORTED,
} from '../../node/errors.ts';
import { dirname, normalize } from '../../vfs/path.ts';
import { isRecord, type PackageConfig } from './package-config.ts';

export interface TargetContext {
  config: PackageConfig;
  conditions: ReadonlySet<string>;
  /** The importing file, for messages. */
  base: string;
  /** Resolves a bare specifier that an `imports` target names. */
  resolvePackage(specifier: string): string;
}

const FORBIDDEN_SEGMENT = /(^|[\\/])(\.\.?|node_modules)([\\/]|$)/i;

/** The absolute path that `subpath` (`.` or `./x`) of the package maps to. */
export function resolveExports(subpath: string, context: TargetContext): string {
  const { config, base } = context;
  const root = dirname(config.path);
  const map = exportsMap(config);
  const found = resolveKey(subpath, map, context, false);
  if (found === undefined || found === null)
    throw new ERR_PACKAGE_PATH_NOT_EXPORTED(`${root}/`, subpath, base);
  return found;
}

/** What `#name` of the package maps to. */
export function resolveImports(name: string, context: TargetContext): string {
  const { config, base } = context;
  const root = dirname(config.path);
  if (name === '#' || name.startsWith('#/') || name.endsWith('/')) {
    throw new ERR_INVALID_MODULE_SPECIFIER(name, 'is not a valid internal imports specifier name', base);
  }
  const found = config.imports ? resolveKey(name, config.imports, context, true) : undefined;
  if (found === undefined || found === null) throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(name, `${root}/`, base);
  return found;
}

function exportsMap({ exports, path }: PackageConfig): Record<string, unknown> {
  if (!isRecord(exports)) return { '.': exports };
  const keys = Object.keys(exports);
  const dotted = keys.filter((key) => key.startsWith('.')).length;
  if (dotted === 0) return { '.': exports };
  if (dotted === keys.length) return exports;
  throw new ERR_INVALID_PACKAGE_CONFIG(
    path,
    undefined,
    '"exports" cannot contain some keys starting with \'.\' and some not. The exports object must either be an object of ' +
      'package subpath keys or an object of main entry condition name keys only.',
  );
}

function resolveKey(
  key: string,
  map: Record<string, unknown>,
  context: TargetContext,
  internal: boolean,
): string | null | undefined {
  if (Object.hasOwn(map, key) && !key.includes('*') && !key.endsWith('/')) {
    return resolveTarget(map[key], '', key, context, internal);
  }
  const pattern = bestPattern(key, Object.keys(map));
  if (pattern === undefined) return undefined;
  const star = pattern.indexOf('*');
  const match = key.slice(star, key.length - (pattern.length - star - 1));
  return resolveTarget(map[pattern], match, pattern, context, internal);
}

/** PATTERN_KEY_COMPARE: the longest prefix before the star wins, then the longest key. */
function bestPattern(key: string, patterns: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    if (star < 0 || star !== pattern.lastIndexOf('*')) continue;
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    if (!key.startsWith(prefix) || key === prefix || !key.endsWith(suffix) || key.length < pattern.length)
      continue;
    if (
      best === undefined ||
      star > best.indexOf('*') ||
      (star === best.indexOf('*') && pattern.length > best.length)
    ) {
      best = pattern;
    }
  }
  return best;
}

function resolveTarget(
  target: unknown,
  match: string,
  key: string,
  context: TargetContext,
  internal: boolean,
): string | null | undefined {
  if (typeof target === 'string') return resolveStringTarget(target, match, key, context, internal);
  if (Array.isArray(target)) return resolveFirst(target, match, key, context, internal);
  if (target === null) return null;
  if (isRecord(target)) {
    for (const [condition, value] of Object.entries(target)) {
      if (condition !== 'default' && !context.conditions.has(condition)) continue;
      const resolved = resolveTarget(value, match, key, context, internal);
      if (resolved !== undefined) return resolved;
    }
    return undefined;
  }
  throw new ERR_INVALID_PACKAGE_TARGET(
    `${dirname(context.config.path)}/`,
    key,
    target,
    internal,
    context.base,
  );
}

function resolveFirst(
  targets: unknown[],
  match: string,
  key: string,
  context: TargetContext,
  internal: boolean,
): string | null | undefined {
  let failure: unknown = null;
  for (const target of targets) {
    try {
      const resolved = resolveTarget(target, match, key, context, internal);
      if (resolved === undefined) continue;
      if (resolved !== null) return resolved;
      failure = null;
    } catch (error) {
      if (!isInvalidTarget(error)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return targets.length === 0 ? null : undefined;
}

function resolveStringTarget(
  target: string,
  match: string,
  key: string,
  context: TargetContext,
  internal: boolean,
): string {
  const root = dirname(context.config.path);
  const fill = (text: string): string => text.replaceAll('*', () => match);
  if (!target.startsWith('./')) {
    if (internal && !target.startsWith('../') && !target.startsWith('/') && !isUrl(target)) {
      return context.resolvePackage(fill(target));
    }
    if (internal && target.startsWith('node:')) return target;
    throw new ERR_INVALID_PACKAGE_TARGET(`${root}/`, key, target, internal, context.base);
  }
  if (FORBIDDEN_SEGMENT.test(target.slice(2))) {
    throw new ERR_INVALID_PACKAGE_TARGET(`${root}/`, key, target, internal, context.base);
  }
  if (match !== '' && FORBIDDEN_SEGMENT.test(match)) {
    const reason = `request is not a valid match in pattern "${key}" for the "${internal ? 'imports' : 'exports'}" resolution of ${context.config.path}`;
    throw new ERR_INVALID_MODULE_SPECIFIER(
      key.replace('*', () => match),
      reason,
      context.base,
    );
  }
  return normalize(`${root}/${fill(target)}`);
}

function isInvalidTarget(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_PACKAGE_TARGET';
}

function isUrl(text: string): boolean {
  return URL.canParse(text);
}
