/** Shell patterns (POSIX.1-2024, 2.14): `*`, `?`, `[…]`; a backslash takes the next character as it is. */

const CLASSES: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
  cntrl: '\\x00-\\x1f',
  print: ' -~',
  graph: '!-~',
};

/** `text` so that a pattern matches exactly it. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

export function hasMagic(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern);
}

/** The source of a regular expression for the pattern, without anchors; for the flag `u`. */
export function patternSource(pattern: string, any = '[\\s\\S]'): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '*') source += `${any}*`;
    else if (char === '?') source += any;
    else if (char === '\\' && i + 1 < pattern.length) source += escapeRegex(pattern.charAt(++i));
    else if (char === '[') {
      const bracket = bracketSource(pattern, i);
      source += bracket?.source ?? '\\[';
      i = bracket?.end ?? i;
    } else source += escapeRegex(char);
  }
  return source;
}

function escapeRegex(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** `[…]` that begins at `start`; `end` is its closing bracket. */
function bracketSource(pattern: string, start: number): { source: string; end: number } | null {
  let i = start + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  let set = '';
  for (let first = true; i < pattern.length; first = false, i++) {
    const char = pattern.charAt(i);
    if (char === ']' && !first) return { source: `[${negated ? '^' : ''}${set}]`, end: i };
    const named = char === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(i)) : null;
    if (named !== null) {
      set += CLASSES[named[1] ?? ''] ?? '';
      i += named[0].length - 1;
    } else if (char === '\\' && i + 1 < pattern.length) set += escapeInSet(pattern.charAt(++i));
    else set += char === '-' && !first && pattern[i + 1] !== ']' ? '-' : escapeInSet(char);
  }
  return null;
}

function escapeInSet(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

export function patternRegex(pattern: string, flags = ''): RegExp {
  try {
    return new RegExp(`^${patternSource(pattern)}$`, `u${flags}`);
  } catch {
    // A range such as [z-a]: what no shell matches either, but its own text.
    return new RegExp(`^${[...pattern].map(escapeRegex).join('')}$`, `u${flags}`);
  }
}
