/** From the names that tools give a file (URLs, absolute paths) to its path in the project. Pure. */

/** The path relative to the project, or undefined when it is not a source of the project's own. */
export function projectPath(name: string, workdir = '/home/project'): string | undefined {
  let path = name.trim().replace(/^\((.*)\)$/, '$1');
  if (
    /^(?:node|chrome-extension|moz-extension|webpack-internal|data|blob):/.test(path) ||
    path.startsWith('<')
  ) {
    return undefined;
  }
  path = path.replace(/^file:\/\//, '');
  const isUrl = /^[a-z]+:\/\//i.test(path);
  path = path.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  path = path.replace(/^\/@fs\//, '/').replace(/^\0/, '');
  if (path.startsWith(`${workdir}/`)) path = path.slice(workdir.length + 1);
  else if (path.startsWith('/')) {
    // A URL's path is relative to the root; any other absolute path is outside.
    if (!isUrl) return undefined;
    path = path.slice(1);
  }
  path = path.replace(/^\.\//, '');
  // Vite runs its configuration from a copy.
  path = path.replace(/^node_modules\/\.vite-temp\/(.+)\.timestamp-[\w-]+\.mjs$/, '$1');
  if (path === '' || path.startsWith('@') || path.startsWith('../')) return undefined;
  return /(?:^|\/)(?:node_modules|\.vite)\//.test(path) ? undefined : path;
}
