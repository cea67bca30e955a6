import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent, ChatRequest } from '../shared/chat-protocol.ts';
import { actionsOf, type AssistantMessage } from '../state/chat-store.ts';
import { createStores } from '../state/stores.ts';
import { createFakeContainer } from '../testing/fake-container.ts';
import { BootError } from '../runtime/boot-error.ts';
import { createEdge, type Edge } from './edge.ts';
import { openMemoryStorage } from '../storage/memory-storage.ts';
import type { ChatMessage } from '../state/chat-store.ts';
import { OpenProject } from './open-project.ts';
import type { CommandLimits } from './run-command.ts';
import { Turns } from './turns.ts';

type Script = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

const LIMITS: CommandLimits = { silenceMs: 30, totalMs: 400 };

function file(path: string, content: string): string {
  return `<action type="file" path="${path}">\n${content}\n</action>\n`;
}

function artifact(...actions: string[]): string {
  return `I will do it.\n\n<artifact id="a" title="An app">\n${actions.join('')}</artifact>\nDone.`;
}

async function* reply(
  text: string,
  end: ChatEvent = { type: 'finish', reason: 'stop' },
): AsyncIterable<ChatEvent> {
  yield { type: 'start', model: 'test:model' };
  for (let at = 0; at < text.length; at += 17) {
    yield { type: 'text', text: text.slice(at, at + 17) };
    await Promise.resolve();
  }
  yield end;
}

const freeLock = () =>
  Promise.resolve({ held: true, takeOver: () => Promise.resolve(), release: () => Promise.resolve() });

async function setUp(options: { boot?: () => Promise<never>; edge?: Pick<Edge, 'chat'> } = {}) {
  const stores = createStores();
  const container = createFakeContainer();
  const storage = await openMemoryStorage<ChatMessage>();
  const requests: ChatRequest[] = [];
  const scripts: Script[] = [];
  let ids = 0;
  const edge: Edge = {
    chat: (request, key, signal) => {
      requests.push(request);
      if (options.edge) return options.edge.chat(request, key, signal);
      return scripts.shift()?.(request, signal) ?? reply('nothing more');
    },
    models: () => Promise.reject(new Error('none')),
    testModel: () => Promise.reject(new Error('none')),
  };
  const deps = {
    stores,
    storage: Promise.resolve(storage),
    lock: freeLock,
    persist: () => Promise.resolve({ persisted: false }),
    edge,
    boot: options.boot ?? (() => Promise.resolve(container)),
    now: () => 1000,
    newId: () => `id${++ids}`,
  };
  const project = new OpenProject('p1', deps);
  await project.create('Test', []);
  const turns = new Turns({
    ...deps,
    files: project.files,
    actions: { ...project.runtime.actionDeps(), limits: LIMITS },
    save: () => project.save(),
  });
  const last = (): AssistantMessage => {
    const message = stores.chat.getState().messages.at(-1);
    if (message?.role !== 'assistant') throw new Error('No reply.');
    return message;
  };
  const statuses = (): string[] => actionsOf(last()).map(({ type, status }) => `${type} ${status}`);
  const answer = (text: string, end?: ChatEvent): void => void scripts.push(() => reply(text, end));
  return { stores, container, project, turns, requests, scripts, storage, last, statuses, answer };
}

