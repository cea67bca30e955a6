/** net.Socket: a Duplex over a loopback socket of the kernel. */
import { bindContext } from '../async-context.ts';
import { ERR_MISSING_ARGS, ERR_OUT_OF_RANGE, ERR_SOCKET_CLOSED } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { idleTimer } from '../idle-timer.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { asBuffer, streams } from '../stream-shapes.ts';
import type { Callback, Duplex, Listener } from '../stream-shapes.ts';
import { validateFunction, validateNumber, validatePort } from '../validators.ts';
import { isIP, isLoopback } from './address.ts';
import { KeepAlive } from './keep-alive.ts';
import { addressesOf, type Ports } from './socket-addresses.ts';
import { socketError, unreachable } from './system-error.ts';
import { connectPath } from './unix-socket.ts';
import { joinBytes } from '../../../shared/join-bytes.ts';

const READ_SIZE = 64 * 1024;

export interface SocketAddress {
  address: string;
  family: string;
  port: number;
}

export interface ConnectOptions {
  port?: number | string;
  host?: string;
  path?: string;
  timeout?: number;
  signal?: AbortSignal;
  [option: string]: unknown;
}

/** The connection of a socket, and what `_handle` shows of it. */
export interface SocketHandle {
  fd: number;
  reading: boolean;
}

export interface Socket extends Duplex {
  connecting: boolean;
  _handle: SocketHandle | null;
  _hadError: boolean;
  _host: string | null;
  _wantsRead: boolean;
  keepAlive: KeepAlive;
  server: unknown;
  _server: unknown;
  localAddress: string | undefined;
  localPort: number | undefined;
  localFamily: string | undefined;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
  bytesRead: number;
  bytesWritten: number;
  timeout: number;
  idleTimer: { clear(): void } | null;
  readonly pending: boolean;
  readonly readyState: string;
  connect(...args: unknown[]): Socket;
  setTimeout(ms: number, listener?: Listener): Socket;
  setNoDelay(on?: boolean): Socket;
  setKeepAlive(on?: boolean, delay?: number): Socket;
  ref(): Socket;
  unref(): Socket;
  address(): SocketAddress | Record<string, never>;
  resetAndDestroy(): Socket;
  destroySoon(): void;
  /** Makes a descriptor the socket's connection; without ports, a Unix socket's. */
  adopt(fd: number, between?: Ports): void;
  startReading(): void;
  touch(): void;
}

export interface SocketConstructor {
  new (options?: object): Socket;
  (options?: object): Socket;
  call(self: object, options?: object): void;
  prototype: Socket;
}

export function defineSocket(host: NodeHost): SocketConstructor {
  const { Duplex } = streams(host);

  function Socket(
    this: Socket,
    options: { fd?: number; signal?: AbortSignal; allowHalfOpen?: boolean } = {},
  ): unknown {
    if (!(this instanceof Socket)) return new (Socket as unknown as SocketConstructor)(options);
    Duplex.call(this, {
      ...options,
      allowHalfOpen: options.allowHalfOpen ?? false,
      autoDestroy: true,
      emitClose: true,
      decodeStrings: true,
      objectMode: false,
    });
    this.connecting = false;
    this._handle = null;
    this._hadError = false;
    this._host = null;
    this._wantsRead = false;
    this.server = null;
    this._server = null;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.timeout = 0;
    this.idleTimer = null;
    Object.defineProperty(this, 'keepAlive', { value: new KeepAlive(host.loop), writable: true });
    if (typeof options.fd === 'number') this.adopt(options.fd, { local: 0, remote: 0, address: '127.0.0.1' });
    return undefined;
  }

  inherit<Socket>(
    Socket,
    Duplex,
    connectMethods(host),
    streamMethods(host),
    optionMethods(host),
    stateMethods,
    closeMethods(Duplex.prototype),
  );
  return Socket as unknown as SocketConstructor;
}

