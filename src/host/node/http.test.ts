import * as realHttp from 'node:http';
import * as realNet from 'node:net';
import { inherits } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createModule as createHttp } from './http.ts';
import { createModule as createHttps } from './https.ts';
import { createModule as createNet } from './net.ts';

type Http = typeof realHttp;
type Net = typeof realNet;
type Handler = (request: realHttp.IncomingMessage, response: realHttp.ServerResponse) => void;

function setup(fetch?: typeof globalThis.fetch) {
  const host = createFakeNodeHost(
    { net: createNet, http: createHttp, https: createHttps },
    fetch ? { fetch: fetch as never } : {},
  );
  return {
    host,
    http: host.builtin('http') as Http,
    net: host.builtin('net') as Net,
    https: host.builtin('https') as Http,
  };
}

const REAL = { http: realHttp, net: realNet };
const SOON = { interval: 2, timeout: 4000 };

/** What a server sends on one connection, byte for byte, dates masked. */
async function transcript(
  { http, net }: { http: Http; net: Net },
  input: string | string[],
  handler: Handler | ((server: realHttp.Server) => void),
): Promise<string> {
  const server = http.createServer();
  let open = 0;
  if (handler.length === 2) {
    server.on('request', (request, response) => {
      open++;
      response.on('close', () => open--);
      (handler as Handler)(request, response);
    });
  } else (handler as (server: realHttp.Server) => void)(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const socket = net.connect((server.address() as realNet.AddressInfo).port);
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => (text += data));
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
  for (const piece of [input].flat()) {
    const before = text.length;
    socket.write(piece, 'latin1');
    await vi.waitFor(() => expect(text.length).toBeGreaterThan(before), SOON);
  }
  await vi.waitFor(() => expect(open).toBe(0), SOON);
  socket.end();
  await closed;
  server.close();
  return text.replace(/Date: .*GMT/g, 'Date: D');
}

const GET = 'GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n';

describe('a request that takes too long', () => {
  it('is refused with 408', async () => {
    const { http, net } = setup();
    const server = http.createServer({ headersTimeout: 40, requestTimeout: 80 }, (request, response) => {
      request.on('error', () => undefined);
      if (request.method === 'GET') response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as realNet.AddressInfo;
    const talk = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let read = '';
        const socket = net.connect({ port }, () => void socket.write(text));
        socket.on('error', () => undefined).on('close', () => resolve(read));
        socket.setEncoding('latin1').on('data', (data) => (read += data));
      });
    const late = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
    expect(await talk('GET / HTTP/1.1\r\nHost')).toBe(late);
    expect(await talk('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc')).toBe(late);
    server.close();
  });
});

