/** The providers and a short list of models of each: data. Prices and sizes as the providers publish them (November 2026). */
import type { ModelInfo, ProviderId } from '../../src/shared/chat-protocol.ts';

export interface ProviderEntry {
  label: string;
  /** The environment variable that holds its key. */
  keyVariable?: string;
  url?: string;
  models: readonly ModelInfo[];
}

const M = 1_000_000;

function model(
  id: string,
  label: string,
  [contextTokens, maxOutputTokens]: readonly [number, number],
  [input, output, cacheRead]: readonly [number, number, number?],
): ModelInfo {
  const price = { input, output, ...(cacheRead === undefined ? {} : { cacheRead }) };
  return { id, label, contextTokens, maxOutputTokens, price, seesImages: true };
}

export const CATALOG: Readonly<Record<Exclude<ProviderId, 'demo' | 'ollama'>, ProviderEntry>> = {
  anthropic: {
    label: 'Anthropic',
    keyVariable: 'ANTHROPIC_API_KEY',
    url: 'https://platform.claude.com/settings/keys',
    models: [
      model('anthropic:claude-sonnet-5-5', 'Claude Sonnet 5.5', [M, 128_000], [2, 10, 0.2]),
      model('anthropic:claude-opus-5-5', 'Claude Opus 5.5', [M, 128_000], [4, 20, 0.4]),
      model('anthropic:claude-haiku-5-5', 'Claude Haiku 5.5', [M, 128_000], [0.1, 0.5]),
      model('anthropic:claude-fable-5-1', 'Claude Fable 5.1', [M, 128_000], [10, 50, 1]),
    ],
  },
  openai: {
    label: 'OpenAI',
    keyVariable: 'OPENAI_API_KEY',
    url: 'https://platform.openai.com/api-keys',
    models: [
      model('openai:gpt-6-sol', 'GPT-6 Sol', [1_050_000, 128_000], [2, 10, 0.2]),
      model('openai:gpt-6-astra', 'GPT-6 Astra', [1_050_000, 128_000], [10, 50, 1]),
      model('openai:gpt-6-luna', 'GPT-6 Luna', [1_050_000, 128_000], [0.1, 0.5, 0.01]),
    ],
  },
  google: {
    label: 'Google',
    keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    url: 'https://aistudio.google.com/apikey',
    models: [
      model('google:gemini-3.8-flash', 'Gemini 3.8 Flash', [M, 65_536], [0.75, 3.75]),
      model('google:gemini-4-argon', 'Gemini 4 Argon', [1_048_576, 65_536], [2, 10, 0.1]),
    ],
  },
  openrouter: {
    label: 'OpenRouter',
    keyVariable: 'OPENROUTER_API_KEY',
    url: 'https://openrouter.ai/settings/keys',
    models: [
      model('openrouter:anthropic/claude-sonnet-5.5', 'Claude Sonnet 5.5', [M, 128_000], [2, 10, 0.2]),
      model('openrouter:openai/gpt-6-sol', 'GPT-6 Sol', [1_050_000, 128_000], [2, 10, 0.2]),
      model('openrouter:google/gemini-3.8-flash', 'Gemini 3.8 Flash', [M, 65_536], [0.75, 3.75]),
    ],
  },
  'openai-compatible': {
    label: 'OpenAI-compatible server',
    keyVariable: 'OPENAI_COMPATIBLE_KEY',
    models: [],
  },
};

/** What is known of a model. */
export function modelInfo(id: string): ModelInfo | undefined {
  return Object.values(CATALOG)
    .flatMap(({ models }) => models)
    .find((entry) => entry.id === id);
}
