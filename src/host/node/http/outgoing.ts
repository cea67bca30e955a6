/** http.OutgoingMessage: what ServerResponse and ClientRequest share, the writing half. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_METHOD_NOT_IMPLEMENTED,
  ERR_STREAM_ALREADY_FINISHED,
  ERR_STREAM_CANNOT_PIPE,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_WRITE_AFTER_END,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { nextTick } from '../next-tick.ts';
import { buffers, streams } from '../stream-shapes.ts';
import type { Callback, Listener } from '../stream-shapes.ts';
import { headerMethods } from './outgoing-headers.ts';
import type { HttpConstructor, HttpSocket, OutgoingMessage } from './shapes.ts';

const HIGH_WATER_MARK = 16 * 1024;

export function defineOutgoing(host: NodeHost): HttpConstructor<OutgoingMessage> {
  const { Stream } = streams(host);

  function OutgoingMessage(this: OutgoingMessage): void {
    Stream.call(this);
    Object.assign(this, {
      outputData: [],
      outputSize: 0,
      writable: true,
      destroyed: false,
      _last: false,
      chunkedEncoding: false,
      shouldKeepAlive: true,
      maxRequestsOnConnectionReached: false,
      _defaultKeepAlive: true,
      useChunkedEncodingByDefault: true,
      sendDate: false,
      _removedConnection: false,
      _removedContLen: false,
      _removedTE: false,
      strictContentLength: false,
      _contentLength: null,
      _hasBody: true,
      _trailer: '',
      _needDrain: false,
      finished: false,
      _headerSent: false,
      _closed: false,
      socket: null,
      _header: null,
      _keepAliveTimeout: 0,
      _errored: null,
      _outHeaders: null,
    });
  }

  inherit<OutgoingMessage>(
    OutgoingMessage,
    Stream,
    headerMethods,
    stateAccessors,
    bodyMethods(host),
    flowMethods,
  );
  return OutgoingMessage as unknown as HttpConstructor<OutgoingMessage>;
}

const stateAccessors: object & ThisType<OutgoingMessage> = {
  get headersSent() {
    return Boolean(this._header);
  },
  get connection() {
    return this.socket;
  },
  set connection(socket: HttpSocket | null) {
    this.socket = socket;
  },
  get writableEnded() {
    return this.finished;
  },
  get writableFinished() {
    return this.finished && this.outputSize === 0 && (!this.socket || this.socket.writableLength === 0);
  },
  get writableObjectMode() {
    return false;
  },
  get writableLength() {
    return this.outputSize + (this.socket?.writableLength ?? 0);
  },
  get writableHighWaterMark() {
    return this.socket?.writableHighWaterMark ?? HIGH_WATER_MARK;
  },
  get writableCorked() {
    return this.socket?.writableCorked ?? 0;
  },
  get writableNeedDrain() {
    return !this.destroyed && !this.finished && this._needDrain;
  },
  get errored() {
    return this._errored;
  },
  get closed() {
    return this._closed;
  },
};

function bodyMethods(host: NodeHost): object & ThisType<OutgoingMessage> {
  const sizeOf = (chunk: string | Uint8Array, encoding?: string): number =>
    typeof chunk === 'string' ? buffers(host).byteLength(chunk, encoding) : chunk.byteLength;
  return {
    write(chunk: unknown, encoding?: string | Callback, callback?: Callback) {
      if (typeof encoding === 'function') return writeChunk(this, chunk, undefined, encoding, false, sizeOf);
      return writeChunk(this, chunk, encoding, callback, false, sizeOf);
    },
    end(chunk?: unknown, encoding?: string | Callback, callback?: Callback) {
      if (typeof chunk === 'function') return this.end(undefined, undefined, chunk as Callback);
      if (typeof encoding === 'function') return this.end(chunk, undefined, encoding);
      const { socket } = this;
      if (chunk !== undefined && chunk !== null) {
        if (this.finished) {
          fail(this, new ERR_STREAM_WRITE_AFTER_END(), callback);
          return this;
        }
        socket?.cork?.();
        writeChunk(this, chunk, encoding, undefined, true, sizeOf);
      } else if (this.finished) {
        if (callback) {
          if (this._closed || this.writableLength === 0)
            nextTick(() => callback(new ERR_STREAM_ALREADY_FINISHED('end')));
          else this.once('finish', callback);
        }
        return this;
      } else {
        socket?.cork?.();
        if (!this._header) {
          this._contentLength = 0;
          this._implicitHeader();
        }
      }
      if (callback) this.once('finish', callback);
      const done = (): void => {
        if (!this.socket?._hadError) this.emit('finish');
      };
      if (this._hasBody && this.chunkedEncoding) this._send(`0\r\n${this._trailer}\r\n`, 'latin1', done);
      else if (!this._headerSent || this.writableLength > 0 || chunk) this._send('', 'latin1', done);
      else nextTick(done);
      socket?.uncork?.();
      this.finished = true;
      if (this.outputData.length === 0 && this.socket?._httpMessage === this) this._finish();
      return this;
    },
    _implicitHeader() {
      throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
    },
    flushHeaders() {
      if (!this._header) this._implicitHeader();
      this._send('');
    },
    pipe() {
      this.emit('error', new ERR_STREAM_CANNOT_PIPE());
    },
  };
}

function writeChunk(
  message: OutgoingMessage,
  chunk: unknown,
  encoding: string | undefined,
  callback: Callback | undefined,
  isLast: boolean,
  sizeOf: (chunk: string | Uint8Array, encoding?: string) => number,
): boolean {
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  if (message.finished || message.destroyed) {
    const error = message.finished ? new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    if (message.finished || callback) fail(message, error, callback, message.destroyed);
    return false;
  }
  const size = sizeOf(chunk, encoding);
  if (!message._header) {
    if (isLast) message._contentLength = size;
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (callback) nextTick(callback);
    return true;
  }
  corkThisTurn(message.socket, isLast);
  let flows: boolean;
  if (message.chunkedEncoding && size > 0) {
    message._send(`${size.toString(16)}\r\n`, 'latin1');
    message._send(chunk, encoding);
    flows = message._send('\r\n', 'latin1', callback);
  } else flows = message._send(chunk, encoding, callback);
  if (!flows) message._needDrain = true;
  return flows;
}

/** Head, chunk size and chunk go out as one write. */
function corkThisTurn(socket: HttpSocket | null, isLast: boolean): void {
  if (isLast || !socket?.cork || socket.writableCorked) return;
  socket.cork();
  nextTick(() => socket.uncork());
}

