import { request as nodeRequest, createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeChunk, encodeLastChunk } from './chunked.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { encodeLatin1, decodeLatin1 } from './latin1.ts';
import { createRequestParser, createResponseParser } from './parser.ts';
import type { AfterHead, HttpLimits } from './parser.ts';
import { encodeRequestHead, encodeResponseHead } from './serialize.ts';

interface Seen {
  messages: { head: RequestHead | ResponseHead; body: string; trailers: string[] | null }[];
  rest: string;
  error: string | null;
}

function parse(
  kind: 'request' | 'response',
  pieces: Uint8Array[],
  after: (head: RequestHead | ResponseHead) => AfterHead = () => 'body',
  limits?: HttpLimits,
): Seen {
  const seen: Seen = { messages: [], rest: '', error: null };
  const events = {
    onHead(head: RequestHead | ResponseHead) {
      seen.messages.push({ head, body: '', trailers: null });
      return after(head);
    },
    onBody(data: Uint8Array) {
      seen.messages.at(-1)!.body += decodeLatin1(data);
    },
    onEnd(trailers: string[]) {
      seen.messages.at(-1)!.trailers = [...trailers];
    },
  };
  const parser =
    kind === 'request' ? createRequestParser(events, limits) : createResponseParser(events, limits);
  try {
    for (const piece of pieces) {
      const used = parser.upgraded ? 0 : parser.execute(piece);
      if (parser.upgraded) seen.rest += decodeLatin1(piece, used);
    }
    if (!parser.upgraded) parser.finish();
  } catch (error) {
    seen.error = (error as { code: string }).code;
  }
  return seen;
}

const requests = (
  text: string,
  ...more: Parameters<typeof parse> extends [unknown, unknown, ...infer R] ? R : never
) => parse('request', [encodeLatin1(text)], ...more);
const responses = (
  text: string,
  ...more: Parameters<typeof parse> extends [unknown, unknown, ...infer R] ? R : never
) => parse('response', [encodeLatin1(text)], ...more);

const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n';