describe('what a server sends is what Node sends', () => {
  const cases: Record<string, [string | string[], Handler | ((server: realHttp.Server) => void)]> = {
    'a short answer with Content-Length': [GET, (request, response) => response.end(`hi ${request.url}`)],
    'chunks and trailers': [
      GET,
      (_, response) => {
        response.setHeader('Trailer', 'T');
        response.write('one');
        response.write('é');
        response.addTrailers({ T: 'v' });
        response.end();
      },
    ],
    'headers of all kinds': [
      GET,
      (_, response) => {
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.setHeader('X-Many', ['1', '2']);
        response.appendHeader('x-many', '3');
        response.setHeader('X-Gone', 'x');
        response.removeHeader('x-gone');
        response.writeHead(201, 'Made', { 'X-Late': 5, 'Content-Type': 'text/plain' });
        response.end('x');
      },
    ],
    'raw header lists': [
      GET,
      (_, response) => {
        response.writeHead(200, ['A', '1', 'A', '2'] as never);
        response.end();
      },
    ],
    'no body for HEAD': [GET.replace('GET', 'HEAD'), (_, response) => response.end('unsent')],
    'no body for 204 and 304': [
      [GET, GET],
      (request, response) => {
        response.writeHead(request.url === '/a?b' ? 204 : 304);
        response.end();
      },
    ],
    'HTTP/1.0': ['GET / HTTP/1.0\r\n\r\n', (_, response) => void (response.write('a'), response.end('b'))],
    'HTTP/1.0 with keep-alive': [
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
      (_, response) => response.end('b'),
    ],
    'Connection: close': [
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
      (_, response) => response.end('b'),
    ],
    'pipelined requests in order': [
      'GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /fast HTTP/1.1\r\nHost: h\r\n\r\n',
      (request, response) => {
        setTimeout(() => response.end(request.url), request.url === '/slow' ? 4 : 0);
      },
    ],
    'a body read and echoed': [
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
      (request, response) => void request.pipe(response),
    ],
    'a body nobody reads, then the next request': [
      `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc${GET}`,
      (request, response) => response.end(request.method),
    ],
    'Expect: 100-continue': [
      ['POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n', 'hi'],
      (request, response) => void request.pipe(response),
    ],
    'an unknown expectation': [
      'GET / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\n\r\n',
      (_, response) => response.end(),
    ],
    'early hints': [
      GET,
      (_, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' });
        response.end('x');
      },
    ],
    'headers flushed before the body': [
      GET,
      (_, response) => {
        response.flushHeaders();
        setTimeout(() => response.end('late'), 3);
      },
    ],
    'a missing Host': ['GET / HTTP/1.1\r\n\r\n', (_, response) => response.end()],
    'bytes that are no HTTP': ['\x16\x03\x01', (_, response) => response.end()],
    'a head that is too long': [
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      (_, response) => response.end(),
    ],
    'an upgrade': [
      ['GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst', ' second'],
      (server: realHttp.Server) => {
        server.on('upgrade', (_request, socket, head) => {
          socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
          socket.write(head);
          socket.pipe(socket);
        });
      },
    ],
    'a declined upgrade': [
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      (request, response) => response.end(String((request as { upgrade?: boolean }).upgrade)),
    ],
    'a clientError handled': [
      'NOPE',
      (server: realHttp.Server) => {
        server.on('clientError', (error, socket) =>
          socket.end(`${(error as { code?: string }).code} ${error.message}`),
        );
      },
    ],
  };
  for (const [name, [input, handler]] of Object.entries(cases)) {
    it(name, async () => {
      expect(await transcript(setup(), input, handler)).toBe(await transcript(REAL, input, handler));
    });
  }
});

async function withServer<T>(
  { http }: { http: Http },
  handler: Handler,
  use: (port: number, server: realHttp.Server) => Promise<T>,
): Promise<T> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  try {
    return await use((server.address() as realNet.AddressInfo).port, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const answer = (request: realHttp.ClientRequest) =>
  new Promise<{ response: realHttp.IncomingMessage; text: string }>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (data) => (text += data));
      response.on('end', () => resolve({ response, text }));
    });
  });

