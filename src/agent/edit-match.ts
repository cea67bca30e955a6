/**
 * Finds where SEARCH/REPLACE blocks apply and applies them, all or none. Exact lines first, then ignoring trailing white space,
 * then ignoring common indentation (the new lines are indented to fit). Pure.
 */
import type { EditBlock } from './edit-blocks.ts';

export type EditResult =
  | { readonly ok: true; readonly content: string; readonly loose: boolean }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

type Normaliser = (lines: readonly string[]) => string[];

const REGION_CONTEXT = 3;
const MAX_REGION = 30;
/** Past this many line comparisons the nearest region is looked for only at lines that occur in the search. */
const NEAREST_BUDGET = 2_000_000;

/** Applies all blocks in order, each to the result of those before; the first that does not match exactly one place fails all. */
export function applyEdits(content: string, blocks: readonly EditBlock[]): EditResult {
  const crlf = content.includes('\r\n') && !/[^\r]\n/.test(content);
  const endsInNewline = content === '' || content.endsWith('\n');
  let lines = toLines(content.replaceAll('\r\n', '\n'));
  let loose = false;
  for (const [index, block] of blocks.entries()) {
    const search = toLines(block.search);
    const found = find(lines, search);
    if (found.at.length !== 1) return mismatch(lines, search, found.at, index, blocks.length);
    const start = found.at[0] ?? 0;
    const replace = toLines(block.replace);
    const fitted = found.reindent
      ? reindent(replace, search, lines.slice(start, start + found.length))
      : replace;
    loose ||= found.loose;
    lines = [...lines.slice(0, start), ...fitted, ...lines.slice(start + found.length)];
  }
  let text = lines.join('\n');
  if (endsInNewline && lines.length > 0) text += '\n';
  return { ok: true, content: crlf ? text.replaceAll('\n', '\r\n') : text, loose };
}

interface Found {
  readonly at: readonly number[];
  readonly length: number;
  readonly loose: boolean;
  readonly reindent: boolean;
}

function find(lines: readonly string[], search: readonly string[]): Found {
  const exact = positions(lines, search);
  if (exact.length > 0) return { at: exact, length: search.length, loose: false, reindent: false };
  const trimmed = trimBlankEdges(search);
  for (const wanted of [search, trimmed]) {
    const trailing = positions(lines.map(trimEnd), wanted.map(trimEnd));
    if (trailing.length > 0) return { at: trailing, length: wanted.length, loose: true, reindent: false };
  }
  const indented = positionsBy(lines, trimmed, withoutIndent);
  return { at: indented, length: trimmed.length, loose: true, reindent: true };
}

/** Where `search` begins in `lines`. A first-line index keeps it near linear. */
function positions(lines: readonly string[], search: readonly string[]): number[] {
  const at: number[] = [];
  if (search.length === 0) return at;
  for (
    let start = lines.indexOf(search[0] ?? '');
    start !== -1;
    start = lines.indexOf(search[0] ?? '', start + 1)
  ) {
    if (start + search.length > lines.length) break;
    if (search.every((line, offset) => lines[start + offset] === line)) at.push(start);
  }
  return at;
}

function positionsBy(lines: readonly string[], search: readonly string[], normalise: Normaliser): number[] {
  const wanted = normalise(search);
  const first = (search[0] ?? '').trim();
  const at: number[] = [];
  if (search.length === 0) return at;
  for (let start = 0; start + search.length <= lines.length; start++) {
    if ((lines[start] ?? '').trim() !== first) continue;
    const window = normalise(lines.slice(start, start + search.length));
    if (window.every((line, offset) => line === wanted[offset])) at.push(start);
  }
  return at;
}

function withoutIndent(lines: readonly string[]): string[] {
  const indent = commonIndent(lines);
  return lines.map((line) => trimEnd(line.trim() === '' ? '' : line.slice(indent.length)));
}

function commonIndent(lines: readonly string[]): string {
  let common: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (common === undefined) common = indent;
    while (!indent.startsWith(common)) common = common.slice(0, -1);
  }
  return common ?? '';
}

/** Moves the new lines from the indentation of the search text to that of the lines it matched. */
function reindent(
  replace: readonly string[],
  search: readonly string[],
  matched: readonly string[],
): string[] {
  const from = commonIndent(search);
  const to = commonIndent(matched);
  return replace.map((line) => {
    if (line.trim() === '') return line.trim();
    if (line.startsWith(from)) return to + line.slice(from.length);
    return to + line.trimStart();
  });
}

function mismatch(
  lines: readonly string[],
  search: readonly string[],
  at: readonly number[],
  index: number,
  count: number,
): EditResult {
  const which = count > 1 ? `Block ${index + 1} of ${count}` : 'The SEARCH text';
  if (at.length > 1) {
    const shown = at.slice(0, 5).map((start) => start + 1);
    return {
      ok: false,
      reason: `${which} matches ${at.length} places (lines ${shown.join(', ')}${at.length > 5 ? ', …' : ''}). Nothing was changed.`,
      advice: `Add lines around it until it matches one place. The first two:\n${at
        .slice(0, 2)
        .map((start) => region(lines, start, search.length))
        .join('\n…\n')}`,
    };
  }
  const near = nearest(lines, trimBlankEdges(search));
  return {
    ok: false,
    reason: `${which} was not found in the file. Nothing was changed.`,
    advice:
      near === undefined
        ? 'No part of the file is like it. Send the whole file as type="file", or search for lines that exist.'
        : `Copy the lines exactly as they are. The nearest region is:\n${region(lines, near, search.length)}`,
  };
}

/** The place with the most lines in common, by their trimmed text; undefined when nothing is alike. */
function nearest(lines: readonly string[], search: readonly string[]): number | undefined {
  const wanted = search.map((line) => line.trim());
  const present = new Set(wanted.filter((line) => line.length > 2));
  const trimmed = lines.map((line) => line.trim());
  const all = lines.length * wanted.length <= NEAREST_BUDGET;
  let best = 0;
  let where: number | undefined;
  for (let start = 0; start < lines.length; start++) {
    if (!all && !present.has(trimmed[start] ?? '')) continue;
    let score = 0;
    for (const [offset, line] of wanted.entries()) {
      const own = trimmed[start + offset];
      if (line.length <= 2 || own === undefined) continue;
      if (own === line) score += 3;
      else if (present.has(own)) score += 1;
      else if (alike(own, line)) score += 2;
    }
    if (score > best) {
      best = score;
      where = start;
    }
  }
  return where;
}

/** Whether two lines share most of their words. */
function alike(a: string, b: string): boolean {
  const words = new Set(a.match(/\w+/g) ?? []);
  const others = b.match(/\w+/g) ?? [];
  if (others.length === 0 || words.size === 0) return false;
  return others.filter((word) => words.has(word)).length / Math.max(others.length, words.size) >= 0.6;
}

function region(lines: readonly string[], start: number, length: number): string {
  const from = Math.max(0, start - REGION_CONTEXT);
  const to = Math.min(lines.length, start + Math.min(length, MAX_REGION) + REGION_CONTEXT);
  const width = String(to).length;
  return lines
    .slice(from, to)
    .map((line, offset) => `${String(from + offset + 1).padStart(width)} | ${line}`)
    .join('\n');
}

function trimBlankEdges(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line.trim() !== '');
  const to = lines.findLastIndex((line) => line.trim() !== '');
  return from === -1 ? [] : lines.slice(from, to + 1);
}

function trimEnd(line: string): string {
  return line.trimEnd();
}

/** Lines without the empty one after a last newline. */
function toLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
