/** `fsPromises.open`'s FileHandle. */
import type { EmitterClass, ReadableLike } from '../builtin-types.ts';
import type { SyncCalls } from './callbacks.ts';
import type { FsContext } from './context.ts';
import { checkAborted, promise, readLater, writeLater, type Callback } from './delivery.ts';
import { readTransfer, readvTransfer, writeTransfer, writevTransfer, type Transfer } from './descriptors.ts';
import type { Options } from './options.ts';

export interface HandleStreams {
  createReadStream(path: unknown, options: Options): ReadableLike;
  createWriteStream(path: unknown, options: Options): unknown;
}

/** The calls that only need the descriptor in front: `handle.stat()` is `fstat(fd)`. */
const BY_DESCRIPTOR = {
  stat: 'fstat',
  chmod: 'fchmod',
  chown: 'fchown',
  truncate: 'ftruncate',
  utimes: 'futimes',
  sync: 'fsync',
  datasync: 'fdatasync',
  readFile: 'readFile',
} as const;

/** The error of every method of a closed handle. */
function closedHandle(syscall: string): Error {
  return Object.assign(new Error('file closed'), { code: 'EBADF', syscall });
}

export function createFileHandle(ctx: FsContext, sync: SyncCalls, streams: () => HandleStreams) {
  const { EventEmitter } = ctx.host.builtin('events') as { EventEmitter: EmitterClass };
  const call = (name: string, ...args: unknown[]): unknown => sync[name]?.(...(args as never[]));

  class FileHandle extends EventEmitter {
    #fd: number;
    #closing: Promise<void> | undefined;
    constructor(fd: number) {
      super();
      this.#fd = fd;
    }
    get fd(): number {
      return this.#fd;
    }
    async appendFile(data: unknown, options?: unknown): Promise<void> {
      return this.writeFile(data, options);
    }
    async writeFile(data: unknown, options?: unknown): Promise<void> {
      if (options !== null && typeof options === 'object' && 'signal' in options)
        checkAborted(options.signal);
      for await (const chunk of chunks(data))
        await promise(ctx, () => call('writeFile', this.#fd, chunk, options));
    }
    async read(buffer?: unknown, ...rest: unknown[]): Promise<{ bytesRead: number; buffer: unknown }> {
      if (this.#fd < 0) throw closedHandle('read');
      let target = buffer;
      let args = rest;
      if (!ArrayBuffer.isView(target)) {
        const options = (target ?? {}) as Options;
        target = options['buffer'] ?? ctx.Buffer.alloc(16384);
        args = [options];
      }
      const bytesRead = await transferred((done) =>
        readLater(ctx, readTransfer(this.#fd, [target, ...args]), done),
      );
      return { bytesRead, buffer: target };
    }
    async write(buffer: unknown, ...rest: unknown[]): Promise<{ bytesWritten: number; buffer: unknown }> {
      if (this.#fd < 0) throw closedHandle('write');
      const transfer: Transfer = writeTransfer(ctx, this.#fd, [buffer, ...rest]);
      return { bytesWritten: await transferred((done) => writeLater(ctx, transfer, done)), buffer };
    }
    async readv(buffers: unknown, position?: unknown): Promise<{ bytesRead: number; buffers: unknown }> {
      if (this.#fd < 0) throw closedHandle('readv');
      const { spread, ...transfer } = readvTransfer(this.#fd, buffers, position);
      return { bytesRead: spread(await transferred((done) => readLater(ctx, transfer, done))), buffers };
    }
    async writev(buffers: unknown, position?: unknown): Promise<{ bytesWritten: number; buffers: unknown }> {
      if (this.#fd < 0) throw closedHandle('writev');
      const transfer = writevTransfer(this.#fd, buffers, position);
      return { bytesWritten: await transferred((done) => writeLater(ctx, transfer, done)), buffers };
    }
    readLines(options?: Options): unknown {
      const { createInterface } = ctx.host.builtin('readline') as {
        createInterface(options: object): unknown;
      };
      return createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
    }
    readableWebStream(): ReadableStream<Uint8Array> {
      const iterator = this.createReadStream({ autoClose: false })[Symbol.asyncIterator]();
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(new Uint8Array(value as Uint8Array));
        },
      });
    }
    createReadStream(options: Options = {}): ReadableLike {
      return streams().createReadStream(undefined, { highWaterMark: 64 * 1024, ...options, fd: this });
    }
    createWriteStream(options: Options = {}): unknown {
      return streams().createWriteStream(undefined, { ...options, fd: this });
    }
    close(): Promise<void> {
      if (this.#fd === -1) return Promise.resolve();
      this.#closing ??= promise(ctx, () => {
        const fd = this.#fd;
        this.#fd = -1;
        call('close', fd);
        this.emit('close');
      });
      return this.#closing;
    }
    async [Symbol.asyncDispose](): Promise<void> {
      await this.close();
    }
  }

  for (const [method, name] of Object.entries(BY_DESCRIPTOR)) {
    Object.defineProperty(FileHandle.prototype, method, {
      value(this: FileHandle, ...args: unknown[]) {
        return promise(ctx, () => call(name, this.fd, ...args));
      },
      configurable: true,
      writable: true,
    });
  }
  return FileHandle;
}

function transferred(start: (done: Callback) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    start((error, count) => (error ? reject(error as Error) : resolve(count as number)));
  });
}

/** What may be written in one go, or a stream's or iterable's pieces. */
export async function* chunks(data: unknown): AsyncGenerator<unknown> {
  if (typeof data === 'string' || ArrayBuffer.isView(data) || typeof data !== 'object' || data === null) {
    yield data;
  } else if (Symbol.asyncIterator in data) yield* data as AsyncIterable<unknown>;
  else if (Symbol.iterator in data) yield* data as Iterable<unknown>;
  else yield data;
}
