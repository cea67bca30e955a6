/** mkdir, rmdir, rm, cp, mv, ln, touch, chmod, readlink, realpath, mktemp, du, stat: what is done to files. */
import { errorCode, errorWords } from '../error-words.ts';
import { isDirectory, isLink, modeText } from '../file-types.ts';
import { absolute } from '../glob.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chmod } from './chmod.ts';
import { complain } from './input.ts';
import { parseOptions, UsageError } from './options.ts';
import { humanSize } from './sizes.ts';

type Each = (path: string, operand: string) => void | Promise<void>;

/** Runs `each` over the operands; a failure is told with `what` and does not stop the others. */
async function over(context: CommandContext, operands: string[], what: string, each: Each): Promise<number> {
  if (operands.length === 0) throw new UsageError('missing operand');
  let status = 0;
  for (const operand of operands) {
    try {
      await each(absolute(context.cwd, operand), operand);
    } catch (error) {
      if (context.signal.aborted || errorCode(error) === '') throw error;
      await complain(context, `${what} '${operand}': ${errorWords(error)}`);
      status = 1;
    }
  }
  return status;
}

const mkdir: Command = (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'pv',
    values: 'm',
    long: { parents: 'p', verbose: 'v', mode: 'm' },
  });
  const mode = values.has('m') ? parseInt(values.get('m') ?? '', 8) : 0o777;
  return over(context, operands, 'cannot create directory', async (path, operand) => {
    context.fs.mkdir(path, { recursive: flags.has('p'), mode });
    if (flags.has('v')) await context.stdout.write(`mkdir: created directory '${operand}'\n`);
  });
};

const rmdir: Command = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: 'p', long: { parents: 'p' } });
  return over(context, operands, 'failed to remove', (path, operand) => {
    context.fs.rmdir(path);
    if (flags.has('p'))
      for (let i = operand.split('/').length - 1; i > 0; i--) context.fs.rmdir((path = absolute(path, '..')));
  });
};

const rm: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: 'rRfvid',
    long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' },
  });
  const force = flags.has('f');
  const recursive = flags.has('r') || flags.has('R');
  if (operands.length === 0 && force) return 0;
  return over(context, operands, 'cannot remove', async (path, operand) => {
    const stat = context.fs.tryStat(path, false);
    if (stat === undefined && force) return;
    if (stat !== undefined && isDirectory(stat.mode) && flags.has('d') && !recursive)
      return context.fs.rmdir(path);
    if (stat !== undefined && isDirectory(stat.mode) && !recursive)
      throw Object.assign(new Error(operand), { code: 'EISDIR' });
    if (recursive) context.fs.rm(path, { recursive, force });
    else context.fs.unlink(path);
    if (flags.has('v')) await context.stdout.write(`removed '${operand}'\n`);
  });
};

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Transfer {
  from: string;
  to: string;
  operand: string;
}

/** `sources… target`, where a directory as the target takes the sources into it. */
async function transfer(
  context: CommandContext,
  operands: string[],
  into: string | undefined,
  each: (each: Transfer) => Promise<void> | void,
): Promise<number> {
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  const target = into ?? operands.at(-1);
  if (target === undefined || operands.length === 0) throw new UsageError('missing file operand');
  if (sources.length === 0) throw new UsageError(`missing destination file operand after '${target}'`);
  const to = absolute(context.cwd, target);
  const stat = context.fs.tryStat(to);
  const inside = stat !== undefined && isDirectory(stat.mode);
  if (!inside && (sources.length > 1 || into !== undefined))
    throw new UsageError(`target '${target}' is not a directory`);
  let status = 0;
  for (const operand of sources) {
    const from = absolute(context.cwd, operand);
    try {
      await each({ from, operand, to: inside ? absolute(to, baseName(from)) : to });
    } catch (error) {
      if (errorCode(error) === '') throw error;
      const verb =
        context.name === 'ln'
          ? 'failed to link'
          : context.name === 'mv' && errorCode(error) !== 'ENOENT'
            ? 'cannot move'
            : 'cannot stat';
      await complain(context, `${verb} '${operand}': ${errorWords(error)}`);
      status = 1;
    }
  }
  return status;
}

