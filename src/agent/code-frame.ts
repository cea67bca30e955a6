/** A few lines of source around a place, with line numbers and a caret. Pure. */

/**
 * @param line - from 1.
 * @param column - from 1; no caret line without it.
 * @param context - lines before and after.
 * @returns '' when the source has no such line.
 */
export function codeFrame(source: string, line: number, column?: number, context = 3): string {
  const lines = source.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (line < 1 || line > lines.length) return '';
  const from = Math.max(1, line - context);
  const to = Math.min(lines.length, line + context);
  const width = String(to).length;
  const out: string[] = [];
  for (let number = from; number <= to; number++) {
    const text = clip(lines[number - 1] ?? '');
    out.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line && column !== undefined && column >= 1 && column <= MAX_LINE) {
      // Tabs are kept so that the caret stands under its character at any tab width.
      const lead = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
      out.push(`  ${' '.repeat(width)} | ${lead.padEnd(column - 1)}^`);
    }
  }
  return out.join('\n');
}

const MAX_LINE = 200;

function clip(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
