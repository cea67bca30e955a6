/** grep: lines that match. */
import { errorWords } from '../error-words.ts';
import { isDirectory } from '../file-types.ts';
import { absolute } from '../glob.ts';
import { patternRegex } from '../pattern.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chunksOf, complain, linesOf } from './input.ts';
import { parseOptions, UsageError, type ParsedOptions } from './options.ts';
import { posixRegex } from './regex.ts';

interface Search {
  regex: RegExp;
  flags: Set<string>;
  before: number;
  after: number;
  max: number;
  titled: boolean;
  colours: boolean;
}

function compile({ flags, all, operands }: ParsedOptions, context: CommandContext): RegExp {
  const patterns = all.filter(([option]) => option === 'e').map(([, value]) => value);
  for (const [option, file] of all) if (option === 'f') patterns.push(...new TextDecoder().decode(context.fs.readFile(absolute(context.cwd, file))).replace(/\n$/, '').split('\n')); // prettier-ignore
  if (patterns.length === 0) {
    const first = operands.shift();
    if (first === undefined) throw new UsageError('usage: grep [OPTION]... PATTERNS [FILE]...');
    patterns.push(first);
  }
  const sources = patterns
    .flatMap((each) => each.split('\n'))
    .map((each) => {
      if (flags.has('F')) return each.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      return flags.has('P') ? each : posixRegex(each, flags.has('E')).source;
    });
  let source = sources.map((each) => `(?:${each})`).join('|');
  if (flags.has('w')) source = `(?<!\\w)(?:${source})(?!\\w)`;
  if (flags.has('x')) source = `^(?:${source})$`;
  return new RegExp(source, flags.has('i') || flags.has('y') ? 'gi' : 'g');
}

export const grep: Command = async (context) => {
  const args = context.args.map((each) => (/^-\d+$/.test(each) ? `-C${each.slice(1)}` : each));
  const options = parseOptions(args, {
    flags: 'rRinvlLcEFGPowxqshHzyIa',
    values: 'efABCmXYZK',
    long: { include: 'X', exclude: 'Y', 'exclude-dir': 'Z', recursive: 'r', 'ignore-case': 'i', 'line-number': 'n', 'invert-match': 'v', 'files-with-matches': 'l', 'files-without-match': 'L', count: 'c', 'extended-regexp': 'E', 'fixed-strings': 'F', 'only-matching': 'o', 'word-regexp': 'w', 'line-regexp': 'x', quiet: 'q', silent: 'q', 'no-messages': 's', 'no-filename': 'h', 'with-filename': 'H', 'after-context': 'A', 'before-context': 'B', context: 'C', 'max-count': 'm', regexp: 'e', 'perl-regexp': 'P', color: 'c0', colour: 'c0' }, // prettier-ignore
  });
  const { flags, values, all, operands } = options;
  const colour = args.find((each) => /^--colou?r/.test(each));
  const around = Number(values.get('C') ?? 0);
  const recursive = flags.has('r') || flags.has('R');
  const regex = compile(options, context);
  const targets = operands.length > 0 ? operands : recursive ? ['.'] : ['-'];
  const search: Search = {
    regex,
    flags,
    before: Number(values.get('B') ?? around),
    after: Number(values.get('A') ?? around),
    max: Number(values.get('m') ?? Infinity),
    titled: !flags.has('h') && (flags.has('H') || recursive || targets.length > 1),
    colours:
      colour === undefined
        ? context.stdout.isTerminal
        : /=(?:always|yes)$/.test(colour) || (!colour.includes('never') && context.stdout.isTerminal),
  };
  const globs = (option: string): RegExp[] =>
    all.filter(([each]) => each === option).map(([, value]) => patternRegex(value.replace(/\/$/, '')));
  const filter = { include: globs('X'), exclude: globs('Y'), excludeDirectory: globs('Z') };
  let found = false;
  let failed = false;
  for (const target of targets) {
    for (const file of filesOf(context, target, recursive, filter, operands.length === 0 && recursive)) {
      try {
        if (await searchFile(context, file, search)) found = true;
        if (found && flags.has('q')) return 0;
      } catch (error) {
        if (context.signal.aborted || (error as { code?: string }).code === 'EPIPE') throw error;
        if (!flags.has('s')) await complain(context, `${file}: ${errorWords(error)}`);
        failed = true;
      }
    }
  }
  return failed ? 2 : found ? 0 : 1;
};

