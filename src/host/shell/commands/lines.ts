/** tac, rev, nl, paste: lines turned round, numbered and put beside each other. */
import type { Command } from '../ports.ts';
import { chunksOf, eachInput, linesOf } from './input.ts';
import { parseOptions } from './options.ts';

const tac: Command = (context) =>
  eachInput(context, context.args, async (operand) => {
    const lines: string[] = [];
    for await (const line of linesOf(chunksOf(context, operand))) lines.push(line);
    for (const line of lines.reverse()) await context.stdout.write(`${line}\n`);
  });

const rev: Command = (context) =>
  eachInput(context, context.args, async (operand) => {
    for await (const line of linesOf(chunksOf(context, operand)))
      await context.stdout.write(`${[...line].reverse().join('')}\n`);
  });

const nl: Command = (context) => {
  const { values, operands } = parseOptions(context.args, { values: 'bwsv' });
  const all = values.get('b') === 'a';
  const width = Number(values.get('w') ?? 6);
  const separator = values.get('s') ?? '\t';
  let number = Number(values.get('v') ?? 1);
  return eachInput(context, operands, async (operand) => {
    for await (const line of linesOf(chunksOf(context, operand))) {
      const counts = all || line !== '';
      const label = counts ? `${String(number++).padStart(width)}${separator}` : ' '.repeat(width + 1);
      await context.stdout.write(`${label}${line}\n`);
    }
  });
};

const paste: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 's',
    values: 'd',
    long: { serial: 's', delimiters: 'd' },
  });
  const glue = [...(values.get('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t')];
  const join = (cells: string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell : `${glue[(i - 1) % glue.length] ?? ''}${cell}`)).join('');
  const columns: string[][] = [];
  const status = await eachInput(context, operands, async (operand) => {
    const lines: string[] = [];
    columns.push(lines);
    for await (const line of linesOf(chunksOf(context, operand))) lines.push(line);
  });
  if (flags.has('s')) {
    for (const lines of columns) await context.stdout.write(`${join(lines)}\n`);
    return status;
  }
  const rows = Math.max(0, ...columns.map((lines) => lines.length));
  for (let row = 0; row < rows; row++)
    await context.stdout.write(`${join(columns.map((lines) => lines[row] ?? ''))}\n`);
  return status;
};

export const lines: Record<string, Command> = { tac, rev, nl, paste };
