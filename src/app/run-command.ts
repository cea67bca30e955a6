/** Runs one command to its end, and notices those that never will: waiting for input, or past the limit. */
import type { WebContainerProcess } from '@webcontainer/api';
import { createDeferred } from './deferred.ts';
import type { Container } from './container.ts';
import { waitingPrompt } from './prompt-wait.ts';

export interface CommandLimits {
  /** Milliseconds without output at a prompt after which a command counts as waiting for input. */
  readonly silenceMs: number;
  /** Milliseconds that a command may take. */
  readonly totalMs: number;
}

export const COMMAND_LIMITS: CommandLimits = { silenceMs: 20_000, totalMs: 600_000 };

export type CommandOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  | { readonly kind: 'waiting'; readonly prompt: string; readonly output: string }
  | { readonly kind: 'limit'; readonly output: string }
  | { readonly kind: 'aborted'; readonly output: string };

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly limits?: CommandLimits;
  readonly onOutput?: (chunk: string) => void;
  readonly onStart?: (process: WebContainerProcess) => void;
}

/** The part of an output that is kept while it runs; its beginning goes first. Characters. */
const MAX_OUTPUT = 2_000_000;

/** Expected ends are outcomes; it rejects only if the container cannot start a process at all. */
export async function runCommand(
  container: Container,
  command: string,
  options: CommandOptions,
): Promise<CommandOutcome> {
  const { signal, limits = COMMAND_LIMITS } = options;
  if (signal.aborted) return { kind: 'aborted', output: '' };
  const process = await spawnShell(container, command);
  options.onStart?.(process);
  let output = '';
  const ended = createDeferred<CommandOutcome>();
  const total = setTimeout(() => ended.resolve({ kind: 'limit', output }), limits.totalMs);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const watchSilence = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      const prompt = waitingPrompt(output);
      if (prompt !== undefined) ended.resolve({ kind: 'waiting', prompt, output });
      else watchSilence();
    }, limits.silenceMs);
  };
  const onAbort = (): void => ended.resolve({ kind: 'aborted', output });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  watchSilence();
  const reading = readOutput(process, (chunk) => {
    output = (output + chunk).slice(-MAX_OUTPUT);
    options.onOutput?.(chunk);
    watchSilence();
  });
  void process.exit.then(async (code) => {
    // The last words of a program come after its end.
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 200))]);
    ended.resolve({ kind: 'exited', code, output });
  });
  try {
    const outcome = await ended.promise;
    if (outcome.kind !== 'exited') {
      process.kill();
      await Promise.race([process.exit, new Promise((resolve) => setTimeout(resolve, 1000))]);
    }
    return outcome;
  } finally {
    clearTimeout(total);
    clearTimeout(silence);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Every host has its shell under this name. */
export function spawnShell(container: Container, command: string): Promise<WebContainerProcess> {
  return container.spawn('jsh', ['-c', command], { terminal: { cols: 120, rows: 30 } });
}

/** Reads until the stream ends; a stream that breaks has ended. */
export async function readOutput(
  process: WebContainerProcess,
  onChunk: (chunk: string) => void,
): Promise<void> {
  const reader = process.output.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onChunk(value);
    }
  } catch {
    // The process or its runtime is gone; its exit tells the rest.
  }
}