/** Node's overloads: (options[, listener]), (port[, host][, listener]), (path[, listener]), or all of it in an array. */
export function normalizeArgs(args: unknown[]): [ConnectOptions, Listener | null] {
  const [first] = args;
  if (Array.isArray(first)) return normalizeArgs(first);
  const last = args.at(-1);
  const listener = typeof last === 'function' ? (last as Listener) : null;
  if (first !== null && typeof first === 'object') return [first as ConnectOptions, listener];
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, listener];
  const options: ConnectOptions = {};
  if (first !== undefined && typeof first !== 'function') options.port = first as number;
  if (typeof args[1] === 'string') options.host = args[1];
  return [options, listener];
}

function connectMethods(host: NodeHost): object & ThisType<Socket> {
  return {
    connect(...args: unknown[]) {
      const [options, listener] = normalizeArgs(args);
      if (options.port === undefined && options.path === undefined) {
        throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
      }
      if (options['lookup'] !== undefined) validateFunction(options['lookup'], 'options.lookup');
      if (listener) this.once('connect', listener);
      if (typeof options.timeout === 'number') this.setTimeout(options.timeout);
      this.connecting = true;
      if (options.path !== undefined) {
        connectPath(host, this, options.path);
        return this;
      }
      const port = validatePort(options.port);
      const name = options.host ?? 'localhost';
      if (!isLoopback(name)) {
        nextTick(() => this.destroy(unreachable(name, port)));
        return this;
      }
      const address = isIP(name) ? name : '127.0.0.1';
      this._host = name;
      this.keepAlive.wait(
        host.kernel.async('connect', port, address),
        bindContext((error: unknown, made?: { fd: number; localPort: number }) => {
          if (made && this.destroyed) host.kernel.async('close', made.fd).catch(ignoreClosed);
          if (this.destroyed) return;
          if (!isIP(name)) this.emit('lookup', null, address, 4, name);
          if (error || !made) {
            this.destroy(socketError(error, 'connect', { address, port }));
            return;
          }
          this.adopt(made.fd, { local: made.localPort, remote: port, address });
          this.emit('connect');
          this.emit('ready');
        }),
      );
      return this;
    },

    adopt(fd: number, between?: Ports) {
      this.connecting = false;
      this._handle = { fd, reading: false };
      if (between) Object.assign(this, addressesOf(between));
      this.touch();
      this._wantsRead = false;
      if (!this.isPaused()) this.read(0);
    },
  };
}

/** A descriptor that is closed already is what closing wants. */
function ignoreClosed(): void {}

function streamMethods(host: NodeHost): object & ThisType<Socket> {
  return {
    _read() {
      if (this._handle) this.startReading();
      else if (this.connecting) this.once('connect', () => this.startReading());
    },

    startReading() {
      const handle = this._handle;
      if (!handle || handle.reading) return;
      handle.reading = true;
      this.keepAlive.wait(host.kernel.async('read', handle.fd, READ_SIZE, null), (error, bytes) => {
        handle.reading = false;
        if (this._handle !== handle) return;
        if (error || !bytes) {
          this.destroy(socketError(error, 'read'));
          return;
        }
        this.touch();
        if (bytes.length === 0) {
          this.push(null);
          if (this.readableLength === 0) this.read(0);
          return;
        }
        this.bytesRead += bytes.length;
        if (this.push(asBuffer(host, bytes))) this.startReading();
      });
    },

    _write(chunk: Uint8Array, _encoding: string, callback: Callback) {
      if (this.connecting) {
        whenConnected(this, callback, () => writeAll(host, this, chunk, callback));
      } else writeAll(host, this, chunk, callback);
    },

    _writev(chunks: { chunk: Uint8Array }[], callback: Callback) {
      const joined = joinBytes(chunks.map(({ chunk }) => chunk));
      (this as unknown as { _write(chunk: Uint8Array, encoding: string, callback: Callback): void })._write(
        joined,
        'buffer',
        callback,
      );
    },

    _final(callback: Callback) {
      if (this.connecting) {
        whenConnected(this, callback, () => shutdown(host, this, callback));
      } else shutdown(host, this, callback);
    },

    _destroy(error: Error | null, callback: Callback) {
      this.connecting = false;
      this.idleTimer?.clear();
      this.idleTimer = null;
      const handle = this._handle;
      this._handle = null;
      this._hadError = error !== null;
      const closed = handle && host.kernel.async('close', handle.fd);
      if (closed && !error) return this.keepAlive.wait(closed, () => callback(null));
      closed?.catch(ignoreClosed);
      callback(error);
    },
  };
}

