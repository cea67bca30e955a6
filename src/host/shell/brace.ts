/** Brace expansion: `a{b,c}`, `{1..9..2}`, before any other expansion of a word. */
import type { Word, WordPart } from './syntax.ts';

/** One character of unquoted text, or a part that braces take whole. */
type Unit = string | WordPart;

export function expandBraces(word: Word): Word[] {
  if (!word.some((part) => part.type === 'text' && !part.quoted && part.text.includes('{'))) return [word];
  const units = word.flatMap((part): Unit[] =>
    part.type === 'text' && !part.quoted ? [...part.text] : [part],
  );
  return expandUnits(units).map(toWord);
}

function toWord(units: Unit[]): Word {
  const word: Word = [];
  for (const unit of units) {
    const last = word.at(-1);
    if (typeof unit !== 'string') word.push(unit);
    else if (last?.type === 'text' && !last.quoted) last.text += unit;
    else word.push({ type: 'text', text: unit, quoted: false });
  }
  return word;
}

function expandUnits(units: Unit[]): Unit[][] {
  for (let start = units.indexOf('{'); start >= 0; start = units.indexOf('{', start + 1)) {
    const inside = readBraces(units, start);
    if (inside === null) continue;
    const before = units.slice(0, start);
    const rest = expandUnits(units.slice(inside.end + 1));
    return inside.choices.flatMap((choice) => rest.map((tail) => [...before, ...choice, ...tail]));
  }
  return [units];
}

function readBraces(units: Unit[], start: number): { choices: Unit[][]; end: number } | null {
  const alternatives: Unit[][] = [[]];
  let depth = 0;
  for (let i = start + 1; i < units.length; i++) {
    const unit = units[i];
    if (unit === undefined) continue;
    if (unit === '}' && depth === 0) {
      if (alternatives.length > 1) return { choices: alternatives.flatMap(expandUnits), end: i };
      const range = expandRange(alternatives[0] ?? []);
      return range === null ? null : { choices: range, end: i };
    }
    if (unit === ',' && depth === 0) {
      alternatives.push([]);
      continue;
    }
    if (unit === '{') depth++;
    if (unit === '}') depth--;
    alternatives.at(-1)?.push(unit);
  }
  return null;
}

function expandRange(units: Unit[]): Unit[][] | null {
  if (!units.every((unit) => typeof unit === 'string')) return null;
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(units.join(''));
  if (match === null) return null;
  const [, from = '', to = '', by] = match;
  const numeric = /\d/.test(from);
  if (numeric !== /\d/.test(to)) return null;
  const first = numeric ? Number(from) : from.charCodeAt(0);
  const last = numeric ? Number(to) : to.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const padded = numeric && [from, to].some((each) => /^-?0\d/.test(each));
  const width = padded ? Math.max(from.length, to.length) : 0;
  const choices: Unit[][] = [];
  for (
    let value = first;
    first <= last ? value <= last : value >= last;
    value += first <= last ? step : -step
  ) {
    const text = numeric
      ? `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(width - (value < 0 ? 1 : 0), '0')}`
      : String.fromCharCode(value);
    choices.push([...text]);
    if (choices.length > 100_000) return null;
  }
  return choices;
}
