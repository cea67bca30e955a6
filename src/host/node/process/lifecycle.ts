/** How a process ends: exit and its events, uncaught errors, rejections that nobody handles. */
import type { Emitter } from '../builtin-types.ts';
import { validateInteger } from '../validators.ts';
import { ERR_INVALID_ARG_TYPE, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { packError } from '../worker_threads/thread-error.ts';
import { describeFatal, describeStuck, type StuckModule } from './fatal.ts';

/** What the process's worker calls. */
export interface ProcessControl {
  onError(
    error: unknown,
    origin: 'uncaughtException' | 'unhandledRejection',
    promise?: Promise<unknown>,
  ): void;
  onRejectionHandled(promise: Promise<unknown>): void;
  /** Nothing keeps the process alive: 'beforeExit'. */
  onIdle(): void;
  /** And nothing has been started since. `stuck`: a module that still awaits at its top level. */
  onEnd(stuck?: StuckModule): void;
}

/** Node's exit code of a program whose main module awaits for ever. */
const UNSETTLED_AWAIT = 13;

/** Of a program whose listener for uncaught errors throws. */
const FAILED_HANDLER = 7;

type Capture = (error: unknown) => void;
type Code = number | string | undefined | null;

export interface Lifecycle extends ProcessControl {
  exit(code?: Code): never;
  reallyExit(code?: Code): never;
  exitCode: Code;
  setCapture(fn: unknown): void;
  hasCapture(): boolean;
}

export function createLifecycle(
  host: NodeHost,
  process: Emitter & { _exiting?: boolean },
  write: (text: string) => void,
): Lifecycle {
  let exitCode: number | undefined;
  /** As the program set it, which is what it reads. */
  let shownCode: Code;
  let capture: Capture | null = null;
  const { execArgv } = host.identity;
  const mode =
    /^--unhandled-rejections=(.*)$/.exec(
      execArgv.find((each) => each.startsWith('--unhandled-rejections=')) ?? '',
    )?.[1] ?? 'throw';

  const reallyExit = (code: Code = exitCode): never => {
    const status = Number(code ?? 0);
    if (host.exit) host.exit(status);
    else host.kernel.sync('exit', status);
    // A thread is ended from outside, in a moment: nothing of it may run until then.
    if (host.identity.threadId !== 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    throw new Error('process.exit');
  };
  const exit = (code?: Code): never => {
    if (code !== undefined && code !== null) exitCode = checkCode(code);
    if (!process._exiting) {
      process._exiting = true;
      try {
        process.emit('exit', exitCode ?? 0);
      } catch (error) {
        write(describeFatal(host, error, false));
        exitCode ??= 1;
      }
    }
    return reallyExit(exitCode);
  };
  const fatal = (error: unknown, fromPromise: boolean): void => {
    if (host.thread && host.threadError) host.threadError(packError(error, describe));
    else write(describeFatal(host, error, fromPromise));
    exitCode = exitCode || 1;
    try {
      if (!process._exiting) {
        process._exiting = true;
        process.emit('exit', exitCode);
      }
    } finally {
      reallyExit(exitCode);
    }
  };
  const describe = (value: unknown): string =>
    (host.builtin('util') as { inspect(value: unknown): string }).inspect(value);
  const uncaught = (error: unknown, origin: string): void => {
    process.emit('uncaughtExceptionMonitor', error, origin);
    if (capture) return capture(error);
    try {
      if (process.emit('uncaughtException', error, origin)) return;
    } catch (second) {
      process._exiting = true;
      write(describeFatal(host, second, false));
      reallyExit(FAILED_HANDLER);
    }
    fatal(error, origin === 'unhandledRejection');
  };

  return {
    exit,
    reallyExit,
    get exitCode() {
      return exitCode ?? shownCode;
    },
    set exitCode(code: Code) {
      exitCode = code === undefined || code === null ? undefined : checkCode(code);
      shownCode = code;
    },
    setCapture(fn) {
      if (fn === null) capture = null;
      else if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
      else if (capture) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
      else capture = fn as Capture;
    },
    hasCapture: () => capture !== null,
    onError(error, origin, promise) {
      if (process._exiting) return;
      if (origin === 'uncaughtException') return uncaught(error, origin);
      if (mode === 'strict') return uncaught(error, origin);
      if (process.emit('unhandledRejection', error, promise) || mode === 'none') return;
      if (mode === 'throw') return uncaught(error, origin);
      warnOfRejection(host, error);
      if (mode === 'warn-with-error-code') exitCode = 1;
    },
    onRejectionHandled: (promise) => void process.emit('rejectionHandled', promise),
    onIdle() {
      if (!process._exiting) process.emit('beforeExit', exitCode ?? 0);
    },
    onEnd(stuck) {
      if (process._exiting) return;
      if (!stuck || exitCode !== undefined) return exit();
      process._exiting = true;
      process.emit('exit', 0);
      if (exitCode === undefined) write(describeStuck(stuck));
      reallyExit(exitCode ?? UNSETTLED_AWAIT);
    },
  };
}

let rejections = 0;

/** `--unhandled-rejections=warn`. */
function warnOfRejection(host: NodeHost, error: unknown): void {
  const { emitWarning } = host.builtin('process') as { emitWarning(text: string, type: string): void };
  const { inspect } = host.builtin('util') as { inspect(value: unknown): string };
  const type = 'UnhandledPromiseRejectionWarning';
  emitWarning(error instanceof Error ? (error.stack ?? error.message) : inspect(error), type);
  const words =
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch block, ' +
    `or by rejecting a promise which was not handled with .catch(). (rejection id: ${++rejections})`;
  emitWarning(words, type);
}

function checkCode(code: number | string): number {
  const number = typeof code === 'string' && code.trim() !== '' ? Number(code) : code;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  validateInteger(code, 'code');
  return code;
}
