/** Ciphers that xor with a key stream, and their authentication: CTR, GCM, ChaCha20-Poly1305. */
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { GHASH } from '@noble/ciphers/_polyval.js';
import { ecb } from '@noble/ciphers/aes.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { joinBytes } from '../../../shared/join-bytes.ts';
import type { CipherEngine } from './cipher-engine.ts';

type Xor = (data: Uint8Array) => Uint8Array;

export function ctrCipher(key: Uint8Array, iv: Uint8Array): CipherEngine {
  const xor = counterXor(key, iv, 16);
  return { update: xor, final: () => new Uint8Array(0) };
}

/** `counting`: how many bytes at the end of the block are the counter. */
function counterXor(key: Uint8Array, start: Uint8Array, counting: number): Xor {
  const counter = start.slice();
  let left: Uint8Array = new Uint8Array(0);
  const next = (count: number): Uint8Array => {
    const blocks = new Uint8Array(count * 16);
    for (let at = 0; at < blocks.length; at += 16) {
      blocks.set(counter, at);
      for (let i = 15; i >= 16 - counting; i--) {
        counter[i] = ((counter[i] ?? 0) + 1) & 0xff;
        if (counter[i] !== 0) break;
      }
    }
    return ecb(key, { disablePadding: true }).encrypt(blocks);
  };
  return (data) => {
    const more = Math.ceil(Math.max(0, data.length - left.length) / 16);
    const stream = more > 0 ? joinBytes([left, next(more)]) : left;
    left = stream.slice(data.length);
    return data.map((byte, i) => byte ^ (stream[i] ?? 0));
  };
}

/** A MAC over data and text, each filled up to whole blocks, then their lengths. */
function authenticated(
  xor: Xor,
  mac: { update(data: Uint8Array): unknown; digest(): Uint8Array },
  encrypts: boolean,
  bigEndianBits: boolean,
): CipherEngine & { addData(data: Uint8Array): void; tag(): Uint8Array } {
  const lengths = [0, 0];
  let kept: Uint8Array = new Uint8Array(0);
  let inText = false;
  let result: Uint8Array | null = null;
  const take = (data: Uint8Array, which: number): void => {
    lengths[which] = (lengths[which] ?? 0) + data.length;
    const all = joinBytes([kept, data]);
    kept = all.slice(all.length - (all.length % 16));
    if (all.length > kept.length) mac.update(all.subarray(0, all.length - kept.length));
  };
  const fill = (): void => {
    if (kept.length > 0) mac.update(joinBytes([kept, new Uint8Array(16 - kept.length)]));
    kept = new Uint8Array(0);
  };
  return {
    addData: (data) => take(data, 0),
    update(data) {
      if (!inText) fill();
      inText = true;
      const made = xor(data);
      take(encrypts ? made : data, 1);
      return made;
    },
    final: () => new Uint8Array(0),
    tag() {
      if (result) return result;
      fill();
      const block = new DataView(new ArrayBuffer(16));
      lengths.forEach((length, i) => {
        block.setBigUint64(i * 8, BigInt(length) * (bigEndianBits ? 8n : 1n), !bigEndianBits);
      });
      mac.update(new Uint8Array(block.buffer));
      result = mac.digest();
      return result;
    },
  };
}

export function gcmCipher(key: Uint8Array, iv: Uint8Array, encrypts: boolean): CipherEngine {
  const hashKey = ecb(key, { disablePadding: true }).encrypt(new Uint8Array(16));
  let start = new Uint8Array(16);
  if (iv.length === 12) {
    start.set(iv);
    start[15] = 1;
  } else {
    const hash = new GHASH(hashKey.slice());
    hash.update(joinBytes([iv, new Uint8Array((16 - (iv.length % 16)) % 16)]));
    const length = new DataView(new ArrayBuffer(16));
    length.setBigUint64(8, BigInt(iv.length) * 8n);
    hash.update(new Uint8Array(length.buffer));
    start = hash.digest();
  }
  const xor = counterXor(key, start, 4);
  // The first block of the key stream hides the tag.
  const mask = xor(new Uint8Array(16));
  const engine = authenticated(xor, new GHASH(hashKey.slice()), encrypts, true);
  let masked: Uint8Array | null = null;
  return {
    ...engine,
    tag: () => (masked ??= engine.tag().map((byte, i) => byte ^ (mask[i] ?? 0))),
  };
}

export function chachaCipher(key: Uint8Array, nonce: Uint8Array, encrypts: boolean): CipherEngine {
  const iv = joinBytes([new Uint8Array(12 - nonce.length), nonce]);
  const mac = poly1305.create(chacha20(key, iv, new Uint8Array(32)));
  let position = 64;
  const xor: Xor = (data) => {
    const before = position % 64;
    const padded = joinBytes([new Uint8Array(before), data]);
    const made = chacha20(key, iv, padded, undefined, Math.floor(position / 64)).slice(before);
    position += data.length;
    return made;
  };
  return authenticated(xor, mac, encrypts, false);
}
