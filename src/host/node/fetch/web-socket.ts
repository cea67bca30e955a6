/** The global WebSocket: to this tab's own ports over loopback sockets, to the rest of the world the browser's. */
import { WebSocketConnection } from '../../protocol/websocket/connection.ts';
import { createHandshake } from '../../protocol/websocket/handshake.ts';
import { isToken } from '../../protocol/http/head.ts';
import type { NodeHost } from '../host.ts';
import type { HttpModule } from '../http.ts';
import type { HttpSocket, IncomingMessage } from '../http/shapes.ts';
import { isLoopback } from '../net/address.ts';

interface SocketInit {
  protocols?: string | string[];
  headers?: HeadersInit;
}

interface Hash {
  update(data: string): Hash;
  digest(encoding: string): string;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

export function createWebSocket(host: NodeHost, Native: typeof WebSocket): typeof WebSocket {
  function WebSocketClass(input: string | URL, second?: string | string[] | SocketInit): WebSocket {
    const target = new.target as unknown;
    if (!target) throw new TypeError("Class constructor WebSocket cannot be invoked without 'new'");
    const init = typeof second === 'object' && !Array.isArray(second) ? second : { protocols: second ?? [] };
    const protocols = [init.protocols ?? []].flat();
    const url = addressOf(String(input), protocols);
    if (url.protocol === 'ws:' && isLoopback(url.hostname)) {
      const made = new LoopbackWebSocket(host, url, protocols, init.headers);
      Object.setPrototypeOf(made, (target as { prototype: object }).prototype);
      return made as unknown as WebSocket;
    }
    const outside = new Native(url.href, protocols);
    host.loop.ref();
    outside.addEventListener('close', () => host.loop.unref(), { once: true });
    return outside;
  }
  Object.setPrototypeOf(WebSocketClass, EventTarget);
  Object.setPrototypeOf(LoopbackWebSocket.prototype, Native.prototype);
  for (const [name, value] of Object.entries(STATES)) {
    Object.defineProperty(WebSocketClass, name, { value, enumerable: true });
  }
  Object.defineProperty(WebSocketClass, 'name', { value: 'WebSocket' });
  Object.defineProperty(WebSocketClass, 'prototype', { value: LoopbackWebSocket.prototype });
  Object.defineProperty(WebSocketClass, Symbol.hasInstance, {
    value(this: { prototype: object }, value: unknown) {
      if (this === (WebSocketClass as unknown)) return value instanceof Native;
      return Object.prototype.isPrototypeOf.call(this.prototype, value as object);
    },
  });
  Object.defineProperty(LoopbackWebSocket.prototype, 'constructor', { value: WebSocketClass });
  return WebSocketClass as unknown as typeof WebSocket;
}

function addressOf(text: string, protocols: string[]): URL {
  if (!URL.canParse(text)) throw new DOMException(`Invalid URL: ${text}`, 'SyntaxError');
  const url = new URL(text);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (!/^wss?:$/.test(url.protocol)) {
    throw new DOMException(`Expected a ws: or wss: protocol, got ${url.protocol}`, 'SyntaxError');
  }
  if (url.hash) throw new DOMException('Got fragment', 'SyntaxError');
  const distinct = new Set(protocols.map((name) => name.toLowerCase()));
  if (distinct.size !== protocols.length || !protocols.every((name) => isToken(name))) {
    throw new DOMException('Invalid Sec-WebSocket-Protocol value', 'SyntaxError');
  }
  return url;
}

class LoopbackWebSocket extends EventTarget {
  readonly #host: NodeHost;
  readonly #url: URL;
  readonly #handlers = new Map<string, (event: Event) => void>();
  #connection: WebSocketConnection | null = null;
  #socket: HttpSocket | null = null;
  #abort: () => void = () => undefined;
  #state: number = STATES.CONNECTING;
  #protocol = '';
  #sending: Promise<void> | null = null;
  binaryType: 'blob' | 'arraybuffer' = 'blob';

  constructor(host: NodeHost, url: URL, protocols: string[], headers: HeadersInit | undefined) {
    super();
    this.#host = host;
    this.#url = url;
    this.#open(protocols, headers);
  }

  get url(): string {
    return this.#url.href;
  }

  get readyState(): number {
    return this.#state;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get extensions(): string {
    return '';
  }

