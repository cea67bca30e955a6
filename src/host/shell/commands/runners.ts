/** xargs, env, timeout, nohup, which, time's kin: commands that run commands. */
import { Interrupted } from '../control-flow.ts';
import { signalName, signalNumber } from '../signals.ts';
import type { Command } from '../ports.ts';
import { absolute } from '../glob.ts';
import { chunksOf, complain, linesOf, textOf } from './input.ts';
import { parseOptions, UsageError } from './options.ts';
import { pause } from './pause.ts';

/** Words as xargs reads them: blanks separate, quotes and backslashes keep. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|\\([\s\S])/g,
      (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
    ),
  );
}

const xargs: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: '0rtx',
    values: 'nILPsad',
    long: {
      null: '0',
      'no-run-if-empty': 'r',
      'max-args': 'n',
      'max-procs': 'P',
      verbose: 't',
      delimiter: 'd',
    },
    stopsAtOperand: true,
  });
  const command = operands.length === 0 ? ['echo'] : operands;
  const replace = values.get('I');
  const separator = flags.has('0') ? '\0' : values.get('d')?.replace('\\n', '\n').replace('\\0', '\0');
  const items: string[] = [];
  if (separator !== undefined || replace !== undefined || values.has('L')) {
    for await (const line of linesOf(chunksOf(context, '-'), separator ?? '\n')) {
      if (separator !== undefined || line.trim() !== '')
        items.push(separator === undefined ? line.trimStart() : line);
    }
  } else items.push(...wordsOf(await textOf(context, '-')));
  if (items.length === 0 && (flags.has('r') || replace !== undefined)) return 0;
  const size = replace !== undefined ? 1 : Number(values.get('n') ?? values.get('L') ?? 5000);
  const calls: string[][] = [];
  for (let i = 0; i === 0 || i < items.length; i += size) {
    const some = items.slice(i, i + size);
    if (replace !== undefined) calls.push(command.map((word) => word.split(replace).join(some[0] ?? '')));
    else calls.push([...command, ...(values.has('L') ? some.flatMap(wordsOf) : some)]);
  }
  let status = 0;
  const runNext = async (): Promise<void> => {
    for (let argv = calls.shift(); argv !== undefined; argv = calls.shift()) {
      if (flags.has('t')) await context.stderr.write(`${argv.join(' ')}\n`);
      const code = await context.run(argv, { stdin: 'ignore' });
      if (code === 255 || code === 126 || code === 127) {
        status = code === 255 ? 124 : code;
        calls.length = 0;
      } else if (code !== 0) status = 123;
    }
  };
  const lanes = Math.max(1, Math.min(16, Number(values.get('P') ?? 1) || 16));
  await Promise.all(Array.from({ length: lanes }, runNext));
  return status;
};

const env: Command = async (context) => {
  const { flags, values, all, operands } = parseOptions(context.args, {
    flags: 'i0S',
    values: 'uC',
    long: { 'ignore-environment': 'i', unset: 'u', chdir: 'C', 'split-string': 'S' },
    stopsAtOperand: true,
  });
  const variables: Record<string, string> = flags.has('i') || operands[0] === '-' ? {} : { ...context.env };
  for (const [option, name] of all) if (option === 'u') delete variables[name];
  const words = operands[0] === '-' ? operands.slice(1) : operands;
  let at = 0;
  for (; /^[^=]+=/.test(words[at] ?? ''); at++) {
    const [name = '', ...value] = (words[at] ?? '').split('=');
    variables[name] = value.join('=');
  }
  if (at < words.length) {
    const cwd = absolute(context.cwd, values.get('C') ?? '.');
    return context.run(words.slice(at), { env: variables, cwd });
  }
  for (const [name, value] of Object.entries(variables))
    await context.stdout.write(`${name}=${value}${flags.has('0') ? '\0' : '\n'}`);
  return 0;
};

function durationOf(text: string): number {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  if (match === null) throw new UsageError(`invalid time interval '${text}'`);
  return Number(match[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1) * 1000;
}

const timeout: Command = async (context) => {
  const { values, operands } = parseOptions(context.args, {
    flags: 'vp',
    values: 'sk',
    long: { signal: 's', 'kill-after': 'k', foreground: 'p', 'preserve-status': 'p' },
    stopsAtOperand: true,
  });
  const [duration, ...argv] = operands;
  if (duration === undefined || argv.length === 0) throw new UsageError('missing operand');
  const ms = durationOf(duration);
  const killSignal = signalName(values.get('s') ?? 'TERM') ?? 'SIGTERM';
  const controller = new AbortController();
  const timer = ms > 0 ? setTimeout(() => controller.abort(new Interrupted(killSignal)), ms) : undefined;
  try {
    const status = await context.run(argv, { signal: controller.signal, killSignal });
    return controller.signal.aborted
      ? killSignal === 'SIGKILL'
        ? 128 + signalNumber('SIGKILL')
        : 124
      : status;
  } finally {
    clearTimeout(timer);
  }
};

const sleep: Command = async (context) => {
  if (context.args.length === 0) throw new UsageError('missing operand');
  await pause(
    context.args.reduce((sum, each) => sum + durationOf(each), 0),
    context.signal,
  );
  return 0;
};

const which: Command = async (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: 'as' });
  let status = 0;
  for (const name of operands) {
    const path = context.lookup(name);
    if (path === undefined || (name.includes('/') && context.fs.tryStat(path) === undefined)) status = 1;
    else if (!flags.has('s')) await context.stdout.write(`${path}\n`);
  }
  return status;
};

const nohup: Command = async (context) => {
  if (context.args.length === 0) {
    await complain(context, 'missing operand');
    return 125;
  }
  return context.run(context.args);
};

export const runners: Record<string, Command> = { xargs, env, timeout, sleep, which, nohup, nice: nohup };
