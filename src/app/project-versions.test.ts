import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../storage/memory-storage.ts';
import type { ChatMessage } from '../state/chat-store.ts';
import { createStores } from '../state/stores.ts';
import { createFakeContainer } from '../testing/fake-container.ts';
import { ProjectFiles } from './project-files.ts';
import { ProjectVersions } from './project-versions.ts';

const message = (text: string): ChatMessage => ({
  id: text,
  role: 'user',
  text,
  mode: 'build',
  images: [],
  at: 1,
});

async function setUp() {
  const stores = createStores();
  const storage = await openMemoryStorage<ChatMessage>();
  const files = new ProjectFiles();
  const container = createFakeContainer();
  await files.attach(container);
  const failures: unknown[] = [];
  const versions = new ProjectVersions({
    project: 'p',
    storage: Promise.resolve(storage),
    stores,
    files,
    onFailure: (error) => failures.push(error),
  });
  const list = (): string[] => stores.versions.getState().versions.map(({ prompt }) => prompt);
  const say = (text: string): void => stores.chat.getState().add(message(text));
  return { stores, storage, files, container, versions, list, say, failures };
}

describe('the versions of a project', () => {
  it('are kept when files changed, and only then', async () => {
    const { files, versions, list, failures } = await setUp();
    await versions.keep('nothing yet');
    await files.write('a.ts', '1');
    await versions.keep('one');
    await versions.keep('the same');
    await files.write('a.ts', '2');
    await versions.keep('two');
    expect(list()).toEqual(['two', 'one']);
    expect(failures).toEqual([]);
  });

  it('are gone back to as new versions: files, the container and the chat, with what was not saved kept before', async () => {
    const { files, versions, list, say, stores, container, storage } = await setUp();
    say('make it');
    await files.write('a.ts', '1');
    await files.write('logo.png', new Uint8Array([137, 0, 255]));
    await versions.keep('make it');
    say('change it');
    await files.write('a.ts', '2');
    await files.write('b.ts', 'new');
    await files.remove('logo.png');
    await versions.keep('change it');
    stores.editor.getState().openTab('b.ts');
    stores.editor.getState().setDraft('b.ts', { base: 'new', text: 'typed' });
    expect(await versions.restore('000001')).toEqual({ needsInstall: false });
    expect(files.paths()).toEqual(['a.ts', 'logo.png']);
    expect(files.get('logo.png')).toEqual(new Uint8Array([137, 0, 255]));
    expect(container.files.get('a.ts')).toBe('1');
    expect(stores.chat.getState().messages).toHaveLength(1);
    expect(stores.editor.getState()).toMatchObject({ tabs: [], drafts: {} });
    expect(list()).toEqual(['make it', 'Your changes', 'change it', 'make it']);
    expect(stores.versions.getState().versions[0]?.restoredFrom).toBe('000001');
    expect((await storage.versions.files('p', '000003')).get('b.ts')).toBe('typed');
    await versions.restore('000002');
    expect(stores.chat.getState().messages).toHaveLength(2);
    expect(files.text('a.ts')).toBe('2');
  });

  it('ask for an install only when what is installed changes', async () => {
    const { files, versions } = await setUp();
    await files.write('package.json', '{"dependencies":{}}');
    await versions.keep('one');
    await files.write('package.json', '{"dependencies":{"a":"1"}}');
    await versions.keep('two');
    expect(await versions.restore('000001')).toEqual({ needsInstall: true });
  });

  it('tell what changed in each, with the text of both sides', async () => {
    const { files, versions } = await setUp();
    await files.write('a.ts', '1');
    await files.write('logo.png', new Uint8Array([0]));
    await versions.keep('one');
    await files.write('a.ts', '2');
    await files.rename('logo.png', 'icon.png');
    await versions.keep('two');
    expect(await versions.compare('000002')).toEqual([
      { path: 'a.ts', kind: 'changed', before: '1', after: '2' },
      { path: 'icon.png', kind: 'renamed', from: 'logo.png' },
    ]);
    expect((await versions.compare('000001')).map(({ kind }) => kind)).toEqual(['added', 'added']);
  });

  it('are judged late: whether the app ran, and how it looked', async () => {
    const { files, versions, stores } = await setUp();
    await files.write('a.ts', '1');
    await versions.keep('one');
    await versions.judge('000001', { green: true, picture: 'data:,' });
    expect(stores.versions.getState().versions[0]).toMatchObject({ green: true, picture: 'data:,' });
  });
});
