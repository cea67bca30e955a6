import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPath } from './paths.ts';

describe('checkPath', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src/x/../a.ts', 'src/a.ts'],
    [' a.ts ', 'a.ts'],
    ['/home/project/src/a.ts', 'src/a.ts'],
    ['/home/x/../project/a.ts', 'a.ts'],
    ['src\\a.ts', 'src/a.ts'],
    ['src/app/[id]/page.tsx', 'src/app/[id]/page.tsx'],
    ['.gitignore', '.gitignore'],
    ['.github/workflows/x.yml', '.github/workflows/x.yml'],
    ['a..b/..c', 'a..b/..c'],
    ['dir/', 'dir'],
  ])('accepts %j as %j', (path, expected) => {
    expect(checkPath(path)).toEqual({ ok: true, path: expected });
  });

  it.each([
    '',
    '  ',
    '.',
    '/',
    '..',
    '../a',
    'a/../../b',
    '/etc/passwd',
    '/home/projects/a',
    '/home/project/../x',
    '/home/project',
    'a\0b',
    '.git/config',
    'x/.git/hooks/pre-commit',
    'node_modules/a/index.js',
    'packages/x/node_modules/y',
    'C:\\a.ts',
    'file:///a',
    '~/a',
    'a/../.git/config',
    'a\\..\\..\\b',
    'x'.repeat(2000),
  ])('refuses %j and says what to send', (path) => {
    const check = checkPath(path);
    expect(check.ok).toBe(false);
    if (!check.ok) expect([check.reason.length > 5, check.advice.length > 5]).toEqual([true, true]);
  });

  it('never lets a path leave the root, whatever it is', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      '.git',
      'node_modules',
      '/',
      '\\',
      '~',
      'home',
      'project',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.boolean(), (parts, absolute) => {
        const check = checkPath((absolute ? '/' : '') + parts.join('/'));
        if (!check.ok) return;
        expect(
          check.path.split('/').some((p) => p === '..' || p === '' || p === '.git' || p === 'node_modules'),
        ).toBe(false);
      }),
    );
  });
});
