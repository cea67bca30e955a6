/** `require('http')`: real HTTP/1.1 over the tab's sockets; requests to the outside go by fetch. */
import { METHODS } from '../protocol/http/methods.ts';
import { STATUS_CODES } from '../protocol/http/status-codes.ts';
import type { NodeHost } from './host.ts';
import { validateInteger } from './validators.ts';
import { httpClasses } from './http/classes.ts';
import type { HttpClasses } from './http/classes.ts';
import { validateHeaderName, validateHeaderValue } from './http/header-rules.ts';
import type { HttpServer, HttpServerOptions } from './http/server.ts';
import type { Agent, ClientRequest } from './http/shapes.ts';
import type { Listener } from './stream-shapes.ts';

export interface HttpModule extends Omit<HttpClasses, 'agents'> {
  globalAgent: Agent;
  createServer(options?: HttpServerOptions | Listener, listener?: Listener): HttpServer;
  request(...args: unknown[]): ClientRequest;
  get(...args: unknown[]): ClientRequest;
  [name: string]: unknown;
}

export function createModule(host: NodeHost): HttpModule {
  const { agents, ...classes } = httpClasses(host);
  const request = (...args: unknown[]): ClientRequest => new classes.ClientRequest(...args);
  return {
    ...classes,
    METHODS: [...METHODS],
    STATUS_CODES: { ...STATUS_CODES },
    maxHeaderSize: 16 * 1024,
    createServer: (options, listener) => new classes.Server(options, listener),
    _connectionListener(this: HttpServer, socket: unknown) {
      this.emit('connection', socket);
    },
    validateHeaderName,
    validateHeaderValue,
    setMaxIdleHTTPParsers: (max: unknown) => validateInteger(max, 'max', 1),
    request,
    get(...args) {
      const made = request(...args);
      made.end();
      return made;
    },
    get globalAgent() {
      return agents.http;
    },
    set globalAgent(agent: Agent) {
      agents.http = agent;
    },
    WebSocket: globalThis.WebSocket,
    CloseEvent: globalThis.CloseEvent,
    MessageEvent: globalThis.MessageEvent,
  };
}
