import { describe, expect, it, vi } from 'vitest';
import type { ModelList } from '../shared/chat-protocol.ts';
import { actionsOf } from '../state/chat-store.ts';
import { artifact, file, MODELS, openScriptedProject } from '../testing/scripted-project.ts';
import { createDeferred } from './deferred.ts';

describe('a turn', () => {
  it('writes files, installs and starts the server, and keeps the project', async () => {
    const { container, turns, last, statuses, answer, storage, stores } = await openScriptedProject();
    container.script(/npm run dev/, (process) => {
      process.write('ready\n');
      process.openPort(5173);
    });
    answer(
      artifact(
        file('package.json', '{"dependencies":{}}'),
        '<action type="shell">npm install</action>\n',
        file('src/main.ts', 'const a = "<b>&amp;$&";'),
        '<action type="start">npm run dev</action>\n',
      ),
    );
    await turns.send({ text: 'an app' });
    expect(statuses()).toEqual(['file done', 'shell done', 'file done', 'start done']);
    expect(last().status).toBe('done');
    expect(container.files.get('src/main.ts')).toBe('const a = "<b>&amp;$&";\n');
    expect(container.commands).toEqual(['npm install', 'npm run dev']);
    expect(stores.runtime.getState()).toMatchObject({ stage: 'ready', devCommand: 'npm run dev' });
    const kept = await storage.projects.load('p1');
    expect(kept?.title).toBe('An app');
    expect(kept?.files.has('src/main.ts')).toBe(true);
    expect(kept?.messages).toHaveLength(2);
  });

  it('skips an install that would do nothing, and leaves a running server running', async () => {
    const { container, turns, statuses, answer } = await openScriptedProject();
    container.script(/npm run dev/, (process) => process.openPort(5173));
    const text = artifact(
      file('package.json', '{"dependencies":{"a":"1"}}'),
      '<action type="shell">npm install</action>\n<action type="start">npm run dev</action>\n',
    );
    answer(text);
    await turns.send({ text: 'one' });
    answer(text);
    await turns.send({ text: 'two' });
    expect(statuses()).toEqual(['file done', 'shell done', 'start done']);
    expect(container.commands).toEqual(['npm install', 'npm run dev']);
  });

  it('writes on while packages install, and keeps those files when the install fails', async () => {
    const { container, turns, statuses, answer, requests } = await openScriptedProject();
    const written: boolean[] = [];
    container.script(/npm install/, async (process) => {
      await vi.waitFor(() => expect(container.files.has('src/b.ts')).toBe(true));
      written.push(true);
      process.write('npm error 404 no such package\n');
      process.exit(1);
    });
    answer(
      artifact(
        file('package.json', '{}'),
        '<action type="shell">npm install nope</action>\n',
        file('src/b.ts', 'b'),
        '<action type="start">npm run dev</action>\n',
      ),
    );
    await turns.send({ text: 'an app' });
    expect(written).toEqual([true]);
    expect(statuses()).toEqual(['file done', 'shell failed', 'file done', 'start skipped']);
    await turns.send({ text: 'go on' });
    const asked = requests[1]?.messages.at(-1)?.content;
    expect(asked).toContain('npm install nope: failed (exit code 1)');
    expect(asked).toContain('no such package');
  });

  it('stops at a failed command: the rest is skipped', async () => {
    const { container, turns, statuses, answer, stores } = await openScriptedProject();
    container.script(/node gen/, (process) => process.exit(2));
    answer(artifact('<action type="shell">node gen.js</action>\n', file('a.ts', 'a')));
    await turns.send({ text: 'x' });
    expect(statuses()).toEqual(['shell failed', 'file skipped']);
    expect(stores.problems.getState().problems).toHaveLength(1);
  });

  it('ends a command that waits for input, and says how to do without', async () => {
    const { container, turns, last, answer } = await openScriptedProject();
    container.script(/npm create/, (process) =>
      process.write('Need to install the following packages\nOk to proceed? (y) '),
    );
    answer(artifact('<action type="shell">npm create vite</action>\n'));
    await turns.send({ text: 'x' });
    const receipt = actionsOf(last())[0]?.receipt;
    expect(receipt).toMatchObject({ status: 'failed' });
    expect(receipt?.reason).toContain('waited for input at “Ok to proceed? (y)”');
    expect(receipt?.advice).toContain('--yes');
  });

  it('ends a command that never does', async () => {
    const { container, turns, last, answer } = await openScriptedProject();
    container.script(/vitest/, (process) => process.write('watching for changes\n'));
    answer(artifact('<action type="shell">vitest --watch</action>\n'));
    await turns.send({ text: 'x' });
    expect(actionsOf(last())[0]?.receipt?.reason).toContain('did not end');
  });

  it('reports a server that ends instead of serving', async () => {
    const { container, turns, last, answer, stores } = await openScriptedProject();
    container.script(/npm run dev/, (process) => {
      process.write('Error: boom\n    at file:///home/project/server.js:3:1\n');
      process.exit(1);
    });
    answer(artifact('<action type="start">npm run dev</action>\n'));
    await turns.send({ text: 'x' });
    expect(actionsOf(last())[0]?.receipt).toMatchObject({ status: 'failed', exitCode: 1 });
    expect(stores.runtime.getState().stage).toBe('crashed');
    expect(stores.problems.getState().problems[0]?.source).toBe('server');
  });
});

