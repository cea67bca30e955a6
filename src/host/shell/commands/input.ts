/** How commands read: files as streams, lines, and complaints about what cannot be read. */
import { errorWords } from '../error-words.ts';
import { absolute } from '../glob.ts';
import { O_RDONLY, S_IFDIR, S_IFMT } from '../../vfs/constants.ts';
import type { CommandContext } from '../ports.ts';

export type Chunks = AsyncGenerator<Uint8Array, void>;

/** `-` is standard input. Throws what opening it throws. */
export async function* chunksOf(context: CommandContext, operand: string): Chunks {
  if (operand === '-' || operand === '/dev/stdin') {
    for (let bytes = await context.stdin.read(); bytes.length > 0; bytes = await context.stdin.read())
      yield bytes;
    return;
  }
  if (operand === '/dev/null') return;
  const { fs } = context;
  const path = absolute(context.cwd, operand);
  if ((fs.stat(path).mode & S_IFMT) === S_IFDIR)
    throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  const fd = fs.open(path, O_RDONLY);
  try {
    for (;;) {
      const buffer = new Uint8Array(64 * 1024);
      const size = fs.read(fd, buffer, null);
      if (size === 0) return;
      yield buffer.subarray(0, size);
    }
  } finally {
    fs.close(fd);
  }
}

/** Lines without their newline, as soon as they are there. */
export async function* linesOf(chunks: Chunks, separator = '\n'): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(separator);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

export async function textOf(context: CommandContext, operand: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for await (const chunk of chunksOf(context, operand)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

export async function complain(context: CommandContext, message: string): Promise<void> {
  await context.stdout.flush();
  await context.stderr.write(`${context.name}: ${message}\n`);
}

/** Runs `each` over the operands (standard input when there are none); 1 when one of them failed. */
export async function eachInput(
  context: CommandContext,
  operands: string[],
  each: (operand: string, index: number) => Promise<void>,
): Promise<number> {
  let status = 0;
  for (const [i, operand] of (operands.length === 0 ? ['-'] : operands).entries()) {
    try {
      await each(operand, i);
    } catch (error) {
      if (context.signal.aborted || (error as { code?: string }).code === 'EPIPE') throw error;
      await complain(context, `${operand}: ${errorWords(error)}`);
      status = 1;
    }
  }
  return status;
}
