import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeferred } from './deferred.ts';
import { Keeper } from './keeper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a keeper', () => {
  it('saves once for a burst of changes, and again for changes after it', async () => {
    const write = vi.fn(() => Promise.resolve());
    const keeper = new Keeper({ write, onOutcome: () => undefined, delayMs: 100 });
    for (let change = 0; change < 5; change++) keeper.touch();
    await vi.advanceTimersByTimeAsync(100);
    expect(write).toHaveBeenCalledTimes(1);
    keeper.touch();
    await vi.advanceTimersByTimeAsync(100);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('lets a save that is asked for during another see the latest state', async () => {
    const first = createDeferred<void>();
    let state = 'old';
    const written: string[] = [];
    const keeper = new Keeper({
      write: async () => {
        written.push(state);
        if (written.length === 1) await first.promise;
      },
      onOutcome: () => undefined,
    });
    void keeper.save();
    state = 'new';
    const both = Promise.all([keeper.save(), keeper.save()]);
    first.resolve();
    await both;
    expect(written).toEqual(['old', 'new']);
  });

  it('tells a failure and tries again until it succeeds', async () => {
    const outcomes: unknown[] = [];
    const full = new Error('full');
    let room = false;
    const keeper = new Keeper({
      write: () => (room ? Promise.resolve() : Promise.reject(full)),
      onOutcome: (error) => outcomes.push(error),
      retryMs: 1000,
    });
    await keeper.save();
    room = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(outcomes).toEqual([full, undefined]);
  });

  it('saves what is not saved yet when it is closed, and nothing after', async () => {
    const write = vi.fn(() => Promise.resolve());
    const keeper = new Keeper({ write, onOutcome: () => undefined });
    await keeper.close();
    expect(write).not.toHaveBeenCalled();
    const other = new Keeper({ write, onOutcome: () => undefined });
    other.touch();
    await other.close();
    other.touch();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(write).toHaveBeenCalledTimes(1);
  });
});
