import { expect, it } from 'vitest';
import { parseRegistryPath } from './paths.ts';

it.each([
  ['react', 'metadata', 'react', 'react'],
  ['@s/name', 'metadata', '@s/name', '@s%2fname'],
  ['@s%2Fname', 'metadata', '@s/name', '@s%2fname'],
  ['react/latest', 'metadata', 'react', 'react/latest'],
  ['@s/name/1.0.0-beta.1+x', 'metadata', '@s/name', '@s%2fname/1.0.0-beta.1+x'],
  ['-/package/@s%2fname/dist-tags', 'metadata', '@s/name', '-/package/@s%2fname/dist-tags'],
  ['JSONStream', 'metadata', 'JSONStream', 'JSONStream'],
  ['_', 'metadata', '_', '_'],
  ['react/-/react-1.0.0.tgz', 'tarball', 'react', 'react/-/react-1.0.0.tgz'],
  ['@s/name/-/name-1.0.0.tgz', 'tarball', '@s/name', '@s/name/-/name-1.0.0.tgz'],
  ['@s%2fname/-/@s/name-1.0.0.tgz', 'tarball', '@s/name', '@s/name/-/@s/name-1.0.0.tgz'],
])('passes on %s', (path, kind, name, upstream) => {
  expect(parseRegistryPath(path)).toEqual({ kind, name, path: upstream });
});

it.each([
  '',
  '-/v1/search',
  '-/npm/v1/user',
  '-/whoami',
  '-/package/react/access',
  'react/-rev/1',
  '..%2f..%2fetc',
  '@s/../x',
  'react/-/../secret.tgz',
  'react/-/readme.txt',
  'a/b/c',
  'https://elsewhere.example/x',
  '//elsewhere.example/x',
  '@s/name/-/x?y.tgz',
])('does not pass on %s', (path) => {
  expect(parseRegistryPath(path)).toBeUndefined();
});
