/** POSIX basic and extended regular expressions as JavaScript's. */

const SETS: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
};

/** `extended`: ERE; otherwise BRE, in which `\(`, `\{`, `\|`, `\+`, `\?` are the operators. */
export function posixRegex(pattern: string, extended: boolean, flags = ''): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '[') {
      const end = bracketEnd(pattern, i);
      if (end > 0) {
        source += bracket(pattern.slice(i + 1, end));
        i = end;
        continue;
      }
      source += '\\[';
    } else if (char === '\\') {
      const next = pattern.charAt(++i);
      if (next === '<') source += '\\b(?=\\w)';
      else if (next === '>') source += '\\b(?<=\\w)';
      else if (!extended && '(){}|+?'.includes(next) && next !== '') source += next;
      else if (next === '') source += '\\\\';
      else source += `\\${next}`;
    } else if (!extended && '(){}|+?'.includes(char)) source += `\\${char}`;
    else if (!extended && char === '*' && /^(?:\^|.*\\[(|])?$/.test(pattern.slice(0, i))) source += '\\*';
    else if (!extended && char === '^' && i > 0 && !/\\[(|]$/.test(pattern.slice(0, i))) source += '\\^';
    else if (!extended && char === '$' && i < pattern.length - 1 && !/^\\[)|]/.test(pattern.slice(i + 1)))
      source += '\\$';
    else if (extended && char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) source += '\\{';
    else source += char;
  }
  return new RegExp(source, flags);
}

function bracketEnd(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '[' && pattern[i + 1] === ':') i = Math.max(i, pattern.indexOf(':]', i) + 1);
    else if (pattern[i] === ']') return i;
  }
  return -1;
}

function bracket(inside: string): string {
  const negated = inside.startsWith('^');
  const set = (negated ? inside.slice(1) : inside)
    .replace(/\\(?![ntrdswDSW\\\]/.-])|[[\]]/g, (found, at: number, all: string) =>
      (found === '[' && all[at + 1] === ':') || (found === ']' && all[at - 1] === ':') ? found : `\\${found}`,
    ) // prettier-ignore
    .replace(/\[:(\w+):\]/g, (_, name: string) => SETS[name] ?? '');
  return `[${negated ? '^' : ''}${set}]`;
}
