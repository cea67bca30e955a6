/** http.IncomingMessage: a request to a server, or an answer to a client. */
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { streams } from '../stream-shapes.ts';
import type { Callback, Listener } from '../stream-shapes.ts';
import { distinctHeaders, joinHeaders } from './header-rules.ts';
import type { HttpConstructor, HttpSocket, IncomingMessage } from './shapes.ts';

export interface IncomingConstructor extends HttpConstructor<IncomingMessage> {
  new (socket: HttpSocket): IncomingMessage;
}

export function defineIncoming(host: NodeHost): IncomingConstructor {
  const { Readable } = streams(host);

  function IncomingMessage(this: IncomingMessage, socket: HttpSocket): void {
    Readable.call(this, {
      autoDestroy: true,
      highWaterMark: (socket as { readableHighWaterMark?: number } | undefined)?.readableHighWaterMark,
    });
    Object.assign(this, {
      socket,
      httpVersionMajor: null,
      httpVersionMinor: null,
      httpVersion: null,
      complete: false,
      rawHeaders: [],
      rawTrailers: [],
      joinDuplicateHeaders: false,
      aborted: false,
      upgrade: null,
      url: '',
      method: null,
      statusCode: null,
      statusMessage: null,
      client: socket,
      _consumed: false,
      _dumped: false,
    });
    hidden(this, 'joinedHeaders', null);
    hidden(this, 'joinedTrailers', null);
  }

  inherit<IncomingMessage>(IncomingMessage, Readable, accessors, methods);
  return IncomingMessage as unknown as IncomingConstructor;
}

function hidden(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

interface Cached {
  joinedHeaders: IncomingMessage['headers'] | null;
  joinedTrailers: IncomingMessage['headers'] | null;
}

const accessors: object & ThisType<IncomingMessage & Cached> = {
  get connection() {
    return this.socket;
  },
  set connection(socket: HttpSocket) {
    this.socket = socket;
  },
  get headers() {
    return (this.joinedHeaders ??= joinHeaders(this.rawHeaders, this.joinDuplicateHeaders));
  },
  set headers(value: IncomingMessage['headers']) {
    this.joinedHeaders = value;
  },
  get headersDistinct() {
    return distinctHeaders(this.rawHeaders);
  },
  get trailers() {
    return (this.joinedTrailers ??= joinHeaders(this.rawTrailers));
  },
  set trailers(value: IncomingMessage['headers']) {
    this.joinedTrailers = value;
  },
  get trailersDistinct() {
    return distinctHeaders(this.rawTrailers);
  },
};

const methods: object & ThisType<IncomingMessage> = {
  setTimeout(ms: number, listener?: Listener) {
    if (listener) this.on('timeout', listener);
    this.socket.setTimeout?.(ms);
    return this;
  },
  _read() {
    this._consumed = true;
    if (this.socket?.isPaused?.()) this.socket.resume();
  },
  /** Nobody wants the body: let it pass, so that the next message can come. */
  _dump() {
    if (this._dumped) return;
    this._dumped = true;
    this.removeAllListeners('data');
    this.resume();
  },
  _destroy(error: Error | null, callback: Callback) {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    if (this.socket && !this.socket.destroyed && this.aborted) this.socket.destroy(error);
    const seen = error ?? null;
    // An aborted message nobody listens to must not end the process.
    nextTick(() => callback(seen && this.listenerCount('error') > 0 ? seen : null));
  },
};

/** Node's `socket hang up` and `aborted`. */
export function resetError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
