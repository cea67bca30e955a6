import realStream, { type Readable as RealReadable } from 'node:stream';
import * as realConsumers from 'node:stream/consumers';
import realEvents from 'node:events';
import { expect, test } from 'vitest';
import { describeSame } from '../../testing/same-as-node.ts';
import { createModule as createConsumers } from './stream-consumers.ts';
import { createModule as createEvents } from './events.ts';
import { createModule, duplexPair } from './stream.ts';

const ours = createModule();
type Stream = typeof realStream;

describeSame<Stream>('stream does as the real one', realStream, ours, {
  'pipeline through a transform': async (s) => {
    const out: string[] = [];
    const upper = new s.Transform({
      transform: (chunk, _e, done) => done(null, String(chunk).toUpperCase()),
    });
    await s.promises.pipeline(s.Readable.from(['a', 'b']), upper, async (source: AsyncIterable<unknown>) => {
      for await (const chunk of source) out.push(String(chunk));
    });
    return out;
  },
  'the order of events': async (s) => {
    const log: string[] = [];
    const r = new s.Readable({
      read() {
        this.push('x');
        this.push(null);
      },
    });
    for (const name of ['data', 'end', 'close', 'readable', 'resume', 'pause'])
      if (name !== 'readable') r.on(name, () => log.push(name));
    await new Promise((resolve) => r.on('close', resolve));
    return log;
  },
  operators: (s) =>
    s.Readable.from([1, 2, 3, 4])
      .filter((x) => x % 2 === 0)
      .map((x: number) => x * 10)
      .toArray(),
  'destroy with an error': (s) =>
    new Promise((resolve) => {
      const w = new s.Writable({ write() {} });
      w.on('error', (e) => resolve([e.message, w.destroyed, w.errored === e]));
      w.destroy(new Error('no'));
    }),
  'write after end': (s) =>
    new Promise((resolve) => {
      const w = new s.Writable({
        write(_c, _e, done) {
          done();
        },
      });
      w.on('error', (e: Error & { code?: string }) => resolve([e.code, e.message]));
      w.end();
      w.write('x');
    }),
  'premature close': (s) => s.promises.finished(Object.assign(new s.PassThrough()).destroy()),
  'high water marks': (s) => [
    s.getDefaultHighWaterMark(true),
    new s.Writable({ objectMode: true }).writableHighWaterMark,
  ],
  backpressure: (s) => {
    const w = new s.Writable({ highWaterMark: 3, write() {} });
    return [w.write('ab'), w.write('cd'), w.writableLength, w.writableNeedDrain];
  },
  'to the web and back': async (s) => {
    const web = s.Readable.toWeb(
      s.Readable.from([Buffer.from('ab'), Buffer.from('cd')], { objectMode: false }),
    );
    const all = [];
    for await (const chunk of s.Readable.fromWeb(web)) all.push(String(chunk));
    return all.join('');
  },
  'writable to the web': async (s) => {
    const got: string[] = [];
    const web = s.Writable.toWeb(
      new s.Writable({
        write(chunk, _e, done) {
          got.push(String(chunk));
          done();
        },
      }),
    );
    const writer = web.getWriter();
    await writer.write(Buffer.from('a'));
    await writer.close();
    return got;
  },
  compose: async (s) =>
    (
      await s.Readable.from(['a'])
        .compose<RealReadable>(async function* (source: AsyncIterable<string>) {
          for await (const x of source) yield x + x;
        } as never)
        .toArray()
    ).map(String),
  addAbortSignal: async (s) => {
    const c = new AbortController();
    const r = s.addAbortSignal(c.signal, new s.Readable({ read() {} }));
    c.abort();
    try {
      for await (const _ of r);
    } catch (e) {
      return (e as Error).name;
    }
    return null;
  },
  'called without new': (s) => (s.PassThrough as unknown as () => object)() instanceof s.Duplex,
});

describeSame('stream/consumers does as the real one', realConsumers, createConsumers(), {
  text: (c) => c.text(realStream.Readable.from([Buffer.from([0xe2, 0x82]), Buffer.from([0xac])])),
  json: (c) => c.json(realStream.Readable.from(['{"a":', '1}'])),
  buffer: async (c) => [...(await c.buffer(realStream.Readable.from([Buffer.from('ab')])))],
});

test('duplexPair carries both ways', async () => {
  const [a, b] = duplexPair();
  a.end('to b');
  b.end('to a');
  const { text } = createConsumers();
  expect(await Promise.all([text(a), text(b)])).toEqual(['to a', 'to b']);
});

test('Every name of the real stream is there', () => {
  expect(Object.keys(realStream).filter((name) => !(name in ours))).toEqual([]);
});

describeSame('events does as the real one', realEvents, createEvents(), {
  'order, once and prepend': (E) => {
    const e = new E();
    const log: unknown[] = [];
    e.on('newListener', (name) => log.push(['new', name]));
    e.on('removeListener', (name) => log.push(['gone', name]));
    e.on('x', (...a) => log.push(['on', ...a]));
    e.once('x', () => log.push('once'));
    e.prependListener('x', () => log.push('first'));
    return [e.emit('x', 1, 2), e.emit('x'), e.emit('y'), e.listenerCount('x'), e.eventNames(), log];
  },
  'error with nobody': (E) => new E().emit('error', new Error('boom')),
  'error that is none': (E) => new E().emit('error', { a: 1 }),
  'error without argument': (E) => new E().emit('error'),
  'a listener that is none': (E) => new E().on('x', 1 as unknown as () => void),
  'max listeners, wrong': (E) => new E().setMaxListeners(-1),
  'removed while emitting': (E) => {
    const e = new E();
    const log: string[] = [];
    const b = () => log.push('b');
    e.on('x', () => {
      log.push('a');
      e.off('x', b);
    });
    e.on('x', b);
    e.emit('x');
    e.emit('x');
    return log;
  },
  once: async (E) => {
    const e = new E();
    setTimeout(() => e.emit('x', 1, 2));
    return E.once(e, 'x');
  },
  'once, error': async (E) => {
    const e = new E();
    setTimeout(() => e.emit('error', new Error('bad')));
    return E.once(e, 'x');
  },
  'once, aborted': (E) => E.once(new E(), 'x', { signal: AbortSignal.abort() }),
  on: async (E) => {
    const e = new E();
    setTimeout(() => {
      e.emit('x', 1);
      e.emit('x', 2);
      e.emit('end');
    });
    const all = [];
    for await (const a of E.on(e, 'x', { close: ['end'] } as never)) all.push(a);
    return all;
  },
  'captured rejections': (E) =>
    new Promise((resolve) => {
      const e = new E({ captureRejections: true });
      e.on('x', (() => Promise.reject(new Error('async'))) as () => void);
      e.on('error', (error) => resolve(error.message));
      e.emit('x');
    }),
  'inherited the old way': (E) => {
    function Old(this: object) {
      E.call(this as never);
    }
    Object.setPrototypeOf(Old.prototype, E.prototype);
    const o = new (Old as unknown as new () => InstanceType<typeof E>)();
    let got = 0;
    o.on('x', () => got++);
    o.emit('x');
    return got;
  },
  'raw listeners': (E) => {
    const e = new E();
    const f = () => {};
    e.once('x', f);
    return [e.listeners('x')[0] === f, e.rawListeners('x')[0] === f];
  },
  'an event target': async (E) => {
    const t = new EventTarget();
    setTimeout(() => t.dispatchEvent(new Event('x')));
    return ((await E.once(t, 'x')) as Event[])[0]?.type;
  },
});
