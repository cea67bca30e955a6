/** chmod: octal and symbolic modes. */
import { errorWords } from '../error-words.ts';
import { isDirectory } from '../file-types.ts';
import { absolute } from '../glob.ts';
import type { Command } from '../ports.ts';
import { complain } from './input.ts';
import { UsageError } from './options.ts';

const WHO: Record<string, number> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };

/** Null when the text is no mode. */
export function applyMode(text: string, mode: number, directory: boolean): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let result = mode & 0o7777;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (match === null) return null;
    const [, who = '', operator, bits = ''] = match;
    const mask = [...(who || 'a')].reduce((sum, each) => sum | (WHO[each] ?? 0), 0);
    let three = 0;
    if (bits.includes('r')) three |= 4;
    if (bits.includes('w')) three |= 2;
    if (bits.includes('x') || (bits.includes('X') && (directory || (mode & 0o111) !== 0))) three |= 1;
    const all = (three * 0o111) & mask;
    result = operator === '+' ? result | all : operator === '-' ? result & ~all : (result & ~mask) | all;
  }
  return result;
}

export const chmod: Command = async (context) => {
  const args = [...context.args];
  let recursive = false;
  while (/^-(?:[Rfvc]+|-recursive)$/.test(args[0] ?? ''))
    recursive = /R|recursive/.test(args.shift() ?? '') || recursive;
  const [mode, ...operands] = args;
  if (mode === undefined || operands.length === 0) throw new UsageError('missing operand');
  let status = 0;
  const change = (path: string): boolean => {
    const stat = context.fs.stat(path);
    const next = applyMode(mode, stat.mode, isDirectory(stat.mode));
    if (next === null) return false;
    context.fs.chmod(path, next);
    if (recursive && isDirectory(stat.mode))
      for (const { name } of context.fs.readdir(path)) change(`${path}/${name}`);
    return true;
  };
  for (const operand of operands) {
    try {
      if (!change(absolute(context.cwd, operand))) throw new UsageError(`invalid mode: '${mode}'`);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      await complain(context, `cannot access '${operand}': ${errorWords(error)}`);
      status = 1;
    }
  }
  return status;
};
