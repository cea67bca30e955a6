/** The shell for a person: prompt, line editor, history, completion, Ctrl-C. */
import { completeLine } from './completion.ts';
import { Interrupted, ShellExit } from './control-flow.ts';
import { complainOfSyntax, guarded } from './interpreter.ts';
import { runText } from './builtins/flow.ts';
import { LineEditor } from './line-editor.ts';
import { parseProgram } from './parser.ts';
import type { Shell } from './shell.ts';
import { ShellSyntaxError } from './syntax.ts';
import { runExitTrap } from './traps.ts';

const HISTORY_LIMIT = 1000;

export async function runInteractive(shell: Shell): Promise<number> {
  shell.isInteractive = true;
  const { kernel } = shell.host;
  kernel.sync('handleSignals', ['SIGINT', 'SIGTSTP', 'SIGQUIT']);
  let running: AbortController | null = null;
  const stop = shell.host.onSignal?.((signal) => {
    if (signal === 'SIGINT') running?.abort(new Interrupted('SIGINT'));
  });
  const history = loadHistory(shell);
  const editor = new LineEditor({
    input: shell.descriptor(0),
    output: shell.descriptor(1),
    history,
    complete: (line, at) => completeLine(shell, line, at),
    setRaw: (raw) => kernel.sync('setRawMode', 0, raw),
  });
  try {
    for (;;) {
      await tellFinishedJobs(shell);
      const text = await readCommand(shell, editor);
      if (text === null) break;
      if (text.trim() === '') continue;
      remember(shell, history, text);
      running = new AbortController();
      shell.signal = running.signal;
      const ended = await runLine(shell, text);
      running = null;
      if (ended) break;
    }
    return await guarded(shell, () => runExitTrap(shell));
  } finally {
    stop?.();
  }
}

/** One command, of as many lines as it takes; null at the end of input. */
async function readCommand(shell: Shell, editor: LineEditor): Promise<string | null> {
  let text = '';
  for (;;) {
    const line = await editor.readLine(text === '' ? promptOf(shell) : '> ');
    if (line.type === 'end') return text === '' ? null : text;
    if (line.type === 'cancelled') {
      shell.status = 130;
      return '';
    }
    text += (text === '' ? '' : '\n') + line.text;
    try {
      parseProgram(text);
      if (!/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return text;
    } catch (error) {
      if (!(error instanceof ShellSyntaxError) || !error.incomplete) return text;
    }
  }
}

/** True when the shell is to end. */
async function runLine(shell: Shell, text: string): Promise<boolean> {
  try {
    shell.status = await runText(shell, text);
  } catch (error) {
    if (error instanceof ShellExit) {
      shell.status = error.status;
      return true;
    }
    if (error instanceof Interrupted) {
      shell.status = 130;
      await shell.descriptor(1).write('\n');
    } else if (error instanceof ShellSyntaxError) {
      shell.status = 2;
      await complainOfSyntax(shell, error);
    } else shell.status = await guarded(shell, () => Promise.reject(error as Error));
  }
  return false;
}

function promptOf(shell: Shell): string {
  const home = shell.get('HOME') ?? '';
  const inHome = home !== '' && (shell.cwd === home || shell.cwd.startsWith(`${home}/`));
  const where = inHome ? `~${shell.cwd.slice(home.length)}` : shell.cwd;
  return `\x1b[36m${where}\x1b[0m \x1b[${shell.status === 0 ? 32 : 31}m❯\x1b[0m `;
}

function historyPath(shell: Shell): string {
  return shell.absolute(`${shell.get('HOME') ?? '/tmp'}/.sh_history`);
}

function loadHistory(shell: Shell): string[] {
  try {
    const text = new TextDecoder().decode(shell.fs.readFile(historyPath(shell)));
    return text.split('\n').filter((line) => line !== '');
  } catch {
    // The first session: there is none yet.
    return [];
  }
}

function remember(shell: Shell, history: string[], text: string): void {
  if (text.startsWith(' ') || history.at(-1) === text) return;
  history.push(text);
  history.splice(0, history.length - HISTORY_LIMIT);
  try {
    shell.fs.writeFile(historyPath(shell), new TextEncoder().encode(`${history.join('\n')}\n`));
  } catch {
    // A read-only or missing home: the history lives as long as the session.
  }
}

async function tellFinishedJobs(shell: Shell): Promise<void> {
  for (const job of shell.jobs.filter((each) => each.status !== null)) {
    await shell
      .descriptor(2)
      .write(`[${job.id}]+  ${job.status === 0 ? 'Done' : `Exit ${job.status}`}  ${job.command}\n`);
    shell.jobs = shell.jobs.filter((each) => each !== job);
  }
  await shell.descriptor(2).flush();
}
