/** Names of sites, projects and repositories, as all targets take them. */

/** What a new one is called when the app has no name. */
export const NAMELESS_SITE = 'tabwright-app';

/** Lowercase letters, digits and hyphens, at most 58; undefined when nothing is left. */
export function plainName(name: string | undefined): string | undefined {
  const plain = name
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 58)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? undefined : plain;
}
