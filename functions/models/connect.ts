/** From `provider:model`, the edge's variables and the person's key to a model of the AI SDK, or words why not. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import { parseModelId } from '../../src/shared/chat-protocol.ts';
import type { ModelFailure, ProviderId } from '../../src/shared/chat-protocol.ts';
import type { Env } from '../env.ts';
import { checkBaseUrl, isLocalAllowed } from './base-url.ts';
import { CATALOG } from './catalog.ts';
import { failure } from './failures.ts';
import type { FailureContext } from './failures.ts';
import { ollamaUrl } from './ollama.ts';
import { withOpenRouterCaching } from './openrouter.ts';

export interface ConnectOptions {
  model: string;
  baseUrl?: string | undefined;
  /** The person's own key. */
  key?: string | undefined;
}

export interface Connection {
  provider: Exclude<ProviderId, 'demo'>;
  model: LanguageModel;
  /** For the words of its failures. */
  context: FailureContext;
}

export type ConnectResult =
  | { ok: true; connection: Connection }
  | { ok: true; connection: 'demo' }
  | { ok: false; failure: ModelFailure };

const OPENROUTER_URL = 'https://openrouter.ai/api/v1';

export function connect(env: Env, options: ConnectOptions): ConnectResult {
  const parsed = parseModelId(options.model);
  if (!parsed) {
    return refuse(
      'bad-request',
      `There is no model “${options.model.slice(0, 80)}”. It is written as provider:model.`,
    );
  }
  const { provider, model } = parsed;
  if (provider === 'demo') return { ok: true, connection: 'demo' };
  if (provider === 'ollama') return connectOllama(env, model);
  if (provider === 'openai-compatible') return connectCompatible(env, model, options);
  if (options.baseUrl !== undefined) {
    return refuse('bad-request', 'A base URL goes with an OpenAI-compatible server only.');
  }
  const { label, keyVariable = '' } = CATALOG[provider];
  const key = options.key ?? variable(env, keyVariable);
  if (key === undefined) return refuse('no-key', `${label} needs an API key. Add one in the model settings.`);
  if (!isHeaderSafe(key)) return refuse('bad-key', `This does not look like an API key of ${label}.`);
  const settings = { apiKey: key, ...(env.fetch ? { fetch: env.fetch } : {}) };
  const context = { provider: label, model, key };
  return { ok: true, connection: { provider, model: create(provider, model, settings), context } };
}

function create(
  provider: 'anthropic' | 'openai' | 'google' | 'openrouter',
  model: string,
  settings: { apiKey: string; fetch?: typeof fetch },
): LanguageModel {
  switch (provider) {
    case 'anthropic':
      return createAnthropic(settings)(model);
    case 'openai':
      return createOpenAI(settings)(model);
    case 'google':
      return createGoogleGenerativeAI(settings)(model);
    case 'openrouter':
      return createOpenAICompatible({
        ...settings,
        name: 'openrouter',
        baseURL: OPENROUTER_URL,
        includeUsage: true,
        headers: { 'X-Title': 'Tabwright' },
        transformRequestBody: withOpenRouterCaching,
      })(model);
  }
}

function connectOllama(env: Env, model: string): ConnectResult {
  if (!isLocalAllowed(env)) {
    return refuse('unreachable', 'Ollama runs on your own computer, which this deployment cannot reach.');
  }
  const url = ollamaUrl(env);
  return { ok: true, connection: compatible(env, 'ollama', 'Ollama', model, `${url}/v1`, undefined) };
}

/** The edge's own key goes to the edge's own address only, never to one that a request names. */
function connectCompatible(env: Env, model: string, options: ConnectOptions): ConnectResult {
  const configured = variable(env, 'OPENAI_COMPATIBLE_BASE_URL');
  const given = options.baseUrl ?? configured;
  if (given === undefined) return refuse('bad-request', 'An OpenAI-compatible server needs its base URL.');
  const checked = checkBaseUrl(given, isLocalAllowed(env) || options.baseUrl === undefined);
  if (!checked.ok) return refuse('bad-request', checked.reason);
  const own = options.baseUrl === undefined ? variable(env, 'OPENAI_COMPATIBLE_KEY') : undefined;
  const key = options.key ?? own;
  if (key !== undefined && !isHeaderSafe(key))
    return refuse('bad-key', 'This does not look like an API key.');
  const connection = compatible(env, 'openai-compatible', 'The model server', model, checked.url, key);
  if (options.baseUrl !== undefined || isLocalAllowed(env)) return { ok: true, connection };
  // Where the server of a public edge stands is nobody's business.
  const { baseUrl: _, ...context } = connection.context;
  return { ok: true, connection: { ...connection, context } };
}

function compatible(
  env: Env,
  provider: 'ollama' | 'openai-compatible',
  label: string,
  model: string,
  baseUrl: string,
  key: string | undefined,
): Connection {
  const server = createOpenAICompatible({
    name: provider,
    baseURL: baseUrl,
    includeUsage: true,
    fetch: withoutRedirects(env.fetch ?? fetch),
    ...(key === undefined ? {} : { apiKey: key }),
  });
  return { provider, model: server(model), context: { provider: label, model, key, baseUrl } };
}

/** A redirect could lead from an allowed address to another, and take the prompt along. */
function withoutRedirects(upstream: typeof fetch): typeof fetch {
  return (input, init) => upstream(input, { ...init, redirect: 'manual' });
}

function variable(env: Env, name: string): string | undefined {
  return env.variables[name]?.trim() || undefined;
}

/** Printable ASCII: anything else would make `fetch` throw an error that quotes it. */
function isHeaderSafe(key: string): boolean {
  return /^[\x21-\x7e]{1,500}$/.test(key);
}

function refuse(kind: ModelFailure['kind'], message: string): ConnectResult {
  return { ok: false, failure: failure(kind, message) };
}
