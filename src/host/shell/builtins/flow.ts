/** Builtins that steer: exit, return, loops, eval, source, exec, trap. */
import { FunctionReturn, LoopExit } from '../control-flow.ts';
import { errorWords } from '../error-words.ts';
import { quote } from '../parameter.ts';
import { Parser } from '../parser.ts';
import { lookup, runProgram } from '../program.ts';
import type { Shell } from '../shell.ts';
import { signalName } from '../signals.ts';
import { complain, say, type Builtin } from './builtin.ts';

async function statusOf(shell: Shell, args: string[], name: string): Promise<number> {
  const [text] = args;
  if (text === undefined) return shell.status;
  if (/^-?\d+$/.test(text)) return Number(text) & 255;
  return complain(shell, `${name}: ${text}: numeric argument required`, 2);
}

const leaveLoop =
  (kind: 'break' | 'continue'): Builtin =>
  (shell, args) => {
    if (shell.loopDepth === 0) return Promise.resolve(0);
    throw new LoopExit(kind, Math.max(1, Number(args[0] ?? 1)));
  };

/** Runs a text line by line, as aliases and early exits need it. */
export async function runText(shell: Shell, text: string, isTail = false): Promise<number> {
  const parser = new Parser(text, { aliases: shell.isInteractive ? shell.aliases : new Map() });
  let status = 0;
  for (let list = parser.nextCommand(); list !== null; list = parser.nextCommand()) {
    shell.isTail = isTail && text.slice(parser.end).trim() === '';
    status = await shell.execute(list);
  }
  return status;
}

async function source(shell: Shell, args: string[], name: string): Promise<number> {
  const [file, ...parameters] = args;
  if (file === undefined) return complain(shell, `${name}: filename argument required`, 2);
  const inPath = file.includes('/') ? undefined : lookup(shell, file);
  let text: string;
  try {
    text = new TextDecoder().decode(shell.fs.readFile(inPath ?? shell.absolute(file)));
  } catch (error) {
    return complain(shell, `${name}: ${file}: ${errorWords(error)}`);
  }
  const saved = shell.parameters;
  if (parameters.length > 0) shell.parameters = parameters;
  try {
    return await runText(shell, text);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    if (parameters.length > 0) shell.parameters = saved;
  }
}

async function trap(shell: Shell, args: string[]): Promise<number> {
  const [action, ...conditions] = args[0] === '--' ? args.slice(1) : args;
  if (action === undefined || action === '-p') {
    for (const [name, text] of shell.traps)
      await say(shell, `trap -- '${text.replaceAll("'", "'\\''")}' ${name}\n`);
    return 0;
  }
  const resets = action === '-' || (conditions.length === 0 && signalName(action) !== null);
  for (const condition of conditions.length === 0 ? [action] : conditions) {
    const name = condition === '0' || condition.toUpperCase() === 'EXIT' ? 'EXIT' : signalName(condition);
    if (condition === 'ERR' || condition === 'DEBUG' || condition === 'RETURN') continue;
    if (name === null) return complain(shell, `trap: ${condition}: invalid signal specification`);
    if (resets) shell.traps.delete(name);
    else shell.traps.set(name, action);
  }
  if (!shell.isSubshell) {
    const signals = [...shell.traps.keys()].filter((name) => name !== 'EXIT');
    shell.host.kernel.sync(
      'handleSignals',
      shell.isInteractive ? [...new Set(['SIGINT', ...signals])] : signals,
    );
  }
  return 0;
}

export const flow: Record<string, Builtin> = {
  ':': () => Promise.resolve(0),
  true: () => Promise.resolve(0),
  false: () => Promise.resolve(1),
  exit: async (shell, args) => shell.exit(await statusOf(shell, args, 'exit')),
  return: async (shell, args) => {
    throw new FunctionReturn(await statusOf(shell, args, 'return'));
  },
  break: leaveLoop('break'),
  continue: leaveLoop('continue'),
  eval: (shell, args) => runText(shell, args.join(' ')),
  '.': source,
  source,
  trap,
  exec: async (shell, args) => {
    const argv = args[0] === '--' ? args.slice(1) : args;
    shell.isTail = !shell.isSubshell && !shell.isInteractive && shell.traps.size === 0;
    return shell.exit(await runProgram(shell, argv, shell.variables.environment()));
  },
  alias: async (shell, args) => {
    if (args.length === 0)
      for (const [name, value] of shell.aliases) await say(shell, `alias ${name}=${quote(value)}\n`);
    for (const each of args) {
      const equals = each.indexOf('=');
      const value = shell.aliases.get(each);
      if (equals > 0) shell.aliases.set(each.slice(0, equals), each.slice(equals + 1));
      else if (value === undefined) return complain(shell, `alias: ${each}: not found`);
      else await say(shell, `alias ${each}=${quote(value)}\n`);
    }
    return 0;
  },
  unalias: (shell, args) => {
    if (args[0] === '-a') shell.aliases.clear();
    return Promise.resolve(args.every((each) => each === '-a' || shell.aliases.delete(each)) ? 0 : 1);
  },
};
