/** Between Node's streams and the platform's: `Readable.toWeb`, `fromWeb` and their siblings. */
import { Buffer } from './buffer-class.ts';
import './buffer-methods.ts';
import { AbortError, ERR_INVALID_ARG_TYPE } from './errors.ts';
import type {
  Duplex,
  Readable,
  ReadableOptions,
  StreamModule,
  Writable,
  WritableOptions,
} from './stream-types.ts';

type Pair = { readable: ReadableStream<unknown>; writable: WritableStream<unknown> };

/** The platform's byte streams want plain Uint8Arrays. */
function plainChunk(chunk: unknown): unknown {
  return Buffer.isBuffer(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length) : chunk;
}

function ignoreErrors(): void {}

export function webAdapters(stream: StreamModule) {
  function readableToWeb(
    readable: Readable,
    options: { strategy?: QueuingStrategy<unknown> } = {},
  ): ReadableStream<unknown> {
    if (typeof readable?.read !== 'function')
      throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', readable);
    const { readableObjectMode, readableHighWaterMark: high } = readable;
    const strategy = options.strategy ?? {
      highWaterMark: high,
      ...(readableObjectMode ? {} : { size: (chunk: unknown) => (chunk as Uint8Array).byteLength ?? 1 }),
    };
    let cancelled = false;
    return new ReadableStream<unknown>(
      {
        start(controller) {
          readable.pause();
          readable.on('data', (chunk: unknown) => {
            controller.enqueue(plainChunk(chunk));
            if ((controller.desiredSize ?? 0) <= 0) readable.pause();
          });
          stream.finished(readable, { writable: false }, (error) => {
            if (cancelled) return;
            if (error)
              controller.error(
                (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE'
                  ? new AbortError(undefined, { cause: error })
                  : error,
              );
            else controller.close();
          });
        },
        pull: () => void readable.resume(),
        cancel(reason) {
          cancelled = true;
          readable.on('error', ignoreErrors);
          readable.destroy(reason as Error);
        },
      },
      strategy,
    );
  }

  function readableFromWeb(web: ReadableStream<unknown>, options: ReadableOptions = {}): Readable {
    if (typeof web?.getReader !== 'function')
      throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', web);
    const reader = web.getReader();
    let closed = false;
    const readable = new stream.Readable({
      ...options,
      read() {
        reader.read().then(
          ({ done, value }) => {
            closed ||= done;
            this.push(done ? null : toNodeChunk(value, options.objectMode));
          },
          (error: Error) => void this.destroy(error),
        );
      },
      destroy(error, done) {
        if (closed) return done(error);
        closed = true;
        reader.cancel(error).then(
          () => done(error),
          (failed: Error) => done(error ?? failed),
        );
      },
    });
    reader.closed.catch((error: Error) => void readable.destroy(error));
    return readable;
  }

  function writableToWeb(writable: Writable): WritableStream<unknown> {
    if (typeof writable?.write !== 'function')
      throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', writable);
    return new WritableStream<unknown>(
      {
        start(controller) {
          stream.finished(writable, { readable: false }, (error) => {
            if (error) controller.error(error);
          });
        },
        write: (chunk) =>
          new Promise<void>((resolve, reject) => {
            writable.write(chunk, (error) => (error ? reject(error) : resolve()));
          }),
        close: () =>
          new Promise<void>((resolve, reject) => {
            stream.finished(writable, { readable: false }, (error) => (error ? reject(error) : resolve()));
            writable.end();
          }),
        abort(reason) {
          writable.on('error', ignoreErrors);
          writable.destroy(reason as Error);
        },
      },
      {
        highWaterMark: writable.writableHighWaterMark,
        size: (chunk) => (writable.writableObjectMode ? 1 : ((chunk as Uint8Array)?.byteLength ?? 1)),
      },
    );
  }

  function writableFromWeb(web: WritableStream<unknown>, options: WritableOptions = {}): Writable {
    if (typeof web?.getWriter !== 'function')
      throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', web);
    const writer = web.getWriter();
    let closed = false;
    const writable = new stream.Writable({
      ...options,
      write(chunk, _encoding, done) {
        writer.ready.then(() => writer.write(plainChunk(chunk))).then(() => done(), done);
      },
      final(done) {
        closed = true;
        writer.close().then(() => done(), done);
      },
      destroy(error, done) {
        if (closed) return done(error);
        closed = true;
        (error ? writer.abort(error) : writer.close()).then(
          () => done(error),
          (failed: Error) => done(error ?? failed),
        );
      },
    });
    writer.closed.catch((error: Error) => void writable.destroy(error));
    return writable;
  }

  return {
    readableToWeb,
    readableFromWeb,
    writableToWeb,
    writableFromWeb,
    duplexToWeb: (duplex: Duplex): Pair => ({
      readable: readableToWeb(duplex),
      writable: writableToWeb(duplex),
    }),
    duplexFromWeb: (pair: Pair, options: object = {}): Duplex =>
      stream.Duplex.from({
        readable: readableFromWeb(pair.readable, options),
        writable: writableFromWeb(pair.writable, options),
      }),
  };
}

function toNodeChunk(value: unknown, objectMode: boolean | undefined): unknown {
  return value instanceof Uint8Array && !objectMode && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
    : value;
}
