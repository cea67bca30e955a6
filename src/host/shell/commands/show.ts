/** xdg-open and code: the client shows a file, an address or a comparison, if it listens. */
import { normalize } from '../../vfs/path.ts';
import { absolute } from '../glob.ts';
import type { Command } from '../ports.ts';
import { parseOptions, UsageError } from './options.ts';

export const xdgOpen: Command = async ({ args, host }) => {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) throw new UsageError('one file or URL is expected');
  await host.kernel.async('tellClient', { name: 'xdg-open', text });
  return 0;
};

/** `code FILE[:LINE[:COLUMN]]…`, `code --diff FILE FILE`. */
export const code: Command = async ({ args, cwd, host }) => {
  const { flags, operands } = parseOptions(args, {
    flags: 'dgnrw',
    long: { diff: 'd', goto: 'g', 'new-window': 'n', 'reuse-window': 'r', wait: 'w' },
  });
  const isDiff = flags.has('d');
  if (operands.length === 0) throw new UsageError('a file is expected');
  if (isDiff && operands.length !== 2) throw new UsageError('--diff compares two files');
  const files = operands.map((operand) => {
    const [, path = '', line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(operand) ?? [];
    return {
      filepath: normalize(absolute(cwd, path)),
      ...(line === undefined ? {} : { line: Number(line) }),
      ...(column === undefined ? {} : { column: Number(column) }),
    };
  });
  await host.kernel.async('tellClient', { name: 'code', type: isDiff ? 'diff' : 'open', files });
  return 0;
};
