import { expect, it } from 'vitest';
import { treeRows } from './tree-rows.ts';

const PATHS = ['package.json', 'src/main.ts', 'src/ui/app.tsx', 'README.md'];

it('shows folders before files, each sorted by name', () => {
  expect(treeRows(PATHS, new Set()).map(({ path }) => path)).toEqual([
    'src',
    'src/ui',
    'src/ui/app.tsx',
    'src/main.ts',
    'package.json',
    'README.md',
  ]);
});

it('hides what is in a closed folder', () => {
  expect(treeRows(PATHS, new Set(['src'])).map(({ path }) => path)).toEqual([
    'src',
    'package.json',
    'README.md',
  ]);
});
