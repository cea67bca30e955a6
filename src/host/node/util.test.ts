import realUtil from 'node:util';
import realQuery from 'node:querystring';
import realUrl from 'node:url';
import { StringDecoder as RealDecoder } from 'node:string_decoder';
import { expect, test } from 'vitest';
import { describeSame } from '../../testing/same-as-node.ts';
import type { NodeHost } from './host.ts';
import { createPath } from './path.ts';
import { createModule as createQuery } from './querystring.ts';
import { StringDecoder } from './string_decoder.ts';
import { createModule as createUrl } from './url.ts';
import { createModule } from './util.ts';

const host = { builtin: () => createPath(() => process.cwd()) } as unknown as NodeHost;
type Util = typeof realUtil;
// The only way to get one.
const argumentsObject: unknown = new Function('return arguments')();

describeSame<Util>('util does as the real one', realUtil, createModule(), {
  'inspect of much': (u) =>
    u.inspect(
      {
        a: [1, { b: new Map([[1, new Set('ab')]]) }],
        f() {},
        d: new Date(0),
        r: /x/g,
        n: null,
        s: Symbol('q'),
        e: -0,
        big: 5n,
        u: new Uint8Array(3),
      },
      { depth: 5 },
    ),
  'inspect with colours': (u) => u.inspect({ a: 'x', b: 1, c: [true, null, undefined] }, { colors: true }),
  'inspect of classes and cycles': (u) => {
    class Foo {
      x = 1;
      self = this;
      get y() {
        return 1;
      }
    }
    return [
      u.inspect(new Foo()),
      u.inspect(Foo),
      u.inspect(class extends Foo {}),
      u.inspect(Object.create(null)),
    ];
  },
  'inspect.custom': (u) => u.inspect({ [u.inspect.custom]: (depth: number) => `custom ${depth}` }),
  'inspect of promises': (u) =>
    u.inspect([new WeakMap(), function* g() {}, async () => 1, new (class extends Map {})()]),
  format: (u) => [
    u.format('%s %d %i %f %j %o %O %%', 'a', 1.5, 1.5, '2.5', { a: 1 }, [1], { b: {} }),
    u.format('%s', null, 'x', { a: 1 }),
    u.format(1, 2, 'c'),
    u.format('%c', 'css'),
    u.format('a %s'),
  ],
  'promisify and its custom': async (u) => {
    const f = u.promisify((a: number, done: (e: Error | null, v?: number) => void) => done(null, a + 1));
    const g = u.promisify(
      Object.assign((_: unknown) => {}, { [u.promisify.custom]: () => Promise.resolve('custom') }),
    );
    return [await f(1), await (g as unknown as () => Promise<string>)(), f.name];
  },
  'promisify of no function': (u) => u.promisify(1 as unknown as () => void),
  callbackify: (u) =>
    new Promise((resolve) =>
      u.callbackify(() => Promise.reject(null as unknown as Error))((e: NodeJS.ErrnoException) =>
        resolve([e.message, e.code]),
      ),
    ),
  inherits: (u) => {
    function A() {}
    function B() {}
    u.inherits(A as unknown as new () => object, B as unknown as new () => object);
    return [
      Object.getPrototypeOf(A.prototype) === B.prototype,
      (A as unknown as { super_: unknown }).super_ === B,
    ];
  },
  isDeepStrictEqual: (u) => [
    u.isDeepStrictEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }),
    u.isDeepStrictEqual(new Set([{ a: 1 }]), new Set([{ a: 1 }])),
    u.isDeepStrictEqual(new Map([[{ k: 1 }, 2]]), new Map([[{ k: 1 }, 2]])),
    u.isDeepStrictEqual([0], [-0]),
    u.isDeepStrictEqual(NaN, NaN),
    u.isDeepStrictEqual(Object.assign(new Array(3), { 0: 1, 2: 3 }), [1, undefined, 3]),
    u.isDeepStrictEqual(new Date(1), new Date(1)),
    u.isDeepStrictEqual(/a/g, /a/i),
    u.isDeepStrictEqual(new Error('a'), new Error('b')),
    u.isDeepStrictEqual(Buffer.from('a'), new Uint8Array([97])),
    u.isDeepStrictEqual({ a: 1 }, Object.create({ a: 1 })),
    u.isDeepStrictEqual(new Number(1), new Number(2)),
  ],
  'parseArgs, all kinds': (u) =>
    u.parseArgs({
      args: ['-f', '--bar', 'b', 'pos', '-abc', '--x=1', '--', '--y'],
      options: {
        f: { type: 'boolean' },
        bar: { type: 'string' },
        x: { type: 'string', multiple: true },
        a: { type: 'boolean' },
        b: { type: 'boolean' },
        cc: { type: 'boolean', short: 'c' },
        d: { type: 'string', default: 'dd' },
      },
      allowPositionals: true,
      tokens: true,
    }),
  'parseArgs, unknown': (u) => u.parseArgs({ args: ['--nope'] }),
  'parseArgs, positional': (u) => u.parseArgs({ args: ['x'] }),
  'parseArgs, no value': (u) =>
    u.parseArgs({ args: ['--a'], options: { a: { type: 'string', short: 'q' } } }),
  'parseArgs, ambiguous': (u) => u.parseArgs({ args: ['--a', '-b'], options: { a: { type: 'string' } } }),
  'parseArgs, not strict': (u) => u.parseArgs({ args: ['--a', 'x', '-zf', '--b=c'], strict: false }),
  stripVTControlCharacters: (u) =>
    u.stripVTControlCharacters('\u001B]8;;http://x\u0007click\u001B]8;;\u0007 \u001B[31mred\u001B[0m'),
  MIMEType: (u) => {
    const m = new u.MIMEType('text/HTML; charset=UTF-8;q="a;\\"b"');
    m.params.set('x', 'y z');
    return [m.essence, String(m), m.params.get('q')];
  },
  'MIMEType that is none': (u) => new u.MIMEType('nope'),
  getSystemErrorName: (u) => [u.getSystemErrorName(-2), u.getSystemErrorName(-111)],
  styleText: (u) => u.styleText('red', 'x', { validateStream: false } as never),
  'styleText of no style': (u) => {
    try {
      return u.styleText('nope' as 'red', 'x');
    } catch (e) {
      return (e as { code: string }).code;
    }
  },
  toUSVString: (u) => u.toUSVString('a\ud800b'),
  types: (u) =>
    [
      'isDate',
      'isRegExp',
      'isMap',
      'isPromise',
      'isNativeError',
      'isUint8Array',
      'isTypedArray',
      'isArrayBuffer',
      'isAnyArrayBuffer',
      'isGeneratorFunction',
      'isAsyncFunction',
      'isBoxedPrimitive',
      'isMapIterator',
      'isArgumentsObject',
      'isGeneratorObject',
      'isDataView',
      'isSymbolObject',
      'isSet',
      'isWeakMap',
    ].map((name) => [
      name,
      [
        new Date(),
        /x/,
        new Map(),
        Promise.resolve(),
        new TypeError(),
        Buffer.alloc(1),
        new Float32Array(1),
        new ArrayBuffer(1),
        new SharedArrayBuffer(1),
        function* () {},
        async () => {},
        Object(1n),
        new Map().keys(),
        argumentsObject,
        (function* () {})(),
        new DataView(new ArrayBuffer(1)),
        Object(Symbol()),
        new Set(),
        new WeakMap(),
        null,
        1,
        {},
        'x',
        Object.create(Date.prototype),
      ].map((value) => (u.types as unknown as Record<string, (value: unknown) => boolean>)[name]?.(value)),
    ]),
  parseEnv: (u) => ({
    ...(u as unknown as { parseEnv(text: string): object }).parseEnv(
      'A=1\nexport B="x\\ny" # c\n#no\nC=\'q #\'\n D = e f # g\nE=',
    ),
  }),
});

