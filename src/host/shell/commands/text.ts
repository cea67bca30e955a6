/** cat, head, tail, wc, tee, uniq, cut, tr, sort: text as it flows by. */
import { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } from '../../vfs/constants.ts';
import { errorWords } from '../error-words.ts';
import { absolute } from '../glob.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chunksOf, complain, eachInput, linesOf } from './input.ts';
import { parseOptions, withCount } from './options.ts';
import { sort } from './sort.ts';
import { tail } from './tail.ts';
import { tr } from './tr.ts';

const cat: Command = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: 'nbsuAevtET', long: { number: 'n' } });
  let number = 0;
  return eachInput(context, operands, async (operand) => {
    const chunks = chunksOf(context, operand);
    if (!['n', 'b', 'E', 'A', 's'].some((flag) => flags.has(flag))) {
      for await (const chunk of chunks) await context.stdout.write(chunk);
      return;
    }
    let blank = false;
    for await (const line of linesOf(chunks)) {
      if (flags.has('s') && line === '' && blank) continue;
      blank = line === '';
      const numbered = flags.has('n') || (flags.has('b') && line !== '');
      const end = flags.has('E') || flags.has('A') ? '$' : '';
      await context.stdout.write(`${numbered ? `${String(++number).padStart(6)}\t` : ''}${line}${end}\n`);
    }
  });
};

const head: Command = (context) => {
  const { flags, values, operands } = parseOptions(withCount(context.args, /^-\d+$/), {
    flags: 'qv',
    values: 'nc',
    long: { lines: 'n', bytes: 'c' },
  });
  const bytes = values.has('c');
  const count = Number(values.get('c') ?? values.get('n') ?? 10);
  return eachInput(context, operands, async (operand, i) => {
    const titled = (operands.length > 1 || flags.has('v')) && !flags.has('q');
    if (titled) await context.stdout.write(`${i > 0 ? '\n' : ''}==> ${operand} <==\n`);
    if (count < 0) return headBut(context, operand, -count);
    let left = count;
    if (left === 0) return;
    for await (const chunk of chunksOf(context, operand)) {
      let end = bytes ? Math.min(left, chunk.length) : 0;
      if (bytes) left -= end;
      else while (left > 0 && end < chunk.length) if (chunk[end++] === 10) left--;
      await context.stdout.write(chunk.subarray(0, end));
      if (left > 0) continue;
      if (operand === '-') context.stdin.unread(chunk.slice(end));
      return;
    }
  });
};

/** All but the last lines. */
async function headBut(context: CommandContext, operand: string, skip: number): Promise<void> {
  const held: string[] = [];
  for await (const line of linesOf(chunksOf(context, operand))) {
    held.push(line);
    if (held.length > skip) await context.stdout.write(`${held.shift() ?? ''}\n`);
  }
}

interface Counts {
  l: number;
  w: number;
  c: number;
  m: number;
  L: number;
}

async function countOf(context: CommandContext, operand: string): Promise<Counts> {
  const counts: Counts = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const decoder = new TextDecoder();
  let inWord = false;
  for await (const chunk of chunksOf(context, operand)) {
    counts.c += chunk.length;
    counts.m += [...decoder.decode(chunk, { stream: true })].length;
    for (const byte of chunk) {
      if (byte === 10) counts.l++;
      const space = byte === 32 || (byte >= 9 && byte <= 13);
      if (!space && !inWord) counts.w++;
      inWord = !space;
    }
  }
  return counts;
}