describe('the request parser', () => {
  it('reads a head, its fields in order and its body by Content-Length', () => {
    const { messages } = requests('POST /x?y HTTP/1.1\r\nHost: a\r\nX-Y:  v \r\nContent-Length: 2\r\n\r\nhi');
    expect(messages).toEqual([
      {
        head: {
          method: 'POST',
          url: '/x?y',
          versionMajor: 1,
          versionMinor: 1,
          rawHeaders: ['Host', 'a', 'X-Y', 'v', 'Content-Length', '2'],
          upgrade: false,
          keepAlive: true,
        },
        body: 'hi',
        trailers: [],
      },
    ]);
  });

  it('reads pipelined requests, chunk extensions and trailers', () => {
    const { messages, error } = requests(
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nT: v\r\n\r\n${HEAD}\r\n`,
    );
    expect(messages.map(({ body, trailers }) => ({ body, trailers }))).toEqual([
      { body: 'hello!', trailers: ['T', 'v'] },
      { body: '', trailers: [] },
    ]);
    expect(error).toBeNull();
  });

  it('stops at an accepted upgrade and leaves the rest to the new protocol', () => {
    const text = `${HEAD}Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x00raw`;
    const seen = requests(text, (head) => (head.upgrade ? 'upgrade' : 'body'));
    expect(seen.rest).toBe('\x81\x00raw');
    expect(seen.messages[0]?.trailers).toEqual([]);
  });

  it('reads the body of a request whose upgrade is declined', () => {
    const seen = requests(`${HEAD}Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhi`);
    expect(seen.messages[0]).toMatchObject({ body: 'hi', head: { upgrade: true } });
  });

  it('drops fields beyond maxHeadersCount', () => {
    const seen = requests(`${HEAD}A: 1\r\nB: 2\r\n\r\n`, undefined, {
      maxHeaderSize: 1000,
      maxHeadersCount: 2,
    });
    expect(seen.messages[0]?.head.rawHeaders).toEqual(['Host', 'a', 'A', '1']);
  });

  it('refuses a start that no method has before its line ends', () => {
    expect(requests('\x16\x03\x01').error).toBe('HPE_INVALID_METHOD');
    expect(requests('get ').error).toBe('HPE_INVALID_METHOD');
  });
});

describe('what is malformed', () => {
  const cases = [
    'FOO / HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET http HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost : a\r\n\r\n',
    `${HEAD}X: a\r\n b\r\n\r\n`,
    `${HEAD}X Y\r\n\r\n`,
    `${HEAD}: a\r\n\r\n`,
    `${HEAD}X: a\x01b\r\n\r\n`,
    `${HEAD}X: ${'a'.repeat(17_000)}\r\n\r\n`,
    `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `${HEAD}Content-Length: x\r\n\r\n`,
    `${HEAD}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`,
    `${HEAD}Transfer-Encoding: gzip\r\n\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX0\r\n\r\n`,
    `${HEAD}Connection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    `${HEAD}Content-Length: 5\r\n\r\nab`,
    'PO',
  ];

  it('has the code that Node gives it', async () => {
    const server = createServer((request, response) => request.resume() && response.end());
    const codes: (string | undefined)[] = [];
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      codes.push(error.code);
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, done));
    for (const text of cases) {
      const socket = connect((server.address() as AddressInfo).port);
      socket.end(encodeLatin1(text));
      await new Promise((done) => socket.resume().on('error', done).on('close', done));
    }
    await new Promise((done) => server.close(done));
    expect(codes).toHaveLength(cases.length);
    expect(cases.map((text) => requests(text).error)).toEqual(codes);
  });

  it('throws in the middle of a head or body that ends early', () => {
    expect(requests(HEAD).error).toBe('HPE_INVALID_EOF_STATE');
    expect(responses('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab').error).toBe('HPE_INVALID_EOF_STATE');
  });
});

describe('the response parser', () => {
  it('reads a body until the connection closes when nothing delimits it', () => {
    const { messages } = responses('HTTP/1.1 200 OK\r\n\r\nall of it');
    expect(messages[0]).toMatchObject({ body: 'all of it', trailers: [], head: { keepAlive: false } });
  });

  it('goes on after 100 and 103 and gives 204, 304 and answers to HEAD no body', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n' +
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n' +
      'HTTP/1.1 201 \r\nContent-Length: 1\r\n\r\nx';
    const { messages, error } = responses(text, (head) =>
      (head as ResponseHead).statusCode === 200 ? 'no-body' : 'body',
    );
    expect(error).toBeNull();
    expect(messages.map(({ head, body }) => [(head as ResponseHead).statusCode, body])).toEqual([
      [100, ''],
      [103, ''],
      [204, ''],
      [304, ''],
      [200, ''],
      [201, 'x'],
    ]);
  });
});

describe('any way the bytes are cut', () => {
  const name = fc.stringMatching(/^X-[A-Za-z0-9!#$-]{1,8}$/);
  const value = fc.stringMatching(/^([!-~]([ -~]{0,12}[!-~])?)?$/);
  const fields = fc.array(fc.tuple(name, value), { maxLength: 5 }).map((pairs) => pairs.flat());
  const body = fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 4 });
  const message = fc.record({
    url: fc.stringMatching(/^\/[!-~]{0,20}$/),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'M-SEARCH'),
    status: fc.constantFrom(200, 404, 500),
    headers: fields,
    body,
    trailers: fields,
    chunked: fc.boolean(),
  });

  function encode(
    kind: 'request' | 'response',
    one: typeof message extends fc.Arbitrary<infer M> ? M : never,
  ) {
    const length = one.body.reduce((sum, piece) => sum + piece.length, 0);
    const framing = one.chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)];
    const headers = [...one.headers, ...framing];
    const head =
      kind === 'request'
        ? encodeRequestHead({ method: one.method, url: one.url, headers })
        : encodeResponseHead({ statusCode: one.status, headers });
    return one.chunked
      ? [head, ...one.body.map(encodeChunk), encodeLastChunk(one.trailers)]
      : [head, ...one.body];
  }

  it('parses to the same messages, which are those that were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('request' as const, 'response' as const),
        fc.array(message, { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (kind, messages, sizes) => {
          const bytes = Uint8Array.from(
            messages.flatMap((one) => encode(kind, one)).flatMap((part) => [...part]),
          );
          const pieces: Uint8Array[] = [];
          for (let at = 0; at < bytes.length;) {
            const size = sizes.next().value as number;
            pieces.push(bytes.subarray(at, at + size));
            at += size;
          }
          const seen = parse(kind, pieces);
          expect(seen).toEqual(parse(kind, [bytes]));
          expect(seen.error).toBeNull();
          expect(seen.messages.map(({ body, trailers }) => ({ body, trailers }))).toEqual(
            messages.map((one) => ({
              body: one.body.map((piece) => decodeLatin1(piece)).join(''),
              trailers: one.chunked ? one.trailers : [],
            })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the encoder', () => {
  it('writes heads that Node reads', async () => {
    const head = encodeResponseHead({
      statusCode: 201,
      headers: ['X-A', '1', 'Transfer-Encoding', 'chunked'],
    });
    const { createServer: createTcp } = await import('node:net');
    const server = createTcp((socket) => {
      socket.once('data', () => {
        for (const part of [head, encodeChunk(encodeLatin1('hello')), encodeLastChunk(['T', 'v'])])
          socket.write(part);
      });
    });
    await new Promise<void>((done) => server.listen(0, done));
    const { port } = server.address() as AddressInfo;
    const seen = await new Promise((resolve) => {
      nodeRequest({ port, agent: false }, (response) => {
        let text = '';
        response.on('data', (data) => (text += data));
        response.on('end', () => {
          resolve([
            response.statusCode,
            response.statusMessage,
            response.headers['x-a'],
            text,
            response.trailers,
          ]);
          response.socket.destroy();
        });
      }).end();
    });
    await new Promise((done) => server.close(done));
    expect(seen).toEqual([201, 'Created', '1', 'hello', { t: 'v' }]);
  });

  it('refuses a line break in a header', () => {
    expect(() => encodeResponseHead({ statusCode: 200, headers: ['A', 'b\r\nC: d'] })).toThrow(
      /another message/,
    );
  });
});
