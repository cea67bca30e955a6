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
  let attached = 0;
  // A function, for its `this`: what `item` is after its `toJSON` (Buffer has one) is not what was passed.
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key: string, item: unknown) {
    const given = this[key];
    if (!(given instanceof Uint8Array)) return item;
    attachments.push(given);
    attached += given.byteLength;
    return { $bytes: given.byteLength };
  });
  const json = encoder.encode(text ?? 'null');
  const out = new Uint8Array(HEADER + json.byteLength + attached);
  new DataView(out.buffer).setUint32(0, json.byteLength, true);
  out.set(json, HEADER);
  let at = HEADER + json.byteLength;
  for (const bytes of attachments) {
    out.set(bytes, at);
    at += bytes.byteLength;
  }
  return out;
}

/** The value of `encodeWire`; attachments are views into `buffer`, which must not be reused. */
export function decodeWire(buffer: Uint8Array<ArrayBuffer>): unknown {
  const jsonLength = new DataView(buffer.buffer, buffer.byteOffset, HEADER).getUint32(0, true);
  let at = HEADER + jsonLength;
  const text = decoder.decode(buffer.subarray(HEADER, at));
  if (!text.includes('"$bytes"')) return JSON.parse(text);
  return JSON.parse(text, (_key, item: unknown) => {
    if (!isAttachment(item)) return item;
    const bytes = buffer.subarray(at, at + item.$bytes);
    at += item.$bytes;
    return bytes;
  });
}

function isAttachment(value: unknown): value is { $bytes: number } {
  return typeof value === 'object' && value !== null && '$bytes' in value;
}
