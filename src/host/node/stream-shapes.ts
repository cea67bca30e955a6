/** What sockets, HTTP, zlib and crypto use of the built-ins `events`, `stream` and `buffer`, which they reach by name. */
import type { NodeHost } from './host.ts';

export type Listener = (...args: never[]) => void;
export type Callback = (error?: Error | null) => void;

export interface Emitter {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  prependListener(event: string, listener: Listener): this;
  removeListener(event: string, listener: Listener): this;
  removeAllListeners(event?: string): this;
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
}

export interface NodeBuffer extends Uint8Array {
  toString(encoding?: string, start?: number, end?: number): string;
}

export interface BufferConstructor {
  from(data: string, encoding?: string): NodeBuffer;
  from(data: ArrayLike<number>): NodeBuffer;
  from(data: ArrayBufferLike, offset?: number, length?: number): NodeBuffer;
  alloc(size: number): NodeBuffer;
  concat(list: readonly Uint8Array[], length?: number): NodeBuffer;
  byteLength(data: string, encoding?: string): number;
  isEncoding(encoding: unknown): boolean;
}

export interface Stream extends Emitter {
  destroyed: boolean;
  destroy(error?: Error | null): this;
  pipe<T>(target: T): T;
}

export interface Readable extends Stream {
  readonly readableEnded: boolean;
  readonly readableFlowing: boolean | null;
  readonly readableLength: number;
  push(chunk: unknown, encoding?: string): boolean;
  read(size?: number): unknown;
  unshift(chunk: unknown): void;
  pause(): this;
  resume(): this;
  isPaused(): boolean;
  setEncoding(encoding: string): this;
}

export interface Duplex extends Readable {
  readonly writable: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly writableLength: number;
  readonly writableHighWaterMark: number;
  readonly writableNeedDrain: boolean;
  allowHalfOpen: boolean;
  write(chunk: unknown, encoding?: string | Callback, callback?: Callback): boolean;
  end(chunk?: unknown, encoding?: string | Callback, callback?: Callback): this;
  cork(): void;
  uncork(): void;
}

interface Constructor<T> {
  new (options?: object): T;
  call(self: object, options?: object): void;
  prototype: T;
}

export interface StreamModule {
  (options?: object): void;
  call(self: object, options?: object): void;
  prototype: Stream;
  Stream: Constructor<Stream>;
  Readable: Constructor<Readable>;
  Writable: Constructor<Duplex>;
  Duplex: Constructor<Duplex>;
  Transform: Constructor<Duplex>;
}

export function streams(host: NodeHost): StreamModule {
  return host.builtin('stream') as StreamModule;
}

export function emitters(host: NodeHost): Constructor<Emitter> {
  return host.builtin('events') as Constructor<Emitter>;
}

export function buffers(host: NodeHost): BufferConstructor {
  return (host.builtin('buffer') as { Buffer: BufferConstructor }).Buffer;
}

/** A Buffer on the same memory. */
export function asBuffer(host: NodeHost, bytes: Uint8Array): NodeBuffer {
  return buffers(host).from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
