/** What a visitor waits for before the first screen stays small. */
import { expect, test } from '@playwright/test';
import { initialJsKilobytes } from '../bench/size.ts';

test('the first screen loads at most 120 KB of JavaScript, gzipped', async () => {
  const kilobytes = await initialJsKilobytes({ progress: () => undefined });
  expect(kilobytes).toBeGreaterThan(50);
  expect(kilobytes).toBeLessThanOrEqual(120);
});
