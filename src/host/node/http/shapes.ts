/** The objects of http, as its parts see each other. */
import type { Callback, Duplex, Emitter, Listener, Readable, Stream } from '../stream-shapes.ts';

export type HeaderValue = string | number | readonly string[];
export type HeaderInput = Record<string, HeaderValue | undefined> | readonly unknown[];

/** A net.Socket, or anything that stands for one. */
export interface HttpSocket extends Duplex {
  _httpMessage?: OutgoingMessage | null;
  _hadError?: boolean;
  _handle?: unknown;
  encrypted?: boolean;
  connecting?: boolean;
  timeout?: number;
  writableCorked?: number;
  setTimeout?(ms: number, listener?: Listener): unknown;
  setNoDelay?(on?: boolean): unknown;
  setKeepAlive?(on?: boolean, ms?: number): unknown;
  destroySoon?(): void;
  ref?(): unknown;
  unref?(): unknown;
}

export interface IncomingMessage extends Readable {
  socket: HttpSocket;
  httpVersion: string;
  httpVersionMajor: number;
  httpVersionMinor: number;
  complete: boolean;
  rawHeaders: string[];
  rawTrailers: string[];
  joinDuplicateHeaders: boolean | undefined;
  aborted: boolean;
  upgrade: boolean | null;
  url: string;
  method: string | null;
  statusCode: number | null;
  statusMessage: string | null;
  client: HttpSocket;
  req?: ClientRequest;
  headers: Record<string, string | string[] | undefined>;
  trailers: Record<string, string | string[] | undefined>;
  _consumed: boolean;
  _dumped: boolean;
  _dump(): void;
}

export interface OutgoingMessage extends Stream {
  socket: HttpSocket | null;
  outputData: { data: string | Uint8Array; encoding: string | undefined; callback: Callback | undefined }[];
  outputSize: number;
  writable: boolean;
  finished: boolean;
  chunkedEncoding: boolean;
  shouldKeepAlive: boolean;
  useChunkedEncodingByDefault: boolean;
  sendDate: boolean;
  maxRequestsOnConnectionReached: boolean;
  strictContentLength: boolean;
  _last: boolean;
  _header: string | null;
  _headerSent: boolean;
  _hasBody: boolean;
  _trailer: string;
  _contentLength: number | null;
  _removedConnection: boolean;
  _removedContLen: boolean;
  _removedTE: boolean;
  _defaultKeepAlive: boolean;
  _keepAliveTimeout: number;
  _closed: boolean;
  _needDrain: boolean;
  _errored: Error | null;
  _outHeaders: Map<string, [name: string, value: HeaderValue]> | null;
  agent?: unknown;
  statusCode?: number;
  readonly headersSent: boolean;
  readonly writableLength: number;
  readonly writableHighWaterMark: number;
  setHeader(name: string, value: HeaderValue): this;
  getHeader(name: string): HeaderValue | undefined;
  hasHeader(name: string): boolean;
  removeHeader(name: string): void;
  appendHeader(name: string, value: string | readonly string[]): this;
  write(chunk: unknown, encoding?: string | Callback, callback?: Callback): boolean;
  end(chunk?: unknown, encoding?: string | Callback, callback?: Callback): this;
  _implicitHeader(): void;
  _storeHeader(firstLine: string, headers: HeaderInput | OutgoingMessage['_outHeaders'] | undefined): void;
  _send(data: string | Uint8Array, encoding?: string, callback?: Callback): boolean;
  _writeRaw(data: string | Uint8Array, encoding?: string, callback?: Callback): boolean;
  _flush(): void;
  _flushOutput(socket: HttpSocket): boolean | undefined;
  _finish(): void;
}

export interface ServerResponse extends OutgoingMessage {
  req: IncomingMessage;
  statusCode: number;
  statusMessage: string | undefined;
  _sent100: boolean;
  _expect_continue: boolean;
  _onSocketClose: () => void;
  assignSocket(socket: HttpSocket): void;
  detachSocket(socket: HttpSocket): void;
  writeContinue(callback?: Callback): void;
  writeHead(status: number, reason?: string | HeaderInput, headers?: HeaderInput): this;
}

export interface RequestOptions {
  protocol?: string;
  host?: string;
  hostname?: string;
  port?: number | string;
  defaultPort?: number;
  path?: string;
  pathname?: string;
  search?: string;
  method?: string;
  headers?: HeaderInput;
  auth?: string;
  timeout?: number;
  signal?: AbortSignal;
  setHost?: boolean;
  agent?: Agent | false | null;
  socketPath?: string;
  createConnection?: (options: RequestOptions, done: ConnectionDone) => HttpSocket | undefined;
  _defaultAgent?: Agent;
  maxHeaderSize?: number;
  joinDuplicateHeaders?: boolean;
  [option: string]: unknown;
}

export type ConnectionDone = (error: Error | null, socket?: HttpSocket) => void;

export interface ClientRequest extends OutgoingMessage {
  agent: Agent | null | undefined;
  method: string;
  path: string;
  host: string;
  protocol: string;
  aborted: boolean;
  reusedSocket: boolean;
  res: IncomingMessage | null;
  timeout: number | undefined;
  options: RequestOptions;
  _ended: boolean;
  _timeoutArmed: boolean;
  onSocket(socket: HttpSocket | null, error?: Error | null): void;
  abort(): void;
  setTimeout(ms: number, listener?: Listener): ClientRequest;
}

export interface Agent extends Emitter {
  defaultPort: number;
  protocol: string;
  options: RequestOptions;
  requests: Record<string, ClientRequest[]>;
  sockets: Record<string, HttpSocket[]>;
  freeSockets: Record<string, HttpSocket[]>;
  keepAlive: boolean;
  keepAliveMsecs: number;
  maxSockets: number;
  maxFreeSockets: number;
  maxTotalSockets: number;
  scheduling: string;
  totalSocketCount: number;
  createConnection: NonNullable<RequestOptions['createConnection']>;
  getName(options?: RequestOptions): string;
  addRequest(request: ClientRequest, options: RequestOptions, port?: unknown, local?: unknown): void;
  createSocket(request: ClientRequest, options: RequestOptions, done: ConnectionDone): void;
  keepSocketAlive(socket: HttpSocket): boolean;
  reuseSocket(socket: HttpSocket, request: ClientRequest): void;
  removeSocket(socket: HttpSocket, options: RequestOptions): void;
  destroy(): void;
}

export interface HttpConstructor<T> {
  new (...args: never[]): T;
  call(self: object, ...args: unknown[]): void;
  prototype: T;
}
