/** The header half of http.OutgoingMessage. */
import { ERR_HTTP_HEADERS_SENT, ERR_HTTP_TRAILER_INVALID, ERR_INVALID_ARG_TYPE } from '../errors.ts';
import { validateHeaderName, validateHeaderValue } from './header-rules.ts';
import type { HeaderInput, HeaderValue, OutgoingMessage } from './shapes.ts';

export const headerMethods: object & ThisType<OutgoingMessage> = {
  setHeader(name: string, value: HeaderValue) {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    (this._outHeaders ??= new Map()).set(name.toLowerCase(), [name, value]);
    return this;
  },
  setHeaders(headers: Iterable<[string, HeaderValue]>) {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
    if (!(headers instanceof Map) && !(headers instanceof Headers)) {
      throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
    }
    const cookies: string[] = [];
    for (const [name, value] of headers as Iterable<[string, HeaderValue]>) {
      if (name === 'set-cookie') cookies.push(...[value].flat().map(String));
      else this.setHeader(name, value);
    }
    if (cookies.length > 0) this.setHeader('set-cookie', cookies);
    return this;
  },
  appendHeader(name: string, value: string | readonly string[]) {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('append');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    const before = this._outHeaders?.get(name.toLowerCase());
    if (!before) return this.setHeader(name, value);
    before[1] = [...listOf(before[1]), ...listOf(value)];
    return this;
  },
  getHeader(name: string) {
    return this._outHeaders?.get(name.toLowerCase())?.[1];
  },
  getHeaderNames() {
    return [...(this._outHeaders?.keys() ?? [])];
  },
  getRawHeaderNames() {
    return [...(this._outHeaders?.values() ?? [])].map(([name]) => name);
  },
  getHeaders() {
    const headers = Object.create(null) as Record<string, HeaderValue>;
    for (const [key, [, value]] of this._outHeaders ?? []) headers[key] = value;
    return headers;
  },
  hasHeader(name: string) {
    return this._outHeaders?.has(name.toLowerCase()) ?? false;
  },
  removeHeader(name: string) {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
    const key = name.toLowerCase();
    if (key === 'connection') this._removedConnection = true;
    if (key === 'content-length') this._removedContLen = true;
    if (key === 'transfer-encoding') this._removedTE = true;
    if (key === 'date') this.sendDate = false;
    this._outHeaders?.delete(key);
  },
  addTrailers(headers: HeaderInput) {
    for (const [name, value] of headerPairs(headers)) {
      validateHeaderName(name, 'Trailer name');
      for (const one of listOf(value)) {
        validateHeaderValue(name, one);
        this._trailer += `${name}: ${one}\r\n`;
      }
    }
  },
  _renderHeaders() {
    if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
    return Object.fromEntries(this._outHeaders?.values() ?? []);
  },
  _storeHeader(firstLine: string, headers: HeaderInput | OutgoingMessage['_outHeaders']) {
    storeHeader(this, firstLine, headers ?? {});
  },
};

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** Headers as Node takes them: a Map of ours, an object, pairs, or names and values in a row. */
export function headerPairs(headers: HeaderInput | Map<string, [string, HeaderValue]>): [string, unknown][] {
  if (headers instanceof Map) return [...headers.values()];
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers as [string, unknown][];
  const pairs: [string, unknown][] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([String(headers[i]), headers[i + 1]]);
  return pairs;
}

interface HeadState {
  connection: boolean;
  length: boolean;
  coding: boolean;
  date: boolean;
  expect: boolean;
  trailer: boolean;
}

function storeHeader(
  message: OutgoingMessage,
  firstLine: string,
  headers: HeaderInput | Map<string, [string, HeaderValue]>,
): void {
  const seen: HeadState = {
    connection: false,
    length: false,
    coding: false,
    date: false,
    expect: false,
    trailer: false,
  };
  const validated = headers === message._outHeaders;
  let text = firstLine;
  for (const [name, value] of headerPairs(headers)) {
    if (!validated) validateHeaderName(name);
    const values =
      Array.isArray(value) && name.toLowerCase() === 'cookie' ? [value.join('; ')] : [value].flat();
    for (const one of values) {
      if (!validated) validateHeaderValue(name, one);
      text += `${name}: ${String(one)}\r\n`;
      noteHeader(message, seen, name, String(one));
    }
  }
  if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
    message.chunkedEncoding = false;
    message.shouldKeepAlive = false;
  }
  if (message.sendDate && !seen.date) text += `Date: ${new Date().toUTCString()}\r\n`;
  text += connectionLines(message, seen) + framingLines(message, seen);
  if (!message.chunkedEncoding && seen.trailer) throw new ERR_HTTP_TRAILER_INVALID();
  message._header = `${text}\r\n`;
  message._headerSent = false;
  if (seen.expect) message._send('');
}

function noteHeader(message: OutgoingMessage, seen: HeadState, name: string, value: string): void {
  switch (name.toLowerCase()) {
    case 'connection':
      seen.connection = true;
      message._removedConnection = false;
      if (/(?:^|\W)close(?:$|\W)/i.test(value)) message._last = true;
      else message.shouldKeepAlive = true;
      break;
    case 'transfer-encoding':
      seen.coding = true;
      message._removedTE = false;
      if (/(?:^|\W)chunked(?:$|\W)/i.test(value)) message.chunkedEncoding = true;
      break;
    case 'content-length':
      seen.length = true;
      message._contentLength = Number(value);
      message._removedContLen = false;
      break;
    case 'date':
      seen.date = true;
      break;
    case 'expect':
      seen.expect = true;
      break;
    case 'trailer':
      seen.trailer = true;
      break;
    case 'keep-alive':
      message._defaultKeepAlive = false;
      break;
  }
}

function connectionLines(message: OutgoingMessage, seen: HeadState): string {
  if (message._removedConnection) {
    message._last = !message.shouldKeepAlive;
    return '';
  }
  if (seen.connection) return '';
  const stays =
    message.shouldKeepAlive && (seen.length || message.useChunkedEncodingByDefault || Boolean(message.agent));
  if (!stays) {
    message._last = true;
    return 'Connection: close\r\n';
  }
  if (message.maxRequestsOnConnectionReached) return 'Connection: close\r\n';
  const timeout = Math.floor(message._keepAliveTimeout / 1000);
  const hint = timeout > 0 && message._defaultKeepAlive ? `Keep-Alive: timeout=${timeout}\r\n` : '';
  return `Connection: keep-alive\r\n${hint}`;
}

function framingLines(message: OutgoingMessage, seen: HeadState): string {
  if (seen.length || seen.coding) return '';
  if (!message._hasBody) message.chunkedEncoding = false;
  else if (!message.useChunkedEncodingByDefault) message._last = true;
  else if (!seen.trailer && !message._removedContLen && typeof message._contentLength === 'number') {
    return `Content-Length: ${message._contentLength}\r\n`;
  } else if (!message._removedTE) {
    message.chunkedEncoding = true;
    return 'Transfer-Encoding: chunked\r\n';
  }
  return '';
}
