import { expect, test } from 'vitest';
import { formatDuration } from './format.ts';

test.each([
  [120, ''],
  [500, '0.5 s'],
  [12_340, '12.3 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [119_800, '2 min 0 s'],
  [3_725_000, '62 min 5 s'],
])('%d ms are “%s”', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