describe('a turn', () => {
  it('writes files, installs and starts the server, and keeps the project', async () => {
    const { container, turns, last, statuses, answer, storage, stores } = await setUp();
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
    const { container, turns, statuses, answer } = await setUp();
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
    const { container, turns, statuses, answer, requests } = await setUp();
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
    const { container, turns, statuses, answer, stores } = await setUp();
    container.script(/node gen/, (process) => process.exit(2));
    answer(artifact('<action type="shell">node gen.js</action>\n', file('a.ts', 'a')));
    await turns.send({ text: 'x' });
    expect(statuses()).toEqual(['shell failed', 'file skipped']);
    expect(stores.problems.getState().problems).toHaveLength(1);
  });

  it('ends a command that waits for input, and says how to do without', async () => {
    const { container, turns, last, answer } = await setUp();
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
    const { container, turns, last, answer } = await setUp();
    container.script(/vitest/, (process) => process.write('watching for changes\n'));
    answer(artifact('<action type="shell">vitest --watch</action>\n'));
    await turns.send({ text: 'x' });
    expect(actionsOf(last())[0]?.receipt?.reason).toContain('did not end');
  });

  it('reports a server that ends instead of serving', async () => {
    const { container, turns, last, answer, stores } = await setUp();
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

describe('bad input', () => {
  it('of a reply without an artifact changes nothing, and offers its named files', async () => {
    const { turns, last, answer, project } = await setUp();
    answer('Put this in `src/a.ts`:\n\n```ts src/a.ts\nexport const a = 1;\n```\n');
    await turns.send({ text: 'x' });
    expect(project.files.paths()).toEqual([]);
    expect(last()).toMatchObject({ status: 'done', offer: ['src/a.ts'] });
    await turns.applyOffer(last().id);
    expect(project.files.text('src/a.ts')).toBe('export const a = 1;\n');
    expect(last().offer).toBeUndefined();
  });

  it.each([
    ['a path outside', file('../x', 'x'), /leads out/],
    ['an unknown action', '<action type="browse">x</action>\n', /no action of type/],
    ['an elided file', file('a.ts', 'const a = 1;\n// ... rest of the code unchanged'), /left out/],
    [
      'an edit of a file that is not there',
      '<action type="edit" path="no.ts">\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n</action>\n',
      /does not exist/,
    ],
  ])('with %s becomes a failed receipt', async (_name, action, reason) => {
    const { turns, last, answer, project } = await setUp();
    answer(artifact(action));
    await turns.send({ text: 'x' });
    expect(actionsOf(last())[0]).toMatchObject({ status: 'failed' });
    expect(actionsOf(last())[0]?.receipt?.reason).toMatch(reason);
    expect(project.files.paths()).toEqual([]);
  });

  it('with broken tags is told to the model', async () => {
    const { turns, answer, requests } = await setUp();
    answer('<action type="file" path="a.ts">\nx\n</action>');
    await turns.send({ text: 'x' });
    answer('ok');
    await turns.send({ text: 'again' });
    expect(requests[1]?.messages.at(-1)?.content).toContain('outside of an <artifact>');
  });

  it('of ten megabytes is taken', async () => {
    const { turns, last, scripts, project } = await setUp();
    const line = `${'x'.repeat(99)}\n`;
    scripts.push(async function* () {
      yield { type: 'text', text: '<artifact id="a" title="t"><action type="file" path="big.txt">\n' };
      for (let at = 0; at < 100; at++) yield { type: 'text', text: line.repeat(1000) };
      yield { type: 'text', text: '</action></artifact>' };
      yield { type: 'finish', reason: 'stop' };
    });
    await turns.send({ text: 'x' });
    expect(last().status).toBe('done');
    expect(project.files.text('big.txt')).toHaveLength(10_000_000);
  });

  it('cut at any byte writes whole files or nothing, and Continue brings the same end', async () => {
    const text = artifact(
      file('a.ts', 'const alpha = 1;\nconst beta = 2;'),
      file('b.ts', 'const gamma = 3;'),
    );
    for (let cut = 1; cut < text.length; cut++) {
      const { turns, last, answer, project } = await setUp();
      answer(text.slice(0, cut), { type: 'finish', reason: 'length' });
      await turns.send({ text: 'x' });
      expect(last().status).toBe('cut-off');
      for (const path of project.files.paths())
        expect(project.files.text(path)).toBe(
          path === 'a.ts' ? 'const alpha = 1;\nconst beta = 2;\n' : 'const gamma = 3;\n',
        );
      answer(text.slice(cut));
      await turns.continueReply(last().id);
      expect(last()).toMatchObject({ status: 'done', raw: text });
      expect(project.files.text('a.ts')).toBe('const alpha = 1;\nconst beta = 2;\n');
      expect(project.files.text('b.ts')).toBe('const gamma = 3;\n');
    }
  });

  it('of an edge that is down, or a person who is offline, keeps the request and says so', async () => {
    for (const online of [true, false]) {
      const down = createEdge(
        () => Promise.reject(new TypeError('fetch failed')),
        () => online,
      );
      const { turns, last, stores } = await setUp({ edge: down });
      await turns.send({ text: 'my request' });
      expect(last()).toMatchObject({ status: 'failed', failure: { kind: 'unreachable', retryable: true } });
      expect(last().failure?.message).toMatch(online ? /does not answer/ : /offline/);
      expect(stores.chat.getState().messages[0]).toMatchObject({ text: 'my request' });
    }
  });

  it('of a provider that fails is shown, and a retry takes its place', async () => {
    const { turns, last, answer, scripts, stores } = await setUp();
    const failure = { kind: 'rate-limit', message: 'Wait 10 s.', retryable: true } as const;
    scripts.push(() => reply('', { type: 'error', failure }));
    await turns.send({ text: 'x' });
    expect(last()).toMatchObject({ status: 'failed', failure });
    answer('fine');
    await turns.retry(last().id);
    expect(stores.chat.getState().messages).toHaveLength(2);
    expect(last()).toMatchObject({ status: 'done', raw: 'fine' });
  });

  it('of a runtime that does not boot fails commands and keeps files', async () => {
    const { turns, statuses, answer, project, last, stores } = await setUp({
      boot: () => Promise.reject(new BootError('not-isolated')),
    });
    answer(artifact(file('a.ts', 'a'), '<action type="start">npm run dev</action>\n'));
    await turns.send({ text: 'x' });
    expect(statuses()).toEqual(['file done', 'start failed']);
    expect(actionsOf(last())[1]?.receipt?.reason).toContain('cross-origin isolated');
    expect(project.files.text('a.ts')).toBe('a\n');
    expect(stores.runtime.getState()).toMatchObject({ stage: 'failed', failure: { reason: 'not-isolated' } });
  });
});

describe('Stop', () => {
  it('ends the stream and the running command, and keeps whole files only', async () => {
    const { turns, scripts, container, last, statuses, project } = await setUp();
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
    const { turns, answer, statuses, project, requests } = await setUp();
    answer(artifact(file('a.ts', 'a'), '<action type="shell">ls</action>\n'));
    await turns.send({ text: 'why?', mode: 'ask' });
    expect(statuses()).toEqual(['file skipped', 'shell skipped']);
    expect(project.files.paths()).toEqual([]);
    expect(requests[0]?.system).toContain('Ask mode');
  });
});

describe('the person', () => {
  it('sends images with a request', async () => {
    const { turns, answer, requests } = await setUp();
    answer('ok');
    const image = { id: 'i', name: 'a.png', dataUrl: 'data:image/png;base64,AAAA' };
    await turns.send({ text: 'like this', images: [image] });
    expect(requests[0]?.messages.at(-1)?.content).toEqual([
      { type: 'image', dataUrl: image.dataUrl },
      { type: 'text', text: 'like this' },
    ]);
  });

  it('has their own edits since the last turn told to the model', async () => {
    const { turns, answer, requests, project } = await setUp();
    answer(artifact(file('a.ts', 'one\ntwo\nthree')));
    await turns.send({ text: 'x' });
    project.code.edit('a.ts', 'one\n2\nthree\n');
    await project.code.save('a.ts');
    answer('ok');
    await turns.send({ text: 'y' });
    const asked = requests[1]?.messages.at(-1)?.content;
    expect(asked).toContain('The person edited these files');
    expect(asked).toMatch(/a\.ts[\s\S]*2/);
  });

  it('keeps unsaved edits when a reply writes the same file: merged, or asked', async () => {
    const { turns, answer, project, stores } = await setUp();
    answer(artifact(file('a.ts', 'one\ntwo\nthree\nfour\nfive')));
    await turns.send({ text: 'x' });
    project.code.edit('a.ts', 'ONE\ntwo\nthree\nfour\nfive\n');
    answer(artifact(file('a.ts', 'one\ntwo\nthree\nfour\nFIVE')));
    await turns.send({ text: 'y' });
    expect(stores.editor.getState().drafts['a.ts']?.text).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
    expect(stores.editor.getState().conflicts).toEqual({});
    answer(artifact(file('a.ts', 'uno\ntwo\nthree\nfour\nFIVE')));
    await turns.send({ text: 'z' });
    expect(stores.editor.getState().conflicts['a.ts']?.merged).toContain('<<<<<<< yours');
    expect(stores.editor.getState().drafts['a.ts']?.text).toContain('ONE');
    await project.code.resolveConflict('a.ts', 'mine');
    await project.code.save('a.ts');
    expect(project.files.text('a.ts')).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
  });
});
