/** Applies what an artifact asks of files, without ever writing over a person's own edits unseen. */
import type { Action } from '../agent/actions.ts';
import { applyEdits } from '../agent/edit-match.ts';
import { countChanges } from '../agent/line-diff.ts';
import { mergeTexts } from '../agent/merge.ts';
import type { EditorStore } from '../state/editor-store.ts';
import type { ProjectFiles } from './project-files.ts';

export type FileAction = Extract<Action, { type: 'file' | 'edit' | 'delete' | 'rename' }>;

export type FileOutcome =
  | {
      readonly ok: true;
      readonly added: number;
      readonly removed: number;
      readonly before?: string;
      readonly after?: string;
      readonly note?: string;
    }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

export interface FileActionDeps {
  readonly files: ProjectFiles;
  readonly editor: EditorStore;
  /** What the model knows of each file: as it was when its turn began, and what it wrote since. */
  readonly seen: Map<string, string>;
}

export async function applyFileAction(action: FileAction, deps: FileActionDeps): Promise<FileOutcome> {
  const { files, editor, seen } = deps;
  if (action.type === 'delete') return removeFile(action.path, deps);
  if (action.type === 'rename') {
    const { path, to } = action;
    if (!files.paths().some((own) => own === path || own.startsWith(`${path}/`)))
      return { ok: false, reason: `${path} does not exist.`, advice: 'Check the file tree.' };
    if (files.has(to))
      return {
        ok: false,
        reason: `${to} exists already.`,
        advice: 'Delete it first, or choose another name.',
      };
    const known = seen.get(path);
    await files.rename(path, to);
    if (known !== undefined) seen.set(to, known);
    seen.delete(path);
    editor.getState().renameTab(path, to);
    return { ok: true, added: 0, removed: 0 };
  }
  const current = files.text(action.path);
  if (action.type === 'file') return writeText(action.path, action.content, seen.get(action.path), deps);
  if (current === undefined) {
    return {
      ok: false,
      reason: `${action.path} ${files.has(action.path) ? 'is a binary file' : 'does not exist'}.`,
      advice: 'Send a new file whole, as type="file".',
    };
  }
  const edited = applyEdits(current, action.blocks);
  // The blocks were matched against the file as it is, so the person's changes are in it already.
  return edited.ok ? writeText(action.path, edited.content, current, deps) : edited;
}

async function removeFile(path: string, { files, editor, seen }: FileActionDeps): Promise<FileOutcome> {
  const before = files.text(path);
  const draft = editor.getState().drafts[path];
  if (draft && draft.text !== draft.base) {
    return {
      ok: false,
      reason: `${path} has unsaved edits of the person.`,
      advice: 'Leave it, or ask the person to save or discard them.',
    };
  }
  await files.remove(path);
  seen.delete(path);
  editor.getState().closeTab(path);
  return { ok: true, added: 0, removed: before === undefined ? 0 : countChanges(before, '').removed };
}

async function writeText(
  path: string,
  theirs: string,
  base: string | undefined,
  { files, editor, seen }: FileActionDeps,
): Promise<FileOutcome> {
  const current = files.text(path);
  let content = theirs;
  let note: string | undefined;
  if (current !== undefined && current !== base && current !== theirs) {
    const merged = mergeTexts(base ?? '', current, theirs);
    if (merged.conflicts.length > 0) {
      editor.getState().setConflict(path, { path, theirs, merged: merged.content });
      return {
        ok: false,
        reason: `The person changed the same lines of ${path} meanwhile; their version was kept and they were asked.`,
        advice: 'Read the file as it is now before changing it again.',
      };
    }
    content = merged.content;
    note = 'Merged with the changes you made meanwhile.';
  }
  const draft = editor.getState().drafts[path];
  if (draft && draft.text !== draft.base) {
    const merged = mergeTexts(draft.base, draft.text, content);
    if (merged.conflicts.length > 0) {
      // The draft stays as it is in the editor; what was written is on disk beside it.
      editor.getState().setConflict(path, { path, theirs: content, merged: merged.content });
      note = 'Your unsaved edits touch the same lines; choose in the editor.';
    } else {
      editor.getState().setDraft(path, { base: content, text: merged.content });
      note = 'Merged with your unsaved edits.';
    }
  }
  seen.set(path, content);
  if (content !== current) await files.write(path, content);
  const counts = countChanges(current ?? '', content);
  return {
    ok: true,
    ...counts,
    ...(current === undefined ? {} : { before: current }),
    after: content,
    ...(note === undefined ? {} : { note }),
  };
}
