/** base64 and the sums of files by SHA. */
import { joinBytes } from '../../../shared/join-bytes.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chunksOf, complain, eachInput, textOf } from './input.ts';
import { parseOptions } from './options.ts';

async function bytesOf(context: CommandContext, operand: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(context, operand)) chunks.push(chunk.slice());
  // A copy: shared memory can neither be digested nor decoded.
  return joinBytes(chunks);
}

const base64: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'di',
    values: 'w',
    long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
  });
  const [operand = '-'] = operands;
  if (flags.has('d')) {
    try {
      const text = atob((await textOf(context, operand)).replace(/\s+/g, ''));
      await context.stdout.write(Uint8Array.from(text, (char) => char.charCodeAt(0)));
      return 0;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await complain(context, 'invalid input');
      return 1;
    }
  }
  const bytes = await bytesOf(context, operand);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const encoded = btoa(binary);
  const width = Number(values.get('w') ?? 76);
  const rows = width > 0 ? (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []) : [encoded];
  await context.stdout.write(width > 0 ? rows.map((row) => `${row}\n`).join('') : encoded);
  return 0;
};

function sum(algorithm: string): Command {
  return (context) => {
    const { operands } = parseOptions(context.args, { flags: 'bt' });
    return eachInput(context, operands, async (operand) => {
      const digest = new Uint8Array(await crypto.subtle.digest(algorithm, await bytesOf(context, operand)));
      const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      await context.stdout.write(`${hex}  ${operand}\n`);
    });
  };
}

export const encoding: Record<string, Command> = {
  base64,
  sha1sum: sum('SHA-1'),
  sha256sum: sum('SHA-256'),
  sha512sum: sum('SHA-512'),
};
