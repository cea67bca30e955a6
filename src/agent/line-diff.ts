/** Line differences: Myers' O(ND) algorithm with a limit, unified diffs and counts. Pure. */

/** Lines [oldStart, oldEnd) of the old text became [newStart, newEnd) of the new; from 0. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

export interface DiffOptions {
  /** Give up minimality past this many differing lines: the differing middle is then one change. Time grows with its square. */
  readonly maxEdits?: number;
}

const MAX_EDITS = 1200;

/** Lines with their line ends, so that a missing newline at the end is a difference. */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** The changes from one list of lines to another, in order. */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  options: DiffOptions = {},
): Change[] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  if (start === oldEnd && start === newEnd) return [];
  const whole: Change = { oldStart: start, oldEnd, newStart: start, newEnd };
  if (start === oldEnd || start === newEnd) return [whole];
  const { a, b } = intern(before.slice(start, oldEnd), after.slice(start, newEnd));
  const pairs = commonPairs(a, b, options.maxEdits ?? MAX_EDITS);
  if (!pairs) return [whole];
  return changesBetween(pairs, a.length, b.length).map((change) => ({
    oldStart: change.oldStart + start,
    oldEnd: change.oldEnd + start,
    newStart: change.newStart + start,
    newEnd: change.newEnd + start,
  }));
}

function intern(before: readonly string[], after: readonly string[]): { a: Int32Array; b: Int32Array } {
  const ids = new Map<string, number>();
  const number = (line: string): number => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    ids.set(line, ids.size);
    return ids.size - 1;
  };
  return { a: Int32Array.from(before, number), b: Int32Array.from(after, number) };
}

/** The lines in common as [old, new] pairs, last first; undefined past the limit. */
function commonPairs(a: Int32Array, b: Int32Array, maxEdits: number): [number, number][] | undefined {
  const limit = Math.min(a.length + b.length, maxEdits);
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest[offset + k - 1] ?? 0) < (furthest[offset + k + 1] ?? 0));
      let x = down ? (furthest[offset + k + 1] ?? 0) : (furthest[offset + k - 1] ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[offset + k] = x;
      if (x >= a.length && y >= b.length) return backtrack(trace, a.length, b.length);
    }
  }
  return undefined;
}

function backtrack(trace: readonly Int32Array[], endX: number, endY: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = endX;
  let y = endY;
  for (let d = trace.length - 1; d >= 0; d--) {
    const row = trace[d] ?? new Int32Array();
    const at = (k: number): number => row[k + d + 1] ?? 0;
    const k = x - y;
    const previousK = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : at(previousK);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    x = previousX;
    y = previousY;
  }
  return pairs;
}

function changesBetween(pairs: readonly [number, number][], oldLength: number, newLength: number): Change[] {
  const changes: Change[] = [];
  let oldAt = 0;
  let newAt = 0;
  const upTo = (oldEnd: number, newEnd: number): void => {
    if (oldEnd > oldAt || newEnd > newAt) changes.push({ oldStart: oldAt, oldEnd, newStart: newAt, newEnd });
  };
  for (const [x, y] of pairs.toReversed()) {
    upTo(x, y);
    oldAt = x + 1;
    newAt = y + 1;
  }
  upTo(oldLength, newLength);
  return changes;
}

/** How many lines were added and removed between two texts. */
export function countChanges(before: string, after: string): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const change of diffLines(splitLines(before), splitLines(after))) {
    added += change.newEnd - change.newStart;
    removed += change.oldEnd - change.oldStart;
  }
  return { added, removed };
}

/** A unified diff; '' when the texts are equal. */
export function unifiedDiff(before: string, after: string, path = 'file', context = 3): string {
  const a = splitLines(before);
  const b = splitLines(after);
  const changes = diffLines(a, b);
  if (changes.length === 0) return '';
  const out = [`--- a/${path}\n`, `+++ b/${path}\n`];
  for (const group of groupChanges(changes, context)) out.push(formatHunk(a, b, group, context));
  return out.join('');
}

function groupChanges(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.oldStart - last.oldEnd <= 2 * context) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function formatHunk(
  a: readonly string[],
  b: readonly string[],
  group: readonly Change[],
  context: number,
): string {
  const first = group[0];
  const last = group.at(-1);
  if (!first || !last) return '';
  const from = Math.max(0, first.oldStart - context);
  const to = Math.min(a.length, last.oldEnd + context);
  const newFrom = first.newStart - (first.oldStart - from);
  const newTo = last.newEnd + (to - last.oldEnd);
  const lines: string[] = [];
  let at = from;
  for (const change of group) {
    for (; at < change.oldStart; at++) lines.push(` ${a[at] ?? ''}`);
    for (; at < change.oldEnd; at++) lines.push(`-${a[at] ?? ''}`);
    for (const line of b.slice(change.newStart, change.newEnd)) lines.push(`+${line}`);
  }
  for (; at < to; at++) lines.push(` ${a[at] ?? ''}`);
  const body = lines
    .map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`))
    .join('');
  return `@@ -${range(from, to)} +${range(newFrom, newTo)} @@\n${body}`;
}

function range(from: number, to: number): string {
  const count = to - from;
  const start = count === 0 ? from : from + 1;
  return count === 1 ? String(start) : `${start},${count}`;
}
