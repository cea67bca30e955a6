import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatRequest, ChatTurn } from '../../src/shared/chat-protocol.ts';
import { startModelServer } from '../../src/testing/model-server.ts';
import { readConfig } from '../env.ts';
import type { Env } from '../env.ts';
import { connect } from './connect.ts';
import { askModel } from './reply.ts';

const KEY = 'sk-ant-0123456789abcdefghij';

interface Asked {
  events: ChatEvent[];
  /** The last event's failure. */
  failure: unknown;
  body: string;
}

/** Asks a model whose provider answers with `response`. */
async function ask(model: string, response: () => Response, messages?: readonly ChatTurn[]): Promise<Asked> {
  let body = '';
  const upstream: typeof fetch = (_input, init) => {
    body = String(init?.body);
    return Promise.resolve(response());
  };
  const env: Env = {
    config: readConfig({}),
    variables: {},
    assets: { get: () => Promise.resolve(undefined) },
    fetch: upstream,
  };
  const found = connect(env, { model, key: KEY });
  if (!found.ok || found.connection === 'demo') throw new Error('not connected');
  const request: ChatRequest = {
    model,
    system: 'S',
    messages: messages ?? [{ role: 'user', content: 'Hi' }],
  };
  const events: ChatEvent[] = [];
  for await (const event of askModel(found.connection, request, new AbortController().signal))
    events.push(event);
  const last = events.at(-1);
  return { events, failure: last?.type === 'error' ? last.failure : undefined, body };
}

const CLAUDE = 'anthropic:claude-sonnet-5-5';
const GPT = 'openai:gpt-6-sol';
const GEMINI = 'google:gemini-3.8-flash';

function sse(...events: readonly Record<string, unknown>[]): () => Response {
  const text = events
    .map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
  return () => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
}

function refusal(status: number, error: unknown, headers: Record<string, string> = {}): () => Response {
  return () => Response.json({ type: 'error', error }, { status, headers });
}

const START = {
  type: 'message_start',
  message: {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 900,
      cache_creation_input_tokens: 90,
      output_tokens: 1,
    },
  },
};
const TEXT = [
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
];

describe('Anthropic', () => {
  it('reports text and what the cache read and wrote', async () => {
    const { events } = await ask(
      CLAUDE,
      sse(
        START,
        ...TEXT,
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
        { type: 'message_stop' },
      ),
    );
    expect(events).toEqual([
      { type: 'text', text: 'Hello' },
      {
        type: 'usage',
        usage: expect.objectContaining({
          inputTokens: 1000,
          outputTokens: 5,
          cacheReadTokens: 900,
          cacheWriteTokens: 90,
        }) as unknown,
      },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('says that the length limit was reached', async () => {
    const end = { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 5 } };
    const { events } = await ask(CLAUDE, sse(START, ...TEXT, end, { type: 'message_stop' }));
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'length' });
  });

  it('breaks off in the middle with a reason', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { events, failure } = await ask(CLAUDE, sse(START, ...TEXT, overloaded));
    expect(events[0]).toEqual({ type: 'text', text: 'Hello' });
    expect(failure).toMatchObject({ kind: 'provider-down', retryable: true });
    expect((await ask(CLAUDE, sse(START, ...TEXT))).failure).toMatchObject({ kind: 'cut-off' });
  });

  it('explains its refusals', async () => {
    const cases = [
      [401, { type: 'authentication_error', message: 'invalid x-api-key' }, 'bad-key'],
      [403, { type: 'permission_error', message: 'Your API key does not have permission' }, 'bad-key'],
      [
        400,
        { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
        'no-credit',
      ],
      [
        400,
        { type: 'invalid_request_error', message: 'prompt is too long: 1200000 tokens > 1000000 maximum' },
        'context-too-long',
      ],
      [413, { type: 'request_too_large', message: 'Request exceeds the maximum size' }, 'context-too-long'],
      [404, { type: 'not_found_error', message: 'model: claude-nope' }, 'model-not-found'],
      [529, { type: 'overloaded_error', message: 'Overloaded' }, 'provider-down'],
      [500, { type: 'api_error', message: 'Internal server error' }, 'provider-down'],
    ] as const;
    for (const [status, error, kind] of cases) {
      expect((await ask(CLAUDE, refusal(status, error))).failure).toMatchObject({ kind });
    }
    const limited = refusal(429, { type: 'rate_limit_error', message: 'slow down' }, { 'retry-after': '42' });
    expect((await ask(CLAUDE, limited)).failure).toEqual({
      kind: 'rate-limit',
      message: 'Anthropic limits how often it can be asked. Try again in 42 seconds.',
      retryable: true,
      retryAfterSeconds: 42,
    });
  });

  it('keeps a marked part apart when two messages of the person become one', async () => {
    const { body } = await ask(CLAUDE, refusal(401, {}), [
      { role: 'user', content: 'The project', stable: true },
      { role: 'user', content: 'The request' },
    ]);
    expect(JSON.parse(body)).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [{ text: 'The project', cache_control: { type: 'ephemeral' } }, { text: 'The request' }],
        },
      ],
    });
  });
});

