/** Ciphers that work on whole blocks: ECB and CBC, in pieces of any length, with padding (PKCS #7). */
import { cbc, ecb } from '@noble/ciphers/aes.js';
import { makeNodeError } from '../errors.ts';
import { joinBytes } from '../../../shared/join-bytes.ts';
import type { CipherEngine } from './cipher-engine.ts';

const BLOCK = 16;
const RAW = { disablePadding: true };

export function blockCipher(key: Uint8Array, start: Uint8Array | null, encrypts: boolean): CipherEngine {
  let iv = start;
  let kept: Uint8Array = new Uint8Array(0);
  let pads = true;

  function run(blocks: Uint8Array): Uint8Array {
    if (blocks.length === 0) return blocks;
    const cipher = iv ? cbc(key, iv, RAW) : ecb(key, RAW);
    const made = encrypts ? cipher.encrypt(blocks) : cipher.decrypt(blocks);
    if (iv) iv = (encrypts ? made : blocks).slice(-BLOCK);
    return made;
  }

  return {
    update(data) {
      const all = joinBytes([kept, data]);
      // The last block of a padded text shows only at the end what of it is text.
      const held =
        !encrypts && pads && all.length > 0 && all.length % BLOCK === 0 ? BLOCK : all.length % BLOCK;
      kept = all.slice(all.length - held);
      return run(all.subarray(0, all.length - held));
    },
    final() {
      if (!pads) {
        if (kept.length > 0) throw providerError('1C80006B', 'wrong final block length');
        return kept;
      }
      if (encrypts) {
        const padding = BLOCK - kept.length;
        return run(joinBytes([kept, new Uint8Array(padding).fill(padding)]));
      }
      if (kept.length !== BLOCK) throw providerError('1C80006B', 'wrong final block length');
      const last = run(kept);
      const padding = last[BLOCK - 1] ?? 0;
      const valid =
        padding >= 1 && padding <= BLOCK && last.subarray(-padding).every((byte) => byte === padding);
      if (!valid) throw providerError('1C800064', 'bad decrypt');
      return last.subarray(0, BLOCK - padding);
    },
    setAutoPadding(on) {
      pads = on;
    },
  };
}

/** An error as OpenSSL words it. */
function providerError(number: string, reason: string): Error {
  const code = `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
  const error = makeNodeError(Error, code, `error:${number}:Provider routines::${reason}`);
  return Object.assign(error, { library: 'Provider routines', reason });
}
