/** Strings and bytes in the encodings that Node's Buffer names, for the client's `fs`. */

const ALIASES: Record<string, string> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  ascii: 'ascii',
  latin1: 'latin1',
  binary: 'latin1',
  hex: 'hex',
  base64: 'base64',
  base64url: 'base64url',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
};

export function isEncoding(name: string): boolean {
  return Object.hasOwn(ALIASES, name.toLowerCase());
}

export function decodeText(bytes: Uint8Array, encoding: string): string {
  switch (ALIASES[encoding.toLowerCase()]) {
    case 'ascii':
      return binaryString(bytes.map((byte) => byte & 0x7f));
    case 'latin1':
      return binaryString(bytes);
    case 'hex':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'base64':
      return btoa(binaryString(bytes));
    case 'base64url':
      return btoa(binaryString(bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
    case 'utf16le':
      return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes.subarray(0, bytes.length & ~1));
    default:
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
}

export function encodeText(text: string, encoding: string): Uint8Array {
  switch (ALIASES[encoding.toLowerCase()]) {
    case 'ascii':
    case 'latin1':
      return bytesOf(text);
    case 'hex':
      return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
    case 'base64':
    case 'base64url':
      return bytesOf(
        atob(
          text
            .replace(/-/g, '+')
            .replace(/_/g, '/')
            .replace(/[^A-Za-z0-9+/]/g, ''),
        ),
      );
    case 'utf16le':
      return Uint8Array.from(
        { length: text.length * 2 },
        (_, at) => (text.charCodeAt(at >> 1) >> ((at & 1) * 8)) & 0xff,
      );
    default:
      return new TextEncoder().encode(text);
  }
}

function binaryString(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return pieces.join('');
}

function bytesOf(binary: string): Uint8Array {
  return Uint8Array.from(binary, (char) => char.charCodeAt(0) & 0xff);
}