const wc: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' },
  });
  const kinds = (['l', 'w', 'm', 'c'] as const).filter((kind) =>
    flags.size === 0 ? kind !== 'm' : flags.has(kind),
  );
  const rows: { counts: Counts; name: string }[] = [];
  const total: Counts = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const status = await eachInput(context, operands, async (operand) => {
    const counts = await countOf(context, operand);
    for (const kind of kinds) total[kind] += counts[kind];
    rows.push({ counts, name: operands.length === 0 ? '' : ` ${operand}` });
  });
  if (operands.length > 1) rows.push({ counts: total, name: ' total' });
  const single = rows.length === 1 && kinds.length === 1;
  const width = single ? 1 : operands.length === 0 ? 7 : String(total.c).length;
  for (const { counts, name } of rows) {
    await context.stdout.write(
      `${kinds.map((kind) => String(counts[kind]).padStart(width)).join(' ')}${name}\n`,
    );
  }
  return status;
};

const tee: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: 'ai', long: { append: 'a' } });
  const { fs } = context;
  const files: { fd: number }[] = [];
  let status = 0;
  for (const operand of operands) {
    try {
      const how = flags.has('a') ? O_APPEND : O_TRUNC;
      files.push({ fd: fs.open(absolute(context.cwd, operand), O_WRONLY | O_CREAT | how, 0o644) });
    } catch (error) {
      await complain(context, `${operand}: ${errorWords(error)}`);
      status = 1;
    }
  }
  try {
    for await (const chunk of chunksOf(context, '-')) {
      for (const { fd } of files)
        for (let at = 0; at < chunk.length;) at += fs.write(fd, chunk.subarray(at), null);
      await context.stdout.write(chunk);
      await context.stdout.flush();
    }
  } finally {
    for (const { fd } of files) fs.close(fd);
  }
  return status;
};

const uniq: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'cdui',
    values: 'fsw',
    long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' },
  });
  const skip = Number(values.get('f') ?? 0);
  const keyOf = (line: string): string => {
    const rest = line.replace(new RegExp(`^(?:\\s*\\S+){0,${skip}}`), '').slice(Number(values.get('s') ?? 0));
    return flags.has('i') ? rest.toLowerCase() : rest;
  };
  let held: { line: string; count: number } | null = null;
  const print = async (): Promise<void> => {
    if (held === null || (flags.has('d') && held.count < 2) || (flags.has('u') && held.count > 1)) return;
    await context.stdout.write(`${flags.has('c') ? `${String(held.count).padStart(7)} ` : ''}${held.line}\n`);
  };
  return eachInput(context, operands.slice(0, 1), async (operand) => {
    for await (const line of linesOf(chunksOf(context, operand))) {
      if (held !== null && keyOf(held.line) === keyOf(line)) held.count++;
      else {
        await print();
        held = { line, count: 1 };
      }
    }
    await print();
  });
};

/** `1,3-5,7-` → does it hold the position? */
function inList(list: string): (position: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return {
      from: Number(from === '' ? 1 : from),
      to: to === undefined ? Number(from) : to === '' ? Infinity : Number(to),
    };
  });
  return (position) => ranges.some(({ from, to }) => position >= from && position <= to);
}

const cut: Command = (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 's',
    values: 'dfcbo',
    long: {
      delimiter: 'd',
      fields: 'f',
      characters: 'c',
      bytes: 'b',
      'output-delimiter': 'o',
      'only-delimited': 's',
    },
  });
  const fields = values.get('f');
  const has = inList(fields ?? values.get('c') ?? values.get('b') ?? '');
  const delimiter = values.get('d') ?? '\t';
  return eachInput(context, operands, async (operand) => {
    for await (const line of linesOf(chunksOf(context, operand))) {
      if (fields !== undefined && !line.includes(delimiter)) {
        if (!flags.has('s')) await context.stdout.write(`${line}\n`);
        continue;
      }
      const pieces = fields === undefined ? [...line] : line.split(delimiter);
      const glue = fields === undefined ? '' : (values.get('o') ?? delimiter);
      await context.stdout.write(`${pieces.filter((_, i) => has(i + 1)).join(glue)}\n`);
    }
  });
};

export const text: Record<string, Command> = { cat, head, tail, wc, tee, uniq, cut, tr, sort };
