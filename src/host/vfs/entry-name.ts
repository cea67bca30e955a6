/** Names of directory entries as UTF-8 bytes: hashing, comparing and decoding them in place on the disk. */
import { type DiskMemory, E_LENGTH, E_NAME, INLINE_NAME, GRANULE, MAX_NAME } from './disk.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const PRIME = 0x01000193;

/** The start of the hash of a name in a directory. */
export const hashSeed = (parent: number): number => Math.imul(parent, 0x9e3779b1) ^ 0x811c9dc5;

/** One byte more. */
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, PRIME);

/** The final mix, so that the low bits depend on all. */
export function hashFinish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** The hash of a whole encoded name. */
export function hashName(parent: number, name: Uint8Array): number {
  let hash = hashSeed(parent);
  for (let k = 0; k < name.length; k++) hash = hashByte(hash, name[k]!);
  return hashFinish(hash);
}

export const encodeName = (name: string): Uint8Array<ArrayBuffer> => encoder.encode(name);

/** Where the bytes of a dirent's name lie. */
export function nameAddress(memory: DiskMemory, dirent: number, length: number): number {
  return length <= INLINE_NAME ? (dirent + E_NAME) * 4 : memory.i32[dirent + E_NAME]! * GRANULE;
}

/** The name of a dirent (Int32 index of its record). Bounded even when the record is garbage. */
export function readName(memory: DiskMemory, dirent: number): string {
  const length = Math.min(memory.i32[dirent + E_LENGTH]!, MAX_NAME);
  const at = nameAddress(memory, dirent, length);
  return decodeUtf8(memory, at, length);
}

/** Decodes bytes of the disk; ASCII without the decoder, which does not take shared memory. */
export function decodeUtf8(memory: DiskMemory, at: number, length: number): string {
  const { u8 } = memory;
  if (length <= 64) {
    let text = '';
    for (let k = 0; k < length; k++) {
      const byte = u8[at + k]!;
      if (byte >= 0x80) return decoder.decode(u8.slice(at, at + length));
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoder.decode(u8.slice(at, at + length));
}
