/** One connection of an http.Server: bytes in, requests out, responses back in order. */
import type { RequestHead } from '../../protocol/http/head.ts';
import { HttpParseError } from '../../protocol/http/parse-error.ts';
import { createRequestParser, DEFAULT_LIMITS } from '../../protocol/http/parser.ts';
import type { AfterHead, HttpParser } from '../../protocol/http/parser.ts';
import { ERR_HTTP_REQUEST_TIMEOUT } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { idleTimer } from '../idle-timer.ts';
import { nextTick } from '../next-tick.ts';
import { asBuffer } from '../stream-shapes.ts';
import type { Listener } from '../stream-shapes.ts';
import { resetError } from './incoming.ts';
import { platformPerformance } from '../platform-performance.ts';
import { emitClose } from './response.ts';
import type { HttpServer } from './server.ts';
import type { HttpSocket, IncomingMessage, ServerResponse } from './shapes.ts';

/** Node gives a client this much longer than the server's `keepAliveTimeout`. */
const KEEP_ALIVE_GRACE = 1000;

export class ServerConnection {
  readonly #host: NodeHost;
  readonly #server: HttpServer;
  readonly #socket: HttpSocket;
  readonly #parser: HttpParser<RequestHead>;
  readonly #deadline: Deadline;
  readonly #incoming: IncomingMessage[] = [];
  /** Responses whose turn has not come. */
  readonly #waiting: ServerResponse[] = [];
  readonly #onData = ((chunk: Uint8Array) => this.#read(chunk)) as Listener;
  readonly #listeners: [string, Listener][] = [
    ['data', this.#onData],
    ['end', () => this.#onEnd()],
    ['error', ((error: Error) => this.#failed(error)) as Listener],
    ['drain', () => this.#onDrain()],
    ['timeout', () => this.#onTimeout()],
    ['close', () => this.#onClose()],
  ];
  #current: IncomingMessage | null = null;
  #served = 0;
  #keepAliveArmed = false;

  constructor(host: NodeHost, server: HttpServer, socket: HttpSocket) {
    this.#host = host;
    this.#server = server;
    this.#socket = socket;
    this.#deadline = requestDeadline(host, server, () => this.#failed(new ERR_HTTP_REQUEST_TIMEOUT()));
    this.#parser = createRequestParser(
      {
        onHead: (head) => this.#onHead(head),
        onBody: (data) => this.#onBody(data),
        onEnd: (trailers) => this.#onMessageEnd(trailers),
      },
      {
        ...DEFAULT_LIMITS,
        maxHeaderSize: server.maxHeaderSize,
        maxHeadersCount: server.maxHeadersCount ?? DEFAULT_LIMITS.maxHeadersCount,
      },
    );
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
    if (server.timeout > 0) socket.setTimeout?.(server.timeout);
    this.#deadline.start();
  }

  get idle(): boolean {
    return this.#incoming.length === 0 && this.#parser.idle && !this.#socket._httpMessage;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Another protocol takes over. */
  #leave(): void {
    const socket = this.#socket;
    this.#deadline.clear();
    for (const [event, listener] of this.#listeners) socket.removeListener(event, listener);
    // Not flowing and not paused: what comes now waits for the new protocol's listener.
    (socket as { readableFlowing: boolean | null }).readableFlowing = null;
    this.#server.connections.delete(this);
  }

  #onHead(head: RequestHead): AfterHead {
    const server = this.#server;
    const request = makeRequest(server, this.#socket, head);
    this.#current = request;
    this.#deadline.head();
    if (this.#keepAliveArmed) this.#socket.setTimeout?.(server.timeout);
    this.#keepAliveArmed = false;
    if (head.upgrade) {
      const event = head.method === 'CONNECT' ? 'connect' : 'upgrade';
      request.upgrade = head.method === 'CONNECT' || server.listenerCount(event) > 0;
      if (request.upgrade) return 'upgrade';
    }
    return this.#accept(request, head);
  }

  #onBody(data: Uint8Array): void {
    const request = this.#current;
    if (request && !request._dumped && !request.destroyed && !request.push(asBuffer(this.#host, data)))
      this.#socket.pause();
  }

  #onMessageEnd(trailers: string[]): void {
    this.#deadline.clear();
    const request = this.#current;
    if (!request) return;
    request.complete = true;
    request.rawTrailers = trailers;
    if (!request.upgrade) request.push(null);
  }

  #accept(request: IncomingMessage, head: RequestHead): AfterHead {
    const server = this.#server;
    this.#incoming.push(request);
    this.#served += 1;
    const response = new server.ResponseClass(request);
    response._keepAliveTimeout = server.keepAliveTimeout;
    response.shouldKeepAlive = head.keepAlive;
    const limit = server.maxRequestsPerSocket ?? 0;
    if (limit > 0) response.maxRequestsOnConnectionReached = this.#served >= limit;
    if (this.#socket._httpMessage) this.#waiting.push(response);
    else response.assignSocket(this.#socket);
    response.on('finish', () => this.#finished(request, response));
    dispatch(server, request, response, limit > 0 && this.#served > limit);
    return 'body';
  }

  #finished(request: IncomingMessage, response: ServerResponse): void {
    const socket = this.#socket;
    const { keepAliveTimeout } = this.#server;
    this.#incoming.splice(this.#incoming.indexOf(request), 1);
    if (!request._consumed) request._dump();
    response.detachSocket(socket);
    nextTick(() => emitClose(response));
    if (response._last || response.maxRequestsOnConnectionReached) {
      if (socket.destroySoon) socket.destroySoon();
      else socket.end();
      return;
    }
    const next = this.#waiting.shift();
    if (next) next.assignSocket(socket);
    else if (keepAliveTimeout > 0) {
      socket.setTimeout?.(keepAliveTimeout + KEEP_ALIVE_GRACE);
      this.#keepAliveArmed = true;
    }
  }

  #read(chunk: Uint8Array): void {
    if (this.#parser.idle) this.#deadline.start();
    try {
      const used = this.#parser.execute(chunk);
      const request = this.#current;
      if (!this.#parser.upgraded || !request) return;
      this.#leave();
      const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
      const rest = asBuffer(this.#host, chunk.subarray(used));
      // Without a listener for CONNECT nobody could answer.
      if (!this.#server.emit(event, request, this.#socket, rest)) this.#socket.destroy();
    } catch (error) {
      if (!(error instanceof HttpParseError)) throw error;
      this.#failed(Object.assign(error, { rawPacket: chunk }));
    }
  }

  #onEnd(): void {
    const socket = this.#socket;
    try {
      this.#parser.finish();
    } catch (error) {
      this.#failed(error as Error);
      return;
    }
    const last = this.#waiting.at(-1) ?? socket._httpMessage;
    if (!this.#server.httpAllowHalfOpen || !last) socket.end();
    else last._last = true;
  }

  #failed(error: Error): void {
    const socket = this.#socket;
    this.#deadline.clear();
    socket.removeListener('data', this.#onData);
    socket.resume();
    if (!this.#server.emit('clientError', error, socket)) refuse(socket, error);
  }

  #onDrain(): void {
    const message = this.#socket._httpMessage;
    if (!message?._needDrain || message.finished) return;
    message._needDrain = false;
    message.emit('drain');
  }

  #onTimeout(): void {
    const socket = this.#socket;
    const request = this.#current && !this.#current.complete ? this.#current : null;
    const handled = [
      request?.emit('timeout', socket),
      socket._httpMessage?.emit('timeout', socket),
      this.#server.emit('timeout', socket),
    ];
    if (!handled.includes(true)) socket.destroy();
  }

  #onClose(): void {
    this.#deadline.clear();
    for (const request of this.#incoming.splice(0)) {
      if (!request.complete || !this.#socket._httpMessage?.finished) request.destroy(resetError('aborted'));
    }
    for (const response of this.#waiting.splice(0)) emitClose(response);
  }
}

interface Deadline {
  start(): void;
  head(): void;
  clear(): void;
}

/** How long a head and a whole request may take to arrive; 0 is for ever. */
function requestDeadline(host: NodeHost, server: HttpServer, expired: () => void): Deadline {
  let timer: { clear(): void } | null = null;
  let started = 0;
  const arm = (ms: number): void => {
    timer?.clear();
    timer = ms > 0 && Number.isFinite(ms) ? idleTimer(host, expired, ms) : null;
  };
  return {
    start() {
      started = platformPerformance.now();
      const { headersTimeout, requestTimeout } = server;
      arm(Math.min(headersTimeout || Infinity, requestTimeout || Infinity));
    },
    head() {
      const { requestTimeout } = server;
      arm(requestTimeout > 0 ? Math.max(1, started + requestTimeout - platformPerformance.now()) : 0);
    },
    clear: () => arm(0),
  };
}

function makeRequest(server: HttpServer, socket: HttpSocket, head: RequestHead): IncomingMessage {
  const request = new server.RequestClass(socket);
  request.httpVersionMajor = head.versionMajor;
  request.httpVersionMinor = head.versionMinor;
  request.httpVersion = `${head.versionMajor}.${head.versionMinor}`;
  request.joinDuplicateHeaders = server.joinDuplicateHeaders;
  request.rawHeaders = head.rawHeaders;
  request.method = head.method;
  request.url = head.url;
  request.upgrade = false;
  return request;
}

function dispatch(
  server: HttpServer,
  request: IncomingMessage,
  response: ServerResponse,
  dropped: boolean,
): void {
  const { expect, host } = request.headers;
  const isHttp11 = request.httpVersionMajor === 1 && request.httpVersionMinor === 1;
  if (isHttp11 && server.requireHostHeader && host === undefined) {
    response.writeHead(400, ['Connection', 'close']).end();
  } else if (dropped) {
    server.emit('dropRequest', request, request.socket);
    response.writeHead(503).end();
  } else if (isHttp11 && expect !== undefined) {
    if (/(?:^|\W)100-continue(?:$|\W)/i.test(String(expect))) {
      response._expect_continue = true;
      if (server.emit('checkContinue', request, response)) return;
      response.writeContinue();
      server.emit('request', request, response);
    } else if (!server.emit('checkExpectation', request, response)) response.writeHead(417).end();
  } else server.emit('request', request, response);
}

const REFUSALS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuse(socket: HttpSocket, error: Error): void {
  const code = String((error as { code?: unknown }).code);
  const answered = socket._httpMessage?._headerSent === true;
  if (socket.writable && !answered) {
    socket.write(
      `HTTP/1.1 ${REFUSALS[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`,
      'latin1',
      () => {
        socket.destroy(error);
      },
    );
  } else socket.destroy(error);
}
