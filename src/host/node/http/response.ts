/** http.ServerResponse. */
import { STATUS_CODES } from '../../protocol/http/status-codes.ts';
import {
  ERR_HTTP_HEADERS_SENT,
  ERR_HTTP_INVALID_STATUS_CODE,
  ERR_HTTP_SOCKET_ASSIGNED,
  ERR_INVALID_CHAR,
} from '../errors.ts';
import { inherit } from '../inherit.ts';
import type { Callback } from '../stream-shapes.ts';
import { validateObject } from '../validators.ts';
import { hasInvalidChar, validateHeaderName, validateHeaderValue } from './header-rules.ts';
import { headerPairs } from './outgoing-headers.ts';
import type {
  HeaderInput,
  HeaderValue,
  HttpConstructor,
  HttpSocket,
  IncomingMessage,
  OutgoingMessage,
  ServerResponse,
} from './shapes.ts';

export interface ResponseConstructor extends HttpConstructor<ServerResponse> {
  new (request: IncomingMessage): ServerResponse;
}

export function defineResponse(Outgoing: HttpConstructor<OutgoingMessage>): ResponseConstructor {
  function ServerResponse(this: ServerResponse, request: IncomingMessage): void {
    Outgoing.call(this);
    if (request.method === 'HEAD') this._hasBody = false;
    this.req = request;
    this.sendDate = true;
    this._sent100 = false;
    this._expect_continue = false;
    if (request.httpVersionMajor < 1 || (request.httpVersionMajor === 1 && request.httpVersionMinor < 1)) {
      this.useChunkedEncodingByDefault = /(?:^|\W)chunked(?:$|\W)/i.test(String(request.headers.te));
      this.shouldKeepAlive = false;
    }
  }

  inherit<ServerResponse>(ServerResponse, Outgoing, headMethods, socketMethods);
  Object.assign(ServerResponse.prototype, { statusCode: 200, statusMessage: undefined });
  return ServerResponse as unknown as ResponseConstructor;
}

/** A response's last word: once, also when its connection went away. */
export function emitClose(response: OutgoingMessage): void {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit('close');
}

const socketMethods: object & ThisType<ServerResponse> = {
  assignSocket(socket: HttpSocket) {
    if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
    socket._httpMessage = this;
    this._onSocketClose = () => emitClose(this);
    socket.on('close', this._onSocketClose);
    this.socket = socket;
    this.emit('socket', socket);
    this._flush();
  },
  detachSocket(socket: HttpSocket) {
    socket.removeListener('close', this._onSocketClose);
    socket._httpMessage = null;
    this.socket = null;
  },
};

const headMethods: object & ThisType<ServerResponse> = {
  writeContinue(callback?: Callback) {
    this._writeRaw('HTTP/1.1 100 Continue\r\n\r\n', 'latin1', callback);
    this._sent100 = true;
  },
  writeProcessing(callback?: Callback) {
    this._writeRaw('HTTP/1.1 102 Processing\r\n\r\n', 'latin1', callback);
  },
  writeEarlyHints(hints: { link?: string | string[]; [name: string]: unknown }, callback?: Callback) {
    validateObject(hints, 'hints');
    const link = [hints.link ?? []].flat().join(', ');
    if (link === '') return;
    let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
    for (const [name, value] of Object.entries(hints)) {
      if (name === 'link') continue;
      validateHeaderName(name);
      validateHeaderValue(name, value);
      head += `${name}: ${String(value)}\r\n`;
    }
    this._writeRaw(`${head}\r\n`, 'latin1', callback);
  },
  _implicitHeader() {
    this.writeHead(this.statusCode);
  },
  writeHead(status: number, reason?: string | HeaderInput, headers?: HeaderInput) {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
    const code = status | 0;
    if (code < 100 || code > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(status);
    if (typeof reason === 'string') this.statusMessage = reason;
    else {
      this.statusMessage ||= STATUS_CODES[code] ?? 'unknown';
      headers ??= reason;
    }
    this.statusCode = code;
    if (hasInvalidChar(this.statusMessage)) throw new ERR_INVALID_CHAR('statusMessage');
    let all: HeaderInput | OutgoingMessage['_outHeaders'] | undefined = headers;
    if (this._outHeaders) {
      mergeHeaders(this, headers);
      all = this._outHeaders;
    }
    if (code === 204 || code === 304 || code < 200) this._hasBody = false;
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    this._storeHeader(`HTTP/1.1 ${code} ${this.statusMessage}\r\n`, all);
    return this;
  },
};
Object.defineProperty(headMethods, 'writeHeader', {
  value: (headMethods as { writeHead: unknown }).writeHead,
  configurable: true,
  writable: true,
});

/** In an array a name may come twice, and both count. */
function mergeHeaders(response: ServerResponse, headers: HeaderInput | undefined): void {
  const pairs = headerPairs(headers ?? {});
  if (!Array.isArray(headers)) {
    for (const [name, value] of pairs) if (name) response.setHeader(name, value as HeaderValue);
    return;
  }
  for (const [name] of pairs) response.removeHeader(name);
  for (const [name, value] of pairs) response.appendHeader(name, value as string);
}