const cp: Command = (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'rRafpvnduLPT',
    values: 't',
    long: {
      recursive: 'r',
      archive: 'a',
      force: 'f',
      verbose: 'v',
      'no-clobber': 'n',
      update: 'u',
      'target-directory': 't',
    },
  });
  const recursive = ['r', 'R', 'a'].some((flag) => flags.has(flag));
  const keep = flags.has('p') || flags.has('a');
  const links = (recursive && !flags.has('L')) || flags.has('d') || flags.has('P');
  const copy = (from: string, to: string): void => {
    const stat = links ? context.fs.lstat(from) : context.fs.stat(from);
    if (isDirectory(stat.mode)) {
      if (context.fs.tryStat(to) === undefined) context.fs.mkdir(to, { mode: stat.mode & 0o7777 });
      for (const { name } of context.fs.readdir(from)) copy(`${from}/${name}`, `${to}/${name}`);
    } else if (isLink(stat.mode)) {
      context.fs.rm(to, { force: true });
      context.fs.symlink(context.fs.readlink(from), to);
      return;
    } else {
      const there = context.fs.tryStat(to);
      if (there !== undefined && (flags.has('n') || (flags.has('u') && there.mtimeMs >= stat.mtimeMs)))
        return;
      context.fs.writeFile(to, context.fs.readFile(from), { mode: stat.mode & 0o7777 });
    }
    if (keep) context.fs.utimes(to, stat.atimeMs, stat.mtimeMs);
  };
  return transfer(context, operands, values.get('t'), async ({ from, to, operand }) => {
    const source = context.fs.stat(from);
    if (isDirectory(source.mode) && !recursive) {
      await complain(context, `-r not specified; omitting directory '${operand}'`);
      throw new UsageError(`'${operand}' is a directory (not copied).`);
    }
    const end = operand.endsWith('/.') ? absolute(to, from === absolute(to, '.') ? '.' : '..') : to;
    const target = operand === '.' || operand.endsWith('/.') ? end : to;
    if (`${target}/`.startsWith(`${from}/`) && isDirectory(source.mode) && target !== from) {
      throw new UsageError(`cannot copy a directory, '${operand}', into itself, '${target}'`);
    }
    if (target === from) throw new UsageError(`'${operand}' and '${target}' are the same file`);
    copy(from, target);
    if (flags.has('v')) await context.stdout.write(`'${operand}' -> '${target}'\n`);
  });
};

const mv: Command = (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'fnviT',
    values: 't',
    long: { force: 'f', 'no-clobber': 'n', verbose: 'v', 'target-directory': 't' },
  });
  return transfer(context, operands, values.get('t'), async ({ from, to, operand }) => {
    if (flags.has('n') && context.fs.tryStat(to) !== undefined) return;
    context.fs.rename(from, to);
    if (flags.has('v')) await context.stdout.write(`renamed '${operand}' -> '${to}'\n`);
  });
};

const ln: Command = (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: 'sfnvrT',
    long: { symbolic: 's', force: 'f', 'no-dereference': 'n' },
  });
  const all = operands.length === 1 ? [...operands, '.'] : operands;
  const target = absolute(context.cwd, all.at(-1) ?? '');
  const replaces = flags.has('n') && isLink(context.fs.tryStat(target, false)?.mode ?? 0);
  return transfer(context, all, undefined, ({ from, to, operand }) => {
    const path = replaces ? target : to;
    if (flags.has('f')) context.fs.rm(path, { force: true });
    if (flags.has('s')) context.fs.symlink(operand, path);
    else context.fs.link(from, path);
  });
};

const touch: Command = (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'acm',
    values: 'dtr',
    long: { 'no-create': 'c', date: 'd', reference: 'r' },
  });
  const reference = values.get('r');
  const date = values.get('d');
  const when =
    reference !== undefined
      ? context.fs.stat(absolute(context.cwd, reference)).mtimeMs
      : date === undefined
        ? Date.now()
        : new Date(date).getTime();
  return over(context, operands, 'cannot touch', (path) => {
    if (context.fs.tryStat(path) !== undefined) context.fs.utimes(path, when, when);
    else if (!flags.has('c')) {
      context.fs.writeFile(path, new Uint8Array(0), { mode: 0o644 });
      if (date !== undefined || reference !== undefined) context.fs.utimes(path, when, when);
    }
  });
};

const readlink: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: 'fenm' });
  let status = 0;
  for (const operand of operands) {
    try {
      const path = absolute(context.cwd, operand);
      const found =
        flags.has('f') || flags.has('e') || flags.has('m')
          ? context.fs.realpath(path)
          : context.fs.readlink(path);
      await context.stdout.write(found + (flags.has('n') ? '' : '\n'));
    } catch (error) {
      if (flags.has('f') && errorCode(error) === 'ENOENT')
        await context.stdout.write(`${absolute(context.cwd, operand)}\n`);
      else status = 1;
    }
  }
  return status;
};

