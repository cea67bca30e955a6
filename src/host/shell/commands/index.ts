/** Every command that runs inside the shell's process, by name. */
import type { Command } from '../ports.ts';
import { encoding } from './encoding.ts';
import { expr } from './expr.ts';
import { fileCommands } from './files.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { lines } from './lines.ts';
import { ls } from './ls.ts';
import { UsageError } from './options.ts';
import { printing } from './printing.ts';
import { code, xdgOpen } from './show.ts';
import { runners } from './runners.ts';
import { sed } from './sed.ts';
import { surroundings } from './surroundings.ts';
import { test } from './test-command.ts';
import { text } from './text.ts';
import { tree } from './tree.ts';
import { curl } from './curl.ts';
import { diff } from './diff.ts';

const ALL: Record<string, Command> = {
  ...printing,
  ...text,
  ...lines,
  ...encoding,
  expr,
  ...fileCommands,
  ...runners,
  ...surroundings,
  ls,
  find,
  grep,
  egrep: (context) => grep({ ...context, args: ['-E', ...context.args] }),
  fgrep: (context) => grep({ ...context, args: ['-F', ...context.args] }),
  sed,
  tree,
  curl,
  diff,
  test,
  '[': test,
  'xdg-open': xdgOpen,
  code,
};

const USAGE_STATUS: Record<string, number> = {
  ls: 2,
  grep: 2,
  sort: 2,
  diff: 2,
  expr: 2,
  egrep: 2,
  fgrep: 2,
  env: 125,
  timeout: 125,
};

/** A wrong call is a message and a status, not an exception. */
function withUsage(name: string, command: Command): Command {
  return async (context) => {
    try {
      return await command(context);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await context.stderr.write(`${name}: ${error.message}\n`);
      return USAGE_STATUS[name] ?? 1;
    }
  };
}

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries(ALL).map(([name, command]) => [name, withUsage(name, command)]),
);
