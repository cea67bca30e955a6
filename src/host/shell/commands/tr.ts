/** tr: characters for characters. */
import type { Command } from '../ports.ts';
import { unescapeAnsi } from '../word-reader.ts';
import { chunksOf, complain } from './input.ts';
import { parseOptions } from './options.ts';

const CLASSES: Record<string, string> = {
  upper: 'A-Z',
  lower: 'a-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  space: '\t-\r ',
  blank: ' \t',
  punct: '!-/:-@[-`{-~',
  cntrl: '\x00-\x1f',
  xdigit: '0-9A-Fa-f',
  print: ' -~',
};

function setOf(text: string): string[] {
  const chars = [...unescapeAnsi(text.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all))];
  const set: string[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    const end = chars[i + 2];
    if (chars[i + 1] === '-' && end !== undefined) {
      for (let code = char.charCodeAt(0); code <= end.charCodeAt(0); code++)
        set.push(String.fromCharCode(code));
      i += 2;
    } else set.push(char);
  }
  return set;
}

export const tr: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: 'dscC',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
    stopsAtOperand: true,
  });
  const [first, second] = operands.map(setOf);
  if (first === undefined) {
    await complain(context, 'missing operand');
    return 1;
  }
  const complement = flags.has('c') || flags.has('C');
  const members = new Set(first);
  const inFirst = (char: string): boolean => members.has(char) !== complement;
  const last = second?.at(-1) ?? '';
  const map = new Map(first.map((char, i) => [char, second?.[i] ?? last]));
  const squeezed = new Set(second ?? first);
  const squeezes = (char: string): boolean =>
    flags.has('s') && (second === undefined && complement ? inFirst(char) : squeezed.has(char));
  const decoder = new TextDecoder();
  let previous = '';
  for await (const chunk of chunksOf(context, '-')) {
    let out = '';
    for (const char of decoder.decode(chunk, { stream: true })) {
      const hit = inFirst(char);
      if (hit && flags.has('d')) continue;
      const mapped =
        hit && second !== undefined && !flags.has('d') ? (complement ? last : (map.get(char) ?? char)) : char;
      if (mapped === previous && squeezes(mapped)) continue;
      previous = mapped;
      out += mapped;
    }
    await context.stdout.write(out);
  }
  return 0;
};
