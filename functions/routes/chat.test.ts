import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_LIMITS, MODEL_KEY_HEADER } from '../../src/shared/chat-protocol.ts';
import type { ChatEvent, ChatRequest, FailureKind, ModelFailure } from '../../src/shared/chat-protocol.ts';
import { readChatEvents } from '../../src/shared/chat-stream.ts';
import { startModelServer } from '../../src/testing/model-server.ts';
import type { Fault, ModelServer, ScriptedReply } from '../../src/testing/model-server.ts';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';
import type { Env } from '../env.ts';

const LOCAL = 'http://tabwright.localhost:5173';
const KEY = 'sk-test-0123456789abcdefghij';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.script({ text: 'Hello.' });
});

function makeEnv(variables: Record<string, string> = {}, upstream?: typeof fetch): Env {
  return {
    config: readConfig(variables),
    variables,
    assets: { get: () => Promise.resolve(undefined) },
    ...(upstream ? { fetch: upstream } : {}),
  };
}

interface Call {
  variables?: Record<string, string>;
  key?: string;
  signal?: AbortSignal;
  fetch?: typeof fetch;
  query?: string;
}

function post(
  body: unknown,
  { variables = {}, key, signal, fetch, query = '' }: Call = {},
): Promise<Response> {
  const env = makeEnv(variables, fetch);
  const request = new Request(`${env.config.appOrigin}/api/chat${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { [MODEL_KEY_HEADER]: key }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  return handle(request, env);
}

function compatible(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model: 'openai-compatible:test-model',
    baseUrl: server.url,
    system: 'You build apps.',
    messages: [{ role: 'user', content: 'Hi' }],
    ...changes,
  };
}

async function eventsOf(response: Response): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of readChatEvents(response)) events.push(event);
  return events;
}

function textIn(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

async function ask(reply: ScriptedReply, call: Call = {}): Promise<ChatEvent[]> {
  server.script(reply);
  return eventsOf(await post(compatible(), call));
}

async function failureOf(fault: Fault, text = ''): Promise<ModelFailure> {
  const last = (await ask({ text, fault }, { key: KEY })).at(-1);
  if (last?.type !== 'error') throw new Error(`ended with ${JSON.stringify(last)}`);
  return last.failure;
}

describe('POST /api/chat', () => {
  it('streams text, thoughts, usage and the reason of the end', async () => {
    const events = await ask({
      text: 'One two three four five six seven.',
      reasoning: 'Let me count.',
      usage: { prompt: 1200, completion: 40, cached: 1000, reasoning: 7 },
    });
    expect(events[0]).toEqual({ type: 'start', model: 'openai-compatible:test-model' });
    expect(textIn(events)).toBe('One two three four five six seven.');
    expect(events).toContainEqual({ type: 'reasoning', text: 'Let me count.' });
    expect(events.at(-2)).toEqual({
      type: 'usage',
      usage: { inputTokens: 1200, outputTokens: 40, reasoningTokens: 7, cacheReadTokens: 1000 },
    });
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('says when the length limit or a filter ended the reply', async () => {
    expect((await ask({ text: 'a', finishReason: 'length' })).at(-1)).toEqual({
      type: 'finish',
      reason: 'length',
    });
    const filtered = await ask({ text: 'a', finishReason: 'content_filter' });
    expect(filtered.at(-1)).toEqual({ type: 'finish', reason: 'filtered' });
  });

  it('streams: the first words arrive while the model still speaks', async () => {
    server.script({ text: 'word ', fault: { kind: 'endless' } });
    const events = readChatEvents(await post(compatible()));
    await events.next();
    expect((await events.next()).value).toEqual({ type: 'text', text: 'word ' });
    await events.return();
  });

  it('sends system text, conversation, limit and key, and asks for usage', async () => {
    const messages: ChatRequest['messages'] = [
      { role: 'user', content: 'First' },
      { role: 'assistant', content: 'Answer' },
      { role: 'assistant', content: '' },
      { role: 'user', content: [{ type: 'text', text: 'Second' }] },
    ];
    await eventsOf(await post(compatible({ messages, maxOutputTokens: 500 }), { key: KEY }));
    expect(server.requests[0]?.body).toMatchObject({
      model: 'test-model',
      max_tokens: 500,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'You build apps.' },
        { role: 'user', content: 'First' },
        { role: 'assistant', content: 'Answer' },
        { role: 'user', content: 'Second' },
      ],
    });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('sends images as data URLs', async () => {
    const dataUrl = 'data:image/png;base64,iVBORw0KGgo=';
    const content = [
      { type: 'text', text: 'Like this' },
      { type: 'image', dataUrl },
    ] as const;
    await eventsOf(await post(compatible({ messages: [{ role: 'user', content }] })));
    expect(server.requests[0]?.body).toMatchObject({
      messages: [
        {},
        {
          content: [
            { type: 'text', text: 'Like this' },
            { type: 'image_url', image_url: { url: dataUrl } },
          ],
        },
      ],
    });
  });
});

describe('aborting', () => {
  it('is relayed to the provider when the request is aborted', async () => {
    server.script({ text: 'more ', fault: { kind: 'endless' } });
    const controller = new AbortController();
    const response = await post(compatible(), { signal: controller.signal });
    const events = readChatEvents(response, controller.signal);
    await events.next();
    await events.next();
    controller.abort();
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
    await events.return();
  });

  it('is relayed when only the body is cancelled', async () => {
    server.script({ text: 'more ', fault: { kind: 'endless' } });
    const reader = (await post(compatible())).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
  });
});

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

describe('what a request may be', () => {
  async function refusal(body: unknown, call?: Call): Promise<string> {
    const response = await post(body, call);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ]);
    expect(server.requests).toHaveLength(0);
    return ((await response.json()) as { detail: string }).detail;
  }

  it('must be JSON with the right members', async () => {
    expect(await refusal('{')).toBe('The body is not JSON.');
    expect(await refusal({})).toMatch(/^model: /);
    expect(await refusal({ ...compatible(), messages: [] })).toMatch(/^messages: /);
    expect(await refusal({ ...compatible(), messages: [{ role: 'system', content: 'x' }] })).toMatch(
      /^messages.0.role: /,
    );
    expect(await refusal({ ...compatible(), maxOutputTokens: 0.5 })).toMatch(/^maxOutputTokens: /);
  });

  it('ends with the user, and replies are text', async () => {
    expect(await refusal(compatible({ messages: [{ role: 'assistant', content: 'x' }] }))).toBe(
      'messages: the last message must be from the user.',
    );
    const image = { type: 'image', dataUrl: 'data:image/png;base64,AAAA' } as const;
    const messages = [
      { role: 'assistant', content: [image] } as const,
      { role: 'user', content: 'x' } as const,
    ];
    expect(await refusal(compatible({ messages }))).toMatch(/assistant message must have text only/);
  });

  it('has limits of number and size', async () => {
    const message = { role: 'user', content: 'x' } as const;
    const many = Array.from({ length: CHAT_LIMITS.messages + 1 }, () => message);
    expect(await refusal(compatible({ messages: many }))).toMatch(/^messages: /);
    expect(await refusal(compatible({ system: 'x'.repeat(CHAT_LIMITS.systemChars + 1) }))).toMatch(
      /^system: /,
    );
    const half = { role: 'user', content: 'x'.repeat(CHAT_LIMITS.textChars / 2 + 1) } as const;
    expect(await refusal(compatible({ messages: [half, half] }))).toMatch(/characters in all/);
    const images = Array.from(
      { length: CHAT_LIMITS.images + 1 },
      () => ({ type: 'image', dataUrl: 'data:image/png;base64,AAAA' }) as const,
    );
    expect(await refusal(compatible({ messages: [{ role: 'user', content: images }] }))).toMatch(
      /at most 20 images/,
    );
  });

  it('takes only images in data URLs', async () => {
    for (const dataUrl of [
      'https://example.com/a.png',
      'data:text/html;base64,AAAA',
      'data:image/png;base64,<x>',
    ]) {
      const content = [{ type: 'image', dataUrl }] as const;
      expect(await refusal(compatible({ messages: [{ role: 'user', content }] }))).toMatch(
        /must be a base64 data URL/,
      );
    }
  });

  it('has at most so many bytes', async () => {
    const response = await post(' '.repeat(CHAT_LIMITS.bodyBytes + 1));
    expect(response.status).toBe(413);
  });

  it('names a model of a provider that there is', async () => {
    expect(await refusal(compatible({ model: 'nobody:x' }))).toMatch(/no model “nobody:x”/);
    const { baseUrl: _, ...without } = compatible();
    expect(await refusal(without)).toMatch(/needs its base URL/);
    expect(await refusal({ ...without, model: 'anthropic:claude-sonnet-5-5' })).toMatch(
      /Anthropic needs an API key/,
    );
    expect(await refusal({ ...compatible(), model: 'openai:gpt-6-sol' }, { key: KEY })).toMatch(
      /OpenAI-compatible server only/,
    );
    expect(await refusal(compatible(), { key: 'line\tbreak and spaces' })).toMatch(
      /does not look like an API key/,
    );
  });

  it('calls private addresses only from a deployment on the same computer', async () => {
    const variables = { APP_ORIGIN: 'https://tabwright.example.org' };
    for (const baseUrl of [
      server.url,
      'https://127.0.0.1/v1',
      'https://10.0.0.1/v1',
      'https://0x7f.1/v1',
      'https://[::1]/v1',
      'https://localhost/v1',
      'https://db.internal/v1',
      'https://router/v1',
      'http://api.example.net/v1',
    ]) {
      expect(await refusal(compatible({ baseUrl }), { variables })).toMatch(/^The base URL must/);
    }
    expect(await refusal(compatible({ baseUrl: 'file:///etc/passwd' }))).toMatch(/http:\/\/ or https:\/\//);
    expect(await refusal(compatible({ baseUrl: 'http://me:secret@host/v1' }))).toMatch(
      /must not hold a password/,
    );
    expect(await refusal({ ...compatible(), model: 'ollama:x' }, { variables })).toMatch(/cannot reach/);
  });

  it('is a POST', async () => {
    const env = makeEnv();
    expect((await handle(new Request(`${LOCAL}/api/chat`), env)).status).toBe(405);
  });
});

describe('keys and addresses of the edge', () => {
  it('uses its own server and key when the request names none', async () => {
    const variables = { OPENAI_COMPATIBLE_BASE_URL: server.url, OPENAI_COMPATIBLE_KEY: 'edge-key' };
    const { baseUrl: _, ...request } = compatible();
    expect(textIn(await eventsOf(await post(request, { variables })))).toBe('Hello.');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer edge-key');
  });

  it('does not tell where its own server is, unless that is here', async () => {
    const { baseUrl: _, ...request } = compatible();
    const variables = { OPENAI_COMPATIBLE_BASE_URL: 'http://127.0.0.1:9/v1' };
    const last = async (more: Record<string, string>): Promise<string> =>
      JSON.stringify((await eventsOf(await post(request, { variables: { ...variables, ...more } }))).at(-1));
    expect(await last({})).toContain('Nothing answers at http://127.0.0.1:9/v1');
    const told = await last({ APP_ORIGIN: 'https://app.example.com' });
    expect(told).toContain('The model server cannot be reached');
    expect(told).not.toContain('127.0.0.1');
  });

  it('never sends its own key to an address from a request', async () => {
    const variables = {
      OPENAI_COMPATIBLE_BASE_URL: 'https://models.example.com/v1',
      OPENAI_COMPATIBLE_KEY: 'edge-key',
    };
    await eventsOf(await post(compatible(), { variables }));
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("prefers the person's own key", async () => {
    const seen: string[] = [];
    const upstream: typeof fetch = (_input, init) => {
      seen.push(new Headers(init?.headers).get('x-api-key') ?? '');
      return Promise.resolve(new Response('{}', { status: 401 }));
    };
    const request = { ...compatible(), baseUrl: undefined, model: 'anthropic:claude-sonnet-5-5' };
    const variables = { ANTHROPIC_API_KEY: 'edge-key' };
    await eventsOf(await post(request, { variables, fetch: upstream }));
    await eventsOf(await post(request, { variables, key: 'own-key', fetch: upstream }));
    expect(seen).toEqual(['edge-key', 'own-key']);
  });

  it('reaches Ollama where it is', async () => {
    const request = { ...compatible({ model: 'ollama:qwen3:8b' }), baseUrl: undefined };
    expect(textIn(await eventsOf(await post(request, { variables: { OLLAMA_URL: server.origin } })))).toBe(
      'Hello.',
    );
    expect(server.requests[0]?.body).toMatchObject({ model: 'qwen3:8b' });
  });
});

describe('caching marks', () => {
  async function bodySent(model: string): Promise<Record<string, unknown>> {
    let sent = '';
    const upstream: typeof fetch = (_input, init) => {
      sent = String(init?.body);
      return Promise.resolve(new Response('{}', { status: 401 }));
    };
    const messages: ChatRequest['messages'] = [
      { role: 'user', content: 'The project', stable: true },
      { role: 'assistant', content: 'Done' },
      { role: 'user', content: 'The request' },
    ];
    await eventsOf(
      await post({ ...compatible({ messages, model }), baseUrl: undefined }, { key: KEY, fetch: upstream }),
    );
    return JSON.parse(sent) as Record<string, unknown>;
  }
  const mark = { cache_control: { type: 'ephemeral' } };

  it('are put on the system text and on stable messages for Anthropic', async () => {
    const body = await bodySent('anthropic:claude-sonnet-5-5');
    expect(body).toMatchObject({
      max_tokens: 128_000,
      system: [{ type: 'text', text: 'You build apps.', ...mark }],
      messages: [{ content: [{ text: 'The project', ...mark }] }, {}, { content: [{ text: 'The request' }] }],
    });
    expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(2);
  });

  it('are put on the system text for Anthropic models at OpenRouter', async () => {
    expect(await bodySent('openrouter:anthropic/claude-sonnet-5.5')).toMatchObject({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'You build apps.', ...mark }] },
        {},
        {},
        {},
      ],
    });
  });

  it('are not sent to others, nor is a conversation stored there', async () => {
    const openai = await bodySent('openai:gpt-6-sol');
    expect(JSON.stringify(openai)).not.toMatch(/cache_control/);
    expect(openai['store']).toBe(false);
    expect(JSON.stringify(await bodySent('google:gemini-3.8-flash'))).not.toMatch(/cache_control/);
  });
});

describe('the demo', () => {
  it('answers without a key or a network', async () => {
    const upstream: typeof fetch = () => Promise.reject(new Error('no network'));
    const request = {
      model: 'demo:recorded',
      system: '',
      messages: [{ role: 'user', content: 'Make a snake game with touch controls and high scores' }],
    };
    const events = await eventsOf(await post(request, { fetch: upstream, query: '?pace=fast' }));
    expect(textIn(events)).toContain('<artifact id="garden-snake"');
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });
});
