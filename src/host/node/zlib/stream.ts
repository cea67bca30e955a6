/** zlib's classes: Transforms over an engine. */
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { asBuffer, buffers, streams } from '../stream-shapes.ts';
import type { Callback, Duplex } from '../stream-shapes.ts';
import { ZLIB_CONSTANTS as Z } from './constants.ts';
import { createEngine, flushModes } from './engine.ts';
import type { ZlibEngine, ZlibKind, ZlibOptions } from './engine.ts';

export interface ZlibStream extends Duplex {
  bytesWritten: number;
  _engine: ZlibEngine;
  _options: ZlibOptions;
  _kind: ZlibKind;
  _start(): void;
  flush(kind?: number | Callback, done?: Callback): void;
}

export interface ZlibConstructor {
  new (options?: ZlibOptions): ZlibStream;
  prototype: ZlibStream;
}

const EMPTY = new Uint8Array(0);

export function defineZlibStream(host: NodeHost, kind: ZlibKind): ZlibConstructor {
  const { Transform } = streams(host);
  const named = {
    [kind](this: ZlibStream, options: ZlibOptions = {}): void {
      Transform.call(this, options);
      this.bytesWritten = 0;
      Object.defineProperty(this, '_options', { value: options, enumerable: false });
      Object.defineProperty(this, '_kind', { value: kind, enumerable: false });
      const emit = (bytes: Uint8Array): void => void this.push(asBuffer(host, bytes));
      const start = (): void => {
        const engine = createEngine(kind, options, emit);
        Object.defineProperty(this, '_engine', { value: engine, configurable: true });
      };
      Object.defineProperty(this, '_start', { value: start });
      start();
    },
  };
  const constructor = named[kind] as (this: ZlibStream, options?: ZlibOptions) => void;
  // A method has no prototype, hence this function around it.
  const Zlib = function (this: ZlibStream, options?: ZlibOptions): unknown {
    if (!(this instanceof Zlib)) return new (Zlib as unknown as ZlibConstructor)(options);
    constructor.call(this, options);
    return undefined;
  };
  Object.defineProperty(Zlib, 'name', { value: kind });
  inherit<ZlibStream>(Zlib, Transform, methods(host));
  return Zlib as unknown as ZlibConstructor;
}

function attempt(callback: Callback, work: () => void): void {
  try {
    work();
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback();
}

const methods = (host: NodeHost): object & ThisType<ZlibStream> => ({
  _transform(chunk: Uint8Array, _encoding: string, callback: Callback) {
    attempt(callback, () => {
      const between = orders.get(chunk);
      if (between) return between();
      this._engine.push(chunk, this._options.flush ?? flushModes(this._kind).none);
      this.bytesWritten = this._engine.consumed();
    });
  },
  _flush(callback: Callback) {
    attempt(callback, () => {
      this._engine.push(EMPTY, this._options.finishFlush ?? flushModes(this._kind).finish);
    });
  },
  flush(kind?: number | Callback, done?: Callback) {
    const callback = typeof kind === 'function' ? kind : done;
    const flush = typeof kind === 'number' ? kind : flushModes(this._kind).flush;
    inOrder(host, this, callback, () => this._engine.push(EMPTY, flush));
  },
  close(callback?: Callback) {
    if (callback) this.once('close', () => callback());
    this.destroy();
  },
  params(level: number, strategy: number, callback?: Callback) {
    validateLevel(level);
    inOrder(host, this, callback, () => this._engine.params?.(level, strategy));
  },
  reset() {
    this._start();
  },
});

/** What is to be done between two writes: an empty piece of its own stands for it in the queue. */
const orders = new WeakMap<Uint8Array, () => void>();

function inOrder(host: NodeHost, stream: ZlibStream, callback: Callback | undefined, work: () => void): void {
  if (stream.writableFinished) {
    if (callback) nextTick(callback);
  } else if (stream.writableEnded) {
    if (callback) stream.once('end', () => callback());
  } else {
    const place = buffers(host).alloc(0);
    orders.set(place, work);
    stream.write(place, callback);
  }
}

function validateLevel(level: unknown): void {
  if (typeof level !== 'number') throw new ERR_INVALID_ARG_TYPE('level', 'number', level);
  if (level >= Z.Z_MIN_LEVEL && level <= Z.Z_MAX_LEVEL) return;
  throw new ERR_OUT_OF_RANGE('level', `>= ${Z.Z_MIN_LEVEL} and <= ${Z.Z_MAX_LEVEL}`, level);
}
