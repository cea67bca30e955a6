/**
 * The way out of the tab: a duplex that reads the HTTP/1.1 requests written to it, sends each by fetch, and answers in
 * HTTP/1.1. A ClientRequest (and any agent) uses it as it would a socket.
 */
import { encodeChunk, encodeLastChunk } from '../../protocol/http/chunked.ts';
import { headerValues } from '../../protocol/http/framing.ts';
import type { RequestHead } from '../../protocol/http/head.ts';
import { createRequestParser } from '../../protocol/http/parser.ts';
import { encodeResponseHead } from '../../protocol/http/serialize.ts';
import type { NodeHost } from '../host.ts';
import { idleTimer } from '../idle-timer.ts';
import { nextTick } from '../next-tick.ts';
import { asBuffer, streams } from '../stream-shapes.ts';
import type { Callback, Listener } from '../stream-shapes.ts';
import type { HttpSocket } from './shapes.ts';

/** What belongs to one connection, or to what fetch does itself. */
const NOT_FORWARDED = new Set([
  'connection',
  'host',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'te',
  'upgrade',
  'accept-encoding',
]);
/** fetch has decoded the body already. */
const NOT_RETURNED = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
]);

export function createFetchConnection(host: NodeHost, origin: string): HttpSocket {
  const { Duplex } = streams(host);
  const abort = new AbortController();
  let head: RequestHead | null = null;
  let body: Uint8Array[] = [];
  let wanted: (() => void) | null = null;

  const parser = createRequestParser({
    onHead(next) {
      head = next;
      body = [];
      return 'body';
    },
    onBody: (data) => void body.push(data),
    onEnd() {
      if (head) host.loop.pending(exchange(head, body), (error) => error && socket.destroy(failure(error)));
    },
  });

  async function exchange(request: RequestHead, parts: Uint8Array[]): Promise<void> {
    const { method } = request;
    const init: RequestInit = {
      method,
      headers: forwarded(request),
      // A browser hides where a redirect leads, and asking twice would send a POST twice: it follows by itself.
      redirect: 'follow',
      signal: abort.signal,
    };
    if (parts.length > 0) init.body = new Blob(parts as BlobPart[]);
    const url = /^https?:/.test(request.url) ? request.url : `${origin}${request.url}`;
    const response = await host.fetch(url, init);
    const isEmpty = method === 'HEAD' || response.status === 204 || response.status === 304;
    const headers = [...response.headers].filter(([name]) => !NOT_RETURNED.has(name.toLowerCase())).flat();
    if (!isEmpty) headers.push('Transfer-Encoding', 'chunked');
    await send(
      encodeResponseHead({ statusCode: response.status, statusMessage: response.statusText, headers }),
    );
    if (isEmpty) return;
    const reader = response.body?.getReader();
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      if (piece.value.length > 0) await send(encodeChunk(piece.value));
    }
    await send(encodeLastChunk());
  }

  /** Waits while the reader has enough. */
  async function send(bytes: Uint8Array): Promise<void> {
    if (socket.destroyed) return;
    const full = await new Promise<boolean>((resolve) =>
      host.loop.run(() => resolve(!socket.push(asBuffer(host, bytes)))),
    );
    if (full) await new Promise<void>((resolve) => (wanted = resolve));
  }

  const socket = new Duplex({
    read() {
      wanted?.();
      wanted = null;
    },
    write(chunk: Uint8Array, _encoding: string, callback: Callback) {
      try {
        parser.execute(chunk);
        callback();
      } catch (error) {
        callback(error as Error);
      }
    },
    destroy(error: Error | null, callback: Callback) {
      abort.abort();
      wanted?.();
      callback(error);
    },
  }) as HttpSocket;
  dressAsSocket(host, socket, new URL(origin));
  return socket;
}

function forwarded(request: RequestHead): [string, string][] {
  const headers: [string, string][] = [];
  const dropped = new Set(NOT_FORWARDED);
  for (const name of headerValues(request.rawHeaders, 'connection')) dropped.add(name.toLowerCase());
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    if (!dropped.has(name.toLowerCase())) headers.push([name, request.rawHeaders[i + 1] ?? '']);
  }
  return headers;
}

/** fetch says only "failed": name the address, as a socket error would. */
function failure(error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const made = new Error(`request failed: ${cause.message}`, { cause });
  return Object.assign(made, { code: (cause as { code?: string }).code ?? 'ECONNRESET', syscall: 'connect' });
}

function dressAsSocket(host: NodeHost, socket: HttpSocket, url: URL): void {
  let timer: { clear(): void } | null = null;
  const chain = (): HttpSocket => socket;
  Object.assign(socket, {
    remoteAddress: url.hostname,
    remotePort: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    connecting: false,
    timeout: 0,
    setNoDelay: chain,
    setKeepAlive: chain,
    ref: chain,
    unref: chain,
    setTimeout(ms: number, listener?: Listener) {
      timer?.clear();
      socket.timeout = ms;
      if (listener) socket.once('timeout', listener);
      timer = ms > 0 ? idleTimer(host, () => socket.emit('timeout'), ms) : null;
      return socket;
    },
    destroySoon: () => void socket.destroy(),
    address: () => ({}),
  });
  socket.once('close', () => timer?.clear());
  if (url.protocol === 'https:') {
    Object.assign(socket, {
      encrypted: true,
      authorized: true,
      getPeerCertificate: () => ({}),
      getProtocol: () => 'TLSv1.3',
      getCipher: () => ({ name: 'TLS_AES_128_GCM_SHA256', version: 'TLSv1.3' }),
    });
  }
  nextTick(() => {
    socket.emit('connect');
    if (url.protocol === 'https:') socket.emit('secureConnect');
  });
}
