/** Three-way merge by lines: a person's unsaved edits and a model's new text, both made from the same base. Pure. */
import { diffLines, splitLines, type Change } from './line-diff.ts';

export interface MergeConflict {
  /** Where it begins in the merged content, from 1. */
  readonly line: number;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export interface MergeResult {
  /** The merged text; where both changed the same lines, both versions between conflict markers. */
  readonly content: string;
  readonly conflicts: readonly MergeConflict[];
}

export interface MergeLabels {
  readonly mine: string;
  readonly theirs: string;
}

/** Changes of both sides that touch are merged only if both made the same of them; otherwise they are a conflict. */
export function mergeTexts(
  base: string,
  mine: string,
  theirs: string,
  labels: MergeLabels = { mine: 'yours', theirs: 'new' },
): MergeResult {
  if (mine === theirs || base === theirs) return { content: mine, conflicts: [] };
  if (base === mine) return { content: theirs, conflicts: [] };
  const lines = { base: splitLines(base), mine: splitLines(mine), theirs: splitLines(theirs) };
  const ours = diffLines(lines.base, lines.mine);
  const others = diffLines(lines.base, lines.theirs);
  const out: string[] = [];
  const conflicts: MergeConflict[] = [];
  let at = 0;
  for (const region of overlaps(ours, others)) {
    out.push(...lines.base.slice(at, region.start));
    at = region.end;
    const mineText = sideText(lines.mine, region, region.ours, ours);
    const theirText = sideText(lines.theirs, region, region.theirs, others);
    if (region.theirs.length === 0 || mineText === theirText) out.push(mineText);
    else if (region.ours.length === 0) out.push(theirText);
    else {
      const baseText = lines.base.slice(region.start, region.end).join('');
      conflicts.push({ line: countLines(out) + 1, base: baseText, mine: mineText, theirs: theirText });
      out.push(
        `<<<<<<< ${labels.mine}\n${whole(mineText)}=======\n${whole(theirText)}>>>>>>> ${labels.theirs}\n`,
      );
    }
  }
  out.push(...lines.base.slice(at));
  return { content: out.join(''), conflicts };
}

interface Region {
  readonly start: number;
  end: number;
  readonly ours: Change[];
  readonly theirs: Change[];
}

/** Groups the changes of both sides into regions of the base that touch. */
function overlaps(ours: readonly Change[], theirs: readonly Change[]): Region[] {
  const all = [
    ...ours.map((change) => ({ change, mine: true })),
    ...theirs.map((change) => ({ change, mine: false })),
  ].sort((a, b) => a.change.oldStart - b.change.oldStart || a.change.oldEnd - b.change.oldEnd);
  const regions: Region[] = [];
  for (const { change, mine } of all) {
    let region = regions.at(-1);
    if (!region || change.oldStart > region.end) {
      region = { start: change.oldStart, end: change.oldEnd, ours: [], theirs: [] };
      regions.push(region);
    }
    region.end = Math.max(region.end, change.oldEnd);
    (mine ? region.ours : region.theirs).push(change);
  }
  return regions;
}

/** What one side has in place of a region of the base. */
function sideText(
  side: readonly string[],
  region: Region,
  own: readonly Change[],
  all: readonly Change[],
): string {
  const first = own[0];
  const last = own.at(-1);
  if (!first || !last) {
    const shift = shiftBefore(all, region.start);
    return side.slice(region.start + shift, region.end + shift).join('');
  }
  return side
    .slice(first.newStart - (first.oldStart - region.start), last.newEnd + (region.end - last.oldEnd))
    .join('');
}

function shiftBefore(changes: readonly Change[], line: number): number {
  const before = changes.findLast((change) => change.oldEnd <= line);
  return before ? before.newEnd - before.oldEnd : 0;
}

function whole(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function countLines(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.split('\n').length - 1, 0);
}
