import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

function of(message: string, file?: string): string {
  return fingerprint({ source: 'preview', message, ...(file === undefined ? {} : { file }) });
}

describe('fingerprint', () => {
  it.each([
    ['x is not defined at src/a.ts:3:4', 'x is not defined at src/a.ts:10:20'],
    ['Unexpected token (3:4)', 'Unexpected token (30:14)'],
    ['error at line 3, column 9', 'error at line 4, column 1'],
    ['10:22:01 PM [vite] failed', '9:01:59 AM [vite] failed'],
    ['2026-11-21T05:00:01.123Z failed', '2026-11-22T06:10:41Z failed'],
    [
      'Failed to fetch http://a1-5173.sandbox.localhost:5173/src/App.tsx?t=1700',
      'Failed to fetch http://b2-3000.sandbox.localhost:4000/src/App.tsx?t=1800',
    ],
    ['Failed to fetch /assets/index-BxK29dQa.js', 'Failed to fetch /assets/index-C0pQ81zz.js'],
    [
      '/node_modules/.vite/deps/react.js?v=1a2b3c4d broke',
      '/node_modules/.vite/deps/react.js?v=9f8e7d6c broke',
    ],
    [
      'listen EADDRINUSE: address already in use :::3000',
      'listen EADDRINUSE: address already in use :::3001',
    ],
    ['Port 5173 is in use', 'Port 5174 is in use'],
    ["ENOENT: open '/tmp/vite-abc123/x.js'", "ENOENT: open '/tmp/vite-zzz999/y.js'"],
    ['\u001b[31mred\u001b[0m  text', 'red text'],
    ['/home/project/src/a.ts broke', 'src/a.ts broke'],
    ['file:///home/project/src/a.ts broke', '/home/project/src/a.ts broke'],
    ['chunk 8f3a9c1d2e4b missing', 'chunk 1122aabbcc44 missing'],
    ['took 120ms', 'took 1.5 s'],
  ])('is the same for %j and %j', (one, two) => {
    expect(of(one)).toBe(of(two));
  });

  it.each([
    ["reading 'map'", "reading 'filter'"],
    ['error TS2322: x', 'error TS2345: x'],
    ['Cannot find package react', 'Cannot find package react-dom'],
    ['GET /api/todos 404', 'GET /api/todos 500'],
    ['Failed to resolve "./Card"', 'Failed to resolve "./Cards"'],
    ['src/components/Header.tsx broke', 'src/components/Footer.tsx broke'],
    ['@media-query.css broke', '@media-other.css broke'],
  ])('tells %j from %j', (one, two) => {
    expect(of(one)).not.toBe(of(two));
  });

  it('tells sources and files apart', () => {
    expect(fingerprint({ source: 'build', message: 'x' })).not.toBe(
      fingerprint({ source: 'server', message: 'x' }),
    );
    expect(of('x', 'src/a.ts')).not.toBe(of('x', 'src/b.ts'));
  });
});
