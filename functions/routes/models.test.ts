import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODEL_KEY_HEADER, parseModelId } from '../../src/shared/chat-protocol.ts';
import type { ModelList, ModelTestResult, ProviderInfo } from '../../src/shared/chat-protocol.ts';
import { startModelServer } from '../../src/testing/model-server.ts';
import type { ModelServer } from '../../src/testing/model-server.ts';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';

const NOBODY = 'http://127.0.0.1:9';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({
    ollamaModels: ['qwen3-coder:30b', 'llama3.2:latest', 'nomic-embed-text:latest'],
  });
});
afterAll(() => server.close());

function call(
  path: string,
  variables: Record<string, string>,
  body?: unknown,
  key?: string,
): Promise<Response> {
  const config = readConfig(variables);
  const init: RequestInit =
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: key === undefined ? {} : { [MODEL_KEY_HEADER]: key },
        };
  const env = { config, variables, assets: { get: () => Promise.resolve(undefined) } };
  return handle(new Request(`${config.appOrigin}/api/models${path}`, init), env);
}

async function list(variables: Record<string, string> = {}): Promise<ModelList> {
  const response = await call('', { OLLAMA_URL: NOBODY, ...variables });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as ModelList;
}

function provider({ providers }: ModelList, id: string): ProviderInfo | undefined {
  return providers.find((own) => own.id === id);
}

describe('GET /api/models', () => {
  it('offers the demo, and it is the default while nothing is configured', async () => {
    const models = await list();
    expect(models.default).toBe('demo:recorded');
    expect(models.providers.filter(({ configured }) => configured).map(({ id }) => id)).toEqual(['demo']);
    expect(models.examples.length).toBeGreaterThanOrEqual(6);
    expect(models.examples[0]).toEqual({
      title: expect.any(String) as string,
      prompt: expect.any(String) as string,
      followUp: 'Add due dates and filters',
    });
  });

  it('says what the edge has keys for, and never the keys', async () => {
    const variables = {
      ANTHROPIC_API_KEY: 'secret-key-1',
      OPENROUTER_API_KEY: 'secret-key-2',
      OPENAI_API_KEY: ' ',
    };
    const models = await list(variables);
    expect(models.default).toBe('anthropic:claude-sonnet-5-5');
    expect(models.providers.filter(({ configured }) => configured).map(({ id }) => id)).toEqual([
      'anthropic',
      'openrouter',
      'demo',
    ]);
    expect(JSON.stringify(models)).not.toContain('secret-key');
  });

  it('describes models with size and price', async () => {
    const models = await list();
    for (const { id, models: own } of models.providers) {
      for (const model of own) expect(parseModelId(model.id)?.provider).toBe(id);
    }
    expect(provider(models, 'anthropic')?.models[0]).toMatchObject({
      label: 'Claude Sonnet 5.5',
      contextTokens: 1_000_000,
      price: { input: 2, output: 10 },
    });
  });

  it('finds Ollama on this computer, without its embedding models', async () => {
    const models = await list({ OLLAMA_URL: server.origin });
    expect(provider(models, 'ollama')).toMatchObject({
      configured: true,
      models: [
        { id: 'ollama:qwen3-coder:30b', label: 'qwen3-coder:30b' },
        { id: 'ollama:llama3.2:latest', label: 'llama3.2' },
      ],
    });
    expect(models.default).toBe('demo:recorded');
  });

  it('does not look for Ollama from a public deployment', async () => {
    server.requests.length = 0;
    const models = await list({ OLLAMA_URL: server.origin, APP_ORIGIN: 'https://app.example.com' });
    expect([provider(models, 'ollama'), models.localAllowed]).toEqual([undefined, false]);
    expect(server.requests).toEqual([]);
  });

  it("knows the models of the edge's own server, and a default that is set", async () => {
    const models = await list({
      OPENAI_COMPATIBLE_BASE_URL: 'https://llm.example.com/v1',
      OPENAI_COMPATIBLE_MODELS: 'big, small',
      DEFAULT_MODEL: 'openai-compatible:small',
    });
    expect(provider(models, 'openai-compatible')).toMatchObject({
      configured: true,
      models: [{ id: 'openai-compatible:big' }, { id: 'openai-compatible:small' }],
    });
    expect(models.default).toBe('openai-compatible:small');
  });
});

describe('POST /api/models/test', () => {
  const body = (): unknown => ({ model: 'openai-compatible:test-model', baseUrl: server.url });

  async function test(key?: string): Promise<ModelTestResult> {
    const response = await call('/test', {}, body(), key);
    expect(response.status).toBe(200);
    return (await response.json()) as ModelTestResult;
  }

  it('says that a model works, with a small request', async () => {
    server.script({ text: 'ready' });
    server.requests.length = 0;
    const result = await test('sk-own');
    expect(result).toMatchObject({
      ok: true,
      message: expect.stringMatching(/answered after .* works\.$/) as string,
    });
    expect(server.requests[0]).toMatchObject({
      headers: { authorization: 'Bearer sk-own' },
      body: { max_tokens: 256 },
    });
  });

  it('takes a reply that the limit cut for a working model', async () => {
    server.script({ reasoning: 'Hm.', finishReason: 'length' });
    expect((await test()).ok).toBe(true);
  });

  it('says in words what is wrong', async () => {
    server.script({ fault: { kind: 'status', status: 401 } });
    expect(await test('sk-wrong-key')).toMatchObject({
      ok: false,
      failure: {
        kind: 'bad-key',
        message: 'The model server does not accept this API key. Check it, or make a new one.',
      },
    });
  });

  it('refuses what cannot be tried', async () => {
    const response = await call('/test', {}, { model: 'openai:gpt-6-sol' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ failure: { kind: 'no-key' } });
    expect((await call('/test', {}, { model: 7 })).status).toBe(400);
  });

  it('always works for the demo', async () => {
    expect(await (await call('/test', {}, { model: 'demo:recorded' })).json()).toMatchObject({ ok: true });
  });
});
