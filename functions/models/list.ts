/** What `GET /api/models` tells: providers, their models, and which is the default. */
import type { ModelInfo, ModelList, ProviderId, ProviderInfo } from '../../src/shared/chat-protocol.ts';
import { parseModelId } from '../../src/shared/chat-protocol.ts';
import type { Env } from '../env.ts';
import { isLocalAllowed } from './base-url.ts';
import { CATALOG } from './catalog.ts';
import type { ProviderEntry } from './catalog.ts';
import { RECORDINGS } from './demo/recordings.ts';
import { findOllama } from './ollama.ts';

export const DEMO_MODEL = 'demo:recorded';

const DEMO: ProviderInfo = {
  id: 'demo',
  label: 'Demo',
  configured: true,
  takesKey: false,
  takesBaseUrl: false,
  models: [{ id: DEMO_MODEL, label: 'Recorded builds', price: { input: 0, output: 0 } }],
};

export async function listModels(env: Env): Promise<ModelList> {
  const local = await findOllama(env);
  const providers = [
    ...Object.entries(CATALOG).map(([id, entry]) => describe(env, id as keyof typeof CATALOG, entry)),
    ...(isLocalAllowed(env) ? [ollama(local)] : []),
    DEMO,
  ];
  return {
    providers,
    default: defaultModel(env, providers),
    localAllowed: isLocalAllowed(env),
    examples: RECORDINGS.map(({ title, prompt, followUp }) => ({
      title,
      prompt,
      ...(followUp ? { followUp: followUp.prompt } : {}),
    })),
  };
}

function describe(env: Env, id: ProviderId, entry: ProviderEntry): ProviderInfo {
  const isCompatible = id === 'openai-compatible';
  return {
    id,
    label: entry.label,
    configured: has(env, isCompatible ? 'OPENAI_COMPATIBLE_BASE_URL' : (entry.keyVariable ?? '')),
    takesKey: true,
    takesBaseUrl: isCompatible,
    models: isCompatible ? compatibleModels(env) : entry.models,
    ...(entry.url === undefined ? {} : { url: entry.url }),
  };
}

/** `OPENAI_COMPATIBLE_MODELS`: the names of its models, separated by commas. */
function compatibleModels({ variables }: Env): ModelInfo[] {
  return (variables['OPENAI_COMPATIBLE_MODELS'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => ({ id: `openai-compatible:${name}`, label: name }));
}

function ollama(found: readonly ModelInfo[] | undefined): ProviderInfo {
  return {
    id: 'ollama',
    label: 'Ollama on this computer',
    configured: found !== undefined,
    takesKey: false,
    takesBaseUrl: false,
    models: found ?? [],
    url: 'https://ollama.com/download',
  };
}

/** `DEFAULT_MODEL`, else the first model of the first provider that the edge has a key for, else the demo. */
function defaultModel(env: Env, providers: readonly ProviderInfo[]): string {
  const wanted = env.variables['DEFAULT_MODEL']?.trim();
  if (wanted && parseModelId(wanted)) return wanted;
  const ready = providers.find(
    ({ id, configured, models }) => id !== 'ollama' && configured && models.length > 0,
  );
  return ready?.models[0]?.id ?? DEMO_MODEL;
}

function has({ variables }: Env, name: string): boolean {
  return (variables[name]?.trim() ?? '') !== '';
}
