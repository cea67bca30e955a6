/** Signals by number, as `kill -l`, `trap` and exit statuses name them. */
import type { ExitStatus } from '../protocol/syscalls.ts';

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

export function signalNames(): readonly string[] {
  return NAMES;
}

export function signalNumber(name: string): number {
  return NAMES.indexOf(name.replace(/^SIG/, '')) + 1;
}

/** `INT`, `sigint`, `2` → `SIGINT`; null when there is no such signal. '0' is '0'. */
export function signalName(text: string): string | null {
  if (text === '0') return '0';
  if (/^\d+$/.test(text)) {
    const name = NAMES[Number(text) - 1];
    return name === undefined ? null : `SIG${name}`;
  }
  const name = text.toUpperCase().replace(/^SIG/, '');
  return NAMES.includes(name) ? `SIG${name}` : null;
}

/** `$?` of a program. */
export function exitCode(status: ExitStatus): number {
  if (status.signal !== null) return 128 + signalNumber(status.signal);
  return status.code ?? 0;
}
