/** http.Server. */
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import type { NetModule, Server as NetServer } from '../net.ts';
import type { Callback, Listener } from '../stream-shapes.ts';
import { validateObject } from '../validators.ts';
import type { IncomingConstructor } from './incoming.ts';
import type { ResponseConstructor } from './response.ts';
import { ServerConnection } from './server-connection.ts';
import type { HttpSocket } from './shapes.ts';

export interface HttpServerOptions {
  IncomingMessage?: IncomingConstructor;
  ServerResponse?: ResponseConstructor;
  keepAliveTimeout?: number;
  headersTimeout?: number;
  requestTimeout?: number;
  maxHeaderSize?: number;
  requireHostHeader?: boolean;
  joinDuplicateHeaders?: boolean;
  [option: string]: unknown;
}

export interface HttpServer extends NetServer {
  RequestClass: IncomingConstructor;
  ResponseClass: ResponseConstructor;
  connections: Set<ServerConnection>;
  timeout: number;
  keepAliveTimeout: number;
  headersTimeout: number;
  requestTimeout: number;
  maxHeaderSize: number;
  maxHeadersCount: number | null;
  maxRequestsPerSocket: number;
  requireHostHeader: boolean;
  joinDuplicateHeaders: boolean | undefined;
  httpAllowHalfOpen: boolean;
  closeIdleConnections(): void;
}

export interface HttpServerConstructor {
  new (options?: HttpServerOptions | Listener, listener?: Listener): HttpServer;
  call(self: object, options?: HttpServerOptions | Listener, listener?: Listener): void;
  prototype: HttpServer;
}

export function defineServer(
  host: NodeHost,
  net: NetModule,
  Incoming: IncomingConstructor,
  Response: ResponseConstructor,
): HttpServerConstructor {
  function Server(this: HttpServer, first?: HttpServerOptions | Listener, second?: Listener): unknown {
    if (!(this instanceof Server)) return new (Server as unknown as HttpServerConstructor)(first, second);
    const listener = typeof first === 'function' ? first : second;
    const options = typeof first === 'function' || first === undefined || first === null ? {} : first;
    validateObject(options, 'options');
    net.Server.call(this, { allowHalfOpen: true });
    Object.assign(this, {
      RequestClass: options.IncomingMessage ?? Incoming,
      ResponseClass: options.ServerResponse ?? Response,
      timeout: 0,
      keepAliveTimeout: options.keepAliveTimeout ?? 5000,
      headersTimeout: options.headersTimeout ?? 60_000,
      requestTimeout: options.requestTimeout ?? 300_000,
      maxHeaderSize: options.maxHeaderSize ?? 16 * 1024,
      maxHeadersCount: null,
      maxRequestsPerSocket: 0,
      requireHostHeader: options.requireHostHeader ?? true,
      joinDuplicateHeaders: options.joinDuplicateHeaders,
      httpAllowHalfOpen: false,
    });
    Object.defineProperty(this, 'connections', { value: new Set(), writable: true });
    if (listener) this.on('request', listener);
    this.on('connection', (socket: HttpSocket) => {
      const connection = new ServerConnection(host, this, socket);
      this.connections.add(connection);
      socket.once('close', () => this.connections.delete(connection));
    });
    return undefined;
  }

  inherit<HttpServer>(Server, net.Server, {
    close(callback?: Callback) {
      net.Server.prototype.close.call(this, callback);
      this.closeIdleConnections();
      return this;
    },
    closeAllConnections() {
      for (const connection of this.connections) connection.destroy();
    },
    closeIdleConnections() {
      for (const connection of this.connections) if (connection.idle) connection.destroy();
    },
    setTimeout(ms?: number | Listener, listener?: Listener) {
      this.timeout = typeof ms === 'number' ? ms : 120_000;
      const added = typeof ms === 'function' ? ms : listener;
      if (added) this.on('timeout', added);
      return this;
    },
  });
  return Server as unknown as HttpServerConstructor;
}
