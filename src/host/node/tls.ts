/** `require('tls')`: there is no TLS inside the tab; https requests go by fetch. */
import type { NodeHost } from './host.ts';
import { inherit } from './inherit.ts';
import type { NetModule } from './net.ts';
import { refuse } from './refusal.ts';

export function createModule(host: NodeHost): Record<string, unknown> {
  const net = host.builtin('net') as NetModule;
  const instead = 'Use https.request or fetch for the web; previews already have a secure context.';
  function TLSSocket(): never {
    return refuse('tls.TLSSocket', instead);
  }
  function Server(): never {
    return refuse('tls.createServer', instead);
  }
  inherit(TLSSocket, net.Socket);
  inherit(Server, net.Server);
  const connect = (): never => refuse('tls.connect', instead);
  return {
    TLSSocket,
    Server,
    createServer: Server,
    connect,
    createSecureContext: () => ({ context: {} }),
    checkServerIdentity: () => undefined,
    getCiphers: () => [],
    rootCertificates: [],
    DEFAULT_ECDH_CURVE: 'auto',
    DEFAULT_MIN_VERSION: 'TLSv1.2',
    DEFAULT_MAX_VERSION: 'TLSv1.3',
    DEFAULT_CIPHERS: '',
    CLIENT_RENEG_LIMIT: 3,
    CLIENT_RENEG_WINDOW: 600,
  };
}
