/** Strings to bytes and back in Node's encodings. Decoding never throws: what is invalid is skipped or replaced, as in Node. */

export type Encoding = 'utf8' | 'utf16le' | 'latin1' | 'ascii' | 'base64' | 'base64url' | 'hex';

const NAMES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf8',
  'utf-8': 'utf8',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  base64: 'base64',
  base64url: 'base64url',
  hex: 'hex',
};

/** The canonical name of an encoding, or undefined. */
export function encodingOf(name: unknown): Encoding | undefined {
  if (name === undefined || name === null || name === '') return 'utf8';
  const text = String(name);
  return NAMES[text] ?? NAMES[text.toLowerCase()];
}

const encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = `${BASE64.slice(0, 62)}-_`;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const sextets = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) {
  sextets[BASE64.charCodeAt(i)] = i;
  sextets[BASE64URL.charCodeAt(i)] = i;
}
const nibbles = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  nibbles[i.toString(16).charCodeAt(0)] = i;
  nibbles[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

function encodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let bits = 0;
  let have = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 61) break;
    const value = code < 256 ? (sextets[code] as number) : -1;
    if (value < 0) continue;
    bits = (bits << 6) | value;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out[length++] = (bits >> have) & 0xff;
    }
  }
  return out.subarray(0, length);
}

function encodeHex(text: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(text.length >> 1);
  for (let i = 0; i < out.length; i++) {
    const high = nibbles[text.charCodeAt(i * 2)] ?? -1;
    const low = nibbles[text.charCodeAt(i * 2 + 1)] ?? -1;
    if (high < 0 || low < 0) return out.subarray(0, i);
    out[i] = (high << 4) | low;
  }
  return out;
}

/** The bytes of a string; a fresh array of exactly its own memory is not promised. */
export function encodeString(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  switch (encoding) {
    case 'utf8':
      return encoder.encode(text) as Uint8Array<ArrayBuffer>;
    case 'base64':
    case 'base64url':
      return encodeBase64(text);
    case 'hex':
      return encodeHex(text);
    case 'utf16le': {
      const out = new Uint8Array(text.length * 2);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        out[i * 2] = code & 0xff;
        out[i * 2 + 1] = code >> 8;
      }
      return out;
    }
    default: {
      const out = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
      return out;
    }
  }
}

/** TextDecoder refuses shared memory, so such a view is copied first. */
export function unshare(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer;
  return shared ? new Uint8Array(bytes) : (bytes as Uint8Array<ArrayBuffer>);
}

function decodeUtf8(bytes: Uint8Array): string {
  // Short texts are mostly ASCII, and a call of TextDecoder costs more than they do.
  if (bytes.length < 24) {
    let text = '';
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte > 0x7f) return utf8Decoder.decode(unshare(bytes));
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return utf8Decoder.decode(unshare(bytes));
}

const CHUNK = 8192;

function fromCodes(codes: Uint8Array | Uint16Array): string {
  let text = '';
  for (let i = 0; i < codes.length; i += CHUNK) {
    text += String.fromCharCode.apply(null, codes.subarray(i, i + CHUNK) as unknown as number[]);
  }
  return text;
}

function decodeBase64(bytes: Uint8Array, alphabet: string, padded: boolean): string {
  const parts: string[] = [];
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const a = bytes[i] as number;
    const b = left > 1 ? (bytes[i + 1] as number) : 0;
    const c = left > 2 ? (bytes[i + 2] as number) : 0;
    text += alphabet[a >> 2];
    text += alphabet[((a & 3) << 4) | (b >> 4)];
    if (left > 1) text += alphabet[((b & 15) << 2) | (c >> 6)];
    else if (padded) text += '=';
    if (left > 2) text += alphabet[c & 63];
    else if (padded) text += '=';
    if (text.length > CHUNK) {
      parts.push(text);
      text = '';
    }
  }
  return parts.length === 0 ? text : parts.join('') + text;
}

/** The string that bytes mean. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'utf8':
      return decodeUtf8(bytes);
    case 'latin1':
      return fromCodes(bytes);
    case 'ascii':
      return fromCodes(Uint8Array.from(bytes, (byte) => byte & 0x7f));
    case 'base64':
      return decodeBase64(bytes, BASE64, true);
    case 'base64url':
      return decodeBase64(bytes, BASE64URL, false);
    case 'hex': {
      let text = '';
      for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i] as number];
      return text;
    }
    case 'utf16le': {
      const units = new Uint16Array(bytes.length >> 1);
      for (let i = 0; i < units.length; i++) {
        units[i] = (bytes[i * 2] as number) | ((bytes[i * 2 + 1] as number) << 8);
      }
      return fromCodes(units);
    }
  }
}

/** How many bytes a string takes, without making them where that can be told. */
export function byteLengthOf(text: string, encoding: Encoding): number {
  switch (encoding) {
    case 'latin1':
    case 'ascii':
      return text.length;
    case 'utf16le':
      return text.length * 2;
    case 'hex':
      return text.length >>> 1;
    case 'base64':
    case 'base64url': {
      let length = text.length;
      if (text.endsWith('=')) length--;
      if (length > 1 && text[length - 1] === '=') length--;
      return (length * 3) >>> 2;
    }
    case 'utf8': {
      let bytes = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code < 0x80) bytes++;
        else if (code < 0x800) bytes += 2;
        else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
          bytes += 4;
          i++;
        } else bytes += 3;
      }
      return bytes;
    }
  }
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
