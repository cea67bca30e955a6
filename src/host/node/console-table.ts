/** `console.table`'s box. */
import { inspect } from './inspect.ts';

const INDEX = '(index)';
const VALUES = 'Values';

function cell(value: unknown): string {
  const depth =
    value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2
      ? -1
      : 0;
  return inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth });
}

function render(head: string[], rows: string[][]): string {
  const widths = head.map(
    (title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)) + 2,
  );
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const text = (row: string[]): string =>
    `│${widths.map((width, i) => ` ${(row[i] ?? '').padEnd(width - 1)}`).join('│')}│`;
  return [line('┌', '┬', '┐'), text(head), line('├', '┼', '┤'), ...rows.map(text), line('└', '┴', '┘')].join(
    '\n',
  );
}

function entriesOf(data: object): { label: string; entries: [string, unknown][] } {
  if (data instanceof Map) {
    return {
      label: '(iteration index)',
      entries: [...data].map(([key, value], i) => [String(i), { Key: key, Values: value }]),
    };
  }
  if (data instanceof Set) {
    return { label: '(iteration index)', entries: [...data].map((value, i) => [String(i), value]) };
  }
  return { label: INDEX, entries: Object.entries(data) };
}

export function consoleTable(data: object, only?: string[]): string {
  const { label, entries } = entriesOf(data);
  const columns: string[] = [...(only ?? [])];
  let values = false;
  for (const [, row] of entries) {
    if (row === null || typeof row !== 'object') values = true;
    else if (!only) for (const key of Object.keys(row)) if (!columns.includes(key)) columns.push(key);
  }
  const rows = entries.map(([index, row]) => {
    const object = row !== null && typeof row === 'object';
    const cells = columns.map((key) =>
      object && Object.hasOwn(row, key) ? cell((row as Record<string, unknown>)[key]) : '',
    );
    return [index, ...cells, ...(values ? [object ? '' : cell(row)] : [])];
  });
  return render([label, ...columns, ...(values ? [VALUES] : [])], rows);
}
