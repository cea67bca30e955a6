/** Which paths an action may write. POSIX, relative to the project root. Pure. */

export type PathCheck =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

/** No file system here takes a longer path. Characters. */
const MAX_PATH = 1024;

/**
 * Checks a path of an action and makes it relative to the project root.
 * @param workdir - the absolute path of the project root; absolute paths inside of it are made relative.
 */
export function checkPath(path: string, workdir = '/home/project'): PathCheck {
  const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}…` : path);
  const refuse = (reason: string, advice: string): PathCheck => ({ ok: false, reason, advice });
  let rest = path.trim();
  if (rest === '')
    return refuse('The path is empty.', 'Send the action again with path="…", relative to the project root.');
  if (rest.includes('\0'))
    return refuse('The path contains a NUL character.', 'Send it again with a plain path.');
  if (rest.length > MAX_PATH)
    return refuse(`The path is longer than ${MAX_PATH} characters.`, 'Choose a shorter path.');
  if (/^[a-zA-Z]:[\\/]/.test(rest) || /^[a-z]+:\/\//i.test(rest)) {
    return refuse(
      `${shown} is not a path of this project.`,
      'Use a POSIX path relative to the project root.',
    );
  }
  if (rest.includes('\\')) rest = rest.replaceAll('\\', '/');
  if (rest.startsWith('~'))
    return refuse(`${shown} is outside of the project.`, 'Use a path relative to the project root.');
  const parts: string[] = [];
  const root = workdir.split('/').filter(Boolean);
  if (rest.startsWith('/')) {
    const absolute = resolveParts(rest.split('/'));
    if (!absolute || !root.every((part, index) => absolute[index] === part)) {
      return refuse(
        `${shown} is outside of the project.`,
        `Use a path relative to the project root, without the leading slash.`,
      );
    }
    parts.push(...absolute.slice(root.length));
  } else {
    const relative = resolveParts(rest.split('/'));
    if (!relative)
      return refuse(`${shown} leads out of the project.`, 'Use a path inside of the project root.');
    parts.push(...relative);
  }
  if (parts.length === 0) return refuse(`${shown} is the project root itself.`, 'Name a file inside of it.');
  if (parts.includes('.git'))
    return refuse(`${shown} is in .git, which is not yours to change.`, 'Leave .git alone.');
  if (parts.includes('node_modules')) {
    return refuse(
      `${shown} is in node_modules, which npm owns.`,
      'Change package.json and run npm install, or copy the code into the project.',
    );
  }
  return { ok: true, path: parts.join('/') };
}

/** Resolves `.`, `..` and empty parts; undefined when `..` leads above the start. */
function resolveParts(parts: readonly string[]): string[] | undefined {
  const result: string[] = [];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part !== '..') result.push(part);
    else if (result.pop() === undefined) return undefined;
  }
  return result;
}
