import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tree } from './schema.ts';
import { diffTrees, planRestore, verifyTree } from './version-diff.ts';

const entry = (hash: string, size = 1) => ({ hash, size, text: true });

it('tells added, removed, changed and renamed files', () => {
  const before: Tree = {
    a: entry('1'),
    b: entry('2'),
    c: entry('3'),
    same: entry('4'),
    empty: entry('0', 0),
  };
  const after: Tree = { a: entry('1x'), d: entry('2'), e: entry('5'), same: entry('4'), void: entry('0', 0) };
  expect(diffTrees(before, after).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'changed a',
    'removed c',
    'renamed d',
    'added e',
    'removed empty',
    'added void',
  ]);
});

it('plans a restore that gives exactly the wanted files', () => {
  const trees = fc.dictionary(
    fc.constantFrom('a', 'b', 'c/d', 'package.json'),
    fc.constantFrom('1', '2', '3'),
  );
  fc.assert(
    fc.property(trees, trees, (from, to) => {
      const [now, wanted] = [from, to].map((hashes): Tree =>
        Object.fromEntries(Object.entries(hashes).map(([path, hash]) => [path, entry(hash)])),
      ) as [Tree, Tree];
      const plan = planRestore(now, wanted);
      const result: Record<string, Tree[string]> = { ...now };
      for (const path of plan.deletes) delete result[path];
      for (const { path, entry: own } of plan.writes) result[path] = own;
      expect(verifyTree(result, wanted)).toEqual([]);
      expect(plan.needsInstall).toBe(from['package.json'] !== to['package.json']);
      expect(plan.writes.length + plan.deletes.length).toBeLessThanOrEqual(4);
    }),
  );
});

it('names the files that a restore left wrong', () => {
  expect(verifyTree({ a: entry('1'), extra: entry('9') }, { a: entry('2'), b: entry('3') })).toEqual([
    'a',
    'b',
    'extra',
  ]);
});
