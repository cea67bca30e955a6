/**
 * The WebSocket class of the web platform (websockets.spec.whatwg.org) over byte streams to the project's servers. What is
 * not the project's goes to the platform's own class.
 */
import type { ResponseHead } from '../http/head.ts';
import { createResponseParser } from '../http/parser.ts';
import { WebSocketConnection } from './connection.ts';
import { checkHandshake, createHandshake } from './handshake.ts';

/** A two-way stream of bytes to a port. */
export interface SocketStream {
  readonly readable: ReadableStream<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

export interface WebSocketTransport {
  /** The project's port that this address means, or undefined for the world outside. */
  portOf(url: URL): number | undefined;
  connect(port: number): Promise<SocketStream>;
  /** The page's origin as the server shall see it. */
  originOf(port: number): string;
  /** The base of relative addresses. */
  base: string;
}

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;
const HANDLERS = ['open', 'message', 'close', 'error'] as const;
const NO_HANDSHAKE = 'Error during WebSocket handshake';

type SocketData = string | ArrayBufferLike | Blob | ArrayBufferView;
type Native = typeof WebSocket;

/** A class that stands in for `Native`. */
export function createWebSocketClass(Native: Native, transport: WebSocketTransport): Native {
  const Class = function WebSocket(
    this: unknown,
    address: string | URL,
    protocols: string | string[] = [],
  ): object {
    const url = new URL(address, transport.base);
    if (url.protocol === 'http:') url.protocol = 'ws:';
    if (url.protocol === 'https:') url.protocol = 'wss:';
    const port = transport.portOf(url);
    if (port === undefined) return new Native(address, protocols);
    return new ProjectSocket(url, port, [protocols].flat(), transport);
  } as unknown as Native;
  Object.assign(Class, STATES);
  // `instanceof WebSocket` holds for both kinds.
  Object.defineProperty(Class, Symbol.hasInstance, {
    value: (value: unknown) => value instanceof ProjectSocket || value instanceof Native,
  });
  Object.defineProperty(Class, 'prototype', { value: ProjectSocket.prototype });
  return Class;
}

class ProjectSocket extends EventTarget {
  readonly CONNECTING = STATES.CONNECTING;
  readonly OPEN = STATES.OPEN;
  readonly CLOSING = STATES.CLOSING;
  readonly CLOSED = STATES.CLOSED;
  readonly url: string;
  readonly extensions = '';
  protocol = '';
  binaryType: BinaryType = 'blob';
  readyState: number = STATES.CONNECTING;
  bufferedAmount = 0;
  #connection: WebSocketConnection | null = null;
  #stream: SocketStream | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(url: URL, port: number, protocols: string[], transport: WebSocketTransport) {
    super();
    this.url = url.href;
    void this.#open(url, port, protocols, transport).catch(() => this.#closed(1006, '', false));
  }

  send(data: SocketData): void {
    if (this.readyState === STATES.CONNECTING) {
      throw new DOMException(
        "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
        'InvalidStateError',
      );
    }
    if (this.readyState !== STATES.OPEN) return;
    if (!(data instanceof Blob))
      return this.#connection?.send(typeof data === 'string' ? data : bytesOf(data));
    void data.arrayBuffer().then((buffer) => this.#connection?.send(new Uint8Array(buffer)));
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      const message = `The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`;
      throw new DOMException(message, 'InvalidAccessError');
    }
    if (this.readyState >= STATES.CLOSING) return;
    const connected = this.readyState === STATES.OPEN;
    this.readyState = STATES.CLOSING;
    if (connected) this.#connection?.close(code, reason);
    else this.#stream?.close();
  }

  async #open(url: URL, port: number, protocols: string[], transport: WebSocketTransport): Promise<void> {
    const stream = await transport.connect(port);
    this.#stream = stream;
    const { request, key } = createHandshake({
      host: `localhost:${port}`,
      path: url.pathname + url.search,
      origin: transport.originOf(port),
      protocols,
    });
    await stream.write(request);
    const reader = stream.readable.getReader();
    const { head, rest } = await readHead(reader);
    const checked = await checkHandshake(head, key, protocols);
    if (!checked.ok) throw new Error(checked.reason);
    this.protocol = checked.protocol;
    const connection = this.#connect(stream);
    this.readyState = STATES.OPEN;
    this.dispatchEvent(new Event('open'));
    if (rest.byteLength > 0) connection.receive(rest);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      connection.receive(value);
    }
    connection.ended();
  }

  #connect(stream: SocketStream): WebSocketConnection {
    this.#connection = new WebSocketConnection(
      {
        isClient: true,
        send: (bytes) => {
          this.bufferedAmount += bytes.byteLength;
          this.#sending = this.#sending
            .then(() => stream.write(bytes))
            .then(
              () => void (this.bufferedAmount -= bytes.byteLength),
              () => this.#connection?.ended(),
            );
        },
        end: () => void this.#sending.then(() => stream.close()),
      },
      {
        onMessage: (data) => this.#message(data),
        onClose: (code, reason, wasClean) => this.#closed(code, reason, wasClean),
      },
    );
    return this.#connection;
  }

  #message(data: string | Uint8Array): void {
    if (typeof data === 'string') {
      this.dispatchEvent(new MessageEvent('message', { data, origin: new URL(this.url).origin }));
      return;
    }
    const copy = data.slice();
    const body = this.binaryType === 'arraybuffer' ? copy.buffer : new Blob([copy]);
    this.dispatchEvent(new MessageEvent('message', { data: body, origin: new URL(this.url).origin }));
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    if (this.readyState === STATES.CLOSED) return;
    this.readyState = STATES.CLOSED;
    this.#stream?.close();
    if (!wasClean) this.dispatchEvent(new Event('error'));
    this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
  }
}

/** `onopen` and the like: one listener each, replaced when set. */
for (const name of HANDLERS) {
  const handlers = new WeakMap<ProjectSocket, (event: Event) => void>();
  Object.defineProperty(ProjectSocket.prototype, `on${name}`, {
    get(this: ProjectSocket) {
      return handlers.get(this) ?? null;
    },
    set(this: ProjectSocket, handler: unknown) {
      const old = handlers.get(this);
      if (old) this.removeEventListener(name, old);
      handlers.delete(this);
      if (typeof handler !== 'function') return;
      handlers.set(this, handler as (event: Event) => void);
      this.addEventListener(name, handler as (event: Event) => void);
    },
    configurable: true,
    enumerable: true,
  });
}

async function readHead(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ head: ResponseHead; rest: Uint8Array }> {
  let head: ResponseHead | undefined;
  const parser = createResponseParser({
    onHead: (found) => {
      head = found;
      return 'upgrade';
    },
    onBody: () => undefined,
    onEnd: () => undefined,
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(NO_HANDSHAKE);
    const used = parser.execute(value);
    if (head) return { head, rest: value.subarray(used) };
  }
}

function bytesOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array {
  const view = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return view.slice();
}
