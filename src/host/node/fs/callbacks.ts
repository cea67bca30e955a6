/** The callback forms: the same calls, told later. */
import { ERR_INVALID_ARG_TYPE } from '../errors.ts';
import type { FsContext } from './context.ts';
import { checkAborted, checkCallback, deliver, readLater, writeLater, type Callback } from './delivery.ts';
import { readTransfer, readvTransfer, writeTransfer, writevTransfer } from './descriptors.ts';
import { checkFd } from './options.ts';

type AnyCall = (...args: never[]) => unknown;
export type SyncCalls = Record<string, AnyCall>;
export type AsyncCall = (...args: unknown[]) => void;

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');

/** Calls whose callback gets something else than `(error, value)`. */
const SPECIAL = new Set(['exists', 'read', 'write', 'readv', 'writev', 'fstat', 'close']);

/** Gives `fn` a name, as the functions of Node have. */
export function named<F extends object>(name: string, fn: F): F {
  return Object.defineProperty(fn, 'name', { value: name, configurable: true });
}

export function createCallbacks(ctx: FsContext, sync: SyncCalls): Record<string, AsyncCall> {
  const calls: Record<string, AsyncCall> = {};
  for (const [name, call] of Object.entries(sync)) {
    if (!SPECIAL.has(name)) calls[name] = named(name, derive(ctx, call));
  }
  return Object.assign(calls, descriptorCallbacks(ctx, sync), { exists: existsCallback(ctx, sync) });
}

function derive(ctx: FsContext, call: AnyCall): AsyncCall {
  return (...args) => {
    const callback = args.pop();
    // Whatever is last instead, the callback itself is missing.
    if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('cb', 'Function', undefined);
    deliver(ctx, callback, () => {
      const options = args.at(-1);
      if (typeof options === 'object' && options !== null && 'signal' in options)
        checkAborted(options.signal);
      return call(...(args as never[]));
    });
  };
}

function existsCallback(ctx: FsContext, sync: SyncCalls): AsyncCall {
  const exists = sync['exists'] as (path: unknown) => boolean;
  const call: AsyncCall = (path, callback) => {
    const done = checkCallback(callback);
    const found = exists(path);
    ctx.host.loop.immediate(() => done(found));
  };
  return Object.assign(named('exists', call), {
    [PROMISIFY]: (path: unknown) => Promise.resolve(exists(path)),
  });
}

type Pair = { [name: string]: unknown };

/** `util.promisify(fs.read)` gives `{bytesRead, buffer}`. */
function withPair(call: AsyncCall, count: string, what: string): AsyncCall {
  const promisified = (...args: unknown[]): Promise<Pair> =>
    new Promise((resolve, reject) => {
      call(...args, ((error, number, data) => {
        if (error) reject(error as Error);
        else resolve({ [count]: number, [what]: data });
      }) satisfies Callback);
    });
  return Object.assign(call, { [PROMISIFY]: promisified });
}

function descriptorCallbacks(ctx: FsContext, sync: SyncCalls): Record<string, AsyncCall> {
  const read: AsyncCall = (fd, ...args) => {
    const done = checkCallback(args.pop());
    let [buffer, ...rest] = args;
    if (!ArrayBuffer.isView(buffer)) {
      const options = (buffer ?? {}) as { buffer?: unknown };
      if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'Object', buffer);
      buffer = options.buffer ?? ctx.Buffer.alloc(16384);
      rest = [options];
    }
    const transfer = readTransfer(fd, [buffer, ...rest]);
    readLater(ctx, transfer, (error, count) => (error ? done(error) : done(null, count, buffer)));
  };
  const write: AsyncCall = (fd, data, ...args) => {
    const done = checkCallback(args.pop());
    const transfer = writeTransfer(ctx, fd, [data, ...args]);
    writeLater(ctx, transfer, (error, count) => (error ? done(error) : done(null, count, data)));
  };
  const readv: AsyncCall = (fd, buffers, position, callback) => {
    const done = checkCallback(callback ?? position);
    const { spread, ...transfer } = readvTransfer(fd, buffers, position);
    readLater(ctx, transfer, (error, count) =>
      error ? done(error) : done(null, spread(count as number), buffers),
    );
  };
  const writev: AsyncCall = (fd, buffers, position, callback) => {
    const done = checkCallback(callback ?? position);
    writeLater(ctx, writevTransfer(fd, buffers, position), (error, count) =>
      error ? done(error) : done(null, count, buffers),
    );
  };
  const close: AsyncCall = (fd, callback) => {
    checkFd(fd);
    const done = callback === undefined ? (error: unknown) => rethrow(error) : callback;
    deliver(ctx, done, () => (sync['close'] as (fd: unknown) => void)(fd));
  };
  const fstat: AsyncCall = (fd, options, callback) => {
    const done = callback ?? options;
    const settings = typeof options === 'function' ? {} : options;
    deliver(ctx, done, () => (sync['fstat'] as (fd: unknown, options: unknown) => unknown)(fd, settings));
  };
  return {
    read: withPair(named('read', read), 'bytesRead', 'buffer'),
    write: withPair(named('write', write), 'bytesWritten', 'buffer'),
    readv: withPair(named('readv', readv), 'bytesRead', 'buffers'),
    writev: withPair(named('writev', writev), 'bytesWritten', 'buffers'),
    close: named('close', close),
    fstat: named('fstat', fstat),
  };
}

function rethrow(error: unknown): void {
  if (error) throw error;
}
