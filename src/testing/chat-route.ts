/** The chat route with a model server behind it, for its tests. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { MODEL_KEY_HEADER } from '../shared/chat-protocol.ts';
import type { ChatEvent, ChatRequest, ModelFailure } from '../shared/chat-protocol.ts';
import { readChatEvents } from '../shared/chat-stream.ts';
import { startModelServer } from './model-server.ts';
import type { Fault, ModelServer, ScriptedReply } from './model-server.ts';
import { handle } from '../../functions/app.ts';
import { readConfig } from '../../functions/env.ts';
import type { Env } from '../../functions/env.ts';

export const LOCAL = 'http://tabwright.localhost:5173';
export const KEY = 'sk-test-0123456789abcdefghij';

/** The provider that the route asks, once `useChatRoute` was called. */
export let server: ModelServer;

/** Starts the provider for the tests of a file. */
export function useChatRoute(): void {
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
    server.script({ text: 'Hello.' });
  });
}

export function makeEnv(variables: Record<string, string> = {}, upstream?: typeof fetch): Env {
  return {
    config: readConfig(variables),
    variables,
    assets: { get: () => Promise.resolve(undefined) },
    ...(upstream ? { fetch: upstream } : {}),
  };
}

export interface Call {
  variables?: Record<string, string>;
  key?: string;
  signal?: AbortSignal;
  fetch?: typeof fetch;
  query?: string;
}

export function post(
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

export function compatible(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model: 'openai-compatible:test-model',
    baseUrl: server.url,
    system: 'You build apps.',
    messages: [{ role: 'user', content: 'Hi' }],
    ...changes,
  };
}

export async function eventsOf(response: Response): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of readChatEvents(response)) events.push(event);
  return events;
}

export function textIn(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

export async function ask(reply: ScriptedReply, call: Call = {}): Promise<ChatEvent[]> {
  server.script(reply);
  return eventsOf(await post(compatible(), call));
}

export async function failureOf(fault: Fault, text = ''): Promise<ModelFailure> {
  const last = (await ask({ text, fault }, { key: KEY })).at(-1);
  if (last?.type !== 'error') throw new Error(`ended with ${JSON.stringify(last)}`);
  return last.failure;
}
