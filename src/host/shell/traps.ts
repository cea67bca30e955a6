/** Runs the actions of `trap`. */
import { FunctionReturn, Interrupted, ShellError, ShellExit } from './control-flow.ts';
import { parseProgram } from './parser.ts';
import type { Shell } from './shell.ts';
import { signalNumber } from './signals.ts';

/** The EXIT trap, once; gives the shell's status. */
export async function runExitTrap(shell: Shell): Promise<number> {
  const action = shell.traps.get('EXIT');
  shell.traps.delete('EXIT');
  if (action === undefined || action === '') return shell.status;
  const status = shell.status;
  try {
    await shell.execute(parseProgram(action));
  } catch (error) {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status;
    if (error instanceof Interrupted) return 128 + signalNumber(error.signal);
    if (!(error instanceof ShellError)) throw error;
    await shell.complain(error.message);
  }
  return status;
}

/** What signals have asked for since the last command. */
export async function runPendingTraps(shell: Shell): Promise<void> {
  const status = shell.status;
  for (const signal of shell.pendingSignals.splice(0)) {
    const action = shell.traps.get(signal);
    if (action !== undefined && action !== '') await shell.execute(parseProgram(action));
  }
  shell.status = status;
}
