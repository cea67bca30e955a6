import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProblem, type Problem } from '../agent/problem.ts';
import type { AssistantMessage } from '../state/chat-store.ts';
import { createStores } from '../state/stores.ts';
import { FixLoop } from './fix-loop.ts';
import type { FoundRemedy } from '../agent/fixers/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function problem(message: string, source: Problem['source'] = 'preview'): Problem {
  return createProblem({ source, message, file: 'src/App.tsx', line: 1 }, { now: 1 });
}

function reply(text: string, status: AssistantMessage['status'] = 'done'): AssistantMessage {
  return {
    id: 'r',
    role: 'assistant',
    mode: 'build',
    model: 'm',
    raw: text,
    parts: [{ kind: 'text', text }],
    artifacts: [],
    remarks: [],
    status,
    startedAt: 0,
  };
}

/** A project whose problem comes back until `mends` says that a change was the right one. */
function setUp(options: {
  autoFix?: 0 | 1 | 2;
  changes: readonly string[];
  mends?: (change: string) => boolean;
  comesBack?: Problem;
  remedy?: FoundRemedy;
  status?: AssistantMessage['status'];
}) {
  const stores = createStores({ autoFix: options.autoFix ?? 0 });
  const files = new Map([['src/App.tsx', 'start']]);
  const packets: string[] = [];
  let turn = 0;
  const broken = problem('TypeError: x is not a function');
  const change = (): void => {
    files.set('src/App.tsx', options.changes[Math.min(turn++, options.changes.length - 1)] ?? '');
  };
  const done: string[] = [];
  const loop = new FixLoop({
    stores,
    files: {
      paths: () => [...files.keys()],
      get: (path) => files.get(path),
      snapshot: () => new Map(files),
    },
    turns: {
      busy: false,
      send: ({ text }) => {
        packets.push(text);
        change();
        return Promise.resolve(reply(`Idea ${turn}.`, options.status));
      },
      perform: (_request, author, text) => {
        done.push(author);
        change();
        return Promise.resolve(reply(text));
      },
    },
    runtime: {
      problems: { serverStartedAt: 0 },
      devServer: { lastCommand: 'npm run dev', stop: () => Promise.resolve(void done.push('stop')) },
    } as never,
    health: {
      check: () => Promise.resolve(),
      checkAnew: () => {
        done.push('reload');
        if (!options.mends?.(files.get('src/App.tsx') ?? ''))
          stores.problems.getState().add(options.comesBack ?? broken);
        return Promise.resolve();
      },
    },
    findRemedy: (_problem, tried) =>
      Promise.resolve(options.remedy && !tried.includes(options.remedy.fixer) ? options.remedy : undefined),
    remedyReply: ({ remedy }) => Promise.resolve(remedy.summary),
    runDev: () => Promise.resolve(void done.push('run')),
    runCommand: (command) => Promise.resolve(void done.push(command)),
    now: () => 1000,
  });
  stores.problems.getState().add(broken);
  const repair = () => stores.problems.getState().repair;
  return { stores, loop, files, broken, packets, done, repair };
}

