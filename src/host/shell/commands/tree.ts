/** tree: a directory drawn with its branches. */
import { isDirectory, isLink } from '../file-types.ts';
import { absolute } from '../glob.ts';
import { patternRegex } from '../pattern.ts';
import type { Command } from '../ports.ts';
import { parseOptions } from './options.ts';

export const tree: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'adfC',
    values: 'LI',
    long: { dirsfirst: 'D', noreport: 'N' },
  });
  const depth = Number(values.get('L') ?? Infinity);
  const ignored = (values.get('I') ?? '').split('|').filter((each) => each !== '').map((each) => patternRegex(each)); // prettier-ignore
  let directories = 0;
  let files = 0;
  const walk = async (path: string, prefix: string, level: number): Promise<void> => {
    const entries = context.fs
      .readdir(path)
      .map(({ name }) => ({ name, mode: context.fs.tryStat(`${path}/${name}`, false)?.mode ?? 0 }))
      .filter(
        ({ name, mode }) =>
          (flags.has('a') || !name.startsWith('.')) &&
          (!flags.has('d') || isDirectory(mode)) &&
          !ignored.some((regex) => regex.test(name)),
      )
      .sort(
        (a, b) =>
          (flags.has('D') ? Number(isDirectory(b.mode)) - Number(isDirectory(a.mode)) : 0) ||
          (a.name < b.name ? -1 : 1),
      );
    for (const [i, { name, mode }] of entries.entries()) {
      const last = i === entries.length - 1;
      const link = isLink(mode) ? ` -> ${context.fs.readlink(`${path}/${name}`)}` : '';
      await context.stdout.write(`${prefix}${last ? '└── ' : '├── '}${name}${link}\n`);
      if (!isDirectory(mode)) files++;
      else {
        directories++;
        if (level < depth) await walk(`${path}/${name}`, `${prefix}${last ? '    ' : '│   '}`, level + 1);
      }
    }
  };
  for (const operand of operands.length === 0 ? ['.'] : operands) {
    await context.stdout.write(`${operand}\n`);
    await walk(absolute(context.cwd, operand), '', 1);
  }
  const count = (number: number, one: string, many: string): string =>
    `${number} ${number === 1 ? one : many}`;
  const report =
    count(directories, 'directory', 'directories') +
    (flags.has('d') ? '' : `, ${count(files, 'file', 'files')}`);
  if (!flags.has('N')) await context.stdout.write(`\n${report}\n`);
  return 0;
};
