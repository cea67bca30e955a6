import { describe, expect, it } from 'vitest';
import { createEditorStore } from './editor-store.ts';
import { readSettings } from './settings-store.ts';
import { createStores } from './stores.ts';

describe('the editor store', () => {
  it('shows the neighbour of the tab that was closed', () => {
    const editor = createEditorStore();
    for (const path of ['a', 'b', 'c']) editor.getState().openTab(path);
    editor.getState().openTab('b');
    editor.getState().closeTab('b');
    expect(editor.getState()).toMatchObject({ tabs: ['a', 'c'], active: 'c' });
  });

  it('keeps unsaved text when a file is renamed', () => {
    const editor = createEditorStore();
    editor.getState().openTab('a');
    editor.getState().setDraft('a', { base: '1', text: '2' });
    editor.getState().renameTab('a', 'b');
    expect(editor.getState()).toMatchObject({ tabs: ['b'], active: 'b', drafts: { b: { text: '2' } } });
    expect(editor.getState().drafts).not.toHaveProperty('a');
  });
});

describe('settings', () => {
  it('that are damaged fall back to the defaults, one by one', () => {
    expect(readSettings('nonsense', null)).toEqual({ keys: {}, baseUrls: {} });
    expect(readSettings({ theme: 'pink', autoFix: 2 }, { a: 1, b: 'k' })).toEqual({
      autoFix: 2,
      keys: { b: 'k' },
      baseUrls: {},
    });
  });
});

describe('all stores', () => {
  it('hold data that can be serialised', () => {
    for (const store of Object.values(createStores())) {
      const data = Object.entries(store.getState() as object).filter(
        ([, value]) => typeof value !== 'function',
      );
      expect(() => structuredClone(data)).not.toThrow();
    }
  });
});
