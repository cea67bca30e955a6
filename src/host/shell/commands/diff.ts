/** diff: the lines two files do not share, as a unified diff. */
import { errorWords } from '../error-words.ts';
import type { Command } from '../ports.ts';
import { complain, textOf } from './input.ts';
import { parseOptions, UsageError } from './options.ts';

type Edit = { mark: ' ' | '-' | '+'; line: string };

/** The longest common subsequence, after the equal ends are cut off. */
function editsOf(a: string[], b: string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const same = (line: string): Edit => ({ mark: ' ', line });
  const edits = a.slice(0, start).map(same);
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      edits.push(same(left[i++] ?? ''));
      j++;
    } else if (i < left.length && (j >= right.length || at(i + 1, j) >= at(i, j + 1)))
      edits.push({ mark: '-', line: left[i++] ?? '' });
    else edits.push({ mark: '+', line: right[j++] ?? '' });
  }
  return [...edits, ...a.slice(a.length - end).map(same)];
}

function hunksOf(edits: Edit[], context: number): string {
  let text = '';
  for (let i = 0; i < edits.length;) {
    const next = edits.findIndex((edit, at) => at >= i && edit.mark !== ' ');
    if (next < 0) break;
    let last = next;
    for (let at = next; at < edits.length && at <= last + 2 * context + 1; at++)
      if (edits[at]?.mark !== ' ') last = at;
    const from = Math.max(i, next - context);
    const to = Math.min(edits.length, last + context + 1);
    const before = edits.slice(0, from);
    const hunk = edits.slice(from, to);
    const range = (other: string): string => {
      const size = hunk.filter((edit) => edit.mark !== other).length;
      const first = before.filter((edit) => edit.mark !== other).length + (size === 0 ? 0 : 1);
      return size === 1 ? String(first) : `${first},${size}`;
    };
    text += `@@ -${range('+')} +${range('-')} @@\n${hunk.map(({ mark, line }) => `${mark}${line}\n`).join('')}`;
    i = to;
  }
  return text;
}

export const diff: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'uqrNbBwis',
    values: 'U',
    long: { unified: 'u', brief: 'q' },
  });
  const [first, second] = operands;
  if (first === undefined || second === undefined) throw new UsageError('missing operand');
  try {
    const [a, b] = [await textOf(context, first), await textOf(context, second)];
    if (a === b) return 0;
    const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n');
    if (flags.has('q')) await context.stdout.write(`Files ${first} and ${second} differ\n`);
    else {
      const hunks = hunksOf(
        editsOf(a === '' ? [] : lines(a), b === '' ? [] : lines(b)),
        Number(values.get('U') ?? 3),
      );
      await context.stdout.write(`--- ${first}\n+++ ${second}\n${hunks}`);
    }
    return 1;
  } catch (error) {
    if (context.signal.aborted || (error as { code?: string }).code === 'EPIPE') throw error;
    await complain(context, errorWords(error));
    return 2;
  }
};
