/** Public and private keys as data, and the ways they are written: SPKI, PKCS #8, PKCS #1, SEC 1, JWK. */
import { joinBytes } from '../../../../shared/join-bytes.ts';
import { findCurve, PLAIN_CURVES, type NamedCurve, type PlainKind } from './curves.ts';
import {
  bitString,
  fromBigBytes,
  integer,
  NOTHING,
  octets,
  oid,
  readDer,
  readOid,
  readSequence,
  sequence,
  TAG,
  toBigBytes,
  writeDer,
} from './der.ts';
import type { RsaPrivate, RsaPublic } from './rsa.ts';

export type KeyData =
  | { kind: 'rsa'; open: RsaPublic; secret?: RsaPrivate }
  | { kind: 'ec'; curve: NamedCurve; open: Uint8Array; secret?: Uint8Array }
  | { kind: PlainKind; open: Uint8Array; secret?: Uint8Array };

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const ZERO = integer(0n);

function plainKind(id: string): PlainKind | undefined {
  return (Object.keys(PLAIN_CURVES) as PlainKind[]).find((kind) => PLAIN_CURVES[kind].oid === id);
}

/** The same key without its secret. */
export function publicPart(data: KeyData): KeyData {
  const { secret: _secret, ...open } = data;
  return open as KeyData;
}

export function curveKey(curve: NamedCurve, secret: Uint8Array): KeyData {
  return { kind: 'ec', curve, secret, open: curve.curve.getPublicKey(secret, false) };
}

export function plainKey(kind: PlainKind, secret: Uint8Array): KeyData {
  return { kind, secret, open: PLAIN_CURVES[kind].curve.getPublicKey(secret) };
}

function algorithm(data: KeyData): Uint8Array {
  if (data.kind === 'rsa') return sequence(oid(RSA), NOTHING);
  if (data.kind === 'ec') return sequence(oid(EC), oid(data.curve.oid));
  return sequence(oid(PLAIN_CURVES[data.kind].oid));
}

export function writePkcs1Public({ n, e }: RsaPublic): Uint8Array {
  return sequence(integer(n), integer(e));
}

export function writePkcs1({ n, e, d, p, q, dp, dq, qi }: RsaPrivate): Uint8Array {
  return sequence(ZERO, ...[n, e, d, p, q, dp, dq, qi].map(integer));
}

export function writeSec1(data: KeyData & { kind: 'ec' }, withCurve: boolean): Uint8Array {
  const secret = data.secret ?? new Uint8Array(0);
  const named = withCurve ? [writeDer(0xa0, oid(data.curve.oid))] : [];
  return sequence(integer(1n), octets(secret), ...named, writeDer(0xa1, bitString(data.open)));
}

export function writeSpki(data: KeyData): Uint8Array {
  return sequence(algorithm(data), bitString(data.kind === 'rsa' ? writePkcs1Public(data.open) : data.open));
}

export function writePkcs8(data: KeyData): Uint8Array {
  const inner = (): Uint8Array => {
    if (data.kind === 'rsa') return data.secret ? writePkcs1(data.secret) : new Uint8Array(0);
    if (data.kind === 'ec') return writeSec1(data, false);
    return octets(data.secret ?? new Uint8Array(0));
  };
  return sequence(ZERO, algorithm(data), octets(inner()));
}

function numbers(bytes: Uint8Array): bigint[] {
  return readSequence(bytes).map(({ body }) => fromBigBytes(body));
}

export function readPkcs1Public(bytes: Uint8Array): KeyData {
  const [n = 0n, e = 0n] = numbers(bytes);
  return { kind: 'rsa', open: { n, e } };
}

export function readPkcs1(bytes: Uint8Array): KeyData {
  const [, n = 0n, e = 0n, d = 0n, p = 0n, q = 0n, dp = 0n, dq = 0n, qi = 0n] = numbers(bytes);
  return { kind: 'rsa', open: { n, e }, secret: { n, e, d, p, q, dp, dq, qi } };
}

export function readSec1(bytes: Uint8Array, known?: NamedCurve): KeyData {
  const [, secret, ...rest] = readSequence(bytes);
  const parameters = rest.find(({ tag }) => tag === 0xa0);
  const named = parameters && readDer(parameters.body)[0];
  const curve = known ?? (named && findCurve(readOid(named.body)));
  if (!curve || !secret) throw new RangeError('unknown curve');
  return curveKey(curve, toBigBytes(fromBigBytes(secret.body), curve.size));
}

