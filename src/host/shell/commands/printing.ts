/** echo, printf, yes, seq, basename, dirname, true, false, clear, date, sleep. */
import type { Command } from '../ports.ts';
import { unescapeAnsi } from '../word-reader.ts';
import { complain } from './input.ts';
import { formatDate } from './date-format.ts';
import { parseOptions } from './options.ts';

const echo: Command = async ({ args, stdout }) => {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    const flags = args[at] ?? '';
    if (flags.includes('n')) newline = false;
    if (flags.includes('e')) escapes = true;
    if (flags.includes('E')) escapes = false;
  }
  let text = args.slice(at).join(' ');
  if (escapes) {
    const stop = text.indexOf('\\c');
    if (stop >= 0) newline = false;
    text = unescapeAnsi(stop < 0 ? text : text.slice(0, stop));
  }
  await stdout.write(text + (newline ? '\n' : ''));
  return 0;
};

const printf: Command = async (context) => {
  const [format, ...args] = context.args[0] === '--' ? context.args.slice(1) : context.args;
  if (format === undefined) {
    await complain(context, 'usage: printf format [arguments]');
    return 2;
  }
  const rest = [...args];
  let status = 0;
  do {
    const before = rest.length;
    const result = formatOnce(format, rest);
    await context.stdout.write(result.text);
    for (const message of result.errors) {
      await complain(context, message);
      status = 1;
    }
    if (result.stop || rest.length === before) break;
  } while (rest.length > 0);
  return status;
};

/** One pass over the format; takes what it uses from `args`. */
function formatOnce(format: string, args: string[]): { text: string; errors: string[]; stop: boolean } {
  const errors: string[] = [];
  let stop = false;
  const text = format.replace(
    /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[\s\S])|%%|%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z])/g,
    (all, flags = '', width?: string, precision?: string, kind?: string) => {
      if (stop) return '';
      if (all === '\\c') {
        stop = true;
        return '';
      }
      if (all.startsWith('\\')) return unescapeAnsi(all);
      if (all === '%%') return '%';
      const wide = width === '*' ? Number(args.shift() ?? 0) : Number(width ?? 0);
      const digits = precision === '*' ? Number(args.shift() ?? 0) : precision === undefined ? (all.includes('.') ? 0 : null) : Number(precision); // prettier-ignore
      const argument = args.shift();
      return pad(convert(kind ?? 's', argument, digits, flags, errors), wide, flags, kind ?? 's');
    },
  );
  return { text, errors, stop };
}

function convert(
  kind: string,
  argument: string | undefined,
  digits: number | null,
  flags: string,
  errors: string[],
): string {
  const text = argument ?? '';
  if (kind === 's') return digits === null ? text : text.slice(0, digits);
  if (kind === 'b') return unescapeAnsi(text);
  if (kind === 'c') return [...text][0] ?? '';
  if (kind === 'q') return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const number = /^["']/.test(text)
    ? (text.codePointAt(1) ?? 0)
    : text === ''
      ? 0
      : Number(/^[-+]?0[0-7]+$/.test(text) ? parseInt(text, 8) : text);
  if (Number.isNaN(number)) errors.push(`${text}: invalid number`);
  const value = Number.isNaN(number) ? parseFloat(text) || 0 : number;
  const sign =
    value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return sign + String(Math.trunc(size)).padStart(digits ?? 0, '0');
    case 'x':
      return (
        (flags.includes('#') ? '0x' : '') +
        Math.trunc(size)
          .toString(16)
          .padStart(digits ?? 0, '0')
      );
    case 'X':
      return Math.trunc(size)
        .toString(16)
        .toUpperCase()
        .padStart(digits ?? 0, '0');
    case 'o':
      return Math.trunc(size).toString(8);
    case 'f':
    case 'F':
      return sign + size.toFixed(digits ?? 6);
    case 'e':
      return sign + size.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
    default:
      return sign + String(Number(size.toPrecision(digits === 0 ? 1 : (digits ?? 6))));
  }
}

