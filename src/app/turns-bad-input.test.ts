import { describe, expect, it } from 'vitest';
import { BootError } from '../runtime/boot-error.ts';
import { actionsOf } from '../state/chat-store.ts';
import { artifact, file, openScriptedProject, reply } from '../testing/scripted-project.ts';
import { createEdge } from './edge.ts';

describe('bad input', () => {
  it('of a reply without an artifact changes nothing, and offers its named files', async () => {
    const { turns, last, answer, project } = await openScriptedProject();
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
    const { turns, last, answer, project } = await openScriptedProject();
    answer(artifact(action));
    await turns.send({ text: 'x' });
    expect(actionsOf(last())[0]).toMatchObject({ status: 'failed' });
    expect(actionsOf(last())[0]?.receipt?.reason).toMatch(reason);
    expect(project.files.paths()).toEqual([]);
  });

  it('with broken tags is told to the model', async () => {
    const { turns, answer, requests } = await openScriptedProject();
    answer('<action type="file" path="a.ts">\nx\n</action>');
    await turns.send({ text: 'x' });
    answer('ok');
    await turns.send({ text: 'again' });
    expect(requests[1]?.messages.at(-1)?.content).toContain('outside of an <artifact>');
  });

  it('of ten megabytes is taken', async () => {
    const { turns, last, scripts, project } = await openScriptedProject();
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
    const text = artifact(file('a.ts', 'const a = 1;'), file('b.ts', 'const b = 2;'));
    // Some two hundred turns: keeping each on the way is not what this is about.
    const { turns, last, answer, project, stores } = await openScriptedProject({
      save: () => Promise.resolve(),
    });
    for (let cut = 1; cut < text.length; cut++) {
      answer(text.slice(0, cut), { type: 'finish', reason: 'length' });
      await turns.send({ text: 'x' });
      expect(last().status).toBe('cut-off');
      for (const path of project.files.paths())
        expect(project.files.text(path)).toBe(path === 'a.ts' ? 'const a = 1;\n' : 'const b = 2;\n');
      answer(text.slice(cut));
      await turns.continueReply(last().id);
      expect(last()).toMatchObject({ status: 'done', raw: text });
      expect(project.files.text('a.ts')).toBe('const a = 1;\n');
      expect(project.files.text('b.ts')).toBe('const b = 2;\n');
      stores.chat.getState().load([]);
      await project.files.restore(new Map());
    }
  });

  it('that Continue begins again from the beginning of its file has the file once', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `export const value${at} = ${at};\n`).join('');
    const text = artifact(file('a.ts', lines), file('b.ts', 'b'));
    const { turns, last, answer, project } = await openScriptedProject();
    answer(text.slice(0, 5000), { type: 'finish', reason: 'length' });
    await turns.send({ text: 'x' });
    answer(text.slice(text.indexOf('<action')));
    await turns.continueReply(last().id);
    expect(last()).toMatchObject({ status: 'done', raw: text });
    expect(actionsOf(last()).map(({ type, status }) => `${type} ${status}`)).toEqual([
      'file done',
      'file done',
    ]);
    expect(actionsOf(last())[0]?.content).toBe(project.files.text('a.ts'));
    expect(project.files.text('a.ts')).toBe(lines);
  });

  it('of an edge that is down, or a person who is offline, keeps the request and says so', async () => {
    for (const online of [true, false]) {
      const down = createEdge(
        () => Promise.reject(new TypeError('fetch failed')),
        () => online,
      );
      const { turns, last, stores } = await openScriptedProject({ edge: down });
      await turns.send({ text: 'my request' });
      expect(last()).toMatchObject({ status: 'failed', failure: { kind: 'unreachable', retryable: true } });
      expect(last().failure?.message).toMatch(online ? /does not answer/ : /offline/);
      expect(stores.chat.getState().messages[0]).toMatchObject({ text: 'my request' });
    }
  });

  it('of a provider that fails is shown, and a retry takes its place', async () => {
    const { turns, last, answer, scripts, stores } = await openScriptedProject();
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
    const { turns, statuses, answer, project, last, stores } = await openScriptedProject({
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
