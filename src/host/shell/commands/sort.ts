/** sort: lines in the order of the C locale, by keys. */
import { absolute } from '../glob.ts';
import type { Command } from '../ports.ts';
import { chunksOf, eachInput, linesOf } from './input.ts';
import { parseOptions } from './options.ts';

interface Key {
  from: number;
  fromChar: number;
  to: number;
  flags: string;
}

type Compare = (a: string, b: string) => number;

const SUFFIXES = 'KMGTPE';

export const sort: Command = async (context) => {
  const { flags, values, all, operands } = parseOptions(context.args, {
    flags: 'nrufbdgshVizcM',
    values: 'kto',
    long: {
      reverse: 'r',
      unique: 'u',
      'numeric-sort': 'n',
      key: 'k',
      'field-separator': 't',
      output: 'o',
      stable: 's',
      'version-sort': 'V',
    },
  });
  const separator = flags.has('z') ? '\0' : '\n';
  const lines: string[] = [];
  const status = await eachInput(context, operands, async (operand) => {
    for await (const line of linesOf(chunksOf(context, operand), separator)) lines.push(line);
  });
  const globals = [...flags].filter((flag) => 'nrfbghVd'.includes(flag)).join('');
  const keys = all.filter(([option]) => option === 'k').map(([, value]) => parseKey(value, globals));
  const byKeys = comparison(keys, globals, values.get('t'));
  const compare: Compare = (a, b) =>
    byKeys(a, b) || (flags.has('s') || flags.has('u') ? 0 : plain(a, b) * (flags.has('r') ? -1 : 1));
  if (flags.has('c'))
    return lines.every((line, i) => i === 0 || compare(lines[i - 1] ?? '', line) <= 0) ? 0 : 1;
  lines.sort(compare);
  const kept = flags.has('u')
    ? lines.filter((line, i) => i === 0 || byKeys(lines[i - 1] ?? '', line) !== 0)
    : lines;
  const output = values.get('o');
  if (output !== undefined) {
    const text = kept.map((line) => line + separator).join('');
    context.fs.writeFile(absolute(context.cwd, output), new TextEncoder().encode(text));
    return status;
  }
  for (const line of kept) await context.stdout.write(line + separator);
  return status === 0 ? 0 : 2;
};

function plain(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parseKey(text: string, globals: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.\d+)?([a-zA-Z]*))?$/.exec(text);
  const flags = (match?.[3] ?? '') + (match?.[5] ?? '');
  return {
    from: Number(match?.[1] ?? 1),
    fromChar: Number(match?.[2] ?? 1),
    to: Number(match?.[4] ?? Infinity),
    flags: flags || globals,
  };
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  const text = fields.slice(key.from - 1, key.to).join(separator ?? '');
  return (key.flags.includes('b') ? text.trimStart() : text).slice(key.fromChar - 1);
}

function comparison(keys: Key[], globals: string, separator: string | undefined): Compare {
  if (keys.length === 0) return ordering(globals);
  const compares = keys.map((key) => ({ key, compare: ordering(key.flags) }));
  return (a, b) => {
    for (const { key, compare } of compares) {
      const order = compare(keyText(a, key, separator), keyText(b, key, separator));
      if (order !== 0) return order;
    }
    return 0;
  };
}

function ordering(flags: string): Compare {
  const sign = flags.includes('r') ? -1 : 1;
  if (/[ng]/.test(flags)) return (a, b) => sign * ((parseFloat(a) || 0) - (parseFloat(b) || 0));
  if (flags.includes('h')) return (a, b) => sign * (human(a) - human(b));
  if (flags.includes('V')) return (a, b) => sign * a.localeCompare(b, 'en', { numeric: true });
  const fold = flags.includes('f');
  return (a, b) => sign * plain(fold ? a.toUpperCase() : a, fold ? b.toUpperCase() : b);
}

function human(text: string): number {
  const match = /^\s*([-\d.]+)([KMGTPE]?)/i.exec(text);
  if (match === null) return 0;
  return parseFloat(match[1] ?? '0') * 1024 ** (SUFFIXES.indexOf((match[2] ?? '').toUpperCase() || ' ') + 1);
}