describe('what a turn needs to know of models', () => {
  it('is waited for by a request that is sent at once', async () => {
    const list = createDeferred<ModelList>();
    const { turns, answer, last, requests } = await openScriptedProject({
      edge: { models: () => list.promise },
    });
    answer('ok');
    const turn = turns.send({ text: 'x' });
    await vi.waitFor(() => expect(last().status).toBe('streaming'));
    expect(requests).toEqual([]);
    list.resolve(MODELS);
    await turn;
    expect(requests[0]?.model).toBe('test:model');
    expect(last().model).toBe('test:model');
  });

  it('is asked for again after the list did not come', async () => {
    let asked = 0;
    const models = (): Promise<ModelList> =>
      ++asked === 1 ? Promise.reject(new Error('down')) : Promise.resolve(MODELS);
    const { turns, answer, last, requests } = await openScriptedProject({ edge: { models } });
    await turns.send({ text: 'x' });
    expect(last()).toMatchObject({ status: 'failed', failure: { kind: 'unreachable', retryable: true } });
    answer('ok');
    await turns.retry(last().id);
    expect(last().status).toBe('done');
    expect(requests.map(({ model }) => model)).toEqual(['test:model']);
  });
});

it('counts the tokens of a reply that was continued together', async () => {
  const { turns, scripts, last } = await openScriptedProject();
  scripts.push(
    async function* () {
      yield { type: 'text', text: 'half a ' };
      yield { type: 'usage', usage: { inputTokens: 100, outputTokens: 10 } };
      yield { type: 'finish', reason: 'length' };
    },
    async function* () {
      yield { type: 'text', text: 'sentence' };
      yield { type: 'usage', usage: { inputTokens: 110, outputTokens: 5 } };
      yield { type: 'finish', reason: 'stop' };
    },
  );
  await turns.send({ text: 'x' });
  await turns.continueReply(last().id);
  expect(last()).toMatchObject({
    raw: 'half a sentence',
    usage: { inputTokens: 210, outputTokens: 15 },
  });
});

describe('Stop', () => {
  it('ends the stream and the running command, and keeps whole files only', async () => {
    const { turns, scripts, container, last, statuses, project } = await openScriptedProject();
    let wasKilled = (): boolean => false;
    container.script(/sleep/, (process) => void (wasKilled = process.killed));
    scripts.push(async function* (_request, signal) {
      const half = artifact(
        file('a.ts', 'a'),
        '<action type="shell">sleep 100</action>\n',
        file('b.ts', 'half'),
      ).split('half')[0];
      yield { type: 'text', text: `${half}ha` };
      await new Promise<never>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    });
    const turn = turns.send({ text: 'x' });
    await vi.waitFor(() => expect(container.commands).toEqual(['sleep 100']));
    await turns.stop();
    await turn;
    expect(last().status).toBe('stopped');
    expect(statuses()).toEqual(['file done', 'shell aborted', 'file aborted']);
    expect(wasKilled()).toBe(true);
    expect(project.files.paths()).toEqual(['a.ts']);
    expect(turns.busy).toBe(false);
  });
});

describe('Ask', () => {
  it('never acts, whatever the reply holds', async () => {
    const { turns, answer, statuses, project, requests } = await openScriptedProject();
    answer(artifact(file('a.ts', 'a'), '<action type="shell">ls</action>\n'));
    await turns.send({ text: 'why?', mode: 'ask' });
    expect(statuses()).toEqual(['file skipped', 'shell skipped']);
    expect(project.files.paths()).toEqual([]);
    expect(requests[0]?.system).toContain('Ask mode');
  });
});
