import { afterEach, expect, test } from 'vitest';
import { withImports } from './dynamic-functions.ts';
import { HOOK } from './modules/rewrite.ts';

const Plain = Function as unknown as (...args: unknown[]) => unknown;

afterEach(() => {
  Reflect.deleteProperty(globalThis, HOOK);
});

test('import() in the body of a made function asks the loader of the process, for the file that made it', () => {
  const asked: unknown[] = [];
  Object.defineProperty(globalThis, HOOK, {
    value: { import: (...args: unknown[]) => asked.push(args) },
    configurable: true,
  });
  const Made = withImports(Plain, '/home/noop.js') as unknown as FunctionConstructor;
  new Made('name', 'return import(name)')('zimmerframe');
  Made('name', 'return import(name)')('other');
  const files = asked.map((entry) => (entry as unknown[])[0]);
  expect(asked.map((entry) => (entry as unknown[])[1])).toEqual(['zimmerframe', 'other']);
  expect(files.every((file) => /^file:\/\/\/.*dynamic-functions/.test(String(file)))).toBe(true);
});

test('a made function is an ordinary function', () => {
  const Made = withImports(Plain, '/home/noop.js') as unknown as FunctionConstructor;
  const add = new Made('a', 'b', 'return a + b');
  expect(add(1, 2)).toBe(3);
  expect(add).toBeInstanceOf(Made);
  expect(add).toBeInstanceOf(Function);
});

test('a class may extend it', () => {
  const Made = withImports(Plain, '/home/noop.js') as unknown as FunctionConstructor;
  class Callable extends Made {}
  const made = new Callable('return 1');
  expect(made).toBeInstanceOf(Callable);
  expect(made()).toBe(1);
});
