import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from './chat-protocol.ts';
import { CHAT_STREAM_TYPE, encodeChatEvent, parseChatEvent, readChatEvents } from './chat-stream.ts';

const EVENTS: ChatEvent[] = [
  { type: 'start', model: 'demo:recorded' },
  { type: 'reasoning', text: 'hm' },
  { type: 'text', text: 'Grüße,\n“你好” \u2028 🎉' },
  { type: 'usage', usage: { inputTokens: 1, cacheReadTokens: 0 } },
  { type: 'finish', reason: 'stop' },
];
const WIRE = new TextEncoder().encode(EVENTS.map(encodeChatEvent).join(''));

function streamed(chunks: readonly Uint8Array[], end: 'close' | 'error' = 'close'): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (end === 'close') controller.close();
    },
    pull(controller) {
      if (end === 'error') controller.error(new TypeError('network'));
    },
  });
  return new Response(body, { headers: { 'content-type': CHAT_STREAM_TYPE } });
}

async function read(response: Response, signal?: AbortSignal): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of readChatEvents(response, signal)) events.push(event);
  return events;
}

describe('readChatEvents', () => {
  it('reads the same events however the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(WIRE.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), WIRE.length];
        const chunks = at.slice(1).map((end, index) => WIRE.slice(at[index], end));
        expect(await read(streamed(chunks))).toEqual(EVENTS);
      }),
    );
  });

  it('ends with an error wherever the stream is cut', async () => {
    for (let end = 0; end < WIRE.length - 1; end += 7) {
      for (const how of ['close', 'error'] as const) {
        const events = await read(streamed([WIRE.slice(0, end)], how));
        expect(events.at(-1)).toMatchObject({ type: 'error', failure: { kind: 'cut-off', retryable: true } });
      }
    }
  });

  it('never throws on bytes that are not the protocol', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await read(streamed([bytes]))).at(-1)?.type).toBe('error');
      }),
    );
  });

  it('gives the failure of problem details, or their words', async () => {
    const failure = { kind: 'no-key', message: 'Add one.', retryable: false };
    expect(await read(Response.json({ status: 400, failure }, { status: 400 }))).toEqual([
      { type: 'error', failure },
    ]);
    expect(await read(Response.json({ detail: 'Too many.' }, { status: 413 }))).toEqual([
      { type: 'error', failure: { kind: 'bad-request', message: 'Too many.', retryable: false } },
    ]);
  });

  it('says so when something else than the edge answers', async () => {
    for (const response of [
      new Response('<html>', { status: 200 }),
      new Response('bad gateway', { status: 502 }),
    ]) {
      expect((await read(response)).at(-1)).toMatchObject({
        type: 'error',
        failure: { kind: 'unreachable', retryable: true },
      });
    }
  });

  it('rejects when it was the reader who aborted', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(read(streamed([WIRE.slice(0, 40)], 'error'), controller.signal)).rejects.toThrow();
  });
});

describe('parseChatEvent', () => {
  it('gives back what was encoded', () => {
    for (const event of EVENTS) expect(parseChatEvent(encodeChatEvent(event))).toEqual(event);
  });

  it('refuses what is none of the events', () => {
    for (const line of [
      '',
      'null',
      '[]',
      '{}',
      '{"type":"text"}',
      '{"type":"finish","reason":"tired"}',
      '{"type":"error","failure":{"kind":"odd","message":""}}',
    ]) {
      expect(parseChatEvent(line)).toBeUndefined();
    }
  });
});
