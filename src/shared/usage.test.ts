import { expect, it } from 'vitest';
import { addUsage, costOf, tokensOf } from './usage.ts';

it('adds what is known and leaves the rest unknown', () => {
  expect(
    addUsage({ inputTokens: 10, outputTokens: 2 }, undefined, { inputTokens: 5, reasoningTokens: 1 }),
  ).toEqual({
    inputTokens: 15,
    outputTokens: 2,
    reasoningTokens: 1,
  });
});

it('counts the prompt and the reply', () => {
  expect(tokensOf({ inputTokens: 10, outputTokens: 5, reasoningTokens: 4, cacheReadTokens: 8 })).toBe(15);
});

it('prices what the cache gave at its own price', () => {
  const usage = { inputTokens: 1_000_000, cacheReadTokens: 400_000, outputTokens: 100_000 };
  expect(costOf(usage, { input: 2, output: 10, cacheRead: 0.2 })).toBeCloseTo(1.2 + 0.08 + 1);
  expect(costOf(usage, { input: 2, output: 10 })).toBeCloseTo(2 + 1);
});
