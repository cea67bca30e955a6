/**
 * Short texts that are decoded again and again, such as the names of properties and methods that a program of WebAssembly hands
 * over with every call. The latest of each hash is kept: the platform's decoder takes four times as long.
 */
const LONGEST = 32;
const SLOTS = 1024;

const kept = new Array<string | undefined>(SLOTS);

/** The text of these bytes, which `decode` makes unless it is short, ASCII, and was asked for before. */
export function shortText(bytes: ArrayBufferView, decode: () => string): string {
  const size = bytes.byteLength;
  if (size > LONGEST) return decode();
  const view =
    bytes instanceof DataView ? bytes : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = size;
  for (let at = 0; at < size; at++) hash = (Math.imul(hash, 31) + view.getUint8(at)) | 0;
  const slot = hash & (SLOTS - 1);
  const known = kept[slot];
  if (known !== undefined && isText(view, known)) return known;
  const text = decode();
  kept[slot] = text;
  return text;
}

/** Whether it is this text in ASCII. Bytes above that are no character of their own, so that they are not. */
function isText(bytes: DataView, text: string): boolean {
  if (text.length !== bytes.byteLength) return false;
  for (let at = 0; at < text.length; at++) {
    const byte = bytes.getUint8(at);
    if (byte > 127 || text.charCodeAt(at) !== byte) return false;
  }
  return true;
}
