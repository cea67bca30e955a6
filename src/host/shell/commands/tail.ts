/** tail: the end of files, and what is added to them (-f). */
import { absolute } from '../glob.ts';
import { concatenate } from '../descriptor.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chunksOf, eachInput } from './input.ts';
import { parseOptions, withCount } from './options.ts';
import { pause } from './pause.ts';

const POLL_MS = 200;

export const tail: Command = async (context) => {
  // `+3` is a count only where it comes first: later it may be a file.
  const isCount = context.args[0]?.startsWith('+') === true ? /^[-+]\d+$/ : /^-\d+$/;
  const { flags, values, operands } = parseOptions(withCount(context.args, isCount), {
    flags: 'fFqv',
    values: 'nc',
    long: { lines: 'n', bytes: 'c', follow: 'f' },
  });
  const text = values.get('c') ?? values.get('n') ?? '10';
  const fromStart = text.startsWith('+');
  const count = Math.abs(Number(text));
  const status = await eachInput(context, operands, async (operand, i) => {
    if (operands.length > 1 && !flags.has('q'))
      await context.stdout.write(`${i > 0 ? '\n' : ''}==> ${operand} <==\n`);
    await context.stdout.write(await endOf(context, operand, { bytes: values.has('c'), fromStart, count }));
  });
  const last = operands.at(-1);
  if ((flags.has('f') || flags.has('F')) && last !== undefined && status === 0) await follow(context, last);
  return status;
};

interface Part {
  bytes: boolean;
  fromStart: boolean;
  count: number;
}

async function endOf(
  context: CommandContext,
  operand: string,
  { bytes, fromStart, count }: Part,
): Promise<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(context, operand)) {
    held.push(chunk);
    size += chunk.length;
    if (fromStart || size < 1 << 20) continue;
    const all = concatenate(held);
    const rest = all.subarray(startOfEnd(all, bytes, count));
    held = [rest];
    size = rest.length;
  }
  const all = concatenate(held);
  if (!fromStart) return all.subarray(startOfEnd(all, bytes, count));
  if (bytes) return all.subarray(Math.max(0, count - 1));
  let at = 0;
  for (let line = 1; line < count && at < all.length; line++) {
    const end = all.indexOf(10, at);
    at = end < 0 ? all.length : end + 1;
  }
  return all.subarray(at);
}

function startOfEnd(all: Uint8Array, bytes: boolean, count: number): number {
  if (bytes) return Math.max(0, all.length - count);
  let at = all.length;
  if (count === 0) return at;
  if (all[at - 1] === 10) at--;
  for (let left = count; left > 0; left--) {
    const before = at === 0 ? -1 : all.lastIndexOf(10, at - 1);
    if (before < 0) return 0;
    at = before;
  }
  return at + 1;
}

async function follow(context: CommandContext, operand: string): Promise<never> {
  const path = absolute(context.cwd, operand);
  let size = context.fs.stat(path).size;
  for (;;) {
    await context.stdout.flush();
    await pause(POLL_MS, context.signal);
    const now = context.fs.tryStat(path)?.size ?? size;
    if (now < size) size = 0;
    if (now > size) await context.stdout.write(context.fs.readFile(path).subarray(size, now));
    size = now;
  }
}
