import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createModule as createReadline } from './readline.ts';
import { createModule as createV8 } from './v8.ts';
import { createModule } from './vm.ts';

const host = createFakeNodeHost(
  {},
  {
    compile: (source, _filename, params) =>
      new Function(...params, source) as (...args: unknown[]) => unknown,
  },
);

test('a script in a context reads and writes its sandbox and gives its last value', () => {
  const vm = createModule(host);
  const sandbox = vm.createContext({ a: 2 }) as Record<string, unknown>;
  expect(vm.runInContext('b = a * 2; b + Math.max(1, 3)', sandbox)).toBe(7);
  expect(sandbox['b']).toBe(4);
  expect(vm.runInContext('typeof process', sandbox)).toBe('undefined');
  expect(vm.runInNewContext('x + 1', { x: 1 })).toBe(2);
  expect(new vm.Script('1 + 1').runInThisContext()).toBe(2);
});

test('what a script declares is there for the scripts after it', () => {
  const vm = createModule(host);
  const sandbox = vm.createContext({}) as Record<string, unknown>;
  vm.runInContext(
    'var { a, b = 2 } = { a: 1 }; for (var i = 0; i < 3; i++); function f() { return a + c }',
    sandbox,
  );
  vm.runInContext('const c = 10; let l; class K {}', sandbox);
  expect(Object.keys(sandbox).sort()).toEqual(['a', 'b', 'f', 'i']);
  expect(vm.runInContext('[f(), i, typeof l, typeof K]', sandbox)).toEqual([11, 3, 'undefined', 'function']);
  expect(() => vm.runInContext('missing', sandbox)).toThrow(ReferenceError);
});

test('what v8 serialises it reads again', () => {
  const v8 = createV8(host);
  const value = { a: [1, 'x', null], m: new Map([['k', new Set([1])]]), d: new Date(5), r: /x/gi };
  expect(v8.deserialize(v8.serialize(value))).toEqual(value);
});

test('readline gives lines of a stream, the last without its end too', async () => {
  const { createInterface } = createReadline(host) as {
    createInterface(options: object): AsyncIterable<string>;
  };
  const input = new PassThrough();
  const face = createInterface({ input });
  setImmediate(() => input.end('one\r\ntwo\nthree'));
  const lines = [];
  for await (const line of face) lines.push(line);
  expect(lines).toEqual(['one', 'two', 'three']);
});
