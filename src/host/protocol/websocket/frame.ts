/** WebSocket frames on the wire (RFC 6455, section 5). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

export interface Frame {
  fin: boolean;
  opcode: number;
  payload: Uint8Array;
}

/** Why a connection must fail; `code` is the close code of section 7.4. */
export class WebSocketError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'WebSocketError';
    this.code = code;
  }
}

export interface EncodeOptions {
  fin?: boolean;
  /** Four random bytes: clients must mask (section 5.3). */
  mask?: Uint8Array;
}

export function encodeFrame(opcode: Opcode, payload: Uint8Array, options: EncodeOptions = {}): Uint8Array {
  const { fin = true, mask } = options;
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const start = 2 + extra + (mask ? 4 : 0);
  const out = new Uint8Array(start + length);
  const view = new DataView(out.buffer);
  out[0] = (fin ? 0x80 : 0) | opcode;
  out[1] = (mask ? 0x80 : 0) | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) view.setUint16(2, length);
  if (extra === 8) view.setBigUint64(2, BigInt(length));
  out.set(payload, start);
  if (mask) {
    out.set(mask, 2 + extra);
    applyMask(out.subarray(start), mask);
  }
  return out;
}

export function applyMask(bytes: Uint8Array, mask: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) ^ (mask[i & 3] ?? 0);
}

/** Cuts frames out of bytes that come in arbitrary pieces. */
export class FrameDecoder {
  #buffered: Uint8Array = new Uint8Array(0);
  readonly #maxPayload: number;

  constructor(maxPayload = 256 * 1024 * 1024) {
    this.#maxPayload = maxPayload;
  }

  /** The frames that are complete now. Throws WebSocketError. */
  push(chunk: Uint8Array): Frame[] {
    // Plain bytes: the slice of a Buffer would be a view on memory that is used again.
    let bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#buffered.length > 0) {
      bytes = new Uint8Array(this.#buffered.length + chunk.length);
      bytes.set(this.#buffered);
      bytes.set(chunk, this.#buffered.length);
    }
    const frames: Frame[] = [];
    let at = 0;
    for (let next = this.#read(bytes, at); next; next = this.#read(bytes, at)) {
      frames.push(next.frame);
      at = next.end;
    }
    this.#buffered = bytes.slice(at);
    return frames;
  }

  #read(bytes: Uint8Array, at: number): { frame: Frame; end: number } | null {
    const [first, second] = [bytes[at], bytes[at + 1]];
    if (first === undefined || second === undefined) return null;
    const opcode = first & 0x0f;
    const fin = first >= 0x80;
    const short = second & 0x7f;
    checkHead(first, opcode, fin, short);
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const masked = second >= 0x80;
    const start = at + 2 + extra + (masked ? 4 : 0);
    if (bytes.length < start) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const length =
      extra === 2 ? view.getUint16(at + 2) : extra === 8 ? Number(view.getBigUint64(at + 2)) : short;
    if (length > this.#maxPayload) throw new WebSocketError(1009, 'The message is too big.');
    if (bytes.length < start + length) return null;
    const payload = bytes.slice(start, start + length);
    if (masked) applyMask(payload, bytes.subarray(start - 4, start));
    return { frame: { fin, opcode, payload }, end: start + length };
  }
}

function checkHead(first: number, opcode: number, fin: boolean, length: number): void {
  if (first & 0x70) throw new WebSocketError(1002, 'A reserved bit is set without an extension.');
  if (!(Object.values(OPCODE) as number[]).includes(opcode))
    throw new WebSocketError(1002, 'Unknown opcode.');
  if (opcode >= OPCODE.close && (!fin || length > 125)) {
    throw new WebSocketError(1002, 'A control frame is fragmented or too long.');
  }
}
