import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChanges, diffLines, splitLines, unifiedDiff } from './line-diff.ts';
import { mergeTexts } from './merge.ts';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '\n'), { maxLength: 14 })
  .map((lines) => lines.join(''));

function patch(before: readonly string[], after: readonly string[], maxEdits?: number): string {
  const out: string[] = [];
  let at = 0;
  for (const change of diffLines(before, after, maxEdits === undefined ? {} : { maxEdits })) {
    out.push(...before.slice(at, change.oldStart), ...after.slice(change.newStart, change.newEnd));
    at = change.oldEnd;
  }
  return [...out, ...before.slice(at)].join('');
}

/** The length of the longest common subsequence, the slow and obvious way. */
function lcs(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('diffLines', () => {
  it('turns any text into any other, with the fewest lines changed', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const a = splitLines(before);
        const b = splitLines(after);
        expect(patch(a, b)).toBe(after);
        expect(patch(a, b, 2)).toBe(after);
        const common = lcs(a, b);
        expect(countChanges(before, after)).toEqual({ added: b.length - common, removed: a.length - common });
      }),
      { numRuns: 500 },
    );
  });

  it('is quick on large texts that have nothing in common', () => {
    const before = Array.from({ length: 40_000 }, (_, i) => `a${i}\n`);
    const after = Array.from({ length: 40_000 }, (_, i) => `b${i}\n`);
    const start = performance.now();
    expect(diffLines(before, after)).toEqual([{ oldStart: 0, oldEnd: 40_000, newStart: 0, newEnd: 40_000 }]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('unifiedDiff', () => {
  it('writes hunks with context as diff -u does', () => {
    const before = Array.from({ length: 20 }, (_, i) => `${i + 1}\n`).join('');
    const after = before.replace('3\n', 'three\n').replace('18\n', '18\nnew\n');
    expect(unifiedDiff(before, after, 'n.txt', 1)).toBe(
      '--- a/n.txt\n+++ b/n.txt\n@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n@@ -18,2 +18,3 @@\n 18\n+new\n 19\n',
    );
  });

  it('notes a missing newline at the end, and nothing for equal texts', () => {
    expect(unifiedDiff('a\n', 'a', 'x')).toContain('-a\n+a\n\\ No newline at end of file\n');
    expect(unifiedDiff('', 'a\n', 'x')).toContain('@@ -0,0 +1 @@\n+a\n');
    expect(unifiedDiff('a\n', 'a\n')).toBe('');
  });
});

describe('mergeTexts', () => {
  const base = '1\n2\n3\n4\n5\n6\n7\n';

  it('merges changes in different places', () => {
    const result = mergeTexts(base, base.replace('2', 'two'), base.replace('6\n', 'six\n6b\n'));
    expect(result).toEqual({ content: '1\ntwo\n3\n4\n5\nsix\n6b\n7\n', conflicts: [] });
  });

  it('takes a change that both made once', () => {
    const both = base.replace('4', 'four');
    expect(mergeTexts(base, both.replace('1', 'one'), both)).toEqual({
      content: both.replace('1', 'one'),
      conflicts: [],
    });
  });

  it('shows both sides of a conflict', () => {
    const result = mergeTexts('a\nb\nc\n', 'a\nmine\nc\n', 'a\ntheirs\nc\n');
    expect(result.content).toBe('a\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> new\nc\n');
    expect(result.conflicts).toEqual([{ line: 2, base: 'b\n', mine: 'mine\n', theirs: 'theirs\n' }]);
  });

  it('takes a deletion against an edit for a conflict', () => {
    expect(mergeTexts(base, base.replace('4\n', ''), base.replace('4', 'four')).conflicts).toHaveLength(1);
  });

  it('loses no line that a side added, whatever the sides did', () => {
    fc.assert(
      fc.property(text, text, text, (common, mine, theirs) => {
        const { content, conflicts } = mergeTexts(common, mine, theirs);
        expect(mergeTexts(common, mine, common)).toEqual({ content: mine, conflicts: [] });
        expect(mergeTexts(common, common, theirs)).toEqual({ content: theirs, conflicts: [] });
        const swapped = mergeTexts(common, theirs, mine);
        expect(swapped.conflicts.length).toBe(conflicts.length);
        if (conflicts.length === 0) expect(swapped.content).toBe(content);
      }),
      { numRuns: 500 },
    );
  });

  it('merges independent edits to separate halves of any text', () => {
    const half = fc.array(
      fc.string({ unit: 'grapheme-ascii' }).map((line) => `${line}\n`),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(half, half, half, half, (top, bottom, newTop, newBottom) => {
        const middle = ['== one\n', '== two\n', '== three\n'];
        const join = (a: readonly string[], b: readonly string[]): string => [...a, ...middle, ...b].join('');
        const result = mergeTexts(join(top, bottom), join(newTop, bottom), join(top, newBottom));
        expect(result).toEqual({ content: join(newTop, newBottom), conflicts: [] });
      }),
    );
  });
});
