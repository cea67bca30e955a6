import { describe, expect, it, vi } from 'vitest';
import type { VersionInfo } from '../state/versions-store.ts';
import { createProblem } from '../agent/problem.ts';
import { createStores } from '../state/stores.ts';
import { HealthCheck } from './health-check.ts';
import { lastGreen } from './problem-view.ts';
import { keepVersions } from './version-keeping.ts';

/** A project whose page settles, or does not, with one older version that ran. */
function setUp({ isSettled = true }: { isSettled?: boolean | 'never' } = {}) {
  const stores = createStores();
  const version = (id: string, green: boolean): VersionInfo => ({
    id,
    green,
    prompt: '',
    createdAt: 1,
    messages: 0,
  });
  const list = [version('000002', false), version('000001', true)];
  const known = (): string[] => list.map(({ id, green, picture = '' }) => `${id} ${green} ${picture}`.trim());
  const settled = new Set<() => void>();
  const health = new HealthCheck({
    stores,
    runtime: {
      devServer: { command: 'npm run dev' },
      problems: {
        page: {
          quiet: () => Promise.resolve(),
          settled: () => (isSettled === 'never' ? new Promise(() => undefined) : Promise.resolve(isSettled)),
          reload: () => Promise.resolve(isSettled),
          onSettled: (listener: () => void) => settled.add(listener),
        },
      },
    } as never,
  });
  stores.preview.getState().showPort(5173);
  keepVersions({
    stores,
    versions: {
      get latest() {
        return list[0];
      },
      isLatest: () => true,
      keep: () => Promise.resolve(),
      judge: (id, change) => {
        const at = list.findIndex((own) => own.id === id);
        list[at] = { ...(list[at] ?? version(id, false)), ...change };
        return Promise.resolve();
      },
    },
    page: { onSettled: () => () => undefined },
    camera: { picture: () => Promise.resolve('data:,') },
  });
  const settle = (): void => {
    isSettled = true;
    for (const listener of settled) listener();
  };
  return { stores, health, list, known, settle };
}

const BROKEN = createProblem({ source: 'preview', message: 'TypeError: x is not a function' }, { now: 1 });

describe('a version', () => {
  it('is green when its app was looked at and nothing was wrong', async () => {
    const { health, known, list } = setUp();
    await health.check();
    await vi.waitFor(() => expect(known()).toEqual(['000002 true data:,', '000001 true']));
    expect(lastGreen(list)).toBeUndefined();
  });

  it('is not green when its page never settled', async () => {
    const { health, stores, known } = setUp({ isSettled: false });
    await health.check();
    expect(stores.problems.getState().health).toBe('unknown');
    expect(known()).toEqual(['000002 false', '000001 true']);
  });

  it('is judged at once when its server crashes', async () => {
    const { health, stores, known } = setUp({ isSettled: 'never' });
    const looking = health.check();
    await vi.waitFor(() => expect(stores.problems.getState().health).toBe('checking'));
    stores.runtime.getState().setStage('crashed', 1);
    stores.problems.getState().add(BROKEN);
    await looking;
    expect(stores.problems.getState().health).toBe('red');
    expect(known()[0]).toContain('000002 false');
  });

  it('is green when its page came late', async () => {
    const { health, known, settle } = setUp({ isSettled: false });
    await health.check();
    settle();
    await vi.waitFor(() => expect(known()[0]).toBe('000002 true data:,'));
  });

  it('is not green any more when a problem shows later: the one before is the last that ran', async () => {
    const { health, stores, known, list } = setUp();
    await health.check();
    await vi.waitFor(() => expect(known()[0]).toBe('000002 true data:,'));
    stores.problems.getState().add(BROKEN);
    await vi.waitFor(() => expect(known()[0]).toBe('000002 false data:,'));
    expect(lastGreen(list)?.id).toBe('000001');
  });

  it('is judged when its problem is gone', async () => {
    const { health, stores, known } = setUp();
    stores.problems.getState().add(BROKEN);
    await health.check();
    expect(stores.problems.getState().health).toBe('red');
    stores.problems.getState().ignore([BROKEN.fingerprint]);
    await vi.waitFor(() => expect(known()[0]).toBe('000002 true data:,'));
  });
});
