import realPath from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPath } from './path.ts';

const ours = createPath(() => process.cwd());

const SAMPLES = [
  '',
  '.',
  '..',
  '/',
  '//',
  '///',
  '//a',
  '//a/b',
  '/a',
  '/a/',
  '/a/b',
  '/a/b/',
  '/a//b',
  'a',
  'a/',
  'a/b',
  './a',
  '../a',
  '../../a',
  'a/../b',
  'a/../../b',
  '/../a',
  '/./a/.',
  'a/./b/..',
  '.a',
  '.a.b',
  'a.b',
  'a.',
  'a.b.c',
  '..a',
  'a..',
  '...',
  '/.a',
  '/a.b/c',
  'a/b.c/',
  'file.txt//',
  'C:\\',
  'C:',
  'C:a',
  'C:\\a\\b',
  'C:/a/b/',
  '\\\\server\\share',
  '\\\\server\\share\\a',
  '\\a\\b',
  'a\\b\\..\\c.txt',
  'c:\\a\\..\\..\\b',
  '//server/share/x',
];

for (const platform of ['posix', 'win32'] as const) {
  const real = realPath[platform];
  const mine = ours[platform];
  describe(`path.${platform} does as the real one`, () => {
    for (const method of ['normalize', 'dirname', 'basename', 'extname', 'isAbsolute', 'parse'] as const) {
      test(method, () => {
        const all = (module: { [M in typeof method]: (path: string) => unknown }): unknown[] =>
          SAMPLES.map((sample) => [sample, module[method](sample)]);
        expect(all(mine)).toEqual(all(real));
      });
    }
    test('join, resolve and relative', () => {
      // Node marks with `.\\` what looked like a drive before it was cleaned: newer versions only.
      const joined = SAMPLES.filter((sample) => !/^[a-z]:/i.test(sample));
      const pairs = joined.flatMap((a) => joined.map((b) => [a, b] as const));
      const all = (module: Pick<typeof real, 'join' | 'resolve' | 'relative'>): unknown[] =>
        pairs.map(([a, b]) => [
          a,
          b,
          module.join(a, b),
          module.resolve(a, b),
          platform === 'posix' ? module.relative(a, b) : '',
        ]);
      const expected = all(real);
      for (const [i, each] of all(mine).entries()) expect(each).toEqual(expected[i]);
    });
    test('basename with a suffix, and format', () => {
      for (const [path, suffix] of [
        ['a.js', '.js'],
        ['.js', '.js'],
        ['a/b.js/', '.js'],
        ['ajs', 'js'],
        ['aaa', 'aaa'],
      ] as const) {
        expect(mine.basename(path, suffix)).toBe(real.basename(path, suffix));
      }
      for (const parts of [
        { dir: '/a', base: 'b' },
        { root: '/', name: 'b', ext: 'c' },
        { root: '/', dir: '/', base: 'x' },
        {},
      ]) {
        expect(mine.format(parts)).toBe(real.format(parts));
      }
    });
  });
}

test('A path that is no string is refused', () => {
  expect(() => ours.join(1 as unknown as string)).toThrow(
    'The "path" argument must be of type string. Received type number (1)',
  );
});

test('matchesGlob knows stars and braces', () => {
  expect(ours.matchesGlob('/foo/bar', '/foo/*')).toBe(true);
  expect(ours.matchesGlob('/foo/bar/x', '/foo/*')).toBe(false);
  expect(ours.matchesGlob('a/b/c.ts', 'a/**/*.{ts,js}')).toBe(true);
});
