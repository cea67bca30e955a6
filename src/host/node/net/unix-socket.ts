/** Sockets that are named by a path instead of a port. */
import { bindContext } from '../async-context.ts';
import type { NodeHost } from '../host.ts';
import { normalize } from '../path-posix.ts';
import type { Server } from './server.ts';
import type { Socket } from './socket.ts';
import { socketError } from './system-error.ts';

function absolute(host: NodeHost, path: string): string {
  return normalize(path.startsWith('/') ? path : `${host.identity.cwd}/${path}`);
}

/** Throws what the kernel does: the path may be taken. */
export function bindPath(host: NodeHost, server: Server, path: string): void {
  server._handle = { fd: host.kernel.sync('listenAt', absolute(host, path)) };
  server._bound = path;
}

export function connectPath(host: NodeHost, socket: Socket, path: string): void {
  socket.keepAlive.wait(
    host.kernel.async('connectTo', absolute(host, path)),
    bindContext((error: unknown, fd?: number) => {
      if (fd !== undefined && socket.destroyed) void host.kernel.async('close', fd);
      if (socket.destroyed) return;
      if (error || fd === undefined) {
        socket.destroy(socketError(error, 'connect', { address: path }));
        return;
      }
      socket.adopt(fd);
      socket.emit('connect');
      socket.emit('ready');
    }),
  );
}