function fail(message: OutgoingMessage, error: Error, callback?: Callback, quiet = false): void {
  nextTick(() => {
    callback?.(error);
    if (!quiet) message.emit('error', error);
  });
}

const flowMethods: object & ThisType<OutgoingMessage> = {
  _send(data: string | Uint8Array, encoding?: string, callback?: Callback) {
    if (!this._headerSent && this._header !== null) {
      this._headerSent = true;
      corkThisTurn(this.socket, false);
      this._writeRaw(this._header, 'latin1');
    }
    return this._writeRaw(data, encoding, callback);
  },
  _writeRaw(data: string | Uint8Array, encoding?: string, callback?: Callback) {
    const { socket } = this;
    if (socket?.destroyed) return false;
    if (socket && socket._httpMessage === this && socket.writable) {
      if (this.outputData.length > 0) this._flushOutput(socket);
      return socket.write(data, encoding, callback);
    }
    this.outputData.push({ data, encoding, callback });
    this.outputSize += data.length;
    return this.outputSize < HIGH_WATER_MARK;
  },
  _flush() {
    const { socket } = this;
    if (!socket?.writable) return;
    const flows = this._flushOutput(socket);
    if (this.finished) this._finish();
    else if (flows && this._needDrain) {
      this._needDrain = false;
      this.emit('drain');
    }
  },
  _flushOutput(socket: HttpSocket) {
    const waiting = this.outputData;
    if (waiting.length === 0) return undefined;
    this.outputData = [];
    this.outputSize = 0;
    socket.cork?.();
    let flows = true;
    for (const { data, encoding, callback } of waiting) flows = socket.write(data, encoding, callback);
    socket.uncork?.();
    return flows;
  },
  _finish() {
    this.emit('prefinish');
  },
  cork() {
    this.socket?.cork?.();
  },
  uncork() {
    this.socket?.uncork?.();
  },
  setTimeout(ms: number, listener?: Listener) {
    if (listener) this.on('timeout', listener);
    if (this.socket) this.socket.setTimeout?.(ms);
    else this.once('socket', (socket: HttpSocket) => socket.setTimeout?.(ms));
    return this;
  },
  destroy(error?: Error | null) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this._errored = error ?? null;
    if (this.socket) this.socket.destroy(error);
    else this.once('socket', (socket: HttpSocket) => socket.destroy(error));
    return this;
  },
};
