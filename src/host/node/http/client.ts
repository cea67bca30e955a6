/** http.ClientRequest: its options, its head, and its way to a socket. */
import {
  AbortError,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_HTTP_TOKEN,
  ERR_INVALID_PROTOCOL,
  ERR_UNESCAPED_CHARACTERS,
} from '../errors.ts';
import { isToken } from '../../protocol/http/head.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { buffers } from '../stream-shapes.ts';
import type { Listener } from '../stream-shapes.ts';
import { readResponses } from './client-connection.ts';
import { resetError } from './incoming.ts';
import type { IncomingConstructor } from './incoming.ts';
import { headerPairs } from './outgoing-headers.ts';
import type {
  Agent,
  ClientRequest,
  HeaderValue,
  HttpConstructor,
  HttpSocket,
  OutgoingMessage,
  RequestOptions,
} from './shapes.ts';

const NO_BODY_BY_DEFAULT = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);
const BAD_PATH = /[^\x21-\u00ff]/;

export interface ClientParts {
  host: NodeHost;
  Outgoing: HttpConstructor<OutgoingMessage>;
  Incoming: IncomingConstructor;
  globalAgent(): Agent;
  AgentClass: new (options?: object) => Agent;
}

export interface ClientConstructor {
  new (...args: unknown[]): ClientRequest;
  prototype: ClientRequest;
}

export function defineClient(parts: ClientParts): ClientConstructor {
  function ClientRequest(this: ClientRequest, ...args: unknown[]): void {
    parts.Outgoing.call(this);
    const [options, listener] = requestArguments(args);
    const agent = chooseAgent(parts, options);
    const protocol = options.protocol ?? agent?.protocol ?? 'http:';
    const expected = agent?.protocol ?? 'http:';
    if (options.path !== undefined && BAD_PATH.test(String(options.path))) {
      throw new ERR_UNESCAPED_CHARACTERS('Request path');
    }
    if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);
    const defaultPort = options.defaultPort ?? agent?.defaultPort ?? 80;
    options.port = options.port || defaultPort;
    for (const name of ['host', 'hostname']) {
      const value = options[name];
      if (value !== undefined && value !== null && typeof value !== 'string')
        throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], value);
    }
    options.host = options.hostname || options.host || 'localhost';
    if (options.timeout !== undefined) this.timeout = Number(options.timeout);
    const method = options.method ?? 'GET';
    if (typeof method !== 'string') throw new ERR_INVALID_ARG_TYPE('options.method', 'string', method);
    if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
    Object.assign(this, {
      agent,
      method: method.toUpperCase(),
      path: options.path || '/',
      host: options.host,
      protocol,
      aborted: false,
      reusedSocket: false,
      res: null,
      options,
      _ended: false,
      _timeoutArmed: false,
      shouldKeepAlive: agent ? agent.keepAlive : false,
    });
    this.useChunkedEncodingByDefault = !NO_BODY_BY_DEFAULT.has(this.method);
    if (agent && !agent.keepAlive && !Number.isFinite(agent.maxSockets)) this._last = true;
    if (listener) this.once('response', listener);
    setHeaders(parts.host, this, options, defaultPort);
    listenToSignal(this, options.signal);
    // As Node: a header that is complete at once (an array of headers, Expect) is written at once.
    start(this, agent, options);
  }

  inherit<ClientRequest>(ClientRequest, parts.Outgoing, requestMethods(parts));
  return ClientRequest as unknown as ClientConstructor;
}

/** (options), (url), (url, options), each with an optional listener. */
function requestArguments(args: unknown[]): [RequestOptions, Listener | null] {
  const [input, second] = args;
  const listener = args.find((arg) => typeof arg === 'function') as Listener | undefined;
  const more = (typeof second === 'object' && second !== null ? second : {}) as RequestOptions;
  if (typeof input === 'string') return [{ ...urlOptions(new URL(input)), ...more }, listener ?? null];
  if (input instanceof URL) return [{ ...urlOptions(input), ...more }, listener ?? null];
  return [{ ...(input as RequestOptions) }, listener ?? null];
}

function urlOptions(url: URL): RequestOptions {
  const options: RequestOptions = {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    path: `${url.pathname}${url.search}`,
  };
  if (url.port !== '') options.port = Number(url.port);
  if (url.username || url.password) {
    options.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  }
  return options;
}

