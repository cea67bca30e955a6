/** The paths of an npm registry that the proxy passes on: package metadata and tarballs, nothing else. */

export type RegistryPath =
  { kind: 'metadata'; path: string; name: string } | { kind: 'tarball'; path: string; name: string };

const NAME = String.raw`(?:@[a-z0-9~][\w.~-]*(?:/|%2f))?[a-z0-9~_][\w.~-]*`;
const VERSION = String.raw`[\w.~+^-]+`;
const METADATA = new RegExp(`^(${NAME})(?:/${VERSION})?$`, 'i');
const DIST_TAGS = new RegExp(`^-/package/(${NAME})/dist-tags$`, 'i');
const TARBALL = new RegExp(`^(${NAME})/-/((?:@[\\w.~-]+(?:/|%2f))?[\\w.~+-]+\\.tgz)$`, 'i');

/**
 * Reads a path below the registry's base, without a leading slash and still percent-encoded. The result's path is the one to
 * ask the upstream for: scoped metadata as `@scope%2fname`, as npm does. Undefined for anything that is not read by installs.
 */
export function parseRegistryPath(path: string): RegistryPath | undefined {
  if (path.split(/\/|%2f/i).some((part) => part === '.' || part === '..')) return undefined;
  const tarball = TARBALL.exec(path);
  if (tarball?.[1] && tarball[2]) {
    const name = plainName(tarball[1]);
    return { kind: 'tarball', name, path: `${name}/-/${tarball[2]}` };
  }
  const tags = DIST_TAGS.exec(path);
  if (tags?.[1]) {
    const name = plainName(tags[1]);
    return { kind: 'metadata', name, path: `-/package/${encodeName(name)}/dist-tags` };
  }
  const metadata = METADATA.exec(path);
  if (!metadata?.[1]) return undefined;
  const name = plainName(metadata[1]);
  return { kind: 'metadata', name, path: encodeName(name) + path.slice(metadata[1].length) };
}

function plainName(name: string): string {
  return name.replace(/%2f/i, '/');
}

function encodeName(name: string): string {
  return name.replace('/', '%2f');
}
