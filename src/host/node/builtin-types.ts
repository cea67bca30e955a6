/**
 * The shapes of other built-ins as the host's own modules use them. They come from `host.builtin(name)` at call time, so
 * that these modules load in any order.
 */

export interface BufferLike extends Uint8Array<ArrayBuffer> {
  toString(encoding?: string, start?: number, end?: number): string;
}

export interface BufferClass {
  from(data: string, encoding?: string): BufferLike;
  from(data: ArrayBufferLike, offset?: number, length?: number): BufferLike;
  from(data: Uint8Array | readonly number[]): BufferLike;
  alloc(size: number): BufferLike;
  allocUnsafe(size: number): BufferLike;
  allocUnsafeSlow(size: number): BufferLike;
  concat(list: readonly Uint8Array[], length?: number): BufferLike;
  isBuffer(value: unknown): boolean;
  isEncoding(value: unknown): boolean;
  byteLength(text: string, encoding?: string): number;
}

export type Listener = (...args: never[]) => unknown;

export interface Emitter {
  on(event: string | symbol, listener: Listener): this;
  once(event: string | symbol, listener: Listener): this;
  off(event: string | symbol, listener: Listener): this;
  removeListener(event: string | symbol, listener: Listener): this;
  removeAllListeners(event?: string | symbol): this;
  emit(event: string | symbol, ...args: unknown[]): boolean;
  listenerCount(event: string | symbol): number;
  listeners(event: string | symbol): Listener[];
}

export type EmitterClass = (new (options?: object) => Emitter) & { prototype: Emitter };

type Done = (error?: Error | null) => void;

export interface ReadableLike extends Emitter {
  push(chunk: Uint8Array | string | null): boolean;
  read(size?: number): unknown;
  pause(): this;
  resume(): this;
  isPaused(): boolean;
  setEncoding(encoding: string): this;
  pipe<T>(target: T, options?: object): T;
  unpipe(target?: unknown): this;
  destroy(error?: Error | null): this;
  readonly destroyed: boolean;
  readonly readable: boolean;
  readonly readableFlowing: boolean | null;
  readonly readableEnded: boolean;
  readonly readableLength: number;
  _read(size: number): void;
  _destroy(error: Error | null, callback: Done): void;
  [Symbol.asyncIterator](): AsyncIterableIterator<unknown>;
}

export interface WritableLike extends Emitter {
  write(chunk: unknown, encoding?: string | Done, callback?: Done): boolean;
  end(chunk?: unknown, encoding?: string | Done, callback?: Done): this;
  cork(): void;
  uncork(): void;
  destroy(error?: Error | null): this;
  readonly destroyed: boolean;
  readonly writable: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly writableNeedDrain: boolean;
  _write(chunk: Uint8Array, encoding: string, callback: Done): void;
  _final(callback: Done): void;
  _destroy(error: Error | null, callback: Done): void;
}

export interface DuplexLike extends ReadableLike, Omit<WritableLike, keyof ReadableLike> {}

export interface StreamModule {
  Readable: (new (options?: object) => ReadableLike) & { prototype: ReadableLike };
  Writable: (new (options?: object) => WritableLike) & { prototype: WritableLike };
  Duplex: (new (options?: object) => DuplexLike) & { prototype: DuplexLike };
  finished(stream: unknown, options: object | Done, callback?: Done): () => void;
}
