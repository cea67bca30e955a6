/** Tokens that were used, added up, and what they cost. Pure. */
import type { ChatUsage, ModelInfo } from './chat-protocol.ts';

/** What nobody told of stays unknown. */
export function addUsage(...usages: readonly (ChatUsage | undefined)[]): ChatUsage {
  const total: ChatUsage = {};
  for (const usage of usages) {
    for (const [key, value] of Object.entries(usage ?? {}) as [keyof ChatUsage, number][]) {
      total[key] = (total[key] ?? 0) + value;
    }
  }
  return total;
}

export function tokensOf({ inputTokens = 0, outputTokens = 0 }: ChatUsage): number {
  return inputTokens + outputTokens;
}

/** In US dollars. Parts of the prompt that came from the provider's cache are cheaper where it says so. */
export function costOf(
  { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0 }: ChatUsage,
  price: NonNullable<ModelInfo['price']>,
): number {
  const fresh = Math.max(0, inputTokens - cacheReadTokens);
  const cached = cacheReadTokens * (price.cacheRead ?? price.input);
  return (fresh * price.input + cached + outputTokens * price.output) / 1e6;
}