function pad(text: string, width: number, flags: string, kind: string): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width));
  if (!flags.includes('0') || 'sbcq'.includes(kind)) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

const yes: Command = async ({ args, stdout }) => {
  const line = `${args.length === 0 ? 'y' : args.join(' ')}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) await stdout.write(block).then(() => stdout.flush());
};

const seq: Command = async (context) => {
  const { operands, values } = parseOptions(
    context.args.map((each) => (/^-[\d.]/.test(each) ? `\0${each}` : each)),
    { flags: 'w', values: 's' },
  );
  const numbers = operands.map((each) => each.replace('\0', ''));
  const bad = numbers.find((each) => each === '' || Number.isNaN(Number(each)));
  if (bad !== undefined || numbers.length === 0) {
    await complain(
      context,
      bad === undefined ? 'missing operand' : `invalid floating point argument: '${bad}'`,
    );
    return 1;
  }
  const [a = 1, b, c] = numbers.map(Number);
  const [first, step, last] = c !== undefined ? [a, b ?? 1, c] : b !== undefined ? [a, 1, b] : [1, 1, a];
  const decimals = Math.max(...numbers.map((each) => each.split('.')[1]?.length ?? 0));
  const separator = values.get('s') ?? '\n';
  const count = Math.floor((last - first) / step + 1e-9);
  for (let i = 0; i <= count; i++)
    await context.stdout.write((i > 0 ? separator : '') + (first + i * step).toFixed(decimals));
  if (count >= 0) await context.stdout.write('\n');
  return 0;
};

const basename: Command = async ({ args, stdout }) => {
  const { operands, values, flags } = parseOptions(args, { flags: 'az', values: 's' });
  const many = flags.has('a') || values.has('s');
  for (const path of many ? operands : operands.slice(0, 1)) {
    const name = path.replace(/\/+$/, '').split('/').pop() ?? '';
    const suffix = values.get('s') ?? (many ? '' : (operands[1] ?? ''));
    const cut =
      suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name;
    await stdout.write(`${cut === '' ? '/' : cut}\n`);
  }
  return operands.length === 0 ? 1 : 0;
};

const dirname: Command = async ({ args, stdout }) => {
  for (const path of args) {
    const trimmed = path.replace(/\/+$/, '');
    const slash = trimmed.lastIndexOf('/');
    const parent =
      trimmed === '' ? '/' : slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
    await stdout.write(`${parent}\n`);
  }
  return args.length === 0 ? 1 : 0;
};

const date: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'uRIF',
    values: 'dr',
    long: { utc: 'u', date: 'd', 'rfc-3339': 'F', 'iso-8601': 'I' },
  });
  const text = values.get('d');
  const when =
    text === undefined || text === 'now'
      ? new Date()
      : new Date(/^@\d/.test(text) ? Number(text.slice(1)) * 1000 : text);
  if (Number.isNaN(when.getTime())) {
    await complain(context, `invalid date '${text ?? ''}'`);
    return 1;
  }
  const iso = values.get('I') === 'seconds' ? '%Y-%m-%dT%H:%M:%S%:z' : '%Y-%m-%d';
  const format =
    operands[0]?.slice(1) ??
    (flags.has('I') ? iso : flags.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : '%a %b %e %H:%M:%S %Z %Y');
  await context.stdout.write(`${formatDate(when, format, flags.has('u') || context.env.TZ === 'UTC')}\n`);
  return 0;
};

const clear: Command = async ({ stdout }) => {
  await stdout.write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
};

const result =
  (status: number): Command =>
  () =>
    Promise.resolve(status);

export const printing: Record<string, Command> = {
  echo,
  printf,
  yes,
  seq,
  basename,
  dirname,
  date,
  clear,
  true: result(0),
  false: result(1),
};