export function readSpki(bytes: Uint8Array): KeyData {
  const [named, bits] = readSequence(bytes);
  if (!named || bits?.tag !== TAG.bits) throw new RangeError('no key');
  const key = bits.body.slice(1);
  const { id, curve } = readAlgorithm(named.whole);
  if (id === RSA) return readPkcs1Public(key);
  if (id === EC && curve) {
    const open = curve.curve.Point.fromBytes(key).toBytes(false);
    return { kind: 'ec', curve, open };
  }
  const kind = plainKind(id);
  if (!kind) throw new RangeError('unknown algorithm');
  return { kind, open: key };
}

export function readPkcs8(bytes: Uint8Array): KeyData {
  const [, named, content] = readSequence(bytes);
  if (!named || content?.tag !== TAG.octets) throw new RangeError('no key');
  const { id, curve } = readAlgorithm(named.whole);
  if (id === RSA) return readPkcs1(content.body);
  if (id === EC && curve) return readSec1(content.body, curve);
  const kind = plainKind(id);
  const [secret] = readDer(content.body);
  if (!kind || !secret) throw new RangeError('unknown algorithm');
  return plainKey(kind, secret.body.slice());
}

function readAlgorithm(bytes: Uint8Array): { id: string; curve: NamedCurve | undefined } {
  const [id, parameters] = readSequence(bytes);
  const isNamed = parameters?.tag === TAG.oid;
  return {
    id: readOid(id?.body ?? new Uint8Array(0)),
    curve: isNamed ? findCurve(readOid(parameters.body)) : undefined,
  };
}

export type Jwk = Record<string, string>;
export interface Base64Url {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

const RSA_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

export function writeJwk(data: KeyData, { encode }: Base64Url): Jwk {
  if (data.kind === 'rsa') {
    const number = (value: bigint): string => encode(toBigBytes(value));
    const { open, secret } = data;
    const parts = secret ? RSA_PARTS.map((name) => [name, number(secret[name])]) : [];
    return { kty: 'RSA', n: number(open.n), e: number(open.e), ...Object.fromEntries(parts) } as Jwk;
  }
  const secret = data.secret && encode(data.secret);
  if (data.kind === 'ec') {
    const { size, jwk } = data.curve;
    const [x, y] = [encode(data.open.subarray(1, 1 + size)), encode(data.open.subarray(1 + size))];
    return { kty: 'EC', x, y, crv: jwk, ...(secret !== undefined && { d: secret }) };
  }
  const crv = PLAIN_CURVES[data.kind].jwk;
  return { crv, ...(secret !== undefined && { d: secret }), x: encode(data.open), kty: 'OKP' };
}

/** Undefined for what is no key. */
export function readJwk(jwk: Partial<Record<string, string>>, { decode }: Base64Url): KeyData | undefined {
  const bytes = (name: string): Uint8Array => decode(jwk[name] ?? '');
  const number = (name: string): bigint => fromBigBytes(bytes(name));
  if (jwk['kty'] === 'RSA') {
    const open = { n: number('n'), e: number('e') };
    if (jwk['d'] === undefined) return { kind: 'rsa', open };
    const [d = 0n, p = 0n, q = 0n, dp = 0n, dq = 0n, qi = 0n] = RSA_PARTS.map(number);
    return { kind: 'rsa', open, secret: { ...open, d, p, q, dp, dq, qi } };
  }
  if (jwk['kty'] === 'EC') {
    const curve = findCurve(jwk['crv']);
    if (!curve) return undefined;
    if (jwk['d'] !== undefined) return curveKey(curve, bytes('d'));
    return { kind: 'ec', curve, open: joinBytes([new Uint8Array([4]), bytes('x'), bytes('y')]) };
  }
  const kind = (Object.keys(PLAIN_CURVES) as PlainKind[]).find(
    (each) => PLAIN_CURVES[each].jwk === jwk['crv'],
  );
  if (!kind) return undefined;
  return jwk['d'] === undefined ? { kind, open: bytes('x') } : plainKey(kind, bytes('d'));
}
