/** What the person does to files themselves. */
import { checkPath } from '../agent/paths.ts';
import type { EditorStore } from '../state/editor-store.ts';
import type { ProjectFiles } from './project-files.ts';

export interface CodeDeps {
  readonly files: ProjectFiles;
  readonly editor: EditorStore;
  readonly save: () => Promise<void>;
}

const MAX_HITS = 500;

export class Code {
  readonly #deps: CodeDeps;

  constructor(deps: CodeDeps) {
    this.#deps = deps;
  }

  /** Unsaved text; what equals the file is no draft. */
  edit(path: string, text: string): void {
    const { files, editor } = this.#deps;
    const current = files.text(path) ?? '';
    const base = editor.getState().drafts[path]?.base ?? current;
    editor.getState().setDraft(path, text === current ? undefined : { base, text });
  }

  async save(path: string): Promise<void> {
    const { files, editor, save } = this.#deps;
    const draft = editor.getState().drafts[path];
    if (!draft) return;
    await files.write(path, draft.text);
    await save();
    // Typed on while it was written: that is the next draft.
    const now = editor.getState().drafts[path];
    if (now && now.text !== draft.text)
      editor.getState().setDraft(path, { base: draft.text, text: now.text });
    else editor.getState().setDraft(path, undefined);
    editor.getState().setConflict(path, undefined);
  }

  /** @returns why it was refused, or undefined. */
  async create(path: string): Promise<string | undefined> {
    const { files, editor, save } = this.#deps;
    const checked = checkPath(path);
    if (!checked.ok) return checked.reason;
    const isTaken = files.paths().some((own) => own === checked.path || own.startsWith(`${checked.path}/`));
    if (isTaken) return `${checked.path} exists already.`;
    await files.write(checked.path, '');
    editor.getState().openTab(checked.path);
    await save();
    return undefined;
  }

  async rename(path: string, to: string): Promise<string | undefined> {
    const { files, editor, save } = this.#deps;
    const checked = checkPath(to);
    if (!checked.ok) return checked.reason;
    if (checked.path === path) return undefined;
    if (files.has(checked.path)) return `${checked.path} exists already.`;
    const moved = files.paths().filter((own) => own === path || own.startsWith(`${path}/`));
    await files.rename(path, checked.path);
    for (const own of moved) editor.getState().renameTab(own, checked.path + own.slice(path.length));
    await save();
    return undefined;
  }

  async remove(path: string): Promise<void> {
    const { files, editor, save } = this.#deps;
    for (const own of files.paths())
      if (own === path || own.startsWith(`${path}/`)) editor.getState().closeTab(own);
    await files.remove(path);
    await save();
  }

  async resolveConflict(path: string, choice: 'mine' | 'theirs' | 'both'): Promise<void> {
    const { files, editor, save } = this.#deps;
    const conflict = editor.getState().conflicts[path];
    if (!conflict) return;
    editor.getState().setConflict(path, undefined);
    if (choice === 'theirs') {
      editor.getState().setDraft(path, undefined);
      await files.write(path, conflict.theirs);
      await save();
    } else if (choice === 'both') {
      editor.getState().setDraft(path, { base: files.text(path) ?? '', text: conflict.merged });
      editor.getState().openTab(path);
    } else {
      const draft = editor.getState().drafts[path];
      if (draft) editor.getState().setDraft(path, { base: files.text(path) ?? '', text: draft.text });
    }
  }

  /** Lines that contain a text, whatever its case. */
  search(query: string): { path: string; line: number; text: string }[] {
    const wanted = query.toLowerCase();
    const hits: { path: string; line: number; text: string }[] = [];
    if (wanted === '') return hits;
    for (const path of this.#deps.files.paths()) {
      if (/package-lock\.json$/.test(path)) continue;
      const text = this.#deps.files.text(path);
      if (text === undefined || !text.toLowerCase().includes(wanted)) continue;
      for (const [index, line] of text.split('\n').entries()) {
        if (!line.toLowerCase().includes(wanted)) continue;
        hits.push({ path, line: index + 1, text: line.trim().slice(0, 200) });
        if (hits.length >= MAX_HITS) return hits;
      }
    }
    return hits;
  }
}
