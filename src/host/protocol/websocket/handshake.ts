/** The opening handshake (RFC 6455, section 4), from the client's side. */
import type { ResponseHead } from '../http/head.ts';
import { headerValues, listHeader } from '../http/framing.ts';
import { encodeRequestHead } from '../http/serialize.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface HandshakeOptions {
  /** Authority for the Host header. */
  host: string;
  /** Path and query. */
  path: string;
  origin?: string;
  protocols?: readonly string[];
  /** More headers: name, value, name, value, … */
  headers?: readonly string[];
}

export interface Handshake {
  request: Uint8Array;
  key: string;
}

export function createHandshake(options: HandshakeOptions): Handshake {
  const key = base64(crypto.getRandomValues(new Uint8Array(16)));
  const headers = ['Host', options.host, 'Upgrade', 'websocket', 'Connection', 'Upgrade'];
  headers.push('Sec-WebSocket-Key', key, 'Sec-WebSocket-Version', '13');
  if (options.origin !== undefined) headers.push('Origin', options.origin);
  if (options.protocols?.length) headers.push('Sec-WebSocket-Protocol', options.protocols.join(', '));
  headers.push(...(options.headers ?? []));
  return { request: encodeRequestHead({ method: 'GET', url: options.path, headers }), key };
}

/** `Sec-WebSocket-Accept` for a key. */
export async function acceptKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(key + GUID));
  return base64(new Uint8Array(digest));
}

export type HandshakeResult = { ok: true; protocol: string } | { ok: false; reason: string };

export async function checkHandshake(
  head: ResponseHead,
  key: string,
  protocols: readonly string[] = [],
): Promise<HandshakeResult> {
  if (head.statusCode !== 101) {
    return { ok: false, reason: `Unexpected response code: ${head.statusCode}` };
  }
  const raw = head.rawHeaders;
  if (!listHeader(raw, 'upgrade').includes('websocket'))
    return { ok: false, reason: "'Upgrade' header is missing" };
  if (!listHeader(raw, 'connection').includes('upgrade')) {
    return { ok: false, reason: "'Connection' header is missing" };
  }
  if (headerValues(raw, 'sec-websocket-accept')[0] !== (await acceptKey(key))) {
    return { ok: false, reason: "Incorrect 'Sec-WebSocket-Accept' header value" };
  }
  const protocol = headerValues(raw, 'sec-websocket-protocol')[0] ?? '';
  if (protocol !== '' && !protocols.includes(protocol)) {
    return { ok: false, reason: `The server chose the protocol '${protocol}', which was not offered` };
  }
  return { ok: true, protocol };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
