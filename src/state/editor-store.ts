/** The code pane: open tabs, unsaved text, conflicts, and the file that is being written by a reply. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Draft {
  /** What the file was when the person began to edit it: the base of a merge. */
  readonly base: string;
  readonly text: string;
}

/** A model's text that could not be merged into the person's unsaved edits: they choose. */
export interface Conflict {
  readonly path: string;
  readonly theirs: string;
  /** Both, with conflict markers. */
  readonly merged: string;
}

export interface FollowedFile {
  readonly path: string;
  readonly text: string;
}

export interface EditorState {
  readonly tabs: readonly string[];
  readonly active: string | undefined;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly conflicts: Readonly<Record<string, Conflict>>;
  readonly following: FollowedFile | undefined;
  /** Whether the pane shows the followed file; opening another ends that until the next turn. */
  readonly follow: boolean;
  readonly view: 'edit' | 'diff';
  /** Where to go in the active file, from 1; `seq` tells two requests for the same place apart. */
  readonly reveal: { readonly path: string; readonly line: number; readonly seq: number } | undefined;
  openTab(path: string, line?: number): void;
  closeTab(path: string): void;
  renameTab(path: string, to: string): void;
  setTabs(tabs: readonly string[], active: string | undefined): void;
  setDraft(path: string, draft: Draft | undefined): void;
  setConflict(path: string, conflict: Conflict | undefined): void;
  setFollowing(file: FollowedFile | undefined): void;
  setFollow(follow: boolean): void;
  setView(view: 'edit' | 'diff'): void;
  reset(): void;
}

export type EditorStore = StoreApi<EditorState>;

const EMPTY = {
  tabs: [],
  active: undefined,
  drafts: {},
  conflicts: {},
  following: undefined,
  follow: true,
  view: 'edit',
  reveal: undefined,
} as const;

export function createEditorStore(): EditorStore {
  return createStore<EditorState>()((set) => ({
    ...EMPTY,
    openTab: (path, line) =>
      set(({ tabs, reveal }) => ({
        tabs: tabs.includes(path) ? tabs : [...tabs, path],
        active: path,
        follow: false,
        ...(line === undefined ? {} : { reveal: { path, line, seq: (reveal?.seq ?? 0) + 1 } }),
      })),
    closeTab: (path) =>
      set(({ tabs, active, drafts }) => {
        const at = tabs.indexOf(path);
        const rest = tabs.filter((own) => own !== path);
        const next = active === path ? (rest[at] ?? rest[at - 1]) : active;
        return { tabs: rest, active: next, drafts: without(drafts, path) };
      }),
    renameTab: (path, to) =>
      set(({ tabs, active, drafts }) => {
        const draft = drafts[path];
        const rest = without(drafts, path);
        return {
          tabs: tabs.map((own) => (own === path ? to : own)),
          active: active === path ? to : active,
          drafts: draft ? { ...rest, [to]: draft } : rest,
        };
      }),
    setTabs: (tabs, active) => set({ tabs, active }),
    setDraft: (path, draft) =>
      set(({ drafts }) => ({ drafts: draft ? { ...drafts, [path]: draft } : without(drafts, path) })),
    setConflict: (path, conflict) =>
      set(({ conflicts }) => ({
        conflicts: conflict ? { ...conflicts, [path]: conflict } : without(conflicts, path),
      })),
    setFollowing: (following) => set({ following }),
    setFollow: (follow) => set({ follow }),
    setView: (view) => set({ view }),
    reset: () => set(EMPTY),
  }));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}
