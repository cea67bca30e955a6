import { describe, expect, it } from 'vitest';
import { CHAT_LIMITS } from '../../src/shared/chat-protocol.ts';
import {
  KEY,
  LOCAL,
  compatible,
  eventsOf,
  makeEnv,
  post,
  server,
  textIn,
  useChatRoute,
} from '../../src/testing/chat-route.ts';
import { handle } from '../app.ts';
import type { Call } from '../../src/testing/chat-route.ts';

useChatRoute();

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
