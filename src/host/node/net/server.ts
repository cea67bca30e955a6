/** net.Server: a listening loopback socket of the kernel. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_SERVER_ALREADY_LISTEN,
  ERR_SERVER_NOT_RUNNING,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { emitters } from '../stream-shapes.ts';
import type { Callback, Emitter, Listener } from '../stream-shapes.ts';
import { validatePort } from '../validators.ts';
import { isLoopback } from './address.ts';
import { KeepAlive } from './keep-alive.ts';
import { normalizeArgs } from './socket.ts';
import type { Socket, SocketAddress, SocketConstructor } from './socket.ts';
import { socketError } from './system-error.ts';
import { bindPath } from './unix-socket.ts';

export interface ServerOptions {
  allowHalfOpen?: boolean;
  pauseOnConnect?: boolean;
  [option: string]: unknown;
}

export interface Server extends Emitter {
  _handle: { fd: number } | null;
  _connections: number;
  /** A Unix socket's is its path. */
  _bound: SocketAddress | string | null;
  _listening: boolean;
  allowHalfOpen: boolean;
  pauseOnConnect: boolean;
  maxConnections: number | undefined;
  keepAlive: KeepAlive;
  readonly listening: boolean;
  listen(...args: unknown[]): Server;
  close(callback?: Callback): Server;
  address(): SocketAddress | string | null;
  getConnections(callback: (error: Error | null, count: number) => void): Server;
  ref(): Server;
  unref(): Server;
  acceptNext(): void;
  emitCloseIfDone(): void;
}

export interface ServerConstructor {
  new (options?: ServerOptions | Listener, listener?: Listener): Server;
  call(self: object, options?: ServerOptions | Listener, listener?: Listener): void;
  prototype: Server;
}

export function defineServer(host: NodeHost, Socket: SocketConstructor): ServerConstructor {
  const EventEmitter = emitters(host);

  function Server(this: Server, first?: ServerOptions | Listener, second?: Listener): unknown {
    if (!(this instanceof Server)) return new (Server as unknown as ServerConstructor)(first, second);
    EventEmitter.call(this);
    if (first !== undefined && first !== null && !/^(?:object|function)$/.test(typeof first))
      throw new ERR_INVALID_ARG_TYPE('options', 'Object', first);
    const options = typeof first === 'object' && first !== null ? first : {};
    const listener = typeof first === 'function' ? first : second;
    if (listener) this.on('connection', listener);
    this._handle = null;
    this._connections = 0;
    this._bound = null;
    this._listening = false;
    this.allowHalfOpen = options.allowHalfOpen ?? false;
    this.pauseOnConnect = options.pauseOnConnect ?? false;
    Object.defineProperty(this, 'keepAlive', { value: new KeepAlive(host.loop), writable: true });
    return undefined;
  }

  inherit<Server>(Server, EventEmitter, listenMethods(host), acceptMethods(host, Socket), closeMethods(host));
  return Server as unknown as ServerConstructor;
}

function listenMethods(host: NodeHost): object & ThisType<Server> {
  return {
    listen(...args: unknown[]) {
      const [options, listener] = normalizeArgs(args);
      if (this._listening) throw new ERR_SERVER_ALREADY_LISTEN();
      if (listener) this.once('listening', listener);
      this._listening = true;
      if (options.path !== undefined) {
        const { path } = options;
        bind(this, { address: path }, () => bindPath(host, this, path));
        return this;
      }
      if ('port' in options && options.port !== undefined && options.port !== null)
        validatePort(options.port, 'options.port');
      else if (typeof args[0] === 'object' && args[0] !== null && !('port' in options)) {
        throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
      }
      const port = Number(options.port ?? 0);
      const address = options.host === undefined || options.host === '' ? '::' : options.host;
      if (!isLoopback(address)) {
        return failLater(this, socketError({ code: 'EADDRNOTAVAIL' }, 'listen', { address, port }));
      }
      const bound = address === 'localhost' ? '127.0.0.1' : address;
      bind(this, { address: bound, port }, () => bindPort(host, this, port, bound));
      options.signal?.addEventListener('abort', () => this.close(), { once: true });
      return this;
    },
    address() {
      return this._handle ? this._bound : null;
    },
    get listening() {
      return this._handle !== null;
    },
    ref() {
      this.keepAlive.ref();
      return this;
    },
    unref() {
      this.keepAlive.unref();
      return this;
    },
  };
}

/** At once, not later: `server.listen(0).address()` must know its port, as Node's does. */
function bind(server: Server, where: { address: string; port?: number }, open: () => void): void {
  try {
    open();
    server.acceptNext();
    nextTick(() => {
      if (server._handle) server.emit('listening');
    });
  } catch (error) {
    failLater(server, socketError(error, 'listen', where));
  }
}

function bindPort(host: NodeHost, server: Server, port: number, address: string): void {
  const made = host.kernel.sync('listen', port, address);
  server._handle = { fd: made.fd };
  server._bound = { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port: made.port };
}

function failLater(server: Server, error: Error): Server {
  server._listening = false;
  nextTick(() => server.emit('error', error));
  return server;
}

function acceptMethods(host: NodeHost, Socket: SocketConstructor): object & ThisType<Server> {
  return {
    acceptNext() {
      const handle = this._handle;
      if (!handle) return;
      this.keepAlive.wait(host.kernel.async('accept', handle.fd), (error, made) => {
        if (made && this._handle !== handle) host.kernel.async('close', made.fd).catch(() => undefined);
        if (this._handle !== handle || error || !made) return;
        this.acceptNext();
        if (this.maxConnections !== undefined && this._connections >= this.maxConnections) {
          host.kernel.async('close', made.fd).catch(() => undefined);
          const { port } = typeof this._bound === 'object' && this._bound ? this._bound : {};
          this.emit('drop', { localPort: port, remotePort: made.remotePort });
          return;
        }
        const socket: Socket = new Socket({ allowHalfOpen: this.allowHalfOpen });
        if (this.pauseOnConnect) socket.pause();
        const bound = this._bound;
        if (typeof bound === 'string') socket.adopt(made.fd);
        else {
          const address = bound?.family === 'IPv4' ? '127.0.0.1' : '::ffff:127.0.0.1';
          socket.adopt(made.fd, { local: bound?.port ?? 0, remote: made.remotePort, address });
        }
        socket.server = this;
        socket._server = this;
        this._connections += 1;
        socket.once('close', () => {
          this._connections -= 1;
          this.emitCloseIfDone();
        });
        this.emit('connection', socket);
      });
    },
  };
}

function closeMethods(host: NodeHost): object & ThisType<Server> {
  return {
    close(callback?: Callback) {
      const running = this._handle !== null;
      if (typeof callback === 'function') {
        if (running) this.once('close', () => callback());
        else this.once('close', () => callback(new ERR_SERVER_NOT_RUNNING()));
      }
      // Not later: the same port may be bound again at once.
      if (this._handle) host.kernel.sync('close', this._handle.fd);
      this._handle = null;
      this._listening = false;
      this.emitCloseIfDone();
      return this;
    },
    emitCloseIfDone() {
      if (this._handle || this._connections > 0) return;
      nextTick(() => {
        if (!this._handle && this._connections === 0) this.emit('close');
      });
    },
    getConnections(callback: (error: Error | null, count: number) => void) {
      nextTick(() => callback(null, this._connections));
      return this;
    },
    async [Symbol.asyncDispose]() {
      if (!this._handle) return;
      await new Promise((resolve) => this.close(resolve));
    },
  };
}
