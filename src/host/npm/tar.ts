/** Reads a tar archive where it lies: entries point into the given bytes, nothing is copied. ustar, pax, GNU names. */
import type { ImageEntry } from '../vfs/file-system.ts';
import { NpmError } from './npm-error.ts';

const BLOCK = 512;
const decoder = new TextDecoder();

type FileEntry = Extract<ImageEntry, { type: 'file' }>;

interface Header {
  name: string;
  size: number;
  mode: number;
  type: string;
}

/**
 * The files of an npm package, without the archive's top folder. Links and devices are left out, as npm does;
 * a path that climbs out of the package is an error. Offsets count from the start of `bytes`.
 */
export function readTar(bytes: Uint8Array): FileEntry[] {
  const files = new Map<string, FileEntry>();
  let longName: string | undefined;
  let pax: Map<string, string> | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    if (bytes[at] === 0) {
      at += BLOCK;
      continue;
    }
    const header = readHeader(bytes, at);
    const size = Number(pax?.get('size') ?? header.size);
    const start = at + BLOCK;
    if (!(size >= 0) || start + size > bytes.length) throw damaged('an entry is longer than the archive');
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === 'L') {
      longName = text(bytes, start, size);
    } else if (header.type === 'x') {
      pax = readPax(bytes, start, size);
    } else if (header.type !== 'g' && header.type !== 'K') {
      const path = innerPath(pax?.get('path') ?? longName ?? header.name);
      if (isFile(header) && path !== '') {
        // npm makes everything readable, and executable what was executable for anybody.
        const mode = (header.mode & 0o111) === 0 ? 0o644 : 0o755;
        files.set(path, { type: 'file', path, mode, offset: start, size });
      }
      longName = undefined;
      pax = undefined;
    }
  }
  return [...files.values()];
}

function isFile(header: Header): boolean {
  return (header.type === '0' || header.type === '7' || header.type === '') && !header.name.endsWith('/');
}

function readHeader(bytes: Uint8Array, at: number): Header {
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1) {
    sum += index >= 148 && index < 156 ? 32 : (bytes[at + index] ?? 0);
  }
  if (sum !== octal(bytes, at + 148, 8)) throw damaged('a header has a wrong checksum');
  let name = text(bytes, at, 100);
  const isUstar = text(bytes, at + 257, 5) === 'ustar';
  // GNU's own format keeps times where POSIX keeps the prefix.
  if (isUstar && bytes[at + 262] === 0) {
    const prefix = text(bytes, at + 345, 155);
    if (prefix !== '') name = `${prefix}/${name}`;
  }
  return {
    name,
    mode: octal(bytes, at + 100, 8),
    size: number(bytes, at + 124, 12),
    type: text(bytes, at + 156, 1),
  };
}

/** Octal text, or base 256 when the first byte's high bit is set. */
function number(bytes: Uint8Array, at: number, length: number): number {
  if (((bytes[at] ?? 0) & 0x80) === 0) return octal(bytes, at, length);
  let value = (bytes[at] ?? 0) & 0x7f;
  for (let index = 1; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

function octal(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  let seen = false;
  for (let index = at; index < at + length; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit >= 0 && digit <= 7) {
      value = value * 8 + digit;
      seen = true;
    } else if (seen) {
      break;
    }
  }
  return value;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  let end = at;
  let ascii = true;
  while (end < at + length && bytes[end] !== 0) {
    if ((bytes[end] ?? 0) > 127) ascii = false;
    end += 1;
  }
  if (ascii && end - at <= 256) return String.fromCharCode(...bytes.subarray(at, end));
  // TextDecoder refuses shared memory: a copy.
  return decoder.decode(bytes.slice(at, end));
}

/** Records of `length key=value\n`, lengths in bytes. */
function readPax(bytes: Uint8Array, start: number, size: number): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = start; at < start + size;) {
    let space = at;
    while (space < start + size && bytes[space] !== 32) space += 1;
    const length = Number(text(bytes, at, space - at));
    if (!(length > 0) || at + length > start + size) throw damaged('a pax record has a wrong length');
    const record = text(bytes, space + 1, at + length - space - 2);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Without the first folder (`package/` as a rule). */
function innerPath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\\..\\')) {
    throw new NpmError('TAR_ENTRY_ERROR', `A file of the package lies outside of it: ${name}`);
  }
  return parts.slice(1).join('/');
}

function damaged(why: string): NpmError {
  return new NpmError('TAR_BAD_ARCHIVE', `Unrecognized archive format: ${why}`);
}