describe('the client', () => {
  it('sends the head that Node sends', async () => {
    const head = async (modules: { http: Http; net: Net }, send: (http: Http, port: number) => void) => {
      let resolveSeen: (text: string) => void = () => undefined;
      const seen = new Promise<string>((resolve) => (resolveSeen = resolve));
      const server = modules.net.createServer((socket) => {
        let text = '';
        socket.setEncoding('latin1').on('data', (data) => {
          text += data;
          setTimeout(() => {
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
            resolveSeen(text);
          }, 5);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as realNet.AddressInfo;
      send(modules.http, port);
      const text = await seen;
      server.close();
      return text.replaceAll(String(port), 'PORT');
    };
    const sends: ((http: Http, port: number) => void)[] = [
      (http, port) => http.get(`http://127.0.0.1:${port}/x?y`),
      (http, port) => http.request({ port, host: '127.0.0.1', method: 'post', auth: 'u:p' }).end('body'),
      (http, port) => {
        const request = http.request({
          port,
          host: '127.0.0.1',
          method: 'PUT',
          headers: { A: '1', b: ['2', '3'] },
        });
        request.write('a');
        request.end('b');
      },
      (http, port) => http.get({ port, host: '127.0.0.1', agent: false, headers: { Host: 'h' } }),
      (http, port) => http.request({ port, host: '127.0.0.1', method: 'DELETE' }).end('x'),
    ];
    for (const send of sends) expect(await head(setup(), send)).toBe(await head(REAL, send));
  });

  it('reads headers joined as Node joins them, bodies and trailers', async () => {
    const modules = setup();
    const handler: Handler = (_, response) => {
      response.writeHead(200, [
        'Set-Cookie',
        'a',
        'Set-Cookie',
        'b',
        'X',
        '1',
        'X',
        '2',
        'Trailer',
        'T',
      ] as never);
      response.addTrailers({ T: 'v' });
      response.end('body');
    };
    const read = (set: { http: Http }) =>
      withServer(set, handler, async (port) => {
        const { response, text } = await answer(set.http.get({ port, host: '127.0.0.1' }));
        const { date: _, ...headers } = response.headers;
        return { headers, text, trailers: response.trailers, status: response.statusMessage };
      });
    expect(await read(modules)).toEqual(await read({ http: realHttp }));
  });

  it('uses a connection again, and queues beyond maxSockets', async () => {
    const modules = setup();
    await withServer(
      modules,
      (request, response) => response.end(String(request.socket.remotePort)),
      async (port) => {
        const agent = new modules.http.Agent({ keepAlive: true, maxSockets: 1 });
        const all = await Promise.all([1, 2, 3].map(() => answer(modules.http.get({ port, agent }))));
        expect(new Set(all.map(({ text }) => text)).size).toBe(1);
        agent.destroy();
      },
    );
  });

  it('streams a large body both ways with backpressure', async () => {
    const modules = setup();
    await withServer(
      modules,
      (request, response) => void request.pipe(response),
      async (port) => {
        const request = modules.http.request({ port, method: 'POST' });
        const result = answer(request);
        const big = 'x'.repeat(2_000_000);
        request.end(big);
        expect((await result).text.length).toBe(big.length);
      },
    );
  });

  it('upgrades', async () => {
    const modules = setup();
    await withServer(
      modules,
      () => undefined,
      async (port, server) => {
        server.on('upgrade', (_request, socket) => {
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhead');
        });
        const request = modules.http.get({ port, headers: { Connection: 'Upgrade', Upgrade: 'x' } });
        const [response, head] = await new Promise<[realHttp.IncomingMessage, Buffer]>((resolve) =>
          request.on('upgrade', (res, socket, first) => {
            socket.destroy();
            resolve([res, first]);
          }),
        );
        expect([response.statusCode, head.toString()]).toEqual([101, 'head']);
      },
    );
  });

  it('reports refusal, hang-up, abort and timeout as Node does', async () => {
    const failures = async (set: { http: Http; net: Net }) => {
      const errors: unknown[] = [];
      const note = (request: realHttp.ClientRequest) =>
        new Promise<void>((resolve) => {
          request.on('error', (error: NodeJS.ErrnoException) =>
            errors.push([error.name, error.code, error.message]),
          );
          request.on('close', resolve);
        });
      await note(set.http.get({ port: 1, host: '127.0.0.1' }));
      await withServer(
        set,
        (request) => request.socket.destroy(),
        (port) => note(set.http.get({ port, host: '127.0.0.1' })),
      );
      await withServer(
        set,
        () => undefined,
        async (port) => {
          const signal = AbortSignal.abort();
          await note(set.http.get({ port, host: '127.0.0.1', signal }));
          const slow = set.http.get({ port, host: '127.0.0.1', timeout: 10 });
          slow.on('timeout', () => slow.destroy(new Error('too slow')));
          await note(slow);
          const destroyed = set.http.get({ port, host: '127.0.0.1' });
          setTimeout(() => destroyed.destroy(), 10);
          await note(destroyed);
        },
      );
      return errors;
    };
    expect(await failures(setup())).toEqual(await failures(REAL));
  });

  it('checks its arguments as Node does', () => {
    const codes = (http: Http) =>
      [
        () => http.get({ path: '/a b' }),
        () => http.get('https://localhost/'),
        () => http.request({ method: 'A B' }),
        () => http.request({ headers: { 'a b': '1' } }),
        () => http.request({ headers: { a: 'x\n' } }),
      ].map((attempt) => {
        try {
          attempt();
          return 'fine';
        } catch (error) {
          return (error as { code: string }).code;
        }
      });
    expect(codes(setup().http)).toEqual(codes(realHttp));
  });

  it('goes to the outside by fetch', async () => {
    const calls: [string, RequestInit][] = [];
    const fetch = async (input: string, init: RequestInit) => {
      calls.push([input, init]);
      return new Response('from afar', { status: 203, headers: { 'X-A': '1', 'content-encoding': 'gzip' } });
    };
    const { https } = setup(fetch as never);
    const request = https.request('https://example.com/p?q', { method: 'POST', headers: { 'X-B': '2' } });
    request.end('payload');
    const { response, text } = await answer(request);
    expect([
      response.statusCode,
      response.headers['x-a'],
      response.headers['content-encoding'],
      text,
    ]).toEqual([203, '1', undefined, 'from afar']);
    expect(calls[0]?.[0]).toBe('https://example.com/p?q');
    expect(calls[0]?.[1]).toMatchObject({ method: 'POST', headers: [['X-B', '2']] });
    expect(await (calls[0]?.[1].body as Blob | undefined)?.text()).toBe('payload');
  });

  it('fails when fetch fails', async () => {
    const { https } = setup();
    await expect(answer(https.get('https://example.com/'))).rejects.toThrow('request failed: fetch failed');
  });
});

describe('the server', () => {
  it('aborts requests whose client leaves, and closes responses', async () => {
    const modules = setup();
    const events: string[] = [];
    let leave: () => void = () => undefined;
    await withServer(
      modules,
      (request, response) => {
        request.on('aborted', () => events.push('aborted'));
        response.on('close', () => events.push('close'));
        request.once('data', () => leave()).resume();
      },
      async (port) => {
        const request = modules.http.request({ port, method: 'POST' });
        request.on('error', () => undefined);
        leave = () => void request.destroy();
        request.write('x');
        await vi.waitFor(() => expect(events.toSorted()).toEqual(['aborted', 'close']));
      },
    );
  });

  it('closes once idle keep-alive connections are gone, and leaks nothing', async () => {
    const modules = setup();
    const server = modules.http.createServer((_, response) => response.end('x'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as realNet.AddressInfo;
    await answer(modules.http.get({ port }));
    await new Promise((resolve) => server.close(resolve));
    await vi.waitFor(() => expect(modules.host.kernel.open).toBe(0));
  });

  it('lets response classes be inherited the old way', () => {
    const { http } = setup();
    function Injected(this: realHttp.ServerResponse, request: unknown) {
      (http.ServerResponse as unknown as (this: unknown, request: unknown) => void).call(this, request);
      this.setHeader('a', '1');
    }
    inherits(Injected as never, http.ServerResponse as never);
    const response = new (Injected as never as new (request: unknown) => realHttp.ServerResponse)({
      method: 'GET',
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      headers: {},
    });
    response.end('x');
    expect(response).toBeInstanceOf(http.ServerResponse);
    expect((response as unknown as { _header: string })._header).toContain('Content-Length: 1\r\n');
    expect([response.getHeaders(), response.headersSent]).toEqual([{ a: '1' }, true]);
  });
});
