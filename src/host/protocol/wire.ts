/**
 * How a call's arguments and result become bytes: a length, JSON, then the raw bytes of each Uint8Array in it, which
 * JSON names by `{"$bytes": length}`. Small and fast for the kernel's calls; not a general serialiser.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEADER = 8;
const SHORT = 300;

/** One buffer: `[json length: u32][number of attachments: u32][json][bytes of attachment 0][attachment 1]…`, little endian. */
export function encodeWire(value: unknown): Uint8Array<ArrayBuffer> {
  const attachments: Uint8Array[] = [];
  const json = toBytes(JSON.stringify(holdsBytes(value) ? detach(value, attachments) : value) ?? 'null');
  let at = HEADER + json.byteLength;
  const out = new Uint8Array(attachments.reduce((size, bytes) => size + bytes.byteLength, at));
  const header = new DataView(out.buffer);
  header.setUint32(0, json.byteLength, true);
  header.setUint32(4, attachments.length, true);
  out.set(json, HEADER);
  for (const bytes of attachments) {
    out.set(bytes, at);
    at += bytes.byteLength;
  }
  return out;
}

/** The value of `encodeWire`; attachments are views into `buffer`, which must not be reused. */
export function decodeWire(buffer: Uint8Array<ArrayBuffer>): unknown {
  const header = new DataView(buffer.buffer, buffer.byteOffset, HEADER);
  const start = HEADER + header.getUint32(0, true);
  const value: unknown = JSON.parse(toText(buffer.subarray(HEADER, start)));
  return header.getUint32(4, true) === 0 ? value : attach(value, buffer, { at: start });
}

/** Most messages are short and ASCII: a loop has them before the encoder is entered. */
function toBytes(text: string): Uint8Array {
  if (text.length > SHORT) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return encoder.encode(text);
    bytes[at] = code;
  }
  return bytes;
}

function toText(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes.length > SHORT) return decoder.decode(bytes);
  let text = '';
  for (const byte of bytes) {
    if (byte > 127) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

function holdsBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Uint8Array || Object.values(value).some(holdsBytes);
}

/** The value with `{$bytes}` for its bytes: before JSON asks a Buffer for its own, endless, form. */
function detach(value: unknown, attachments: Uint8Array[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) {
    attachments.push(value);
    return { $bytes: value.byteLength };
  }
  if (Array.isArray(value)) return value.map((item) => detach(item, attachments));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detach(item, attachments)]));
}

function attach(value: unknown, buffer: Uint8Array<ArrayBuffer>, next: { at: number }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isAttachment(value)) {
    const bytes = buffer.subarray(next.at, next.at + value.$bytes);
    next.at += value.$bytes;
    return bytes;
  }
  if (Array.isArray(value)) return value.map((item) => attach(item, buffer, next));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, attach(item, buffer, next)]));
}

function isAttachment(value: object): value is { $bytes: number } {
  return '$bytes' in value;
}