describe('FixLoop', () => {
  it('calls a problem solved when the page came again without it', async () => {
    const { loop, broken, repair, stores, done } = setUp({
      changes: ['good'],
      mends: (own) => own === 'good',
    });
    await loop.fix(broken.fingerprint);
    expect(repair()).toMatchObject({ phase: 'solved', attempt: 1 });
    expect(stores.problems.getState().problems).toEqual([]);
    expect(done).toEqual(['reload']);
  });

  it('asks for hypotheses the second time, says what was tried, and then stops', async () => {
    const { loop, broken, repair, packets, stores } = setUp({ changes: ['one', 'two', 'three'] });
    await loop.fix(broken.fingerprint);
    expect(repair()).toMatchObject({ phase: 'back', attempt: 1 });
    expect(stores.problems.getState().problems).toHaveLength(1);
    await loop.fix(broken.fingerprint);
    expect(packets[0]).not.toContain('hypotheses');
    expect(packets[1]).toContain('five different hypotheses');
    expect(packets[1]).toContain('- Idea 1.: the same error came back');
    expect(repair()).toMatchObject({ phase: 'stuck', attempt: 2 });
    await loop.fix(broken.fingerprint);
    expect(packets).toHaveLength(3);
  });

  it('stops at once when the same change is proposed for the same error', async () => {
    const { loop, broken, files, repair, stores, done } = setUp({ changes: ['one', 'one'] });
    await loop.fix(broken.fingerprint);
    // The person put the file back, and the model proposes the same again.
    files.set('src/App.tsx', 'start');
    await loop.fix(broken.fingerprint);
    expect(done).toEqual(['reload']);
    expect(repair()).toMatchObject({ phase: 'stuck', isRepeat: true });
    expect(stores.problems.getState().problems).toHaveLength(1);
  });

  it('tries a known fix before the model, and once', async () => {
    const remedy = { fixer: 'known', remedy: { summary: 'It is known.' } };
    const { loop, broken, packets, done } = setUp({ changes: ['one', 'two'], remedy });
    await loop.fix(broken.fingerprint);
    expect(done).toEqual(['fixer:known', 'reload']);
    await loop.fix(broken.fingerprint);
    expect(packets).toHaveLength(1);
    expect(packets[0]).toContain('It is known.');
  });

  it('takes what was solved before another turn for a problem of that turn', async () => {
    const { loop, broken, files, packets, stores } = setUp({
      changes: ['good', 'bad'],
      mends: (own) => own === 'good',
    });
    await loop.fix(broken.fingerprint);
    await loop.turnEnded(reply('More.'), new Map(files));
    stores.problems.getState().add(broken);
    await loop.fix(broken.fingerprint);
    expect(packets[1]).not.toContain('hypotheses');
  });

  it('begins anew with an app that is another one', async () => {
    const { loop, broken, packets, repair } = setUp({ changes: ['one', 'two', 'three'] });
    await loop.fix(broken.fingerprint);
    loop.startOver();
    await loop.fix(broken.fingerprint);
    expect(packets[1]).toBe(packets[0]);
    expect(repair()).toMatchObject({ phase: 'back', attempt: 1 });
  });

  it('says that it works while a known fix is looked for', async () => {
    const { loop, broken, repair } = setUp({ changes: ['one'] });
    const fixing = loop.fix(broken.fingerprint);
    expect(repair()).toMatchObject({ phase: 'looking' });
    await fixing;
  });

  it('puts the problem back when the model gave no answer', async () => {
    const { loop, broken, repair, stores } = setUp({ changes: ['one'], status: 'failed' });
    await loop.fix(broken.fingerprint);
    expect(repair()).toBeUndefined();
    expect(stores.problems.getState().problems).toHaveLength(1);
  });

  it('mends by itself as often as the setting says, after a turn of the person', async () => {
    for (const autoFix of [0, 1, 2] as const) {
      const { loop, packets } = setUp({ autoFix, changes: ['one', 'two', 'three'] });
      await loop.turnEnded(reply('Made it.'), new Map());
      await vi.advanceTimersByTimeAsync(20_000);
      expect(packets).toHaveLength(autoFix);
      loop.close();
    }
  });

  it('asks no model by itself before the person has asked for anything', async () => {
    const { loop, packets } = setUp({ autoFix: 2, changes: ['one'] });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(packets).toEqual([]);
    loop.close();
  });

  it('does again what the source demands', async () => {
    const demands = async (own: Problem): Promise<string[]> => {
      const { loop, stores, done } = setUp({ changes: ['good'], mends: () => true });
      stores.problems.getState().clear();
      stores.problems.getState().add(own);
      await loop.fix(own.fingerprint);
      return done;
    };
    expect(await demands(problem('x', 'install'))).toEqual(['run', 'reload']);
    expect(await demands(problem('x', 'server'))).toEqual(['stop', 'run', 'reload']);
    expect(await demands({ ...problem('x', 'build'), command: 'npm run build' })).toEqual([
      'npm run build',
      'reload',
    ]);
    expect(await demands(problem('x', 'transform'))).toEqual(['reload']);
  });
});
