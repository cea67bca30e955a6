/** POSIX paths, as far as the installer joins them. */
export function normalize(path: string): string {
  const absolute = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!absolute) out.push('..');
  }
  return (absolute ? '/' : '') + out.join('/') || (absolute ? '/' : '.');
}

/** Later absolute paths win, as in Node's path.resolve with an absolute first argument. */
export function resolvePath(base: string, ...parts: string[]): string {
  let path = base;
  for (const part of parts) path = part.startsWith('/') ? part : `${path}/${part}`;
  return normalize(path);
}

export function dirname(path: string): string {
  const at = path.lastIndexOf('/');
  return at > 0 ? path.slice(0, at) : at === 0 ? '/' : '.';
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function relativePath(from: string, to: string): string {
  const a = normalize(from).split('/').filter(Boolean);
  const b = normalize(to).split('/').filter(Boolean);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

/** `/a/b`, `/a`, `/`. */
export function* ancestors(path: string): Generator<string> {
  for (let dir = normalize(path); ; dir = dirname(dir)) {
    yield dir;
    if (dir === '/' || dir === '.') return;
  }
}
