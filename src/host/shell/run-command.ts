/** A command as a program of its own: `/usr/bin/ls` started by the kernel. */
import { COMMANDS } from './commands/index.ts';
import { guarded, interpreter } from './interpreter.ts';
import type { ShellHost } from './ports.ts';
import { runOwn } from './program.ts';
import { Shell } from './shell.ts';

/** The commands that `runCommand` knows, to be put on PATH. */
export function commandNames(): string[] {
  return [...COMMANDS.keys()];
}

/** Runs a command with the process's own streams; gives its exit code, 127 when there is no such command. */
export async function runCommand(name: string, args: string[], host: ShellHost): Promise<number> {
  const shell = new Shell(host, interpreter);
  const command = COMMANDS.get(name);
  if (command === undefined) {
    await shell.complain(`${name}: command not found`);
    return 127;
  }
  return guarded(shell, () => runOwn(shell, command, [name, ...args], { ...host.env }));
}
