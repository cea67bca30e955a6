/** What a builtin is, and how it speaks. */
import type { Shell } from '../shell.ts';

export type Builtin = (shell: Shell, args: string[], name: string) => Promise<number>;

export async function say(shell: Shell, text: string): Promise<void> {
  await shell.descriptor(1).write(text, shell.signal);
}

export async function complain(shell: Shell, message: string, status = 1): Promise<number> {
  await shell.complain(message);
  return status;
}
