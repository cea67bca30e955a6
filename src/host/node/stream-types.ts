/** What the built-ins use of streams. Programs see the whole; these types are only for us. */
import type { EventEmitter } from './event-emitter.ts';

type Done = (error?: Error | null) => void;

export interface ReadableOptions {
  highWaterMark?: number;
  objectMode?: boolean;
  encoding?: string;
  autoDestroy?: boolean;
  emitClose?: boolean;
  signal?: AbortSignal;
  read?(this: Readable, size: number): void;
  destroy?(this: Readable, error: Error | null, done: Done): void;
  construct?(this: Readable, done: Done): void;
}

export interface WritableOptions {
  highWaterMark?: number;
  objectMode?: boolean;
  decodeStrings?: boolean;
  defaultEncoding?: string;
  autoDestroy?: boolean;
  emitClose?: boolean;
  signal?: AbortSignal;
  write?(this: Writable, chunk: unknown, encoding: string, done: Done): void;
  final?(this: Writable, done: Done): void;
  destroy?(this: Writable, error: Error | null, done: Done): void;
  construct?(this: Writable, done: Done): void;
}

export interface Stream extends EventEmitter {
  pipe<T>(target: T, options?: { end?: boolean }): T;
  destroy(error?: Error | null): this;
  readonly destroyed: boolean;
  readonly closed: boolean;
  readonly errored: Error | null;
}

export interface Readable extends Stream, AsyncIterable<unknown> {
  readonly readable: boolean;
  readonly readableEnded: boolean;
  readonly readableObjectMode: boolean;
  readonly readableHighWaterMark: number;
  readonly readableLength: number;
  read(size?: number): unknown;
  push(chunk: unknown, encoding?: string): boolean;
  unshift(chunk: unknown): void;
  pause(): this;
  resume(): this;
  isPaused(): boolean;
  setEncoding(encoding: string): this;
}

export interface Writable extends Stream {
  readonly writable: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly writableNeedDrain: boolean;
  readonly writableObjectMode: boolean;
  readonly writableHighWaterMark: number;
  readonly writableLength: number;
  write(chunk: unknown, encoding?: string | Done, done?: Done): boolean;
  end(chunk?: unknown, encoding?: string | Done, done?: Done): this;
  cork(): void;
  uncork(): void;
}

export type Duplex = Readable & Writable;

export interface DuplexOptions
  extends
    Omit<ReadableOptions, 'destroy' | 'construct' | 'read'>,
    Omit<WritableOptions, 'destroy' | 'construct' | 'write' | 'final'> {
  allowHalfOpen?: boolean;
  readableObjectMode?: boolean;
  writableObjectMode?: boolean;
  readableHighWaterMark?: number;
  writableHighWaterMark?: number;
  read?(this: Duplex, size: number): void;
  write?(this: Duplex, chunk: unknown, encoding: string, done: Done): void;
  final?(this: Duplex, done: Done): void;
  destroy?(this: Duplex, error: Error | null, done: Done): void;
  transform?(
    this: Duplex,
    chunk: unknown,
    encoding: string,
    done: (error?: Error | null, chunk?: unknown) => void,
  ): void;
  flush?(this: Duplex, done: (error?: Error | null, chunk?: unknown) => void): void;
}

export interface StreamClass<T, O> {
  new (options?: O): T;
  (this: unknown, options?: O): T;
  prototype: T;
  from(source: unknown, options?: O): T;
  toWeb(stream: T, options?: object): unknown;
  fromWeb(stream: unknown, options?: O): T;
}

export interface StreamModule {
  new (options?: object): Stream;
  prototype: Stream;
  Stream: StreamModule;
  Readable: StreamClass<Readable, ReadableOptions>;
  Writable: StreamClass<Writable, WritableOptions>;
  Duplex: StreamClass<Duplex, DuplexOptions>;
  Transform: StreamClass<Duplex, DuplexOptions>;
  PassThrough: StreamClass<Duplex, DuplexOptions>;
  finished(stream: unknown, options: object | Done, done?: Done): () => void;
  pipeline(...streams: unknown[]): unknown;
  compose(...streams: unknown[]): Duplex;
  addAbortSignal<T>(signal: AbortSignal, stream: T): T;
  getDefaultHighWaterMark(objectMode: boolean): number;
  setDefaultHighWaterMark(objectMode: boolean, value: number): void;
  promises: {
    finished(stream: unknown, options?: object): Promise<void>;
    pipeline(...streams: unknown[]): Promise<unknown>;
  };
}
