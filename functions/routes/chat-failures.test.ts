import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../src/shared/chat-protocol.ts';
import type { Fault } from '../../src/testing/model-server.ts';
import {
  KEY,
  ask,
  compatible,
  eventsOf,
  failureOf,
  post,
  server,
  textIn,
  useChatRoute,
} from '../../src/testing/chat-route.ts';

useChatRoute();

describe('failures of a provider', () => {
  const cases: [string, Fault, FailureKind, boolean][] = [
    [
      '401',
      { kind: 'status', status: 401, body: { error: { message: `Incorrect API key provided: ${KEY}` } } },
      'bad-key',
      false,
    ],
    [
      'a 400 that means the key',
      {
        kind: 'status',
        status: 400,
        body: { error: { message: 'API key not valid. Please pass a valid API key.' } },
      },
      'bad-key',
      false,
    ],
    ['403', { kind: 'status', status: 403 }, 'bad-key', false],
    [
      '402',
      { kind: 'status', status: 402, body: { error: { message: 'Insufficient credits' } } },
      'no-credit',
      false,
    ],
    [
      'a 429 that means the quota',
      {
        kind: 'status',
        status: 429,
        body: { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
      },
      'no-credit',
      false,
    ],
    [
      'a 400 that means credit',
      { kind: 'status', status: 400, body: { error: { message: 'Your credit balance is too low' } } },
      'no-credit',
      false,
    ],
    ['429', { kind: 'status', status: 429 }, 'rate-limit', true],
    ['413', { kind: 'status', status: 413 }, 'context-too-long', false],
    [
      'a 400 that means the context',
      {
        kind: 'status',
        status: 400,
        body: { error: { message: "This model's maximum context length is 8192 tokens" } },
      },
      'context-too-long',
      false,
    ],
    [
      '404',
      {
        kind: 'status',
        status: 404,
        body: { error: { message: "model 'x' not found, try pulling it first" } },
      },
      'model-not-found',
      false,
    ],
    ['500', { kind: 'status', status: 500 }, 'provider-down', true],
    [
      '529',
      { kind: 'status', status: 529, body: { error: { message: 'Overloaded' } } },
      'provider-down',
      true,
    ],
    [
      'a redirect',
      { kind: 'status', status: 302, headers: { location: 'http://example.com/' } },
      'refused',
      false,
    ],
    [
      'any other 400',
      { kind: 'status', status: 400, body: { error: { message: 'stop is not supported' } } },
      'refused',
      false,
    ],
    [
      'a page instead of the protocol',
      { kind: 'status', status: 200, body: '<html>Welcome</html>' },
      'bad-answer',
      true,
    ],
    ['garbage in the stream', { kind: 'garbage' }, 'bad-answer', true],
    [
      'an error in the stream',
      { kind: 'error-event', error: { message: 'Overloaded', type: 'overloaded_error' } },
      'provider-down',
      true,
    ],
  ];

  it.each(cases)('calls %s by its kind', async (_, fault, kind, retryable) => {
    const failure = await failureOf(fault);
    expect({ kind: failure.kind, retryable: failure.retryable }).toEqual({ kind, retryable });
    expect(failure.message).toMatch(/^[A-Z].*[.”]$/s);
  });

  it('quotes the reason of a refusal, without a key in it', async () => {
    const body = { error: { message: `Unsupported thing for key ${KEY} (Bearer abc123)` } };
    const { message } = await failureOf({ kind: 'status', status: 422, body });
    expect(message).toContain('Unsupported thing for key …');
    expect(message).not.toMatch(/sk-test|abc123/);
  });

  it('tells the wait of a rate limit in seconds', async () => {
    const wait = async (headers: Record<string, string>, body?: unknown): Promise<number | undefined> =>
      (await failureOf({ kind: 'status', status: 429, headers, body: body ?? {} })).retryAfterSeconds;
    expect(await wait({ 'retry-after': '17' })).toBe(17);
    expect(await wait({ 'retry-after-ms': '2500' })).toBe(3);
    expect(await wait({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() })).toBeGreaterThan(25);
    expect(await wait({}, { error: { details: [{ retryDelay: '34.5s' }] } })).toBe(35);
    expect(await wait({}, { error: { message: 'Please try again in 1.2s.' } })).toBe(2);
    expect(await wait({})).toBeUndefined();
  });

  it('asks once: a person decides about trying again', async () => {
    await failureOf({ kind: 'status', status: 429, headers: { 'retry-after-ms': '1' } });
    expect(server.requests).toHaveLength(1);
  });

  it('keeps what came before the connection broke, and says that it did', async () => {
    for (const fault of [
      { kind: 'cut', atByte: 900 },
      { kind: 'cut', atByte: 1000 },
    ] as const) {
      const events = await ask({ text: 'x'.repeat(500), fault });
      expect(textIn(events)).toMatch(/^x{20,}$/);
      expect(events.at(-1)).toMatchObject({ type: 'error', failure: { kind: 'cut-off', retryable: true } });
    }
  });

  it('notices a stream that ends without its end', async () => {
    const events = await ask({ text: 'half a', finishReason: null });
    expect(events.at(-1)).toMatchObject({ type: 'error', failure: { kind: 'cut-off' } });
  });

  it('says so when nobody answers at the address', async () => {
    const events = await eventsOf(await post(compatible({ baseUrl: 'http://127.0.0.1:9/v1' })));
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      failure: {
        kind: 'unreachable',
        message: 'Nothing answers at http://127.0.0.1:9/v1. Is the model server running?',
      },
    });
  });

  it('never lets a key, a stack or a path through', async () => {
    const secret = { error: { message: `at foo (/home/me/app.js:1:2) ${KEY}` } };
    for (const fault of [
      { kind: 'status', status: 401, body: secret },
      { kind: 'status', status: 500, body: secret },
      { kind: 'error-event', error: `failed with ${KEY}` },
    ] as const) {
      server.script({ fault });
      const body = await (await post(compatible(), { key: KEY })).text();
      expect(body).not.toMatch(/sk-test|home\/me|node_modules/);
    }
  });
});
