/** How a process ends: exit and its events, uncaught errors, rejections that nobody handles. */
import type { Emitter } from '../builtin-types.ts';
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
      process.emit('exit', exitCode ?? 0);
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
    if (!process.emit('uncaughtException', error, origin)) fatal(error, origin === 'unhandledRejection');
  };

  return {
    exit,
    reallyExit,
    get exitCode() {
      return exitCode;
    },
    set exitCode(code: Code) {
      exitCode = code === undefined || code === null ? undefined : checkCode(code);
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
      if (mode === 'throw') uncaught(error, origin);
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

function checkCode(code: number | string): number {
  const number = typeof code === 'string' && code.trim() !== '' ? Number(code) : code;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw new ERR_INVALID_ARG_TYPE('code', ['integer'], code);
}