describeSame('querystring does as the real one', realQuery, createQuery(), {
  parse: (q) =>
    ['a=b&c=d&a=e', 'a=%20+b&=c&d', 'a=%zz', 'a=%E4%BD', '&&a', 'x==y'].map((text) => ({ ...q.parse(text) })),
  'parse otherwise': (q) => [
    { ...q.parse('a:b;c:d', ';', ':') },
    { ...q.parse('a=1&b=2&c=3', '&', '=', { maxKeys: 2 }) },
  ],
  stringify: (q) => [
    q.stringify({ a: ['b', 1, true], c: 'é &', d: NaN, e: 5n }),
    q.stringify({ a: 'b', c: 'd' }, ';', ':'),
    q.stringify('x' as unknown as Record<string, string>),
  ],
  escape: (q) => [q.escape("a b!'()*~é"), q.unescape('%41%zz')],
  'escape of a lone surrogate': (q) => q.escape('\ud800'),
});

const LEGACY = [
  'http://user:pass@example.com:8080/p/a/t/h?query=string#hash',
  '/a/b?c=d#e',
  '//host/path',
  'mailto:a@b.c',
  'file:///etc/passwd',
  'http://EXAMPLE.com',
  'javascript:alert(1)',
  'http://a.b/c d',
  'http://[::1]:3000/x',
  'a/b',
  '?x',
  '#y',
  'http://x.com?y',
  'http://münchen.de/ä',
  'x:1',
  '',
  'HTTP://x/y\\z',
  'localhost:3000/a',
  './foo.html',
  'data:text/plain,hi',
  'http://a.com:/x',
  'ws://h/p?q={1}',
];

