/** Secrets that two agree on: crypto.createECDH and crypto.diffieHellman. */
import { makeNodeError } from '../../errors.ts';
import type { NodeHost } from '../../host.ts';
import { encodeBytes, toBytes } from '../bytes.ts';
import { asBuffer } from '../../stream-shapes.ts';
import { keyData, unsupported } from './asymmetric-key.ts';
import { findCurve, PLAIN_CURVES, type NamedCurve } from './curves.ts';

type Form = 'compressed' | 'uncompressed' | undefined;

function curveNamed(name: unknown): NamedCurve {
  const curve = findCurve(name);
  if (!curve) throw makeNodeError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
  return curve;
}

function sharedX({ curve, size }: NamedCurve, secret: Uint8Array, open: Uint8Array): Uint8Array {
  return curve.getSharedSecret(secret, open, true).subarray(1, 1 + size);
}

export function createAgreement(host: NodeHost): Record<string, unknown> {
  class ECDH {
    readonly #curve: NamedCurve;
    #secret: Uint8Array | undefined;

    constructor(name: string) {
      this.#curve = curveNamed(name);
    }

    static convertKey(key: unknown, name: string, from?: string, to?: string, form?: Form): unknown {
      const point = curveNamed(name).curve.Point.fromBytes(toBytes(host, key, 'key', from));
      return encodeBytes(host, point.toBytes(form === 'compressed'), to);
    }

    generateKeys(encoding?: string, form?: Form): unknown {
      this.#secret = this.#curve.curve.utils.randomSecretKey();
      return this.getPublicKey(encoding, form);
    }

    getPublicKey(encoding?: string, form?: Form): unknown {
      const bytes = this.#curve.curve.getPublicKey(this.#known(), form === 'compressed');
      return encodeBytes(host, bytes, encoding);
    }

    getPrivateKey(encoding?: string): unknown {
      return encodeBytes(host, this.#known(), encoding);
    }

    setPrivateKey(key: unknown, encoding?: string): this {
      this.#secret = toBytes(host, key, 'privateKey', encoding).slice();
      return this;
    }

    computeSecret(other: unknown, from?: string, to?: string): unknown {
      const open = toBytes(host, other, 'otherPublicKey', from);
      try {
        return encodeBytes(host, sharedX(this.#curve, this.#known(), open).slice(), to);
      } catch {
        const text = 'Public key is not valid for specified curve';
        throw makeNodeError(Error, 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY', text);
      }
    }

    #known(): Uint8Array {
      if (this.#secret) return this.#secret;
      throw makeNodeError(Error, 'ERR_CRYPTO_ECDH_INVALID_PRIVATE_KEY', 'There is no private key');
    }
  }
  return {
    ECDH,
    createECDH: (name: string) => new ECDH(name),
    diffieHellman({ privateKey, publicKey }: { privateKey: unknown; publicKey: unknown }) {
      const [mine, other] = [keyData(host, privateKey, 'private'), keyData(host, publicKey, 'public')];
      if (mine.kind === 'x25519' && other.kind === 'x25519' && mine.secret)
        return asBuffer(host, PLAIN_CURVES.x25519.curve.getSharedSecret(mine.secret, other.open));
      if (mine.kind === 'ec' && other.kind === 'ec' && mine.secret && mine.curve === other.curve)
        return asBuffer(host, sharedX(mine.curve, mine.secret, other.open).slice());
      throw unsupported('these keys together');
    },
  };
}
