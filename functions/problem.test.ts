import { expect, it } from 'vitest';
import { problem } from './problem.ts';

it('is a problem details document with its status, title and detail', async () => {
  const response = problem(429, 'Wait.', {
    headers: { 'retry-after': '5' },
    members: { provider: 'x', status: 1 },
  });
  expect(response.status).toBe(429);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Too many requests',
    status: 429,
    detail: 'Wait.',
    provider: 'x',
  });
});
