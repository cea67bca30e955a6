/** `node:stream`: the library that Node's own streams are published as, brought to Node 22. */
// @ts-expect-error Its published types would bring all of Node's globals into the worker's realm.
import library from 'readable-stream/lib/stream.js';
import { AbortError } from './errors.ts';
import type { NodeHost } from './host.ts';
import type { Duplex, DuplexOptions, StreamModule, Writable } from './stream-types.ts';
import { webAdapters } from './stream-web-adapters.ts';

export type { Duplex, Readable, StreamModule, Writable } from './stream-types.ts';

const Stream = library as StreamModule;

/** Node 22's: readable-stream still has the 16 KiB of before. */
const HIGH_WATER_MARK = 64 * 1024;

/** Two Duplexes: what is written to one is read from the other. */
export function duplexPair(options?: DuplexOptions): [Duplex, Duplex] {
  const sides: Side[] = [];
  interface Side {
    duplex: Duplex;
    /** The other's write that waits for this one to be read. */
    waiting: (() => void) | null;
  }
  const make = (self: number, other: number): Side => ({
    waiting: null,
    duplex: new Stream.Duplex({
      ...options,
      read() {
        const side = sides[self] as Side;
        const go = side.waiting;
        side.waiting = null;
        go?.();
      },
      write(chunk, _encoding, done) {
        const side = sides[other] as Side;
        if ((chunk as Uint8Array).length === 0) return queueMicrotask(done);
        side.duplex.push(chunk);
        side.waiting = done;
      },
      final(done) {
        const side = sides[other] as Side;
        side.duplex.on('end', done);
        side.duplex.push(null);
      },
    }),
  });
  sides.push(make(0, 1), make(1, 0));
  return [(sides[0] as Side).duplex, (sides[1] as Side).duplex];
}

/** `await using`: destroys the stream and waits until it is closed. */
function disposeAsync(this: Writable): Promise<void> {
  let error: Error | null = null;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new AbortError();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    Stream.finished(this, (failed) => (failed && failed !== error ? reject(failed) : resolve()));
  });
}

let complete = false;

function completeStream(): void {
  if (complete) return;
  complete = true;
  Stream.setDefaultHighWaterMark(false, HIGH_WATER_MARK);
  const web = webAdapters(Stream);
  Object.assign(Stream.Readable, { toWeb: web.readableToWeb, fromWeb: web.readableFromWeb });
  Object.assign(Stream.Writable, { toWeb: web.writableToWeb, fromWeb: web.writableFromWeb });
  Object.assign(Stream.Duplex, { toWeb: web.duplexToWeb, fromWeb: web.duplexFromWeb });
  const dispose = Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose');
  Object.defineProperty(Stream.Writable.prototype, dispose, {
    value: disposeAsync,
    writable: true,
    configurable: true,
  });
  Object.assign(Stream, { duplexPair, _isArrayBufferView: (value: unknown) => ArrayBuffer.isView(value) });
}

export function createModule(_host?: NodeHost): StreamModule {
  completeStream();
  return Stream;
}
