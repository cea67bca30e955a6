/** `require('net')`: TCP between programs of this tab. */
import type { NodeHost } from './host.ts';
import { isIP, isIPv4, isIPv6 } from './net/address.ts';
import { BlockList, SocketAddressValue } from './net/block-list.ts';
import { defineServer } from './net/server.ts';
import type { Server, ServerConstructor, ServerOptions } from './net/server.ts';
import { defineSocket, normalizeArgs } from './net/socket.ts';
import type { Socket, SocketConstructor } from './net/socket.ts';
import type { Listener } from './stream-shapes.ts';

export type { Server, Socket };

export interface NetModule {
  Server: ServerConstructor;
  Socket: SocketConstructor;
  Stream: SocketConstructor;
  createServer(options?: ServerOptions | Listener, listener?: Listener): Server;
  connect(...args: unknown[]): Socket;
  createConnection(...args: unknown[]): Socket;
  isIP: typeof isIP;
  isIPv4: typeof isIPv4;
  isIPv6: typeof isIPv6;
  [name: string]: unknown;
}

export function createModule(host: NodeHost): NetModule {
  const Socket = defineSocket(host);
  const Server = defineServer(host, Socket);
  let autoSelectFamily = true;
  let attemptTimeout = 250;
  const connect = (...args: unknown[]): Socket => {
    const [options] = normalizeArgs(args);
    return new Socket(options).connect(...args);
  };
  return {
    Server,
    Socket,
    Stream: Socket,
    createServer: (options, listener) => new Server(options, listener),
    connect,
    createConnection: connect,
    isIP,
    isIPv4,
    isIPv6,
    BlockList,
    SocketAddress: SocketAddressValue,
    _normalizeArgs: normalizeArgs,
    _createServerHandle: () => null,
    getDefaultAutoSelectFamily: () => autoSelectFamily,
    setDefaultAutoSelectFamily: (on: boolean) => (autoSelectFamily = on),
    getDefaultAutoSelectFamilyAttemptTimeout: () => attemptTimeout,
    setDefaultAutoSelectFamilyAttemptTimeout: (ms: number) => (attemptTimeout = ms),
  };
}