describeSame('url does as the real one', realUrl, createUrl(host), {
  'parse of many': (u) => LEGACY.map((text) => [text, { ...u.parse(text) }]),
  'parse with a query object': (u) => u.parse('/x?a=1&b=2', true).query?.['b'],
  'format of objects': (u) => [
    u.format({ protocol: 'http', host: 'x.com', pathname: 'a', query: { b: 1 } }),
    u.format({ hostname: '::1', port: 80 }),
    u.format({ pathname: '/a?b', search: 'c' }),
    u.format(new URL('http://u:p@xn--mnchen-3ya.de/a?b#c'), { unicode: true, fragment: false, auth: false }),
  ],
  'resolve of many': (u) =>
    ['b', '/b', '../b', '?q', '#h', 'http://z/y', '//z/y', '', '.', './', '../../../x', 'c/../d'].map(
      (to) => [u.resolve('http://a.com/x/y/z?p', to), u.resolve('/one/two', to)],
    ),
  'file URLs': (u) => [
    u.fileURLToPath('file:///a%20b/%C3%A9'),
    u.pathToFileURL('/a b/#x?%\\').href,
    u.pathToFileURL('/d/').href,
    u.fileURLToPath(new URL('file:///x')),
  ],
  'fileURLToPath of http': (u) => u.fileURLToPath('http://x/'),
  'fileURLToPath of a host': (u) => u.fileURLToPath('file://h/x'),
  'fileURLToPath of an encoded slash': (u) => u.fileURLToPath('file:///a%2Fb'),
  'fileURLToPath of a number': (u) => u.fileURLToPath(1 as unknown as string),
  urlToHttpOptions: (u) => ({ ...u.urlToHttpOptions(new URL('https://a%20b:c@[::1]:81/p?q#h')) }),
  domains: (u) => [
    u.domainToASCII('español.com'),
    u.domainToASCII('xn--iñvalid.com'),
    u.domainToUnicode('xn--fiq228c.com'),
  ],
});

describeSame(
  'string_decoder does as the real one',
  { StringDecoder: RealDecoder },
  { StringDecoder },
  {
    'characters cut anywhere': ({ StringDecoder: D }) =>
      (['utf8', 'utf16le', 'base64', 'base64url', 'hex', 'latin1'] as BufferEncoding[]).flatMap((encoding) =>
        [
          Buffer.from('a€𝄞é\u{10ffff}z'),
          Buffer.from('a𝄞b', 'utf16le'),
          Buffer.from([0xe2, 0x82, 0x41, 0xff, 0xf0, 0x9f, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
          Buffer.from([0xf0, 0x9f]),
        ].map((bytes) => {
          const decoder = new D(encoding);
          const parts = Array.from(bytes, (byte) => decoder.write(Buffer.from([byte])));
          return [encoding, [...parts, decoder.end()].join('')];
        }),
      ),
    'an unknown encoding': ({ StringDecoder: D }) => new D('nope' as BufferEncoding),
  },
);

test('The names of util are all of the real one, but what only a server has', () => {
  const ours = createModule() as unknown as Record<string, unknown>;
  expect(Object.keys(realUtil).filter((name) => !(name in ours))).toEqual(['_exceptionWithHostPort']);
});
