/** One connection of an http.Server: bytes in, requests out, responses back in order. */
import type { RequestHead } from '../../protocol/http/head.ts';
import { HttpParseError } from '../../protocol/http/parse-error.ts';
import { createRequestParser, DEFAULT_LIMITS } from '../../protocol/http/parser.ts';
import type { AfterHead } from '../../protocol/http/parser.ts';
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

export interface ServerConnection {
  readonly idle: boolean;
  destroy(): void;
}

export function serveConnection(host: NodeHost, server: HttpServer, socket: HttpSocket): ServerConnection {
  const incoming: IncomingMessage[] = [];
  const waiting: ServerResponse[] = [];
  let current: IncomingMessage | null = null;
  let served = 0;
  let keepAliveArmed = false;
  const deadline = requestDeadline(host, server, () => failed(new ERR_HTTP_REQUEST_TIMEOUT()));

  const parser = createRequestParser(
    {
      onHead(head) {
        current = makeRequest(server, socket, head);
        deadline.head();
        if (keepAliveArmed) socket.setTimeout?.(server.timeout);
        keepAliveArmed = false;
        if (head.upgrade) {
          const event = head.method === 'CONNECT' ? 'connect' : 'upgrade';
          current.upgrade = head.method === 'CONNECT' || server.listenerCount(event) > 0;
          if (current.upgrade) return 'upgrade';
        }
        return accept(current, head);
      },
      onBody(data) {
        if (current && !current._dumped && !current.destroyed && !current.push(asBuffer(host, data)))
          socket.pause();
      },
      onEnd(trailers) {
        deadline.clear();
        if (!current) return;
        current.complete = true;
        current.rawTrailers = trailers;
        if (!current.upgrade) current.push(null);
      },
    },
    {
      ...DEFAULT_LIMITS,
      maxHeaderSize: server.maxHeaderSize,
      maxHeadersCount: server.maxHeadersCount ?? DEFAULT_LIMITS.maxHeadersCount,
    },
  );

  function accept(request: IncomingMessage, head: RequestHead): AfterHead {
    incoming.push(request);
    served += 1;
    const response = new server.ResponseClass(request);
    response._keepAliveTimeout = server.keepAliveTimeout;
    response.shouldKeepAlive = head.keepAlive;
    const limit = server.maxRequestsPerSocket ?? 0;
    if (limit > 0) response.maxRequestsOnConnectionReached = served >= limit;
    if (socket._httpMessage) waiting.push(response);
    else response.assignSocket(socket);
    response.on('finish', () => finished(request, response));
    dispatch(server, request, response, limit > 0 && served > limit);
    return 'body';
  }

  function finished(request: IncomingMessage, response: ServerResponse): void {
    incoming.splice(incoming.indexOf(request), 1);
    if (!request._consumed) request._dump();
    response.detachSocket(socket);
    nextTick(() => emitClose(response));
    if (response._last || response.maxRequestsOnConnectionReached) {
      if (socket.destroySoon) socket.destroySoon();
      else socket.end();
      return;
    }
    const next = waiting.shift();
    if (next) next.assignSocket(socket);
    else if (server.keepAliveTimeout > 0) {
      socket.setTimeout?.(server.keepAliveTimeout + KEEP_ALIVE_GRACE);
      keepAliveArmed = true;
    }
  }

  function onData(chunk: Uint8Array): void {
    if (parser.idle) deadline.start();
    try {
      const used = parser.execute(chunk);
      if (!parser.upgraded || !current) return;
      leave();
      const event = current.method === 'CONNECT' ? 'connect' : 'upgrade';
      // Without a listener for CONNECT nobody could answer.
      if (!server.emit(event, current, socket, asBuffer(host, chunk.subarray(used)))) socket.destroy();
    } catch (error) {
      if (!(error instanceof HttpParseError)) throw error;
      failed(Object.assign(error, { rawPacket: chunk }));
    }
  }

  function onEnd(): void {
    try {
      parser.finish();
    } catch (error) {
      failed(error as Error);
      return;
    }
    if (!server.httpAllowHalfOpen) socket.end();
    else if (waiting.length > 0) waiting[waiting.length - 1]!._last = true;
    else if (socket._httpMessage) socket._httpMessage._last = true;
    else socket.end();
  }

  function failed(error: Error): void {
    deadline.clear();
    socket.removeListener('data', onData as Listener);
    socket.resume();
    if (!server.emit('clientError', error, socket)) refuse(socket, error);
  }

  function onDrain(): void {
    const message = socket._httpMessage;
    if (!message?._needDrain || message.finished) return;
    message._needDrain = false;
    message.emit('drain');
  }

  function onTimeout(): void {
    const request = current && !current.complete ? current : null;
    const handled = [
      request?.emit('timeout', socket),
      socket._httpMessage?.emit('timeout', socket),
      server.emit('timeout', socket),
    ];
    if (!handled.includes(true)) socket.destroy();
  }

  function onClose(): void {
    deadline.clear();
    for (const request of incoming.splice(0)) {
      if (!request.complete || !socket._httpMessage?.finished) request.destroy(resetError('aborted'));
    }
    for (const response of waiting.splice(0)) emitClose(response);
  }

  const listeners: [string, Listener][] = [
    ['data', onData as Listener],
    ['end', onEnd],
    ['error', failed as Listener],
    ['drain', onDrain],
    ['timeout', onTimeout],
    ['close', onClose],
  ];
  function leave(): void {
    deadline.clear();
    for (const [event, listener] of listeners) socket.removeListener(event, listener);
    // Not flowing and not paused: what comes now waits for the new protocol's listener.
    (socket as { readableFlowing: boolean | null }).readableFlowing = null;
    server.connections.delete(connection);
  }
  for (const [event, listener] of listeners) socket.on(event, listener);
  if (server.timeout > 0) socket.setTimeout?.(server.timeout);
  deadline.start();

  const connection: ServerConnection = {
    get idle() {
      return incoming.length === 0 && parser.idle && !socket._httpMessage;
    },
    destroy: () => void socket.destroy(),
  };
  return connection;
}

/** How long a head and a whole request may take to arrive; 0 is for ever. */
function requestDeadline(
  host: NodeHost,
  server: HttpServer,
  expired: () => void,
): { start(): void; head(): void; clear(): void } {
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
