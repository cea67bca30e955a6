/** What stands after a dependency's name: npm's specifiers (npm-package-arg's documented forms). */
import { Range, clean, valid } from 'semver';
import { NpmError } from './npm-error.ts';
import { resolvePath } from './paths.ts';

export type Spec =
  | { type: 'version' | 'range' | 'tag'; name: string; raw: string; fetchSpec: string }
  | { type: 'alias'; name: string; raw: string; sub: RegistrySpec }
  | { type: 'directory' | 'file'; name: string; raw: string; path: string }
  | { type: 'remote'; name: string; raw: string; url: string }
  | { type: 'git'; name: string; raw: string };

export type RegistrySpec = Extract<Spec, { type: 'version' | 'range' | 'tag' }>;

const TARBALL = /\.(?:tgz|tar\.gz|tar)$/i;
const GIT = /^(?:git[+:]|git@|github:|gitlab:|bitbucket:|gist:|ssh:)|\.git(?:#.*)?$/i;
const HOSTED = /^[^@/\s:]+\/[^/\s:]+(?:#.*)?$/;

const cache = new Map<string, Spec>();

/** `where` is the folder that relative paths are meant from. */
export function parseSpec(name: string, raw: string, where: string): Spec {
  const key = `${name}\0${raw}\0${isPath(raw) ? where : ''}`;
  let spec = cache.get(key);
  if (spec === undefined) {
    spec = readSpec(name, raw.trim(), where);
    cache.set(key, spec);
  }
  return spec;
}

function isPath(raw: string): boolean {
  return /^(?:file:|link:|workspace:|\.{1,2}(?:\/|$)|\/|~\/)/.test(raw) || TARBALL.test(raw);
}

function readSpec(name: string, raw: string, where: string): Spec {
  if (raw.startsWith('npm:')) return readAlias(name, raw, where);
  if (/^https?:\/\//i.test(raw) && !/^https?:\/\/[^#]*\.git(?:#|$)/i.test(raw)) {
    return { type: 'remote', name, raw, url: raw };
  }
  if (GIT.test(raw)) return { type: 'git', name, raw };
  if (raw.startsWith('workspace:')) {
    throw new NpmError('EUNSUPPORTEDPROTOCOL', `Unsupported URL Type "workspace:": ${raw}`);
  }
  if (isPath(raw)) {
    const path = resolvePath(where, decodeURI(raw.replace(/^(?:file|link):(?:\/\/(?=\/))?/, '')));
    return { type: TARBALL.test(raw) ? 'file' : 'directory', name, raw, path };
  }
  if (HOSTED.test(raw)) return { type: 'git', name, raw };
  return readRegistry(name, raw);
}

function readAlias(name: string, raw: string, where: string): Spec {
  const [subName, subRaw] = splitNameSpec(raw.slice(4));
  const sub = parseSpec(subName, subRaw, where);
  if (sub.type !== 'version' && sub.type !== 'range' && sub.type !== 'tag') {
    throw new NpmError('EINVALIDPACKAGENAME', `aliases only work for registry deps: ${raw}`);
  }
  return { type: 'alias', name, raw, sub };
}

function readRegistry(name: string, raw: string): RegistrySpec {
  const wanted = raw === '' || raw === 'latest' ? raw || '*' : raw;
  const version = valid(wanted, true) !== null ? clean(wanted, { loose: true }) : null;
  if (version !== null) return { type: 'version', name, raw, fetchSpec: version };
  try {
    new Range(wanted, true);
    return { type: 'range', name, raw, fetchSpec: wanted };
  } catch {
    // Not a range: a distribution tag, if it can be one.
    if (encodeURIComponent(wanted) !== wanted) {
      throw new NpmError(
        'EINVALIDTAGNAME',
        `Invalid tag name "${wanted}" of package "${name}@${wanted}": Tags may not have any characters that encodeURIComponent encodes.`,
      );
    }
    return { type: 'tag', name, raw, fetchSpec: wanted };
  }
}

/** `@a/b@^1` → [`@a/b`, `^1`]; a bare name has an empty spec. */
export function splitNameSpec(text: string): [name: string, spec: string] {
  const at = text.indexOf('@', 1);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const NAME = /^(?:@[a-z0-9~!*'()_-][a-z0-9._~!*'()-]*\/)?[a-z0-9~!*'()-][a-z0-9._~!*'()-]*$/i;

export function isPackageName(name: string): boolean {
  return name.length <= 214 && NAME.test(name);
}

/** `owner/repo`, `github:…`, `git+https://…`: without a name before it. */
export function isGit(text: string): boolean {
  return GIT.test(text) || HOSTED.test(text);
}

/** The registry part of a spec, through an alias; undefined for what the registry does not serve. */
export function registrySpec(spec: Spec): RegistrySpec | undefined {
  if (spec.type === 'alias') return spec.sub;
  return spec.type === 'version' || spec.type === 'range' || spec.type === 'tag' ? spec : undefined;
}
