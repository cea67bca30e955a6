/** Elliptic curves by Node's names. */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

export type WeierstrassCurve = typeof p256;

export interface NamedCurve {
  /** OpenSSL's name. */
  name: string;
  /** JWK's. */
  jwk: string;
  oid: string;
  /** Bytes of a coordinate. */
  size: number;
  curve: WeierstrassCurve;
}

const CURVES: readonly NamedCurve[] = [
  { name: 'prime256v1', jwk: 'P-256', oid: '1.2.840.10045.3.1.7', size: 32, curve: p256 },
  { name: 'secp384r1', jwk: 'P-384', oid: '1.3.132.0.34', size: 48, curve: p384 },
  { name: 'secp521r1', jwk: 'P-521', oid: '1.3.132.0.35', size: 66, curve: p521 },
  { name: 'secp256k1', jwk: 'secp256k1', oid: '1.3.132.0.10', size: 32, curve: secp256k1 },
];

export function findCurve(name: unknown): NamedCurve | undefined {
  return CURVES.find((each) => each.name === name || each.jwk === name || each.oid === name);
}

export const CURVE_NAMES: readonly string[] = CURVES.map(({ name }) => name).sort();

/** Those with keys of plain bytes, by Node's name of the key's type. */
export const PLAIN_CURVES = {
  ed25519: { jwk: 'Ed25519', oid: '1.3.101.112', curve: ed25519 },
  x25519: { jwk: 'X25519', oid: '1.3.101.110', curve: x25519 },
} as const;

export type PlainKind = keyof typeof PLAIN_CURVES;
