import realAssert from 'node:assert';
import { expect, test } from 'vitest';
import { describeSame } from '../../testing/same-as-node.ts';
import { createModule } from './assert.ts';
import { createModule as createHooks } from './async_hooks.ts';

type Assert = typeof realAssert;

describeSame<Assert>('assert does as the real one', realAssert, createModule(), {
  'strictEqual of numbers': (a) => a.strictEqual(1, 2),
  'strictEqual of objects': (a) => a.strictEqual({ a: 1 } as unknown, { a: 1 }),
  'strictEqual with a message': (a) => a.strictEqual(1, 2, 'mine'),
  'strictEqual with an error': (a) => a.strictEqual(1, 2, new RangeError('mine')),
  'strictEqual of one argument': (a) => (a.strictEqual as (x: number) => void)(1),
  equal: (a) => a.equal(1, 2),
  notEqual: (a) => a.notEqual(1, 1),
  'deepEqual, loose': (a) => a.deepEqual({ a: '1' }, { a: 1 }),
  'deepEqual, not': (a) => a.deepEqual({ a: 1 }, { a: 2 }),
  notStrictEqual: (a) => a.notStrictEqual(1, 1),
  notDeepStrictEqual: (a) => a.notDeepStrictEqual({ a: 1 }, { a: 1 }),
  'throws nothing': (a) => a.throws(() => {}),
  'throws nothing, class': (a) => a.throws(() => {}, TypeError, 'words'),
  'throws another class': (a) => {
    try {
      a.throws(() => {
        throw new Error('x');
      }, TypeError);
    } catch (e) {
      return (e as Error).message;
    }
    return '';
  },
  'throws matching': (a) => [
    a.throws(() => {
      throw new Error('abc');
    }, /b/),
    a.throws(
      () => {
        throw new Error('abc');
      },
      { message: 'abc', name: /Err/ },
    ),
    a.throws(
      () => {
        throw new Error('x');
      },
      (e: Error) => e.message === 'x',
    ),
  ],
  'throws, pattern not met': (a) => {
    try {
      a.throws(() => {
        throw new Error('abc');
      }, /z/);
    } catch (e) {
      return (e as Error).message;
    }
    return '';
  },
  'rejects nothing': (a) => a.rejects(Promise.resolve(1)),
  rejects: (a) =>
    a.rejects(async () => {
      throw new TypeError('t');
    }, TypeError),
  doesNotThrow: (a) =>
    a.doesNotThrow(() => {
      throw new Error('x');
    }),
  match: (a) => a.match('abc', /z/),
  doesNotMatch: (a) => a.doesNotMatch('abc', /b/),
  ifError: (a) => a.ifError(new Error('e')),
  fail: (a) => a.fail(),
  'ok with a message': (a) => a.ok(0, 'zero'),
  'ok of nothing': (a) => (a.ok as () => void)(),
  'what an error carries': ({ strictEqual }) => {
    try {
      (strictEqual as (a: number, b: number) => void)(1, 2);
    } catch (e) {
      const { actual, expected, operator, generatedMessage, code } = e as InstanceType<
        Assert['AssertionError']
      >;
      return { actual, expected, operator, generatedMessage, code };
    }
    return null;
  },
});

test('A failed deep comparison shows the lines that differ', () => {
  expect(() => createModule().deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] })).toThrow(
    'Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n    a: 1,\n    b: [\n      1,\n+     2\n-     3\n    ]\n  }\n',
  );
});

test('partialDeepStrictEqual allows more than was asked', () => {
  const { partialDeepStrictEqual } = createModule();
  partialDeepStrictEqual({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } });
  expect(() => partialDeepStrictEqual({ a: 1 }, { a: 2 })).toThrow('partially and strictly deep-equal');
});

test('AsyncLocalStorage follows promises, and ends with its run', async () => {
  const { AsyncLocalStorage, AsyncResource } = createHooks();
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const resource = storage.run('a', () => {
    void Promise.resolve().then(() => seen.push(storage.getStore()));
    return new AsyncResource('test');
  });
  seen.push(storage.getStore());
  await new Promise((resolve) => setTimeout(resolve, 1));
  seen.push(resource.runInAsyncScope(() => storage.getStore()));
  expect(seen).toEqual([undefined, 'a', 'a']);
});
