import * as real from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createSerializers } from './v8/serializer.ts';

const ours = createSerializers(Buffer as never);

const VALUES: Record<string, unknown> = {
  numbers: [0, -0, 1, -1, 1.5, NaN, Infinity, 2 ** 30, -(2 ** 31), 2 ** 53],
  bigints: [0n, 1n, -1n, 2n ** 64n, -(2n ** 130n)],
  strings: ['', 'plain', 'café\x80\x9f', 'жук', '😀', 'a'.repeat(300), 'ж'.repeat(300)],
  simple: [undefined, null, true, false],
  nested: { a: { b: [1, { c: 'd' }] }, 7: 'seven', 'x y': 1 },
  dates: [new Date(0), new Date(1e12)],
  regexps: [/a/, /b\/c/giu, /d/sy],
  collections: [new Map<unknown, unknown>([[1, new Set([2])]]), new Set([{ a: 1 }])],
  buffers: [
    Buffer.from('bytes'),
    new Uint16Array([1, 2, 3]),
    new DataView(new ArrayBuffer(3)),
    new ArrayBuffer(2),
  ],
  wrappers: [Object(1), Object('s'), Object(true), Object(5n)],
};

describe('v8.serialize', () => {
  for (const [name, value] of Object.entries(VALUES)) {
    it(`writes ${name} so that Node reads them, and reads what Node writes`, () => {
      expect(real.deserialize(Buffer.from(ours.serialize(value) as Uint8Array))).toEqual(value);
      expect(ours.deserialize(real.serialize(value))).toEqual(value);
    });
  }

  it('writes the same bytes as Node', () => {
    const value = {
      list: [1, 'two', { three: 3.5 }],
      date: new Date(5),
      text: 'жж',
      view: new Uint8Array(3),
    };
    expect(Buffer.from(ours.serialize(value) as Uint8Array).toString('hex')).toBe(
      real.serialize(value).toString('hex'),
    );
  });

  it('keeps cycles and shared references', () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { a: shared, b: shared };
    value['self'] = value;
    const back = ours.deserialize(ours.serialize(value)) as typeof value;
    expect(back['self']).toBe(back);
    expect(back['a']).toBe(back['b']);
    const read = real.deserialize(Buffer.from(ours.serialize(value) as Uint8Array)) as typeof value;
    expect(read['self']).toBe(read);
  });

  it('keeps holes of arrays and their named properties', () => {
    const value = Object.assign([1, 2, 3], { name: 'x' });
    Reflect.deleteProperty(value, 1);
    expect(ours.deserialize(real.serialize(value))).toEqual(value);
    expect(real.deserialize(Buffer.from(ours.serialize(value) as Uint8Array))).toEqual(value);
  });

  it('keeps the kind, message and stack of an error', () => {
    const error = new RangeError('far', { cause: 'near' });
    const back = ours.deserialize(ours.serialize(error)) as RangeError;
    expect(back).toBeInstanceOf(RangeError);
    expect([back.message, back.stack, back.cause]).toEqual(['far', error.stack, 'near']);
  });

  it('refuses functions and promises', () => {
    expect(() => ours.serialize(() => 1)).toThrow('() => 1 could not be cloned.');
    expect(() => ours.serialize({ p: Promise.resolve() })).toThrow('#<Promise> could not be cloned.');
    expect(() => ours.serialize(new SharedArrayBuffer(1))).toThrow('could not be cloned');
  });

  it('refuses bytes that are not its own', () => {
    expect(() => ours.deserialize(Buffer.from('nonsense'))).toThrow('Unable to deserialize cloned data');
  });
});