interface Filter {
  include: RegExp[];
  exclude: RegExp[];
  excludeDirectory: RegExp[];
}

function* filesOf(
  context: CommandContext,
  operand: string,
  recursive: boolean,
  filter: Filter,
  bare: boolean,
): Generator<string> {
  const path = absolute(context.cwd, operand);
  const stat = operand === '-' ? undefined : context.fs.tryStat(path);
  if (!recursive || stat === undefined || !isDirectory(stat.mode)) {
    yield operand;
    return;
  }
  const { fs } = context;
  const matches = (regexes: RegExp[], name: string): boolean => regexes.some((regex) => regex.test(name));
  const walk = function* (directory: string, prefix: string): Generator<string> {
    for (const entry of fs.readdir(directory)) {
      const inner = `${directory}/${entry.name}`;
      const mode = fs.tryStat(inner, false)?.mode ?? 0;
      if (isDirectory(mode)) {
        if (!matches(filter.excludeDirectory, entry.name)) yield* walk(inner, `${prefix}${entry.name}/`);
      } else if (
        (filter.include.length === 0 || matches(filter.include, entry.name)) &&
        !matches(filter.exclude, entry.name)
      ) {
        yield prefix + entry.name;
      }
    }
  };
  yield* walk(path, bare ? '' : `${operand.replace(/\/$/, '')}/`);
}

/** Whether a line was selected. */
async function searchFile(context: CommandContext, file: string, search: Search): Promise<boolean> {
  const { flags } = search;
  const name = file === '-' ? '(standard input)' : file;
  const paint = (code: string, text: string): string =>
    search.colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const held: { line: string; number: number }[] = [];
  let number = 0;
  let count = 0;
  let printed = 0;
  let trailing = 0;
  const silent = flags.has('q') || flags.has('l') || flags.has('L') || flags.has('c');
  const print = async (line: string, at: number, mark: string): Promise<void> => {
    if (printed > 0 && at > printed + 1 && (search.before > 0 || search.after > 0))
      await context.stdout.write('--\n');
    printed = at;
    const title =
      (search.titled ? paint('35', name) + paint('36', mark) : '') +
      (flags.has('n') ? paint('32', String(at)) + paint('36', mark) : '');
    if (flags.has('o') && mark === ':') {
      if (flags.has('v')) return;
      search.regex.lastIndex = 0;
      for (const [text] of line.matchAll(search.regex))
        if (text !== '') await context.stdout.write(`${title}${paint('1;31', text)}\n`);
      return;
    }
    const shown =
      search.colours && mark === ':' && !flags.has('v')
        ? line.replace(search.regex, (text) => (text === '' ? '' : paint('1;31', text)))
        : line;
    await context.stdout.write(`${title}${shown}\n`);
  };
  for await (const line of linesOf(chunksOf(context, file))) {
    number++;
    search.regex.lastIndex = 0;
    if (search.regex.test(line) !== flags.has('v')) {
      count++;
      if (silent && !flags.has('c')) break;
      if (!silent) {
        for (const each of held.splice(0)) await print(each.line, each.number, '-');
        await print(line, number, ':');
        trailing = search.after;
      }
      if (count >= search.max) break;
    } else if (trailing > 0) {
      trailing--;
      await print(line, number, '-');
    } else if (search.before > 0) {
      held.push({ line, number });
      if (held.length > search.before) held.shift();
    }
  }
  if (flags.has('c')) await context.stdout.write(`${search.titled ? `${name}:` : ''}${count}\n`);
  if ((flags.has('l') && count > 0) || (flags.has('L') && count === 0))
    await context.stdout.write(`${name}\n`);
  return flags.has('L') ? count === 0 : count > 0;
}
