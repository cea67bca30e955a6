import { Console as RealConsole } from 'node:console';
import realChannels from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { describeSame } from '../../testing/same-as-node.ts';
import { Console } from './console.ts';
import { createModule as createChannels } from './diagnostics_channel.ts';
import type { EventLoop } from './host.ts';
import { createModule, Timeout } from './timers.ts';

function fakeLoop(): EventLoop & { refs: number } {
  const loop = {
    refs: 0,
    run: (fn: () => void) => fn(),
    nextTick: (fn: () => void) => queueMicrotask(fn),
    immediate(fn: () => void) {
      const native = setImmediate(fn);
      return { clear: () => clearImmediate(native) };
    },
    timer(fn: () => void, delay: number) {
      const native = setTimeout(fn, delay);
      return { clear: () => clearTimeout(native) };
    },
    ref: () => void loop.refs++,
    unref: () => void loop.refs--,
    pending: () => undefined,
  };
  return loop;
}

test('A timeout holds the process until it has fired, and passes its arguments', async () => {
  const loop = fakeLoop();
  const { setTimeout } = createModule({ loop });
  const got = await new Promise((resolve) => {
    setTimeout((...args) => resolve(args), 1, 'a', 2);
    expect(loop.refs).toBe(1);
  });
  expect(got).toEqual(['a', 2]);
  expect(loop.refs).toBe(0);
});

test('unref, ref, clear by number and refresh keep the count right', () => {
  const loop = fakeLoop();
  const timers = createModule({ loop });
  const timer = timers.setTimeout(() => undefined, 1000);
  expect([timer.unref().hasRef(), loop.refs, timer.ref().hasRef(), loop.refs]).toEqual([false, 0, true, 1]);
  timer.refresh();
  expect(loop.refs).toBe(1);
  timers.clearTimeout(Number(timer));
  expect(loop.refs).toBe(0);
  expect(timer).toBeInstanceOf(Timeout);
});

test('An interval repeats until it is cleared', async () => {
  const { setInterval, clearInterval } = createModule({ loop: fakeLoop() });
  let count = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (++count < 3) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  expect(count).toBe(3);
});

test('The promise forms resolve, and reject when aborted', async () => {
  const { promises } = createModule({ loop: fakeLoop() });
  expect(await promises.setTimeout(1, 'v')).toBe('v');
  expect(await promises.setImmediate('i')).toBe('i');
  const rejected = promises.setTimeout(1000, 1, { signal: AbortSignal.timeout(1) });
  await expect(rejected).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
  const ticks: number[] = [];
  for await (const value of promises.setInterval(1, 7)) if (ticks.push(value) === 2) break;
  expect(ticks).toEqual([7, 7]);
});

test('A callback that is none is refused', () => {
  const { setTimeout } = createModule({ loop: fakeLoop() });
  expect(() => setTimeout('x' as unknown as () => void)).toThrow(
    'The "callback" argument must be of type function. Received type string (\'x\')',
  );
});

function printed(C: typeof RealConsole, use: (console: Console) => void): string {
  let text = '';
  const sink = {
    write: (chunk: string) => ((text += chunk), true),
    on() {},
    once() {},
    removeListener() {},
    listenerCount: () => 0,
  };
  use(new C({ stdout: sink as unknown as NodeJS.WritableStream, colorMode: false }));
  return text;
}

describeSame('Console does as the real one', RealConsole, Console, {
  'log and groups': (C) =>
    printed(C, (c) => {
      c.group('g %d', 1);
      c.log('a\nb', { x: 1 });
      c.groupEnd();
      c.info('c');
      c.dir({ a: { b: { c: { d: 1 } } } });
    }),
  'count and assert': (C) =>
    printed(C, (c) => {
      c.count();
      c.count('x');
      c.count();
      c.assert(true, 'no');
      c.assert(false, 'yes %s', 1);
      c.assert(false);
    }),
  table: (C) =>
    printed(C, (c) => {
      c.table([
        { a: 1, b: 'x' },
        { a: 2, c: { d: 1 } },
      ]);
      c.table(['p', 'q']);
      c.table(new Map([['k', 1]]));
      c.table(5);
      c.table([{ a: 1, b: 2 }], ['b']);
    }),
});

describeSame('diagnostics_channel does as the real one', realChannels, createChannels(), {
  'publish and unsubscribe': (d) => {
    const log: unknown[] = [];
    const listener = (message: unknown, name: string | symbol): void => void log.push([message, name]);
    d.subscribe('tabwright:test', listener);
    d.channel('tabwright:test').publish(1);
    return [
      d.hasSubscribers('tabwright:test'),
      d.unsubscribe('tabwright:test', listener),
      d.hasSubscribers('tabwright:test'),
      log,
    ];
  },
  'tracing a call': (d) => {
    const log: unknown[] = [];
    const tracing = d.tracingChannel('tabwright:trace');
    tracing.subscribe({
      start: () => log.push('start'),
      end: () => log.push('end'),
      error: () => log.push('error'),
      asyncStart: () => {},
      asyncEnd: () => {},
    } as never);
    return [tracing.traceSync((x: number) => x + 1, {}, undefined, 1), log];
  },
});
