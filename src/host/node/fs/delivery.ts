/**
 * How a synchronous call becomes asynchronous: it is done at once, and its outcome is told in a later turn of the loop.
 * Only what may wait for another process (a pipe, a tty, a socket) goes to the kernel asynchronously.
 */
import { bindContext } from '../async-context.ts';
import { AbortError } from '../errors.ts';
import { isSystemError, systemCode, systemError } from '../system-error.ts';
import { validateFunction } from '../validators.ts';
import type { FsContext } from './context.ts';
import type { Transfer } from './descriptors.ts';

export type Callback = (error: unknown, ...values: unknown[]) => void;

/** An error of the call (for the callback), not of its arguments (thrown). */
function belongsToCallback(error: unknown): boolean {
  return isSystemError(error) || (error instanceof Error && error.name === 'AbortError');
}

export function checkCallback(callback: unknown): Callback {
  validateFunction(callback, 'cb');
  return bindContext(callback as Callback);
}

/** Runs now, calls back later. Errors in arguments are thrown, as Node throws them. */
export function deliver(ctx: FsContext, callback: unknown, run: () => unknown): void {
  const done = checkCallback(callback);
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    if (!belongsToCallback(error)) throw error;
    ctx.host.loop.immediate(() => done(error));
    return;
  }
  ctx.host.loop.immediate(() => (value === undefined ? done(null) : done(null, value)));
}

/** Runs now, settles later; every error rejects. */
export function promise<T>(ctx: FsContext, run: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    try {
      const value = run();
      ctx.host.loop.immediate(() => resolve(value));
    } catch (error) {
      ctx.host.loop.immediate(() => reject(error));
    }
  });
}

export function checkAborted(signal: unknown): void {
  if (typeof signal !== 'object' || signal === null) return;
  const { aborted, reason } = signal as AbortSignal;
  if (aborted) throw new AbortError(undefined, { cause: reason });
}

/** Whether a transfer on `fd` may wait for someone else. */
function mayWait(ctx: FsContext, fd: number): boolean {
  if (ctx.regular.has(fd)) return false;
  try {
    const kind = ctx.host.kernel.sync('kind', fd);
    return kind !== 'file' && kind !== 'directory';
  } catch {
    return false; // Not a descriptor: the transfer itself will say so.
  }
}

/** Reads into the transfer's view; the count comes later. */
export function readLater(ctx: FsContext, transfer: Transfer, done: Callback): void {
  const { fd, view, position } = transfer;
  const { kernel, loop } = ctx.host;
  if (view.byteLength === 0 || !mayWait(ctx, fd)) {
    settle(ctx, done, () => ctx.files.read(fd, view, position), 'read');
    return;
  }
  loop.pending(kernel.async('read', fd, view.byteLength, position), (error, bytes) => {
    if (error) return done(renamed(error, 'read'));
    view.set(bytes ?? new Uint8Array());
    done(null, bytes?.byteLength ?? 0);
  });
}

export function writeLater(ctx: FsContext, transfer: Transfer, done: Callback): void {
  const { fd, view, position } = transfer;
  const { kernel, loop } = ctx.host;
  if (!mayWait(ctx, fd)) {
    settle(ctx, done, () => ctx.files.write(fd, view, position), 'write');
    return;
  }
  loop.pending(kernel.async('write', fd, view, position), (error, count) =>
    error ? done(renamed(error, 'write')) : done(null, count),
  );
}

function settle(ctx: FsContext, done: Callback, run: () => number, syscall: string): void {
  try {
    const count = ctx.call(syscall, run);
    ctx.host.loop.immediate(() => done(null, count));
  } catch (error) {
    ctx.host.loop.immediate(() => done(error));
  }
}

function renamed(error: unknown, syscall: string): unknown {
  const code = systemCode(error);
  return code === undefined ? error : systemError(code, syscall);
}
