/** POSIX paths as text: what the file system's users need before `node:path` exists. Same results as `path.posix`. */

/** Resolves `.`, `..` and double slashes; keeps a trailing slash. */
export function normalize(path: string): string {
  if (path.length === 0) return '.';
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!absolute) parts.push(part);
  }
  const joined = parts.join('/');
  if (joined === '') return absolute ? '/' : path.endsWith('/') ? './' : '.';
  return `${absolute ? '/' : ''}${joined}${path.endsWith('/') ? '/' : ''}`;
}

export function join(...paths: string[]): string {
  return normalize(paths.filter((path) => path !== '').join('/'));
}

/** Everything before the last component; '.' when there is nothing. */
export function dirname(path: string): string {
  const end = withoutSlashes(path);
  const slash = path.lastIndexOf('/', end - 1);
  if (end === 0) return path.startsWith('/') ? '/' : '.';
  if (slash === -1) return '.';
  const above = path.slice(0, slash);
  const bare = above.slice(0, withoutSlashes(above));
  return bare === '' ? (path.startsWith('//') && slash === 1 ? '//' : '/') : above;
}

/** The last component, without `suffix` unless that is all of it. */
export function basename(path: string, suffix = ''): string {
  const end = withoutSlashes(path);
  const name = path.slice(path.lastIndexOf('/', end - 1) + 1, end);
  return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** The last component from its last dot on; empty for names that only begin with a dot. */
export function extname(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 || name === '..' ? '' : name.slice(dot);
}

/** Length without trailing slashes. */
function withoutSlashes(path: string): number {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 47) end--;
  return end;
}
