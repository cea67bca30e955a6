/** The programs `sh`, `bash`, `jsh`: `-c text`, a script, standard input, or a person at a terminal. */
import { guarded, interpreter } from './interpreter.ts';
import { runText } from './builtins/flow.ts';
import { applyOptions } from './builtins/settings.ts';
import { errorWords } from './error-words.ts';
import { runInteractive } from './interactive.ts';
import type { ShellHost } from './ports.ts';
import { Shell } from './shell.ts';
import { runExitTrap } from './traps.ts';

/** Runs the shell with argv's arguments (without argv[0]); gives its exit code. */
export async function runShell(args: string[], host: ShellHost): Promise<number> {
  const shell = new Shell(host, interpreter);
  const stop = host.onSignal?.((signal) => {
    if (shell.traps.has(signal)) shell.pendingSignals.push(signal);
  });
  try {
    return await guarded(shell, () => start(shell, args));
  } finally {
    stop?.();
  }
}

async function start(shell: Shell, args: string[]): Promise<number> {
  const words = args.filter((each) => !/^--(?:login|norc|noprofile|posix)$/.test(each));
  let text: string | null = null;
  let interactive = false;
  const options: string[] = [];
  while (/^[-+]./.test(words[0] ?? '')) {
    const word = words.shift() ?? '';
    if (word === '--') break;
    if (word === '-o' || word === '+o') {
      options.push(word, words.shift() ?? '');
      continue;
    }
    const isCommand = word.startsWith('-') && word.includes('c');
    interactive ||= word.includes('i');
    const rest = word.replace(/[cils]/g, '');
    if (rest.length > 1) options.push(rest);
    if (isCommand) text = words.shift() ?? '';
  }
  if ((await applyOptions(shell, options)) === null) return 2;
  if (text !== null) return runCommand(shell, text, words);
  const [script, ...parameters] = words;
  if (script !== undefined) return runScript(shell, script, parameters);
  if (interactive || shell.descriptor(0).isTerminal) return runInteractive(shell);
  return runWhole(shell, await readAll(shell), false);
}

function runCommand(shell: Shell, text: string, words: string[]): Promise<number> {
  const [name, ...parameters] = words;
  if (name !== undefined) shell.name = name;
  shell.parameters = parameters;
  return runWhole(shell, text, true);
}

async function runScript(shell: Shell, script: string, parameters: string[]): Promise<number> {
  let text: string;
  try {
    text = new TextDecoder().decode(shell.fs.readFile(shell.absolute(script)));
  } catch (error) {
    await shell.complain(`${script}: ${errorWords(error)}`);
    return 127;
  }
  shell.name = script;
  shell.parameters = parameters;
  return runWhole(shell, text, true);
}

async function runWhole(shell: Shell, text: string, isTail: boolean): Promise<number> {
  shell.status = await guarded(shell, () => runText(shell, text, isTail));
  return guarded(shell, () => runExitTrap(shell));
}

async function readAll(shell: Shell): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (
    let bytes = await shell.descriptor(0).read();
    bytes.length > 0;
    bytes = await shell.descriptor(0).read()
  ) {
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
