/** `require('tls')`: there is no TLS inside the tab; https requests go by fetch. */
import type { NodeHost } from './host.ts';
import { inherit } from './inherit.ts';
import type { NetModule } from './net.ts';
import type { Socket, SocketHandle } from './net/socket.ts';
import { refuse } from './refusal.ts';

interface TlsSocket extends Socket {
  encrypted: boolean;
  authorized: boolean;
  authorizationError: Error | null;
  alpnProtocol: string | false | null;
  _handle: (SocketHandle & { _parentWrap: object }) | null;
}

export function createModule(host: NodeHost): Record<string, unknown> {
  const net = host.builtin('net') as NetModule;
  const instead = 'Use https.request or fetch for the web; previews already have a secure context.';
  /** Packages make one around a stream of theirs only to look inside it; it reads and writes nothing. */
  function TLSSocket(this: TlsSocket, socket: unknown, options?: object): void {
    net.Socket.call(this, options);
    this.encrypted = true;
    this.authorized = false;
    this.authorizationError = null;
    this.alpnProtocol = null;
    this._handle = { fd: -1, reading: true, _parentWrap: { constructor: JSStreamSocket, stream: socket } };
  }
  function Server(): never {
    return refuse('tls.createServer', instead);
  }
  /** Node's class of a socket over any stream, which `_parentWrap` gives away. */
  function JSStreamSocket(): never {
    return refuse('A socket over a stream', instead);
  }
  inherit(JSStreamSocket, net.Socket);
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
