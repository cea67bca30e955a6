/** Errors of sockets in the shape Node gives them: `connect ECONNREFUSED 127.0.0.1:3000`. */
import { ERRNO } from '../../vfs/errno.ts';
import type { ErrnoCode } from '../../vfs/errno.ts';

export interface SocketError extends Error {
  code: string;
  errno: number;
  syscall: string;
  address?: string;
  port?: number;
}

/** Node's `listen EADDRINUSE: address already in use :::3000` has libuv's words, connect's errors do not. */
export function socketError(
  error: unknown,
  syscall: string,
  where?: { address?: string | undefined; port?: number | undefined },
): SocketError {
  const code = (error as { code?: string } | null)?.code ?? 'EIO';
  const known = Object.hasOwn(ERRNO, code) ? ERRNO[code as ErrnoCode] : ERRNO.EIO;
  const place =
    where?.address === undefined
      ? ''
      : ` ${where.address}${where.port === undefined ? '' : `:${where.port}`}`;
  const words = syscall === 'listen' || syscall === 'bind' ? `: ${known[1]}` : '';
  const made = new Error(`${syscall} ${code}${words}${place}`) as SocketError;
  Object.assign(made, { errno: -known[0], code, syscall });
  if (where?.address !== undefined) made.address = where.address;
  if (where?.port !== undefined) made.port = where.port;
  return made;
}

/** The tab has no network of its own beyond its own servers. */
export function unreachable(host: string, port: number): SocketError {
  const error = socketError({ code: 'ENETUNREACH' }, 'connect', { address: host, port });
  error.message +=
    ' - a tab can open sockets only to its own servers (localhost); use fetch or http for the web';
  return error;
}
