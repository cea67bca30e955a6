/** find: walks directories by an expression of tests and actions. */
import type { FileStat } from '../../vfs/file-system.ts';
import { errorWords } from '../error-words.ts';
import { isDirectory, modeText } from '../file-types.ts';
import { absolute } from '../glob.ts';
import { patternRegex } from '../pattern.ts';
import type { Command, CommandContext } from '../ports.ts';
import { complain } from './input.ts';
import { UsageError } from './options.ts';

interface Found {
  shown: string;
  path: string;
  name: string;
  stat: FileStat;
  prune: boolean;
}

type Test = (found: Found) => boolean | Promise<boolean>;

class Expression {
  readonly #context: CommandContext;
  readonly #args: string[];
  /** `-exec … +`: what is left to run at the end. */
  readonly batches: { argv: string[]; paths: string[] }[] = [];
  minDepth = 0;
  maxDepth = Infinity;
  depthFirst = false;
  hasAction = false;
  #at = 0;

  constructor(context: CommandContext, args: string[]) {
    this.#context = context;
    this.#args = args;
  }

  parse(): Test {
    if (this.#args.length === 0) return () => true;
    const test = this.#or();
    if (this.#at < this.#args.length)
      throw new UsageError(`paths must precede expression: '${this.#args[this.#at] ?? ''}'`);
    return test;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#args[this.#at] === '-o' || this.#args[this.#at] === '-or') {
      this.#at++;
      const [a, b] = [left, this.#and()];
      left = async (found) => (await a(found)) || b(found);
    }
    return left;
  }

  #and(): Test {
    let left = this.#term();
    for (
      let next = this.#args[this.#at];
      next !== undefined && !['-o', '-or', ')'].includes(next);
      next = this.#args[this.#at]
    ) {
      if (next === '-a' || next === '-and') this.#at++;
      const [a, b] = [left, this.#term()];
      left = async (found) => (await a(found)) && b(found);
    }
    return left;
  }

  #term(): Test {
    const word = this.#args[this.#at++] ?? '';
    if (word === '!' || word === '-not') {
      const test = this.#term();
      return async (found) => !(await test(found));
    }
    if (word === '(') {
      const test = this.#or();
      if (this.#args[this.#at++] !== ')') throw new UsageError("expected to find ')'");
      return test;
    }
    return this.#action(word) ?? this.#test(word);
  }

  #value(word: string): string {
    const value = this.#args[this.#at++];
    if (value === undefined) throw new UsageError(`missing argument to '${word}'`);
    return value;
  }

  #test(word: string): Test {
    const number = (): number => Number(this.#value(word));
    switch (word) {
      case '-name':
      case '-iname': {
        const regex = patternRegex(this.#value(word), word === '-iname' ? 'i' : '');
        return ({ name }) => regex.test(name);
      }
      case '-path':
      case '-ipath':
      case '-wholename': {
        const regex = patternRegex(this.#value(word), word === '-ipath' ? 'i' : '');
        return ({ shown }) => regex.test(shown);
      }
      case '-regex': {
        const regex = new RegExp(`^(?:${this.#value(word)})$`);
        return ({ shown }) => regex.test(shown);
      }
      case '-type': {
        const types = this.#value(word).split(',');
        return ({ stat }) => types.includes(modeText(stat.mode).charAt(0).replace('-', 'f'));
      }
      case '-maxdepth':
        this.maxDepth = number();
        return () => true;
      case '-mindepth':
        this.minDepth = number();
        return () => true;
      case '-depth':
        this.depthFirst = true;
        return () => true;
      case '-empty':
        return ({ stat, path }) =>
          isDirectory(stat.mode) ? this.#context.fs.readdir(path).length === 0 : stat.size === 0;
      case '-newer': {
        const { mtimeMs } = this.#context.fs.stat(absolute(this.#context.cwd, this.#value(word)));
        return ({ stat }) => stat.mtimeMs > mtimeMs;
      }
      case '-size':
        return sizeTest(this.#value(word));
      case '-mtime':
      case '-mmin': {
        const unit = word === '-mmin' ? 60_000 : 86_400_000;
        const test = numberTest(this.#value(word));
        return ({ stat }) => test(Math.floor((Date.now() - stat.mtimeMs) / unit));
      }
      case '-perm': {
        const mode = parseInt(this.#value(word).replace(/^[-/]/, ''), 8);
        return ({ stat }) => (stat.mode & mode) === mode;
      }
      case '-true':
      case '-xdev':
      case '-mount':
        return () => true;
      default:
        throw new UsageError(
          word.startsWith('-') ? `unknown predicate '${word}'` : `paths must precede expression: '${word}'`,
        );
    }
  }

  #action(word: string): Test | null {
    const { stdout, fs } = this.#context;
    switch (word) {
      case '-print':
      case '-print0':
        this.hasAction = true;
        return async ({ shown }) => {
          await stdout.write(shown + (word === '-print' ? '\n' : '\0'));
          return true;
        };
      case '-prune':
        return (found) => (found.prune = true);
      case '-quit':
        return null;
      case '-delete':
        this.hasAction = this.depthFirst = true;
        return ({ path, stat }) => {
          if (isDirectory(stat.mode)) fs.rmdir(path);
          else fs.unlink(path);
          return true;
        };
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.#exec();
      default:
        return null;
    }
  }

  #exec(): Test {
    this.hasAction = true;
    const argv: string[] = [];
    for (;;) {
      const word = this.#value('-exec');
      if (word === ';') break;
      if (word === '+' && argv.at(-1) === '{}') {
        const batch = { argv: argv.slice(0, -1), paths: [] as string[] };
        this.batches.push(batch);
        return ({ shown }) => batch.paths.push(shown) > 0;
      }
      argv.push(word);
    }
    return async ({ shown }) =>
      (await this.#context.run(argv.map((word) => word.split('{}').join(shown)))) === 0;
  }
}

function numberTest(text: string): (value: number) => boolean {
  const wanted = Number(text.replace(/^[-+]/, ''));
  if (text.startsWith('+')) return (value) => value > wanted;
  return text.startsWith('-') ? (value) => value < wanted : (value) => value === wanted;
}

function sizeTest(text: string): Test {
  const unit = { c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[/[cwkMGb]$/.exec(text)?.[0] ?? ''] ?? 512;
  const test = numberTest(text.replace(/[cwkMGb]$/, ''));
  return ({ stat }) => test(Math.ceil(stat.size / unit));
}

export const find: Command = async (context) => {
  const args = context.args.filter((each, i) => !(i === 0 && /^-[HLP]$/.test(each)));
  const first = args.findIndex((each) => /^[-(!]/.test(each));
  const starts = args.slice(0, first < 0 ? args.length : first);
  const expression = new Expression(context, first < 0 ? [] : args.slice(first));
  const test = expression.parse();
  let status = 0;
  const visit = async (found: Found): Promise<void> => {
    if ((await test(found)) && !expression.hasAction) await context.stdout.write(`${found.shown}\n`);
  };
  const walk = async (shown: string, path: string, level: number): Promise<void> => {
    context.signal.throwIfAborted();
    const stat = context.fs.tryStat(path, false);
    if (stat === undefined) {
      await complain(context, `'${shown}': No such file or directory`);
      status = 1;
      return;
    }
    const found: Found = {
      shown,
      path,
      name: shown.replace(/\/+$/, '').split('/').pop() ?? shown,
      stat,
      prune: false,
    };
    const visits = level >= expression.minDepth;
    if (visits && !expression.depthFirst) await visit(found);
    if (isDirectory(stat.mode) && !found.prune && level < expression.maxDepth) {
      for (const { name } of context.fs.readdir(path))
        await walk(`${shown.replace(/\/$/, '')}/${name}`, `${path}/${name}`, level + 1);
    }
    if (!visits || !expression.depthFirst) return;
    try {
      await visit(found);
    } catch (error) {
      if (context.signal.aborted) throw error;
      await complain(context, `cannot delete '${shown}': ${errorWords(error)}`);
      status = 1;
    }
  };
  for (const start of starts.length === 0 ? ['.'] : starts)
    await walk(start, absolute(context.cwd, start), 0);
  for (const { argv, paths } of expression.batches) {
    if (paths.length > 0 && (await context.run([...argv, ...paths])) !== 0) status = 1;
  }
  return status;
};