function whenConnected(socket: Socket, callback: Callback, then: () => void): void {
  const onClose = (): void => callback(new ERR_SOCKET_CLOSED());
  socket.once('connect', () => {
    socket.removeListener('close', onClose);
    then();
  });
  socket.once('close', onClose);
}

function writeAll(host: NodeHost, socket: Socket, chunk: Uint8Array, callback: Callback): void {
  const handle = socket._handle;
  if (!handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  socket.keepAlive.wait(host.kernel.async('write', handle.fd, chunk, null), (error, taken = 0) => {
    if (error) {
      callback(socketError(error, 'write'));
      return;
    }
    socket.touch();
    socket.bytesWritten += taken;
    if (taken < chunk.length) writeAll(host, socket, chunk.subarray(taken), callback);
    else callback();
  });
}

function shutdown(host: NodeHost, socket: Socket, callback: Callback): void {
  const handle = socket._handle;
  if (!handle) {
    callback();
    return;
  }
  socket.keepAlive.wait(host.kernel.async('shutdown', handle.fd), () => callback());
}

/** The close of a socket tells whether there was an error. */
function closeMethods({ emit }: Duplex): object & ThisType<Socket> {
  return {
    emit(event: string | symbol, ...args: unknown[]): boolean {
      const given = event === 'close' && args.length === 0 ? [this._hadError] : args;
      return Reflect.apply(emit, this, [event, ...given]) as boolean;
    },
  };
}

function optionMethods(host: NodeHost): object & ThisType<Socket> {
  return {
    setTimeout(ms: number, listener?: Listener) {
      validateNumber(ms, 'msecs');
      if (!(ms >= 0 && Number.isFinite(ms)))
        throw new ERR_OUT_OF_RANGE('msecs', 'a non-negative finite number', ms);
      if (listener !== undefined) validateFunction(listener, 'callback');
      this.timeout = ms;
      this.touch();
      if (!listener) return this;
      return ms === 0 ? this.removeListener('timeout', listener) : this.once('timeout', listener);
    },
    /** There was traffic: the idle timeout starts anew. */
    touch() {
      this.idleTimer?.clear();
      this.idleTimer = null;
      if (this.timeout <= 0 || this.destroyed) return;
      this.idleTimer = idleTimer(
        host,
        () => {
          this.idleTimer = null;
          this.emit('timeout');
        },
        this.timeout,
      );
    },
    setNoDelay() {
      return this;
    },
    setKeepAlive() {
      return this;
    },
    ref() {
      this.keepAlive.ref();
      return this;
    },
    unref() {
      this.keepAlive.unref();
      return this;
    },
    address() {
      if (this.localAddress === undefined || !this._handle) return {};
      return { address: this.localAddress, family: this.localFamily, port: this.localPort };
    },
    resetAndDestroy() {
      return this.destroy();
    },
    destroySoon() {
      if (this.writable) this.end();
      if (this.writableFinished) this.destroy();
      else this.once('finish', () => this.destroy());
    },
  };
}

const stateMethods: object & ThisType<Socket> = {
  get pending() {
    return !this._handle || this.connecting;
  },
  get readyState() {
    if (this.connecting) return 'opening';
    const readable = !this.readableEnded && !this.destroyed;
    if (readable && this.writable) return 'open';
    if (readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  },
  get bufferSize() {
    return this.writableLength;
  },
  get _bytesDispatched() {
    return this.bytesWritten;
  },
};
