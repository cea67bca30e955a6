import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResponseParser } from '../http/parser.ts';
import { WebSocketConnection } from './connection.ts';
import { encodeFrame, FrameDecoder, OPCODE } from './frame.ts';
import { acceptKey, checkHandshake, createHandshake } from './handshake.ts';

function pair() {
  const log: unknown[] = [];
  const make = (name: string, isClient: boolean, peer: () => WebSocketConnection): WebSocketConnection =>
    new WebSocketConnection(
      { isClient, send: (bytes) => peer().receive(bytes), end: () => log.push([name, 'end']) },
      {
        onMessage: (data) => log.push([name, data]),
        onClose: (...close) => log.push([name, ...close]),
        onPong: (payload) => log.push([name, 'pong', payload.length]),
      },
    );
  const client: WebSocketConnection = make('client', true, () => server);
  const server: WebSocketConnection = make('server', false, () => client);
  return { client, server, log };
}

describe('frames', () => {
  it('survive any cut of the bytes, masked or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (messages, sizes) => {
          const mask = Uint8Array.of(1, 2, 3, 4);
          const bytes = Uint8Array.from(
            messages.flatMap(([data, masked]) => [
              ...encodeFrame(OPCODE.binary, data, masked ? { mask } : {}),
            ]),
          );
          const decoder = new FrameDecoder();
          const seen: number[][] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length]!;
            seen.push(...decoder.push(bytes.subarray(at, at + size)).map(({ payload }) => [...payload]));
            at += size;
          }
          expect(seen).toEqual(messages.map(([data]) => [...data]));
        },
      ),
    );
  });

  it('carry 70,000 bytes with the long length', () => {
    const [frame] = new FrameDecoder().push(encodeFrame(OPCODE.binary, new Uint8Array(70_000).fill(7)));
    expect(frame?.payload.length).toBe(70_000);
  });

  it('fail when reserved bits, opcodes or control frames are wrong, or too big', () => {
    for (const bytes of [
      [0xc1, 0],
      [0x83, 0],
      [0x09, 0],
      [0x89, 126],
    ]) {
      expect(() => new FrameDecoder().push(Uint8Array.from(bytes))).toThrow(
        expect.objectContaining({ code: 1002 }),
      );
    }
    expect(() => new FrameDecoder(10).push(Uint8Array.of(0x81, 11))).toThrow(
      expect.objectContaining({ code: 1009 }),
    );
  });
});

describe('a connection', () => {
  it('carries text, bytes, pings and a clean close', () => {
    const { client, server, log } = pair();
    client.send('héllo');
    server.send(Uint8Array.of(1, 2));
    client.ping(Uint8Array.of(1));
    client.close(1000, 'done');
    expect(log).toEqual([
      ['server', 'héllo'],
      ['client', Uint8Array.of(1, 2)],
      ['client', 'pong', 1],
      ['client', 'end'],
      ['client', 1000, '', true],
      ['server', 'end'],
      ['server', 1000, 'done', true],
    ]);
  });

  it('joins fragments with a ping between them', () => {
    const { client, log } = pair();
    const text = (words: string) => new TextEncoder().encode(words);
    client.receive(encodeFrame(OPCODE.text, text('one '), { fin: false }));
    client.receive(encodeFrame(OPCODE.ping, text('')));
    client.receive(encodeFrame(OPCODE.continuation, text('two')));
    expect(log).toContainEqual(['client', 'one two']);
  });

  it('closes with 1007 for bad UTF-8, 1002 for a stray fragment, 1006 when the transport ends', () => {
    for (const [bytes, code] of [
      [encodeFrame(OPCODE.text, Uint8Array.of(0xff)), 1007],
      [encodeFrame(OPCODE.continuation, Uint8Array.of(1)), 1002],
    ] as const) {
      const { client, log } = pair();
      client.receive(bytes);
      expect(log).toContainEqual(['server', code, expect.any(String), true]);
    }
    const { client, log } = pair();
    client.ended();
    client.ended();
    expect(log.filter((entry) => (entry as unknown[])[1] === 1006)).toHaveLength(1);
  });
});

describe('the handshake', () => {
  it('has the accept key of RFC 6455', async () => {
    expect(await acceptKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('accepts the right answer and says why it refuses others', async () => {
    const { request, key } = createHandshake({ host: 'h:1', path: '/hmr', protocols: ['vite-hmr'] });
    expect(new TextDecoder().decode(request)).toMatch(/^GET \/hmr HTTP\/1\.1\r\nHost: h:1\r\n/);
    const check = async (accept: string, protocol = 'vite-hmr') => {
      let result: ReturnType<typeof checkHandshake> | undefined;
      createResponseParser({
        onHead: (head) => ((result = checkHandshake(head, key, ['vite-hmr'])), 'upgrade'),
        onBody: () => undefined,
        onEnd: () => undefined,
      }).execute(
        new TextEncoder().encode(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
        ),
      );
      return result;
    };
    expect(await check(await acceptKey(key))).toEqual({ ok: true, protocol: 'vite-hmr' });
    expect(await check('wrong')).toMatchObject({ ok: false });
    expect(await check(await acceptKey(key), 'other')).toMatchObject({ ok: false });
  });
});