const realpath: Command = (context) => {
  const { operands } = parseOptions(context.args, { flags: 'esmq' });
  return over(context, operands, '', async (path) => {
    const exists = context.fs.tryStat(path) !== undefined;
    await context.stdout.write(
      `${exists ? context.fs.realpath(path) : absolute(context.fs.realpath(absolute(path, '..')), baseName(path))}\n`,
    );
  });
};

const mktemp: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'dtuq',
    values: 'p',
    long: { directory: 'd', tmpdir: 'p' },
  });
  const template = operands[0] ?? 'tmp.XXXXXXXXXX';
  const random = template.replace(/X{3,}(?!.*X{3,})/, (marks) =>
    Array.from(marks, () =>
      'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(Math.floor(Math.random() * 36)),
    ).join(''),
  );
  const inTmp = operands.length === 0 || flags.has('t') || values.has('p');
  const directory = values.get('p') ?? context.env.TMPDIR ?? '/tmp';
  const shown = inTmp ? `${directory}/${random}` : random;
  const path = absolute(context.cwd, shown);
  if (flags.has('d')) context.fs.mkdir(path, { mode: 0o700, recursive: inTmp });
  else {
    if (inTmp) context.fs.mkdir(absolute(context.cwd, directory), { recursive: true });
    context.fs.writeFile(path, new Uint8Array(0), { mode: 0o600 });
  }
  await context.stdout.write(`${shown}\n`);
  return 0;
};

const du: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'shackb',
    values: 'd',
    long: { summarize: 's', 'human-readable': 'h', 'max-depth': 'd', bytes: 'b' },
  });
  const depth = flags.has('s') ? 0 : Number(values.get('d') ?? Infinity);
  const show = (bytes: number, name: string): Promise<void> =>
    context.stdout.write(
      `${flags.has('b') ? bytes : flags.has('h') ? humanSize(bytes) : Math.ceil(bytes / 1024)}\t${name}\n`,
    );
  const walk = async (path: string, name: string, level: number): Promise<number> => {
    const stat = context.fs.lstat(path);
    if (!isDirectory(stat.mode)) {
      const size = flags.has('b') ? stat.size : Math.ceil(stat.size / 4096) * 4096;
      if (level === 0 || (flags.has('a') && level <= depth)) await show(size, name);
      return size;
    }
    let size = flags.has('b') ? stat.size : 4096;
    for (const entry of context.fs.readdir(path))
      size += await walk(`${path}/${entry.name}`, `${name}/${entry.name}`, level + 1);
    if (level <= depth) await show(size, name);
    return size;
  };
  return over(context, operands.length === 0 ? ['.'] : operands, 'cannot access', async (path, operand) => {
    await walk(path, operand, 0);
  });
};

const stat: Command = (context) => {
  const { values, operands } = parseOptions(context.args, {
    flags: 'Lt',
    values: 'cf',
    long: { format: 'c', dereference: 'L' },
  });
  const format = values.get('c') ?? values.get('f');
  return over(context, operands, 'cannot statx', async (path, operand) => {
    const found = context.fs.lstat(path);
    const kind = isDirectory(found.mode)
      ? 'directory'
      : isLink(found.mode)
        ? 'symbolic link'
        : found.size === 0
          ? 'regular empty file'
          : 'regular file';
    const table: Record<string, string> = {
      n: operand,
      N: `'${operand}'`,
      s: String(found.size),
      a: (found.mode & 0o7777).toString(8),
      A: modeText(found.mode),
      F: kind,
      Y: String(Math.floor(found.mtimeMs / 1000)),
      X: String(Math.floor(found.atimeMs / 1000)),
      Z: String(Math.floor(found.ctimeMs / 1000)),
      y: new Date(found.mtimeMs).toISOString(),
      i: String(found.ino),
      h: String(found.nlink),
      U: 'root',
      G: 'root',
      u: '0',
      g: '0',
    };
    const text = format?.replace(/%(\w)/g, (all, key: string) => table[key] ?? all);
    const long = `  File: ${operand}\n  Size: ${found.size}\t${kind}\n Inode: ${found.ino}\tLinks: ${found.nlink}\nAccess: (0${table.a}/${table.A})\nModify: ${table.y}`;
    await context.stdout.write(`${text ?? long}\n`);
  });
};

export const fileCommands: Record<string, Command> = {
  mkdir,
  rmdir,
  rm,
  cp,
  mv,
  ln,
  touch,
  chmod,
  readlink,
  realpath,
  mktemp,
  du,
  stat,
};
