/** The owner's token of a site: told once, kept as its hash. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export function newToken(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
}

export function hashToken(token: string): string {
  return bytesToHex(sha256(utf8ToBytes(token)));
}

/** Whether an Authorization header carries the token of that hash. Comparing hashes takes the same time wherever they differ. */
export function isOwner(authorization: string | undefined, tokenHash: string): boolean {
  const token = /^Bearer ([0-9a-f]{64})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return false;
  const given = hashToken(token.toLowerCase());
  let difference = given.length ^ tokenHash.length;
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ tokenHash.charCodeAt(at);
  return difference === 0;
}
