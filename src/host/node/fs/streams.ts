/**
 * `fs.ReadStream` and `fs.WriteStream`. Functions rather than classes, because programs (graceful-fs) call them without
 * `new` and replace their `open`.
 */
import type { ReadableLike, StreamModule, WritableLike } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE } from '../errors.ts';
import { validateBoolean, validateFunction, validateInteger } from '../validators.ts';
import type { AsyncCall } from './callbacks.ts';
import type { FsContext } from './context.ts';
import { readOptions, type Options } from './options.ts';

/** What a stream uses of `fs`: the program may give its own. */
export interface StreamCalls {
  open: AsyncCall;
  close: AsyncCall;
  read: AsyncCall;
  write: AsyncCall | undefined;
  writev: AsyncCall | undefined;
}

interface FileStream {
  path: unknown;
  fd: number | null;
  flags: unknown;
  mode: unknown;
  pos: number | undefined;
  autoClose: boolean;
  calls: StreamCalls;
  open(): void;
}

interface ReadFileStream extends ReadableLike, FileStream {
  start: number | undefined;
  end: number;
  bytesRead: number;
}

interface WriteFileStream extends WritableLike, FileStream {
  bytesWritten: number;
}

type Done = (error?: Error | null) => void;

/** A constructor that may be called without `new`. */
export type StreamFunction<T> = { new (path: unknown, options?: unknown): T; prototype: T };

interface Handle {
  fd: number;
  close(): Promise<void>;
}

export function createStreams(ctx: FsContext, fs: StreamCalls) {
  const { Readable, Writable } = ctx.host.builtin('stream') as StreamModule;

  function ReadStream(this: unknown, path: unknown, options?: unknown): ReadFileStream | undefined {
    if (!(this instanceof (ReadStream as unknown as StreamFunction<object>))) {
      return new (ReadStream as unknown as StreamFunction<ReadFileStream>)(path, options);
    }
    const stream = this as ReadFileStream;
    const settings = { highWaterMark: 64 * 1024, ...readOptions(options) } as Options;
    prepare(ctx, stream, path, settings, 'r', fs);
    stream.bytesRead = 0;
    checkRange(stream, settings);
    if (stream.start !== undefined) stream.pos = stream.start;
    Reflect.apply(Readable, stream, [streamOptions(settings)]);
    if (typeof settings['encoding'] === 'string') stream.setEncoding(settings['encoding']);
    return undefined;
  }

  function WriteStream(this: unknown, path: unknown, options?: unknown): WriteFileStream | undefined {
    if (!(this instanceof (WriteStream as unknown as StreamFunction<object>))) {
      return new (WriteStream as unknown as StreamFunction<WriteFileStream>)(path, options);
    }
    const stream = this as WriteFileStream;
    const settings = { ...readOptions(options), decodeStrings: true } as Options;
    if (settings['flush'] !== undefined && settings['flush'] !== null)
      validateBoolean(settings['flush'], 'options.flush');
    prepare(ctx, stream, path, settings, 'w', fs);
    stream.bytesWritten = 0;
    if (settings['start'] !== undefined) {
      validateInteger(settings['start'], 'start', 0);
      stream.pos = settings['start'];
    }
    const { encoding, ...rest } = streamOptions(settings);
    Reflect.apply(Writable, stream, [{ ...rest, ...(encoding ? { defaultEncoding: encoding } : {}) }]);
    if (!stream.calls.write) Object.assign(stream, { _write: null });
    if (!stream.calls.writev) Object.assign(stream, { _writev: null });
    return undefined;
  }

  Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
  Object.setPrototypeOf(ReadStream, Readable);
  Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
  Object.setPrototypeOf(WriteStream, Writable);
  defineAll(ReadStream.prototype, common(), readMethods(ctx));
  defineAll(WriteStream.prototype, common(), writeMethods());
  return {
    ReadStream: ReadStream as unknown as StreamFunction<ReadFileStream>,
    WriteStream: WriteStream as unknown as StreamFunction<WriteFileStream>,
  };
}

/** As `Object.assign`, with getters as they are. */
function defineAll(target: object, ...sources: object[]): void {
  for (const source of sources) Object.defineProperties(target, Object.getOwnPropertyDescriptors(source));
}

/** The options that belong to the stream itself; destroying is ours. */
function streamOptions(settings: Options): Options {
  const { highWaterMark, encoding, emitClose, signal, objectMode } = settings;
  const chosen: Options = { autoDestroy: settings['autoClose'] !== false, emitClose: emitClose !== false };
  if (highWaterMark !== undefined) chosen['highWaterMark'] = highWaterMark;
  if (typeof encoding === 'string') chosen['encoding'] = encoding;
  if (signal !== undefined) chosen['signal'] = signal;
  if (objectMode !== undefined) chosen['objectMode'] = objectMode;
  return chosen;
}

function prepare(
  ctx: FsContext,
  stream: FileStream,
  path: unknown,
  settings: Options,
  flags: string,
  fs: StreamCalls,
): void {
  const { fd } = settings;
  const own = settings['fs'] as StreamCalls | null | undefined;
  stream.calls = own || fs;
  stream.fd = null;
  stream.autoClose = settings['autoClose'] !== false;
  if (typeof fd === 'number') stream.fd = fd;
  else if (typeof fd === 'object' && fd !== null) {
    if (own) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    const handle = fd as Handle;
    const { open, read, write, writev } = fs;
    stream.fd = handle.fd;
    stream.calls = {
      open,
      read,
      write,
      writev,
      close: (_fd, done) => void handle.close().then(done as () => void, done as Done),
    };
  } else if (fd !== undefined && fd !== null)
    throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  else {
    validateFunction(stream.calls.open, 'options.fs.open');
    ctx.path(path);
  }
  checkCalls(stream, flags);
  stream.path = path;
  stream.flags = settings['flags'] ?? flags;
  stream.mode = settings['mode'] ?? 0o666;
  stream.pos = undefined;
}

