import { describe, expect, it } from 'vitest';
import { actionsOf } from '../state/chat-store.ts';
import { artifact, file, openScriptedProject } from '../testing/scripted-project.ts';

describe('the person', () => {
  it('sends images with a request', async () => {
    const { turns, answer, requests } = await openScriptedProject();
    answer('ok');
    const image = { id: 'i', name: 'a.png', dataUrl: 'data:image/png;base64,AAAA' };
    await turns.send({ text: 'like this', images: [image] });
    expect(requests[0]?.messages.at(-1)?.content).toEqual([
      { type: 'image', dataUrl: image.dataUrl },
      { type: 'text', text: 'like this' },
    ]);
  });

  it('has their own edits since the last turn told to the model', async () => {
    const { turns, answer, requests, project } = await openScriptedProject();
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
    const { turns, answer, project, stores } = await openScriptedProject();
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

  it('keeps what they saved while the reply was streaming: merged, or asked', async () => {
    const { turns, answer, scripts, project, stores, last } = await openScriptedProject();
    answer(artifact(file('a.ts', 'one\ntwo\nthree\nfour\nfive')));
    await turns.send({ text: 'x' });
    const savedWhileStreaming = async (text: string, reply: string): Promise<void> => {
      scripts.push(async function* () {
        yield { type: 'text', text: reply.slice(0, 60) };
        project.code.edit('a.ts', text);
        await project.code.save('a.ts');
        yield { type: 'text', text: reply.slice(60) };
        yield { type: 'finish', reason: 'stop' };
      });
      await turns.send({ text: 'y' });
    };
    await savedWhileStreaming(
      'ONE\ntwo\nthree\nfour\nfive\n',
      artifact(file('a.ts', 'one\ntwo\nthree\nfour\nFIVE')),
    );
    expect(project.files.text('a.ts')).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
    expect(actionsOf(last())[0]?.receipt).toMatchObject({
      status: 'done',
      reason: expect.stringContaining('Merged'),
    });

    await savedWhileStreaming(
      'mine\ntwo\nthree\nfour\nFIVE\n',
      artifact(file('a.ts', 'theirs\ntwo\nthree\nfour\nFIVE')),
    );
    expect(project.files.text('a.ts')).toBe('mine\ntwo\nthree\nfour\nFIVE\n');
    expect(actionsOf(last())[0]?.receipt).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('their version was kept'),
    });
    expect(stores.editor.getState().conflicts['a.ts']?.theirs).toContain('theirs');
  });

  it('is not robbed of unsaved edits by a reply that deletes the file', async () => {
    const { turns, answer, project, last } = await openScriptedProject();
    answer(artifact(file('a.ts', 'one')));
    await turns.send({ text: 'x' });
    project.code.edit('a.ts', 'mine\n');
    answer(artifact('<action type="delete" path="a.ts"></action>\n'));
    await turns.send({ text: 'y' });
    expect(actionsOf(last())[0]?.receipt?.reason).toContain('unsaved edits');
    expect(project.files.has('a.ts')).toBe(true);
  });

  it('edits a message and sends it again: what came of it goes, the files stay', async () => {
    const { turns, answer, project, stores, requests } = await openScriptedProject();
    answer(artifact(file('a.ts', 'one')));
    await turns.send({ text: 'make one' });
    answer(artifact(file('b.ts', 'two')));
    await turns.send({ text: 'make two' });
    answer('fine');
    await turns.send({ text: 'and now?' });
    const second = stores.chat.getState().messages[2];
    answer(artifact(file('c.ts', 'three')));
    await turns.retry(second?.id ?? '', 'make three');
    expect(
      stores.chat
        .getState()
        .messages.map((message) => (message.role === 'user' ? message.text : message.status)),
    ).toEqual(['make one', 'done', 'make three', 'done']);
    expect(JSON.stringify(requests.at(-1)?.messages)).not.toContain('make two');
    expect(project.files.paths()).toEqual(['a.ts', 'b.ts', 'c.ts']);
  });
});
