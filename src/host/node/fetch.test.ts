import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { WebSocketConnection } from '../protocol/websocket/connection.ts';
import { acceptKey } from '../protocol/websocket/handshake.ts';
import { createFetch } from './fetch.ts';
import { createWebSocket } from './fetch/web-socket.ts';
import { createModule as createHttp } from './http.ts';
import { createModule as createNet } from './net.ts';

/** Browsers and newer Nodes have it. */
class TestCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
  constructor(type: string, init: CloseEventInit = {}) {
    super(type);
    this.code = init.code ?? 0;
    this.reason = init.reason ?? '';
    this.wasClean = init.wasClean ?? false;
  }
}
vi.stubGlobal('CloseEvent', TestCloseEvent);

const outside = vi.fn((_url: string, _init?: RequestInit) => Promise.resolve(new Response('outside')));
const host = createFakeNodeHost({ net: createNet, http: createHttp }, { fetch: outside });
const { fetch, Request: HostRequest, Response: HostResponse } = createFetch(host);
const http = host.builtin('http') as typeof import('node:http');
let server: Server;
let origin: string;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const [, path = ''] = (request.url ?? '').split('/');
    const chunks: Buffer[] = [];
    if (/^30\d$/.test(path)) return response.writeHead(Number(path), { location: '/there' }).end();
    if (path === 'loop') return response.writeHead(302, { location: '/loop' }).end();
    if (path === 'away') return response.writeHead(302, { location: 'https://example.com/x' }).end();
    if (path === 'hang') return undefined;
    if (path === 'zip')
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('zipped'));
    if (path === 'cut') {
      response.writeHead(200, { 'content-length': 10 }).write('abc');
      return setTimeout(() => response.destroy(), 10);
    }
    return request
      .on('data', (chunk) => chunks.push(chunk as Buffer))
      .on('end', () => {
        const { method, url, headers } = request;
        response.setHeader('set-cookie', ['a=1', 'b=2']);
        response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}
const echo = async (path: string, init?: RequestInit): Promise<Echo> =>
  (await (await fetch(origin + path, init)).json()) as Echo;

describe('fetch to a port of the tab', () => {
  it('sends what is asked, with the headers browsers forbid', async () => {
    const sent = await echo('/a?b', { method: 'PUT', body: 'héllo', headers: { Cookie: 'k=v', Host: 'me' } });
    expect(sent).toMatchObject({ method: 'PUT', url: '/a?b', body: 'héllo' });
    expect(sent.headers).toMatchObject({
      cookie: 'k=v',
      host: 'me',
      'content-length': '6',
      'content-type': 'text/plain;charset=UTF-8',
      'user-agent': 'node',
    });
  });

  it('answers with a Response', async () => {
    const response = await fetch(`${origin}/x#fragment`);
    expect(response).toBeInstanceOf(Response);
    expect(response).toBeInstanceOf(HostResponse);
    expect([response.status, response.ok, response.url]).toEqual([200, true, `${origin}/x`]);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.clone().url).toBe(response.url);
    expect(await response.clone().text()).toBe(await response.text());
    expect(await (await fetch(`${origin}/zip`)).text()).toBe('zipped');
  });

  it('streams up what can be iterated', async () => {
    const body = Readable.from(['one ', 'two']);
    const sent = await echo('/up', { method: 'POST', body: body as never, duplex: 'half' } as RequestInit);
    expect(sent.body).toBe('one two');
    expect(sent.headers['transfer-encoding']).toBe('chunked');
  });

  it('follows redirects as asked', async () => {
    expect(await echo('/303', { method: 'POST', body: 'x' })).toMatchObject({ method: 'GET', body: '' });
    expect(await echo('/307', { method: 'POST', body: 'x' })).toMatchObject({ method: 'POST', body: 'x' });
    const manual = await fetch(`${origin}/302`, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location')]).toEqual([302, '/there']);
    await expect(fetch(`${origin}/302`, { redirect: 'error' })).rejects.toThrow('fetch failed');
    await expect(fetch(`${origin}/loop`)).rejects.toThrow('fetch failed');
    expect(await (await fetch(`${origin}/away`)).text()).toBe('outside');
    expect(outside.mock.lastCall?.[0]).toBe('https://example.com/x');
  });

  it('fails as Node fails', async () => {
    await expect(fetch('/relative')).rejects.toThrow('Failed to parse URL from /relative');
    await expect(fetch('ftp://localhost')).rejects.toThrow('fetch failed');
    await expect(fetch('http://localhost:1')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await expect((await fetch(`${origin}/cut`)).text()).rejects.toThrow('terminated');
    const reason = new Error('enough');
    await expect(fetch(`${origin}/hang`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const abort = new AbortController();
    setTimeout(() => abort.abort(reason), 10);
    await expect(fetch(`${origin}/hang`, { signal: abort.signal })).rejects.toBe(reason);
  });

  it('lets the process end when it is done', async () => {
    const before = host.refs;
    const pending = fetch(`${origin}/x`);
    expect(host.refs).toBeGreaterThan(before);
    await (await pending).text();
    await vi.waitFor(() => expect(host.refs).toBeLessThanOrEqual(before + 1));
  });
});

describe('fetch to the outside', () => {
  it('is the browser’s, with a body as a whole', async () => {
    await fetch(
      new HostRequest('https://example.com/a', { method: 'POST', body: 'x', headers: { cookie: 'k=v' } }),
    );
    const [url, init] = outside.mock.lastCall ?? [];
    expect(url).toBe('https://example.com/a');
    expect(init?.method).toBe('POST');
    expect(new TextDecoder().decode(init?.body as ArrayBuffer)).toBe('x');
    expect(new Headers(init?.headers).get('cookie')).toBe('k=v');
  });
});

describe('messages', () => {
  it('keep headers that browsers forbid', () => {
    const response = new HostResponse('x', { headers: { 'set-cookie': 'a=1' } });
    response.headers.append('set-cookie', 'b=2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(HostResponse.json({}, { status: 201 }).headers.get('content-type')).toBe('application/json');
    const request = new HostRequest('http://h/', { headers: { host: 'x', cookie: 'y' } });
    expect(new HostRequest(request).headers.get('cookie')).toBe('y');
  });
});

describe('WebSocket to a port of the tab', () => {
  /** A browser's, which must not be used. */
  class Native extends EventTarget {
    constructor(readonly url: string) {
      super();
    }
  }
  const HostWebSocket = createWebSocket(host, Native as unknown as typeof WebSocket);

  /** Everything that happens to a socket, until it is closed. */
  function record(socket: WebSocket, onEvent: (type: string, data?: unknown) => void): Promise<unknown[]> {
    const seen: unknown[] = [];
    return new Promise((resolve) => {
      socket.onopen = () => onEvent(String(seen.push('open') && 'open'));
      socket.onmessage = ({ data }) => {
        seen.push(typeof data === 'string' ? data : [...new Uint8Array(data as ArrayBuffer)]);
        onEvent('message', data);
      };
      socket.onerror = () => seen.push('error');
      socket.onclose = ({ code, reason, wasClean }) => {
        seen.push([code, reason, wasClean]);
        resolve(seen);
      };
    });
  }

  it('opens, echoes and closes', async () => {
    server.once('upgrade', (request, socket) => {
      const connection: WebSocketConnection = new WebSocketConnection(
        { isClient: false, send: (bytes) => socket.write(bytes), end: () => socket.end() },
        { onMessage: (data) => connection.send(data), onClose: () => undefined },
      );
      void acceptKey(String(request.headers['sec-websocket-key'])).then((accept) => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
            `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: b\r\n\r\n`,
        );
        socket.on('data', (chunk: Buffer) => connection.receive(chunk));
      });
    });
    const socket = new HostWebSocket(`${origin.replace('http', 'ws')}/chat`, ['a', 'b']);
    socket.binaryType = 'arraybuffer';
    expect([socket.readyState, socket instanceof HostWebSocket]).toEqual([0, true]);
    let messages = 0;
    const seen = await record(socket, (type) => {
      if (type === 'open') {
        expect(socket.protocol).toBe('b');
        socket.send('text');
        socket.send(new Blob(['AB']));
        socket.send(new Uint8Array([1, 2]));
      } else if (++messages === 3) socket.close(4000, 'done');
    });
    expect(seen).toEqual(['open', 'text', [65, 66], [1, 2], [4000, '', true]]);
    expect(socket.readyState).toBe(HostWebSocket.CLOSED);
  });

  it('tells of what it cannot reach', async () => {
    const socket = new HostWebSocket('ws://localhost:1');
    expect(await record(socket, () => undefined)).toEqual(['error', [1006, '', false]]);
    expect(() => new HostWebSocket('ftp://localhost')).toThrow('Expected a ws: or wss: protocol');
  });

  it('leaves the outside to the browser', () => {
    const socket = new HostWebSocket('wss://example.com/x');
    expect(socket.url).toBe('wss://example.com/x');
    expect(socket).toBeInstanceOf(HostWebSocket);
  });
});
