/** The reading half of a ClientRequest: answers of its socket, and what becomes of the socket afterwards. */
import type { ResponseHead } from '../../protocol/http/head.ts';
import { HttpParseError } from '../../protocol/http/parse-error.ts';
import { createResponseParser, DEFAULT_LIMITS } from '../../protocol/http/parser.ts';
import type { AfterHead, HttpParser } from '../../protocol/http/parser.ts';
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
  new ResponseReader(host, Incoming, request, socket).start();
}

class ResponseReader {
  readonly #host: NodeHost;
  readonly #Incoming: IncomingConstructor;
  readonly #request: ClientRequest;
  readonly #socket: HttpSocket;
  readonly #parser: HttpParser<ResponseHead>;
  readonly #listeners: [string, Listener][] = [
    ['data', ((chunk: Uint8Array) => this.#onData(chunk)) as Listener],
    ['end', () => this.#onEnd()],
    ['error', ((error: Error) => this.#report(error)) as Listener],
    ['close', () => this.#onClose()],
    ['drain', () => this.#onDrain()],
  ];
  #response: IncomingMessage | null = null;
  #failed = false;
  #reusable = false;

  constructor(host: NodeHost, Incoming: IncomingConstructor, request: ClientRequest, socket: HttpSocket) {
    this.#host = host;
    this.#Incoming = Incoming;
    this.#request = request;
    this.#socket = socket;
    const { maxHeaderSize = DEFAULT_LIMITS.maxHeaderSize } = request.options;
    this.#parser = createResponseParser(
      {
        onHead: (head) => this.#onHead(head),
        onBody: (data) => this.#onBody(data),
        onEnd: (trailers) => this.#onMessageEnd(trailers),
      },
      { ...DEFAULT_LIMITS, maxHeaderSize },
    );
  }

  start(): void {
    for (const [event, listener] of this.#listeners) this.#socket.on(event, listener);
    this.#socket.resume();
  }

  #leave(): void {
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener);
  }

  #onHead(head: ResponseHead): AfterHead {
    const request = this.#request;
    if (head.statusCode < 200 && head.statusCode !== 101) {
      announceInterim(request, head);
      return 'no-body';
    }
    const response = makeResponse(this.#Incoming, request, this.#socket, head);
    this.#response = response;
    request.res = response;
    this.#reusable = head.keepAlive && request.shouldKeepAlive;
    if (head.statusCode === 101 || request.method === 'CONNECT') {
      response.upgrade = true;
      return 'upgrade';
    }
    response.on('end', () => this.#whenDone());
    request.on('prefinish', () => this.#whenDone());
    if (!request.emit('response', response)) response._dump();
    return request.method === 'HEAD' ? 'no-body' : 'body';
  }

  #onBody(data: Uint8Array): void {
    const response = this.#response;
    if (response && !response._dumped && !response.destroyed && !response.push(asBuffer(this.#host, data)))
      this.#socket.pause();
  }

  #onMessageEnd(trailers: string[]): void {
    const response = this.#response;
    if (!response || response.upgrade) return;
    response.complete = true;
    response.rawTrailers = trailers;
    response.push(null);
  }

  /** Both the request is written and its answer is read. */
  #whenDone(): void {
    const request = this.#request;
    const socket = this.#socket;
    if (!this.#response?.readableEnded || !request.finished || request._ended) return;
    request._ended = true;
    this.#leave();
    if (this.#reusable && !socket.destroyed && socket.writable && request.agent) {
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

  #onData(chunk: Uint8Array): void {
    try {
      const used = this.#parser.execute(chunk);
      if (this.#parser.upgraded && this.#response) this.#hijack(this.#response, chunk.subarray(used));
    } catch (error) {
      if (!(error instanceof HttpParseError)) throw error;
      this.#report(Object.assign(error, { rawPacket: chunk }));
      this.#socket.destroy();
    }
  }

  #hijack(answer: IncomingMessage, head: Uint8Array): void {
    const request = this.#request;
    const socket = this.#socket;
    this.#leave();
    socket._httpMessage = null;
    request._ended = true;
    socket.emit('agentRemove');
    (socket as { readableFlowing: boolean | null }).readableFlowing = null;
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
    request._closed = true;
    if (request.emit(event, answer, socket, asBuffer(this.#host, head))) request.emit('close');
    else socket.destroy();
  }

  #onEnd(): void {
    try {
      this.#parser.finish();
    } catch (error) {
      if (!this.#response) this.#report(resetError('socket hang up'));
      else if (!(error instanceof HttpParseError)) throw error;
    }
    if (!this.#response) this.#report(resetError('socket hang up'));
    if (!this.#request._ended) this.#socket.end();
  }

  #onClose(): void {
    const request = this.#request;
    const response = this.#response;
    this.#leave();
    if (response && !response.complete) response.destroy(request._errored ?? resetError('aborted'));
    if (!response && !this.#failed) this.#report(request._errored ?? resetError('socket hang up'));
    if (response && !response.readableEnded && response.complete)
      response.once('close', () => close(request));
    else close(request);
  }

  #report(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#request._errored = error;
    this.#request.emit('error', error);
  }

  #onDrain(): void {
    if (!this.#request._needDrain || this.#request.finished) return;
    this.#request._needDrain = false;
    this.#request.emit('drain');
  }
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