describe('OpenAI', () => {
  it('explains its refusals', async () => {
    const cases = [
      [401, { message: `Incorrect API key provided: ${KEY}.`, code: 'invalid_api_key' }, 'bad-key'],
      [429, { message: 'You exceeded your current quota', type: 'insufficient_quota' }, 'no-credit'],
      [429, { message: 'Rate limit reached. Please try again in 20s.', type: 'tokens' }, 'rate-limit'],
      [
        400,
        { message: 'Your input exceeds the context window of this model.', code: 'context_length_exceeded' },
        'context-too-long',
      ],
      [404, { message: 'The model `gpt-9` does not exist', code: 'model_not_found' }, 'model-not-found'],
      [503, { message: 'Overloaded' }, 'provider-down'],
    ] as const;
    for (const [status, error, kind] of cases) {
      const { failure } = await ask(GPT, refusal(status, error));
      expect(failure).toMatchObject({ kind });
      expect(JSON.stringify(failure)).not.toContain(KEY);
    }
  });

  it('explains an error in the stream', async () => {
    const error = {
      type: 'error',
      sequence_number: 1,
      error: { type: 'server_error', code: 'server_error', message: 'Sorry' },
    };
    const created = {
      type: 'response.created',
      response: { id: 'r', created_at: 1, model: 'gpt-6-sol', service_tier: null },
    };
    expect((await ask(GPT, sse(created, error))).failure).toMatchObject({ kind: 'provider-down' });
  });
});

describe('Google', () => {
  it('explains its refusals', async () => {
    const quota = {
      code: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
      status: 'RESOURCE_EXHAUSTED',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }],
    };
    const key = {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      status: 'INVALID_ARGUMENT',
    };
    const long = {
      code: 400,
      message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      status: 'INVALID_ARGUMENT',
    };
    const busy = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
    const gone = {
      code: 404,
      message: 'models/gemini-0 is not found for API version v1beta',
      status: 'NOT_FOUND',
    };
    expect((await ask(GEMINI, refusal(429, quota))).failure).toMatchObject({
      kind: 'rate-limit',
      retryAfterSeconds: 35,
    });
    expect((await ask(GEMINI, refusal(400, key))).failure).toMatchObject({ kind: 'bad-key' });
    expect((await ask(GEMINI, refusal(400, long))).failure).toMatchObject({ kind: 'context-too-long' });
    expect((await ask(GEMINI, refusal(503, busy))).failure).toMatchObject({ kind: 'provider-down' });
    expect((await ask(GEMINI, refusal(404, gone))).failure).toMatchObject({ kind: 'model-not-found' });
  });
});

describe('askModel', () => {
  it('gives up when nothing comes for too long', async () => {
    const server = await startModelServer();
    server.script({ fault: { kind: 'silent' } });
    const env = { config: readConfig({}), variables: {}, assets: { get: () => Promise.resolve(undefined) } };
    const model = 'openai-compatible:m';
    const found = connect(env, { model, baseUrl: server.url });
    if (!found.ok || found.connection === 'demo') throw new Error('not connected');
    const request: ChatRequest = { model, system: '', messages: [{ role: 'user', content: 'Hi' }] };
    const events: ChatEvent[] = [];
    const options = { silenceLimit: 100 };
    for await (const event of askModel(found.connection, request, new AbortController().signal, options)) {
      events.push(event);
    }
    expect(events).toMatchObject([{ type: 'error', failure: { kind: 'timeout', retryable: true } }]);
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
    await server.close();
  });

  it('joins messages in a row from the same side where no mark keeps them apart', async () => {
    const { body } = await ask('openrouter:x/y', refusal(401, {}), [
      { role: 'user', content: 'The project', stable: true },
      { role: 'user', content: 'First' },
      { role: 'assistant', content: 'Done' },
      { role: 'user', content: [{ type: 'text', text: 'Second' }] },
    ]);
    expect((JSON.parse(body) as { messages: unknown }).messages).toEqual([
      { role: 'system', content: 'S' },
      { role: 'user', content: 'The project\n\nFirst' },
      { role: 'assistant', content: 'Done' },
      { role: 'user', content: 'Second' },
    ]);
  });
});