/** What the stream will call, of a program's own `fs`: to write, one of two will do. */
function checkCalls({ calls, autoClose }: FileStream, flags: string): void {
  if (flags === 'r') validateFunction(calls.read, 'options.fs.read');
  else {
    if (calls.write || !calls.writev) validateFunction(calls.write, 'options.fs.write');
    if (calls.writev) validateFunction(calls.writev, 'options.fs.writev');
  }
  if (autoClose) validateFunction(calls.close, 'options.fs.close');
}

function checkRange(stream: ReadFileStream, settings: Options): void {
  stream.start = settings['start'] as number | undefined;
  stream.end = (settings['end'] as number | undefined) ?? Infinity;
  if (stream.start !== undefined) validateInteger(stream.start, 'start', 0);
  if (settings['end'] === undefined || stream.end === Infinity) return;
  validateInteger(stream.end, 'end', 0);
  if (stream.start !== undefined && stream.start > stream.end) {
    throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${stream.end})`, stream.start);
  }
}

function ownOpen(this: FileStream & ReadableLike): void {
  // Replaced by programs; our own opening is in _construct.
}

function common() {
  return {
    open: ownOpen,
    get pending(): boolean {
      return (this as unknown as FileStream).fd === null;
    },
    _construct(this: FileStream & ReadableLike, done: Done): void {
      if (typeof this.fd === 'number') return done();
      if (this.open !== ownOpen) return constructByProgram(this, done);
      this.calls.open(this.path, this.flags, this.mode, (error: Error | null, fd: number) => {
        if (error) return done(error);
        this.fd = fd;
        done();
        this.emit('open', fd);
        this.emit('ready');
      });
    },
    _destroy(this: FileStream, error: Error | null, done: Done): void {
      if (typeof this.fd !== 'number' || !this.autoClose) return done(error);
      const { fd } = this;
      this.fd = null;
      this.calls.close(fd, (failure: Error | null) => done(error ?? failure));
    },
    close(this: FileStream & ReadableLike & { closed: boolean }, callback?: Done): void {
      if (callback) {
        if (this.closed) {
          queueMicrotask(() => callback());
          return;
        }
        this.on('close', callback);
      }
      this.autoClose = true;
      if ('end' in this && typeof (this as { _write?: unknown })._write === 'function') {
        (this as unknown as WritableLike).end();
        const finish = (): void => void this.destroy();
        this.on('finish', finish);
      } else this.destroy();
    },
  };
}

/** The program's `open` emits 'open' or 'error'; that is when construction is over. */
function constructByProgram(stream: FileStream & ReadableLike, done: Done): void {
  const emit = stream.emit;
  stream.emit = function emitOnce(this: ReadableLike, event: string | symbol, ...args: unknown[]) {
    if (event === 'open' || event === 'error') {
      stream.emit = emit;
      done(event === 'error' ? (args[0] as Error) : undefined);
      if (event === 'error') return true;
    }
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  } as typeof emit;
  stream.open();
}

function readMethods(ctx: FsContext) {
  return {
    _read(this: ReadFileStream, size: number): void {
      const rest = this.pos === undefined ? this.end - this.bytesRead + 1 : this.end - this.pos + 1;
      const length = Math.min(rest, size);
      if (length <= 0) {
        this.push(null);
        return;
      }
      const buffer = ctx.Buffer.allocUnsafeSlow(length);
      this.calls.read(this.fd, buffer, 0, length, this.pos, (error: Error | null, count: number) => {
        if (error) {
          this.destroy(error);
          return;
        }
        if (count === 0) {
          this.push(null);
          return;
        }
        if (this.pos !== undefined) this.pos += count;
        this.bytesRead += count;
        this.push(count === length ? buffer : buffer.subarray(0, count));
      });
    },
  };
}

function writeMethods() {
  return {
    _write(this: WriteFileStream, data: Uint8Array, _encoding: string, done: Done): void {
      writeAll(this, data, done);
    },
    /** What waited while something else was written, in one go. */
    _writev(this: WriteFileStream, waiting: { chunk: Uint8Array }[], done: Done): void {
      writeVector(
        this,
        waiting.map(({ chunk }) => chunk),
        done,
      );
    },
    destroySoon(this: WriteFileStream): void {
      this.end();
    },
  };
}

function writeAll(stream: WriteFileStream, data: Uint8Array, done: Done): void {
  const { calls, fd, pos } = stream;
  calls.write?.(fd, data, 0, data.byteLength, pos, (error: Error | null, count: number) => {
    if (error) return done(error);
    wrote(stream, count);
    if (count < data.byteLength) return writeAll(stream, data.subarray(count), done);
    done();
  });
}

function writeVector(stream: WriteFileStream, views: readonly Uint8Array[], done: Done): void {
  const { calls, fd, pos } = stream;
  calls.writev?.(fd, views, pos, (error: Error | null, count: number) => {
    if (error) return done(error);
    wrote(stream, count);
    const rest = after(views, count);
    if (rest.length > 0) return writeVector(stream, rest, done);
    done();
  });
}

function wrote(stream: WriteFileStream, count: number): void {
  stream.bytesWritten += count;
  if (stream.pos !== undefined) stream.pos += count;
}

/** The views without their first `count` bytes. */
function after(views: readonly Uint8Array[], count: number): Uint8Array[] {
  let skipped = count;
  return views.flatMap((view) => {
    const cut = Math.min(skipped, view.byteLength);
    skipped -= cut;
    return cut < view.byteLength ? [view.subarray(cut)] : [];
  });
}