  get bufferedAmount(): number {
    return this.#socket?.writableLength ?? 0;
  }

  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void {
    if (this.#state === STATES.CONNECTING) {
      throw new DOMException('Sent before connected.', 'InvalidStateError');
    }
    if (this.#state !== STATES.OPEN) return;
    // What follows a Blob waits for it.
    if (data instanceof Blob || this.#sending) this.#sending = this.#sendLater(data, this.#sending);
    else this.#connection?.send(typeof data === 'string' ? data : bytesOf(data));
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      throw new DOMException('invalid code', 'InvalidAccessError');
    }
    if (new TextEncoder().encode(reason).length > 123) {
      throw new DOMException('Reason must be less than 123 bytes', 'SyntaxError');
    }
    if (this.#state >= STATES.CLOSING) return;
    const wasOpen = this.#state === STATES.OPEN;
    this.#state = STATES.CLOSING;
    if (!wasOpen) return this.#abort();
    const close = (): void => this.#connection?.close(code, reason);
    if (this.#sending) void this.#sending.then(close);
    else close();
  }

  /** `onopen` and its like. */
  handler(type: string): ((event: Event) => void) | null {
    return this.#handlers.get(type) ?? null;
  }

  setHandler(type: string, handler: unknown): void {
    const before = this.#handlers.get(type);
    if (before) this.removeEventListener(type, before);
    this.#handlers.delete(type);
    if (typeof handler !== 'function') return;
    const listener = handler as (event: Event) => void;
    this.#handlers.set(type, listener);
    this.addEventListener(type, listener);
  }

  async #sendLater(
    data: string | ArrayBuffer | ArrayBufferView | Blob,
    before: Promise<void> | null,
  ): Promise<void> {
    this.#host.loop.ref();
    const bytes = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
    await before;
    this.#connection?.send(typeof bytes === 'string' ? bytes : bytesOf(bytes));
    this.#host.loop.unref();
  }

  #open(protocols: string[], headers: HeadersInit | undefined): void {
    const http = this.#host.builtin('http') as HttpModule;
    const { key } = createHandshake({ host: this.#url.host, path: '/' });
    const request = http.request({
      hostname: this.#url.hostname.replace(/^\[|\]$/g, ''),
      port: this.#url.port || 80,
      path: this.#url.pathname + this.#url.search,
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': key,
        'sec-websocket-version': '13',
        ...(protocols.length > 0 && { 'sec-websocket-protocol': protocols.join(', ') }),
        ...Object.fromEntries(new Headers(headers)),
      },
    });
    this.#abort = () => void request.destroy();
    request.once('upgrade', ((answer: IncomingMessage, socket: HttpSocket, head: Uint8Array) => {
      const reason = this.#refusal(answer, key, protocols);
      if (reason === null) return this.#established(answer, socket, head);
      socket.destroy();
      this.#fail(reason);
    }) as never);
    request.once('response', ((answer: IncomingMessage) => {
      answer.socket.destroy();
      this.#fail('Received network error or non-101 status code.');
    }) as never);
    request.once('error', () => this.#fail('Received network error or non-101 status code.'));
    request.end();
  }

  #refusal(answer: IncomingMessage, key: string, protocols: string[]): string | null {
    const { createHash } = this.#host.builtin('crypto') as { createHash(name: string): Hash };
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    if (answer.headers['sec-websocket-accept'] !== accept) {
      return 'Incorrect hash received in Sec-WebSocket-Accept header.';
    }
    const chosen = answer.headers['sec-websocket-protocol'];
    if (chosen === undefined) return null;
    return protocols.includes(String(chosen)) ? null : 'Protocol was not set in the opening handshake.';
  }

  #established(answer: IncomingMessage, socket: HttpSocket, head: Uint8Array): void {
    this.#socket = socket;
    this.#protocol = String(answer.headers['sec-websocket-protocol'] ?? '');
    const connection = new WebSocketConnection(
      {
        isClient: true,
        send: (bytes) => void socket.write(bytes),
        end: () => void socket.end(),
      },
      {
        onMessage: (data) => this.#message(data),
        onClose: (code, reason, wasClean) => this.#closed(code, reason, wasClean),
      },
    );
    this.#connection = connection;
    this.#state = STATES.OPEN;
    socket.on('data', ((chunk: Uint8Array) => connection.receive(chunk)) as never);
    socket.once('end', () => socket.end());
    socket.on('error', () => undefined);
    socket.once('close', () => connection.ended());
    this.dispatchEvent(new Event('open'));
    if (head.length > 0) connection.receive(head);
  }

  #message(message: string | Uint8Array): void {
    if (this.#state > STATES.CLOSING) return;
    const data =
      typeof message === 'string'
        ? message
        : this.binaryType === 'blob'
          ? new Blob([message as Uint8Array<ArrayBuffer>])
          : new Uint8Array(message).buffer;
    this.dispatchEvent(new MessageEvent('message', { data, origin: this.#url.origin }));
  }

  #fail(message: string): void {
    this.#state = STATES.CLOSED;
    const event = Object.assign(new Event('error'), { message, error: new TypeError(message) });
    this.dispatchEvent(event);
    this.dispatchEvent(new CloseEvent('close', { code: 1006, wasClean: false }));
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    this.#state = STATES.CLOSED;
    this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
  }
}

for (const type of ['open', 'message', 'error', 'close']) {
  Object.defineProperty(LoopbackWebSocket.prototype, `on${type}`, {
    get(this: LoopbackWebSocket) {
      return this.handler(type);
    },
    set(this: LoopbackWebSocket, handler: unknown) {
      this.setHandler(type, handler);
    },
    enumerable: true,
    configurable: true,
  });
}
for (const [name, value] of Object.entries(STATES)) {
  Object.defineProperty(LoopbackWebSocket.prototype, name, { value, enumerable: true });
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