function chooseAgent(parts: ClientParts, options: RequestOptions): Agent | null | undefined {
  const { agent } = options;
  const fallback = options._defaultAgent ?? parts.globalAgent();
  if (agent === false) {
    const fresh = new (fallback.constructor as typeof parts.AgentClass)();
    return fresh;
  }
  if (agent === null || agent === undefined) {
    return typeof options.createConnection === 'function' ? undefined : fallback;
  }
  if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

function setHeaders(
  host: NodeHost,
  request: ClientRequest,
  options: RequestOptions,
  defaultPort: number,
): void {
  const { headers } = options;
  const authorization =
    options.auth === undefined ? null : `Basic ${buffers(host).from(options.auth).toString('base64')}`;
  if (Array.isArray(headers)) {
    for (const [name, value] of headerPairs(headers)) request.appendHeader(name, value as string);
  } else {
    for (const [name, value] of Object.entries(headers ?? {})) request.setHeader(name, value as HeaderValue);
  }
  if (options.setHost !== false && !request.hasHeader('host')) {
    const name =
      request.host.includes(':') && !request.host.startsWith('[') ? `[${request.host}]` : request.host;
    request.setHeader('Host', Number(options.port) === defaultPort ? name : `${name}:${options.port}`);
  }
  if (authorization && !request.hasHeader('authorization')) request.setHeader('Authorization', authorization);
  if (request.hasHeader('expect')) request._implicitHeader();
}

function listenToSignal(request: ClientRequest, signal: AbortSignal | undefined): void {
  if (!signal) return;
  const abort = (): void =>
    void request.destroy(new AbortError(undefined, { cause: signal.reason as unknown }));
  if (signal.aborted) nextTick(abort);
  else {
    signal.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal.removeEventListener('abort', abort));
  }
}

function start(request: ClientRequest, agent: Agent | null | undefined, options: RequestOptions): void {
  if (agent) {
    agent.addRequest(request, options);
    return;
  }
  request._last = true;
  request.shouldKeepAlive = false;
  const done = (error: Error | null, socket?: HttpSocket): void => request.onSocket(socket ?? null, error);
  const socket = options.createConnection?.(options, done);
  if (socket) done(null, socket);
}

function requestMethods(parts: ClientParts): object & ThisType<ClientRequest> {
  return {
    _implicitHeader() {
      this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this._outHeaders);
    },
    onSocket(socket: HttpSocket | null, error?: Error | null) {
      nextTick(() => {
        if (!socket || error) {
          fail(this, error ?? resetError('socket hang up'));
          return;
        }
        if (this.destroyed) {
          if (this.agent && !socket.destroyed && !this._errored && socket.writable) socket.emit('free');
          else socket.destroy();
          fail(this, this._errored ?? resetError('socket hang up'));
          return;
        }
        this.socket = socket;
        socket._httpMessage = this;
        if (this.timeout !== undefined) armTimeout(this, this.timeout);
        readResponses(parts.host, parts.Incoming, this, socket);
        this.emit('socket', socket);
        this._flush();
      });
    },
    destroy(error?: Error | null) {
      if (this.destroyed) return this;
      this.destroyed = true;
      this._errored = error ?? null;
      this.res?._dump();
      if (this.socket) this.socket.destroy(error);
      else if (!this.agent) nextTick(() => fail(this, error ?? resetError('socket hang up')));
      else abandon(this, this.agent);
      return this;
    },
    abort() {
      if (this.aborted) return;
      this.aborted = true;
      nextTick(() => this.emit('abort'));
      this.destroy();
    },
    setTimeout(ms: number, listener?: Listener) {
      if (this._ended) return this;
      if (listener) this.once('timeout', listener);
      this.timeout = ms;
      if (this.socket) armTimeout(this, ms);
      return this;
    },
    setNoDelay(on?: boolean) {
      if (this.socket) this.socket.setNoDelay?.(on);
    },
    setSocketKeepAlive(on?: boolean, ms?: number) {
      if (this.socket) this.socket.setKeepAlive?.(on, ms);
    },
    clearTimeout(listener?: Listener) {
      return this.setTimeout(0, listener);
    },
  };
}

function armTimeout(request: ClientRequest, ms: number): void {
  request.socket?.setTimeout?.(ms);
  if (request._timeoutArmed || !request.socket) return;
  request._timeoutArmed = true;
  const { socket } = request;
  const onTimeout = (): void => void request.emit('timeout');
  socket.on('timeout', onTimeout);
  request.once('close', () => socket.removeListener('timeout', onTimeout));
}

/** A request that still waits in its agent's queue. */
function abandon(request: ClientRequest, agent: Agent): void {
  for (const [name, queue] of Object.entries(agent.requests ?? {})) {
    const at = queue.indexOf(request);
    if (at < 0) continue;
    queue.splice(at, 1);
    if (queue.length === 0) delete agent.requests[name];
    nextTick(() => fail(request, request._errored ?? resetError('socket hang up')));
  }
}

function fail(request: ClientRequest, error: Error): void {
  request.destroyed = true;
  if (request._closed) return;
  request._closed = true;
  if (!(request.aborted && request._errored === null && request.listenerCount('error') === 0)) {
    request.emit('error', error);
  }
  request.emit('close');
}
