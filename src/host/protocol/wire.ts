/**
 * How a call's arguments and result become bytes: a length, JSON, then the raw bytes of each Uint8Array in it, which
 * JSON names by `{"$bytes": length}`. Small and fast for the kernel's calls; not a general serialiser.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEADER = 4;

/** One buffer: `[json length: u32 LE][json][bytes of attachment 0][attachment 1]…`. */
export function encodeWire(value: unknown): Uint8Array<ArrayBuffer> {
  const attachments: Uint8Array[] = [];
  const json = encoder.encode(JSON.stringify(detach(value, attachments)) ?? 'null');
  let at = HEADER + json.byteLength;
  const out = new Uint8Array(attachments.reduce((size, bytes) => size + bytes.byteLength, at));
  new DataView(out.buffer).setUint32(0, json.byteLength, true);
  out.set(json, HEADER);
  for (const bytes of attachments) {
    out.set(bytes, at);
    at += bytes.byteLength;
  }
  return out;
}

/** The value of `encodeWire`; attachments are views into `buffer`, which must not be reused. */
export function decodeWire(buffer: Uint8Array<ArrayBuffer>): unknown {
  const jsonLength = new DataView(buffer.buffer, buffer.byteOffset, HEADER).getUint32(0, true);
  const start = HEADER + jsonLength;
  const value: unknown = JSON.parse(decoder.decode(buffer.subarray(HEADER, start)));
  return attach(value, buffer, { at: start });
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
