/** How `break`, `return` and `exit` leave the commands around them, and the shell's own errors. */

export class LoopExit extends Error {
  override readonly name = 'LoopExit';
  readonly kind: 'break' | 'continue';
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

export class FunctionReturn extends Error {
  override readonly name = 'FunctionReturn';
  readonly status: number;
  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ShellExit extends Error {
  override readonly name = 'ShellExit';
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** The reason of an aborted signal: the command ends as if by this signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: string;
  constructor(signal: string) {
    super(signal);
    this.signal = signal;
  }
}

/** An error of an expansion (`${x:?}`, set -u, arithmetic) or a redirection. Ends a non-interactive shell when `fatal`. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly status: number;
  readonly fatal: boolean;
  constructor(message: string, status = 1, fatal = false) {
    super(message);
    this.status = status;
    this.fatal = fatal;
  }
}
