/** Ollama on this computer: found by asking it what it has. */
import { z } from 'zod';
import type { ModelInfo } from '../../src/shared/chat-protocol.ts';
import type { Env } from '../env.ts';
import { isLocalAllowed } from './base-url.ts';

const PROBE_LIMIT = 800;
const tags = z.object({ models: z.array(z.object({ name: z.string() })) });

/** `OLLAMA_URL`, or where it listens by itself. */
export function ollamaUrl({ variables }: Pick<Env, 'variables'>): string {
  return (variables['OLLAMA_URL']?.trim() || 'http://127.0.0.1:11434').replace(/\/+$/, '');
}

/** The models of a running Ollama; undefined when there is none, or this is not the person's computer. */
export async function findOllama(env: Env): Promise<ModelInfo[] | undefined> {
  if (!isLocalAllowed(env)) return undefined;
  try {
    const response = await (env.fetch ?? fetch)(`${ollamaUrl(env)}/api/tags`, {
      signal: AbortSignal.timeout(PROBE_LIMIT),
    });
    const { models } = tags.parse(await response.json());
    return models
      .filter(({ name }) => !/embed|bge-|minilm/i.test(name))
      .map(({ name }) => ({
        id: `ollama:${name}`,
        label: name.replace(/:latest$/, ''),
        price: { input: 0, output: 0 },
      }));
  } catch {
    // Not installed, not running, or something else on that port.
    return undefined;
  }
}
