/** One WebSocket connection after its handshake: frames into messages, pings answered, both ways of closing. */
import { encodeFrame, FrameDecoder, OPCODE, WebSocketError } from './frame.ts';
import type { Frame, Opcode } from './frame.ts';
import { joinBytes } from '../../../shared/join-bytes.ts';

export interface WebSocketEvents {
  onMessage(data: string | Uint8Array): void;
  /** Exactly once. 1005: no code was sent; 1006: the connection broke. */
  onClose(code: number, reason: string, wasClean: boolean): void;
  onPong?(payload: Uint8Array): void;
}

export interface WebSocketConnectionOptions {
  /** Clients mask their frames, servers must not. */
  isClient: boolean;
  send(bytes: Uint8Array): void;
  /** Ends the transport. */
  end(): void;
  maxPayload?: number;
}

export class WebSocketConnection {
  readonly #options: WebSocketConnectionOptions;
  readonly #events: WebSocketEvents;
  readonly #decoder: FrameDecoder;
  #parts: Uint8Array[] = [];
  #messageOpcode: number | null = null;
  #closeSent = false;
  #closed = false;

  constructor(options: WebSocketConnectionOptions, events: WebSocketEvents) {
    this.#options = options;
    this.#events = events;
    this.#decoder = new FrameDecoder(options.maxPayload);
  }

  get closing(): boolean {
    return this.#closeSent || this.#closed;
  }

  send(data: string | Uint8Array): void {
    if (this.closing) return;
    if (typeof data === 'string') this.#write(OPCODE.text, new TextEncoder().encode(data));
    else this.#write(OPCODE.binary, data);
  }

  ping(payload: Uint8Array = new Uint8Array(0)): void {
    if (!this.closing) this.#write(OPCODE.ping, payload);
  }

  /** Starts the closing handshake; `onClose` follows when the peer answers or the transport ends. */
  close(code?: number, reason = ''): void {
    if (this.closing) return;
    this.#closeSent = true;
    this.#write(OPCODE.close, closePayload(code, reason));
  }

  /** Bytes from the peer. */
  receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#decoder.push(chunk)) {
        if (!this.#closed) this.#frame(frame);
      }
    } catch (error) {
      if (!(error instanceof WebSocketError)) throw error;
      this.close(error.code, error.message);
      this.#finish(error.code, error.message, false);
    }
  }

  /** The transport has ended. */
  ended(): void {
    this.#finish(1006, '', false);
  }

  #frame({ fin, opcode, payload }: Frame): void {
    if (opcode === OPCODE.ping) {
      if (!this.closing) this.#write(OPCODE.pong, payload);
    } else if (opcode === OPCODE.pong) this.#events.onPong?.(payload);
    else if (opcode === OPCODE.close) this.#peerCloses(payload);
    else this.#data(fin, opcode, payload);
  }

  #data(fin: boolean, opcode: number, payload: Uint8Array): void {
    const continues = opcode === OPCODE.continuation;
    if (continues === (this.#messageOpcode === null)) {
      throw new WebSocketError(1002, 'A fragment is out of order.');
    }
    if (!continues) this.#messageOpcode = opcode;
    this.#parts.push(payload);
    if (!fin) return;
    const whole = this.#parts.length === 1 ? payload : joinBytes(this.#parts);
    const isText = this.#messageOpcode === OPCODE.text;
    this.#parts = [];
    this.#messageOpcode = null;
    this.#events.onMessage(isText ? decodeText(whole) : whole);
  }

  #peerCloses(payload: Uint8Array): void {
    if (payload.length === 1) throw new WebSocketError(1002, 'A close frame has half a code.');
    const code = payload.length < 2 ? 1005 : ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
    const reason = decodeText(payload.subarray(2));
    if (!this.#closeSent) {
      this.#closeSent = true;
      this.#write(OPCODE.close, payload.subarray(0, 2));
    }
    this.#finish(code, reason, true);
  }

  #finish(code: number, reason: string, wasClean: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.end();
    this.#events.onClose(code, reason, wasClean);
  }

  #write(opcode: Opcode, payload: Uint8Array): void {
    const mask = this.#options.isClient ? { mask: crypto.getRandomValues(new Uint8Array(4)) } : {};
    this.#options.send(encodeFrame(opcode, payload, mask));
  }
}

function closePayload(code: number | undefined, reason: string): Uint8Array {
  if (code === undefined) return new Uint8Array(0);
  const words = new TextEncoder().encode(reason).subarray(0, 123);
  const payload = new Uint8Array(2 + words.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(words, 2);
  return payload;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw Object.assign(new WebSocketError(1007, 'The text is not UTF-8.'), { cause: error });
  }
}
