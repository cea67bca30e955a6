import { Buffer as Real } from 'node:buffer';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createModule } from './buffer.ts';

const { Buffer: Ours, transcode, isUtf8 } = createModule();
type AnyBuffer = typeof Real;

/** What a snippet gives or throws, in a form that can be compared across the two classes. */
function outcome(snippet: (B: AnyBuffer) => unknown, B: unknown): unknown {
  try {
    const value = snippet(B as AnyBuffer);
    return value instanceof Uint8Array ? [...value] : value;
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    return { name, code, message };
  }
}

const snippets: Record<string, (B: AnyBuffer) => unknown> = {
  'a string in utf8': (B) => B.from('héllo €𝄞 \ud800'),
  'base64 with rubbish': (B) => B.from('aGVs bG8*gd29=ybGQ', 'base64').toString(),
  'base64url both ways': (B) =>
    B.from('_-8', 'base64url').toString('base64') + B.from([255, 239]).toString('base64url'),
  'odd hex': (B) => B.from('abcxyz', 'hex'),
  ucs2: (B) => B.from('aé€', 'ucs2').toString('ucs2') + B.from([65, 0, 66]).toString('utf16le'),
  'latin1 and ascii': (B) => B.from('aé€', 'latin1').toString('latin1') + B.from([200, 65]).toString('ascii'),
  'unknown encoding': (B) => B.from('a', 'nope' as BufferEncoding),
  'from a number': (B) => B.from(5 as unknown as string),
  'from null': (B) => B.from(null as unknown as string),
  'from an object': (B) => B.from({ a: 1 } as unknown as string),
  'from JSON form': (B) => B.from({ type: 'Buffer', data: [1, 2] } as unknown as string),
  'from a String object': (B) => B.from(new String('x') as unknown as string),
  'from an array buffer': (B) => B.from(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2),
  'from an array buffer, too far': (B) => B.from(new ArrayBuffer(2), 3),
  'alloc with a pattern': (B) => B.alloc(7, 'ab'),
  'alloc not a number': (B) => B.alloc('1' as unknown as number),
  'write cuts no character': (B) => [B.alloc(4).write('a€€'), B.alloc(3).write('é', 2)],
  'write past the end': (B) => B.alloc(2).write('a', 3),
  'indexOf forms': (B) => {
    const b = B.from('this is a buffer');
    return [
      b.indexOf('is'),
      b.indexOf('is', 3),
      b.indexOf(B.from('a buffer')),
      b.indexOf(97),
      b.indexOf('z'),
      b.indexOf('', 99),
      b.indexOf('f', -3),
      b.includes('this'),
    ];
  },
  'lastIndexOf forms': (B) => {
    const b = B.from('this buffer is a buffer');
    return [
      b.lastIndexOf('this'),
      b.lastIndexOf('buffer'),
      b.lastIndexOf('buffer', 5),
      b.lastIndexOf('buffer', -1),
      b.lastIndexOf(97),
      b.lastIndexOf('yolo'),
    ];
  },
  'compare and equals': (B) => [
    B.from('a').compare(B.from('b')),
    B.compare(B.from('b'), B.from('a')),
    B.from('a').equals(B.from('a')),
  ],
  'compare with ranges': (B) => B.from([1, 2, 3, 4]).compare(B.from([9, 2, 3]), 1, 3, 1, 3),
  'compare with a string': (B) => B.from('a').compare('a' as unknown as Buffer),
  'copy overlapping': (B) => {
    const b = B.from('abcdefgh');
    return [b.copy(b, 0, 4, 10), b.toString()];
  },
  'copy out of range': (B) => B.from('abc').copy(B.alloc(3), 0, 9),
  concat: (B) => B.concat([B.from('a'), B.from('bc')], 5),
  'concat of a string': (B) => B.concat(['a' as unknown as Buffer]),
  'slice shares memory': (B) => {
    const b = B.from('abcd');
    b.slice(1, -1)[0] = 90;
    return b.toString();
  },
  'fill forms': (B) => [
    B.alloc(5).fill('xy', 1, 4).toString('hex'),
    B.alloc(3).fill('abcd', 'hex').toString('hex'),
    B.alloc(2).fill(0x1ff).toString('hex'),
  ],
  'fill with empty hex': (B) => B.alloc(2).fill('zz', 'hex'),
  swap: (B) => B.from([1, 2, 3, 4]).swap16().swap32().toString('hex'),
  'swap of odd size': (B) => B.from([1, 2, 3]).swap16(),
  'numbers round trip': (B) => {
    const b = B.alloc(64);
    b.writeInt8(-5, 0);
    b.writeUInt16BE(65535, 1);
    b.writeInt32LE(-123456, 3);
    b.writeDoubleBE(Math.PI, 8);
    b.writeFloatLE(1.5, 16);
    b.writeBigInt64LE(-5n, 20);
    b.writeUIntBE(0x123456789a, 28, 5);
    b.writeIntLE(-77777, 33, 6);
    return [
      b.toString('hex'),
      b.readInt8(0),
      b.readInt32LE(3),
      b.readDoubleBE(8),
      b.readFloatLE(16),
      String(b.readBigInt64LE(20)),
      b.readUIntBE(28, 5),
      b.readIntLE(33, 6),
    ];
  },
  'read beyond': (B) => B.alloc(2).readUInt16LE(1),
  'read from too small': (B) => B.alloc(1).readUInt32LE(0),
  'read at a fraction': (B) => B.alloc(4).readInt8(1.5),
  'write too big 8': (B) => B.alloc(4).writeUInt8(256),
  'write too big 32': (B) => B.alloc(4).writeInt32BE(2 ** 31),
  'write too big 64': (B) => B.alloc(8).writeBigUInt64BE(-1n),
  'write six bytes too big': (B) => B.alloc(8).writeUIntLE(2 ** 48, 0, 6),
  JSON: (B) => JSON.stringify(B.from('ab')),
  inspected: (B) => [inspect(B.from('hi')), inspect(B.alloc(0)), inspect(B.alloc(60))],
  byteLength: (B) => [
    B.byteLength('a€𝄞\ud800'),
    B.byteLength('YWI=', 'base64'),
    B.byteLength('abc', 'hex'),
    B.byteLength(new ArrayBuffer(3)),
  ],
  'species of map': (B) => B.isBuffer(B.from([1, 2]).map((x) => x * 2)),
  'without new': (B) => (B as unknown as (text: string) => Buffer)('abc').toString('hex'),
  isEncoding: (B) => ['UTF-8', 'utf16', 'binary', '', 'HEX'].map((name) => B.isEncoding(name)),
  'toString ranges': (B) => [
    B.from('abcdef').toString('utf8', 2, 4),
    B.from('abc').toString(undefined, 1),
    B.from('abc').toString('utf8', -2, 9),
  ],
};

describe('Buffer does as the real one', () => {
  for (const [name, snippet] of Object.entries(snippets)) {
    test(name, () => expect(outcome(snippet, Ours)).toEqual(outcome(snippet, Real)));
  }
});

test('Text in shared memory is decoded', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  shared.set(new TextEncoder().encode('longer than the short path, é'));
  expect(Ours.from(shared.buffer, 0, 30).toString()).toBe('longer than the short path, é');
});

test('transcode replaces what does not fit', () => {
  expect(transcode(Ours.from('é€'), 'utf8', 'latin1').toString('hex')).toBe('e93f');
  expect(isUtf8(Ours.from([0xff]))).toBe(false);
});
