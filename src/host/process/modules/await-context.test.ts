import { expect, test } from 'vitest';
import { ContextFrame, capture, runIn, withEntry } from '../../node/async-context.ts';
import { HOOK } from './rewrite.ts';
import { keepContextOverAwait } from './await-context.ts';

const KEY = {};
const store = (): unknown => capture().get(KEY);
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Runs the body of an async function, twice at the same time, each with a store; what each gives is of its own store. */
async function both(body: string): Promise<[unknown, unknown]> {
  const text = keepContextOverAwait(`return async () => {${body}}`, 'script');
  const make = new Function(HOOK, 'store', 'later', text) as (...args: unknown[]) => () => Promise<unknown>;
  const run = make({ frame: () => new ContextFrame() }, store, later);
  return Promise.all([runIn(withEntry(KEY, 1), run), runIn(withEntry(KEY, 2), run)]);
}

test.each([
  ['await later(); return store()'],
  ['return [await later(), store()].pop()'],
  ['try { await Promise.reject(later()); } catch { return store() }'],
  ['try { await later().then(() => { throw 1 }) } catch {} finally { return store() }'],
  ['for await (const wait of [later(), later()]) await wait\nreturn store()'],
  ['a: for await (const _ of [later(), later()]) { if (store() === 1) continue a; break }\nreturn store()'],
  [
    'async function* two() { yield await later(); yield later() }\nfor await (const _ of two());\nreturn store()',
  ],
  ['const f = async () => (await later(), store()); return await f()'],
  ['const f = async (x = 1) => await later(x); await f(); return store()'],
  ['return await { then(done) { later(); done(store()) } }'],
  ['class A { async m() { await later(); return store() } } return await new A().m()'],
  ['await (async () => await (async () => { await later() })())(); return store()'],
])('the context is the same after %s', async (body) => {
  expect(await both(body)).toEqual([1, 2]);
});

test('text without awaits stays as it is', () => {
  for (const text of ['a => b', '// await\nasync () => {}', 'not javascript await', 'const await = 1'])
    expect(keepContextOverAwait(text, 'script')).toBe(text);
});

test('directives stay first and lines keep their numbers', () => {
  const text = keepContextOverAwait(
    "'use strict'\nasync function f() {\n 'x'\n await 1\n}\nawait f()",
    'module',
  );
  expect(text.split('\n')).toHaveLength(6);
  expect(text).toMatch(/^'use strict';/);
});
