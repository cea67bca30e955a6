import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/shared/chat-protocol.ts';
import { readChatEvents } from '../../src/shared/chat-stream.ts';
import {
  KEY,
  ask,
  compatible,
  eventsOf,
  post,
  server,
  textIn,
  useChatRoute,
} from '../../src/testing/chat-route.ts';

useChatRoute();

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
