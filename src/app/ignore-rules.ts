/** Which files a project's `.gitignore` files leave out, as gitignore(5) says. Pure. */

interface Rule {
  readonly pattern: RegExp;
  readonly isNegative: boolean;
  readonly onlyFolders: boolean;
}

/** @param read - the text of a file. Tells whether a path is ignored. */
export function ignoreRules(
  paths: readonly string[],
  read: (path: string) => string | undefined,
): (path: string) => boolean {
  const rules = paths
    .filter((path) => path === '.gitignore' || path.endsWith('/.gitignore'))
    // Deeper files come later, and the last rule that matches decides.
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .flatMap((path) => parse(read(path) ?? '', path.slice(0, -'.gitignore'.length)));
  const matches = (path: string, isFolder: boolean): boolean => {
    const rule = rules.findLast(
      ({ pattern, onlyFolders }) => (isFolder || !onlyFolders) && pattern.test(path),
    );
    return rule !== undefined && !rule.isNegative;
  };
  return (path) => {
    const parts = path.split('/');
    // What is in an ignored folder cannot be taken back.
    for (let length = 1; length < parts.length; length++)
      if (matches(parts.slice(0, length).join('/'), true)) return true;
    return matches(path, false);
  };
}

function parse(text: string, folder: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.replace(/(?<!\\)\s+$/, '');
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const isNegative = trimmed.startsWith('!');
    const whole = isNegative ? trimmed.slice(1) : trimmed;
    const onlyFolders = whole.endsWith('/');
    const glob = onlyFolders ? whole.slice(0, -1) : whole;
    const isAnchored = glob.includes('/');
    const body = toPattern(glob.replace(/^\//, ''));
    const start = escape(folder) + (isAnchored ? '' : '(?:.*/)?');
    return [{ pattern: new RegExp(`^${start}${body}$`), isNegative, onlyFolders }];
  });
}

function toPattern(glob: string): string {
  let pattern = '';
  for (let at = 0; at < glob.length; at++) {
    const rest = glob.slice(at);
    const set = /^\[(!?)([^\]/]+)\]/.exec(rest);
    if (rest.startsWith('**/')) {
      pattern += '(?:.*/)?';
      at += 2;
    } else if (rest === '**') {
      pattern += '.*';
      at += 1;
    } else if (rest.startsWith('*')) pattern += '[^/]*';
    else if (rest.startsWith('?')) pattern += '[^/]';
    else if (set) {
      pattern += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replaceAll('\\', '\\\\')}]`;
      at += set[0].length - 1;
    } else {
      if (rest.startsWith('\\') && rest.length > 1) at++;
      pattern += escape(glob.charAt(at));
    }
  }
  return pattern;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
