/** The reading half of a ClientRequest: answers of its socket, and what becomes of the socket afterwards. */
import type { ResponseHead } from '../../protocol/http/head.ts';
import { HttpParseError } from '../../protocol/http/parse-error.ts';
import { createResponseParser, DEFAULT_LIMITS } from '../../protocol/http/parser.ts';
import type { AfterHead } from '../../protocol/http/parser.ts';
import type { NodeHost } from '../host.ts';
import { nextTick } from '../next-tick.ts';
import { asBuffer } from '../stream-shapes.ts';
import type { Listener } from '../stream-shapes.ts';
import { resetError } from './incoming.ts';
import type { IncomingConstructor } from './incoming.ts';
import type { ClientRequest, HttpSocket, IncomingMessage } from './shapes.ts';

export function readResponses(
  host: NodeHost,
  Incoming: IncomingConstructor,
  request: ClientRequest,
  socket: HttpSocket,
): void {
  let response: IncomingMessage | null = null;
  let failure = false;
  let reusable = false;

  const parser = createResponseParser(
    {
      onHead(head): AfterHead {
        if (head.statusCode < 200 && head.statusCode !== 101) {
          announceInterim(request, head);
          return 'no-body';
        }
        response = makeResponse(Incoming, request, socket, head);
        request.res = response;
        reusable = head.keepAlive && request.shouldKeepAlive;
        if (head.statusCode === 101 || request.method === 'CONNECT') {
          response.upgrade = true;
          return 'upgrade';
        }
        response.on('end', () => whenDone());
        request.on('prefinish', () => whenDone());
        if (!request.emit('response', response)) response._dump();
        return request.method === 'HEAD' ? 'no-body' : 'body';
      },
      onBody(data) {
        if (response && !response._dumped && !response.destroyed && !response.push(asBuffer(host, data)))
          socket.pause();
      },
      onEnd(trailers) {
        if (!response || response.upgrade) return;
        response.complete = true;
        response.rawTrailers = trailers;
        response.push(null);
      },
    },
    { ...DEFAULT_LIMITS, maxHeaderSize: request.options.maxHeaderSize ?? DEFAULT_LIMITS.maxHeaderSize },
  );

  /** Both the request is written and its answer is read. */
  function whenDone(): void {
    if (!response?.readableEnded || !request.finished || request._ended) return;
    request._ended = true;
    leave();
    if (reusable && !socket.destroyed && socket.writable && request.agent) {
      nextTick(() => {
        socket._httpMessage = null;
        close(request);
        socket.emit('free');
      });
      return;
    }
    if (socket.destroySoon) socket.destroySoon();
    else socket.destroy();
    nextTick(() => close(request));
  }

  function onData(chunk: Uint8Array): void {
    try {
      const used = parser.execute(chunk);
      if (parser.upgraded && response) hijack(response, chunk.subarray(used));
    } catch (error) {
      if (!(error instanceof HttpParseError)) throw error;
      report(Object.assign(error, { rawPacket: chunk }));
      socket.destroy();
    }
  }

  function hijack(answer: IncomingMessage, head: Uint8Array): void {
    leave();
    socket._httpMessage = null;
    request._ended = true;
    socket.emit('agentRemove');
    (socket as { readableFlowing: boolean | null }).readableFlowing = null;
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
    request._closed = true;
    if (request.emit(event, answer, socket, asBuffer(host, head))) request.emit('close');
    else socket.destroy();
  }

  function onEnd(): void {
    try {
      parser.finish();
    } catch (error) {
      if (!response) report(resetError('socket hang up'));
      else if (!(error instanceof HttpParseError)) throw error;
    }
    if (!response) report(resetError('socket hang up'));
    if (!request._ended) socket.end();
  }

  function onClose(): void {
    leave();
    if (response && !response.complete) response.destroy(request._errored ?? resetError('aborted'));
    if (!response && !failure) report(request._errored ?? resetError('socket hang up'));
    if (response && !response.readableEnded && response.complete)
      response.once('close', () => close(request));
    else close(request);
  }

  function report(error: Error): void {
    if (failure) return;
    failure = true;
    request._errored = error;
    request.emit('error', error);
  }

  function onDrain(): void {
    if (!request._needDrain || request.finished) return;
    request._needDrain = false;
    request.emit('drain');
  }

  const listeners: [string, Listener][] = [
    ['data', onData as Listener],
    ['end', onEnd],
    ['error', report as Listener],
    ['close', onClose],
    ['drain', onDrain],
  ];
  function leave(): void {
    for (const [event, listener] of listeners) socket.removeListener(event, listener);
  }
  for (const [event, listener] of listeners) socket.on(event, listener);
  socket.resume();
}

function close(request: ClientRequest): void {
  request.destroyed = true;
  if (request._closed) return;
  request._closed = true;
  request.emit('close');
}

function announceInterim(request: ClientRequest, head: ResponseHead): void {
  if (head.statusCode === 100) request.emit('continue');
  request.emit('information', {
    statusCode: head.statusCode,
    statusMessage: head.statusMessage,
    httpVersion: `${head.versionMajor}.${head.versionMinor}`,
    httpVersionMajor: head.versionMajor,
    httpVersionMinor: head.versionMinor,
    headers: Object.fromEntries(pairs(head.rawHeaders)),
    rawHeaders: head.rawHeaders,
  });
}

function pairs(raw: readonly string[]): [string, string][] {
  const made: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) made.push([(raw[i] ?? '').toLowerCase(), raw[i + 1] ?? '']);
  return made;
}

function makeResponse(
  Incoming: IncomingConstructor,
  request: ClientRequest,
  socket: HttpSocket,
  head: ResponseHead,
): IncomingMessage {
  const response = new Incoming(socket);
  response.httpVersionMajor = head.versionMajor;
  response.httpVersionMinor = head.versionMinor;
  response.httpVersion = `${head.versionMajor}.${head.versionMinor}`;
  response.joinDuplicateHeaders = request.options.joinDuplicateHeaders;
  response.rawHeaders = head.rawHeaders;
  response.statusCode = head.statusCode;
  response.statusMessage = head.statusMessage;
  response.upgrade = false;
  response.req = request;
  return response;
}
