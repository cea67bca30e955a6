/** zlib's classes: Transforms over an engine. */
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { asBuffer, streams } from '../stream-shapes.ts';
import type { Callback, Duplex } from '../stream-shapes.ts';
import { ZLIB_CONSTANTS as Z } from './constants.ts';
import { createEngine } from './engine.ts';
import type { ZlibEngine, ZlibKind, ZlibOptions } from './engine.ts';

export interface ZlibStream extends Duplex {
  bytesWritten: number;
  _engine: ZlibEngine;
  _options: ZlibOptions;
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
      const emit = (bytes: Uint8Array): void => void this.push(asBuffer(host, bytes));
      Object.defineProperty(this, '_engine', { value: createEngine(kind, options, emit), writable: true });
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
  inherit<ZlibStream>(Zlib, Transform, methods);
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

const methods: object & ThisType<ZlibStream> = {
  _transform(chunk: Uint8Array, _encoding: string, callback: Callback) {
    attempt(callback, () => {
      this.bytesWritten += chunk.length;
      this._engine.push(chunk, this._options.flush ?? Z.Z_NO_FLUSH);
    });
  },
  _flush(callback: Callback) {
    attempt(callback, () => {
      if (this.bytesWritten > 0 || !(this as { isInflater?: boolean }).isInflater) {
        this._engine.push(EMPTY, this._options.finishFlush ?? Z.Z_FINISH);
      }
    });
  },
  flush(kind?: number | Callback, done?: Callback) {
    const callback = typeof kind === 'function' ? kind : done;
    const flush = typeof kind === 'number' ? kind : Z.Z_FULL_FLUSH;
    // What was written before comes out first.
    const run = (): void => {
      attempt(
        (error) => {
          if (error) this.destroy(error);
          else callback?.();
        },
        () => this._engine.push(EMPTY, flush),
      );
    };
    if (this.writableLength > 0) this.once('drain', run);
    else run();
  },
  close(callback?: Callback) {
    if (callback) this.once('close', () => callback());
    this.destroy();
  },
  params(_level: number, _strategy: number, callback: Callback) {
    callback();
  },
  reset() {},
};
