import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessLoop } from './event-loop.ts';

/** Delays that the platform was asked for. */
let asked: number[];
/** The time that the loop is told, while it stands still. */
let stopped: number | undefined;
let loop: ProcessLoop;
let ended: Promise<void>;

beforeEach(async () => {
  asked = [];
  stopped = undefined;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => stopped ?? now());
  const native = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (fn: () => void, delay: number) => {
    asked.push(delay);
    return native(fn, delay);
  });
  vi.resetModules();
  const { ProcessLoop } = await import('./event-loop.ts');
  ended = new Promise((resolve) => {
    const onEnd = (): void => {
      loop.stop();
      resolve();
    };
    loop = new ProcessLoop({
      onError: (error) => expect.fail(String(error)),
      onIdle: () => undefined,
      onEnd,
    });
  });
});
afterEach(() => {
  loop.stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A timer that keeps the process alive until it has run. */
function timer(delay: number, fn: () => void): { clear(): void } {
  loop.ref();
  return loop.timer(() => {
    fn();
    loop.unref();
  }, delay);
}

describe('timers of the loop', () => {
  it('are many, with one of the platform for the first of them', async () => {
    const ran: number[] = [];
    stopped = performance.now();
    for (let n = 0; n < 500; n++) timer(20, () => ran.push(n));
    for (let n = 0; n < 500; n++) loop.timer(() => ran.push(-1), 25).clear();
    expect(asked).toHaveLength(1);
    timer(5, () => ran.push(500));
    expect(asked).toHaveLength(2);
    stopped = undefined;
    await ended;
    expect(ran).toEqual([500, ...Array.from({ length: 500 }, (_, n) => n)]);
    expect(asked.length).toBeLessThan(10);
  });

  it('may be as far away as Node allows', async () => {
    const far = loop.timer(() => expect.fail('it has run'), 2 ** 31 - 1);
    expect(asked).toEqual([expect.any(Number)]);
    expect(asked[0]).toBeLessThanOrEqual(2 ** 31 - 1);
    await new Promise<void>((resolve) => timer(5, resolve));
    expect(asked.length).toBeLessThan(5);
    expect(Math.max(...asked)).toBeLessThanOrEqual(2 ** 31 - 1);
    far.clear();
  });

  it('come before immediates, each with its promises', async () => {
    const order: string[] = [];
    for (const name of ['a', 'b']) {
      timer(1, () => {
        order.push(name);
        void Promise.resolve()
          .then(() => undefined)
          .then(() => order.push(`${name}'s promise`));
      });
    }
    const until = performance.now() + 5;
    while (performance.now() < until);
    loop.ref();
    loop.immediate(() => {
      order.push('immediate');
      loop.unref();
    });
    await ended;
    expect(order).toEqual(['a', "a's promise", 'b', "b's promise", 'immediate']);
  });
});
