import { expect, test } from 'vitest';
import { admitScripts } from './content-policy.ts';

const admitted = (header: string): string =>
  admitScripts(header, { src: 'https://p.example/own.js', nonce: 'abc' });

test.each([
  ["default-src 'none'", "default-src 'none'; script-src-elem 'nonce-abc'"],
  [
    "default-src 'self'; script-src 'self' https://cdn.example",
    "default-src 'self'; script-src 'self' https://cdn.example; script-src-elem 'self' https://cdn.example 'nonce-abc'",
  ],
  ["Script-Src-Elem 'nonce-x'", "script-src-elem 'nonce-x' 'nonce-abc'"],
  [
    "script-src 'unsafe-inline'",
    "script-src 'unsafe-inline'; script-src-elem 'unsafe-inline' https://p.example/own.js",
  ],
  ["img-src 'self'", "img-src 'self'"],
  [
    "default-src 'none', script-src 'self'",
    "default-src 'none'; script-src-elem 'nonce-abc', script-src 'self'; script-src-elem 'self' 'nonce-abc'",
  ],
])('%s', (header, expected) => {
  expect(admitted(header)).toBe(expected);
});
