/** What `${name op word}` makes of a value. The words come expanded. */
import { patternRegex, patternSource } from './pattern.ts';

/** `${x#pattern}`, `${x##…}`, `${x%…}`, `${x%%…}`. */
export function removeAffix(value: string, operator: string, pattern: string): string {
  const regex = patternRegex(pattern);
  const prefix = operator.startsWith('#');
  const longest = operator.length === 2;
  const cuts = Array.from({ length: value.length + 1 }, (_, i) => i);
  // The longest prefix, and the shortest suffix, are the cuts nearest to the end.
  if (prefix === longest) cuts.reverse();
  for (const cut of cuts) {
    const part = prefix ? value.slice(0, cut) : value.slice(cut);
    if (regex.test(part)) return prefix ? value.slice(cut) : value.slice(0, cut);
  }
  return value;
}

/** `${x/pattern/by}`, `//` all, `/#` at the beginning, `/%` at the end. */
export function replacePattern(value: string, operator: string, pattern: string, by: string): string {
  if (pattern === '') return value;
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  return value.replace(new RegExp(anchored, operator === '//' ? 'gu' : 'u'), () => by);
}

export function changeCase(value: string, operator: string, pattern: string): string {
  const regex = pattern === '' ? null : patternRegex(pattern);
  const change = (char: string): string =>
    regex !== null && !regex.test(char)
      ? char
      : operator.startsWith('^')
        ? char.toUpperCase()
        : char.toLowerCase();
  const chars = [...value];
  if (operator.length === 2) return chars.map(change).join('');
  return chars.map((char, i) => (i === 0 ? change(char) : char)).join('');
}

export function substring(value: string, offset: number, length: number | null): string {
  const start = offset < 0 ? value.length + offset : offset;
  if (start < 0) return '';
  if (length === null) return value.slice(start);
  return value.slice(start, length < 0 ? value.length + length : start + length);
}

/** A value as `set` and `${x@Q}` print it, so that the shell reads it back. */
export function quote(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", "'\\''")}'`;
}
