/** A person's own edits since the last turn, as the model is told of them. Pure. */
import { unifiedDiff } from './line-diff.ts';

export interface PersonEdit {
  readonly path: string;
  /** What it was at the last turn; undefined when the person made the file. */
  readonly before?: string;
  /** What it is; undefined when the person deleted it. */
  readonly after?: string;
}

/** The edits as diffs or whole files, whichever is shorter; '' when there are none. */
export function formatPersonEdits(edits: readonly PersonEdit[]): string {
  const parts = edits.flatMap((edit) => formatEdit(edit) ?? []);
  if (parts.length === 0) return '';
  return `The person edited these files themselves since your last turn. Keep their changes:\n\n${parts.join('\n\n')}`;
}

function formatEdit({ path, before, after }: PersonEdit): string | undefined {
  if (before === after) return undefined;
  if (after === undefined) return `${path}: deleted`;
  const whole = `<file path="${path}">\n${after}${after.endsWith('\n') || after === '' ? '' : '\n'}</file>`;
  if (before === undefined) return whole;
  const diff = unifiedDiff(before, after, path).trimEnd();
  return diff.length < whole.length ? diff : whole;
}
