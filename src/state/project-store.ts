/** The open project: its name and an index of its files. Contents are with `ProjectFiles` in `app/`. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface FileEntry {
  /** Bytes. */
  readonly size: number;
  readonly binary: boolean;
  /** Counts up with every write, so that views know when to read again. */
  readonly version: number;
  /** How the last turn changed it. */
  readonly change?: 'added' | 'changed';
}

export interface ProjectState {
  readonly id: string | undefined;
  readonly title: string;
  /** By path relative to the root. */
  readonly files: Readonly<Record<string, FileEntry>>;
  readonly loading: boolean;
  /** Set when another tab has the project: nothing can be changed. */
  readonly readOnly: boolean;
  /** The folder on disk that the project is written to. */
  readonly folder: string | undefined;
  /** The last picture of its preview, as a data URL. */
  readonly picture: string | undefined;
  open(id: string, title: string): void;
  close(): void;
  setTitle(title: string): void;
  setLoading(loading: boolean): void;
  setFolder(folder: string | undefined): void;
  setPicture(picture: string | undefined): void;
  setReadOnly(readOnly: boolean): void;
  setFiles(files: Readonly<Record<string, FileEntry>>): void;
  /** Marks the files of the last turn and unmarks all others. */
  setChanges(changes: Readonly<Record<string, 'added' | 'changed'>>): void;
}

export type ProjectStore = StoreApi<ProjectState>;

export function createProjectStore(): ProjectStore {
  return createStore<ProjectState>()((set) => ({
    id: undefined,
    title: '',
    files: {},
    loading: false,
    readOnly: false,
    picture: undefined,
    folder: undefined,
    open: (id, title) => set({ id, title, files: {}, loading: true, readOnly: false, picture: undefined }),
    close: () => set({ id: undefined, title: '', files: {}, loading: false, readOnly: false }),
    setTitle: (title) => set({ title }),
    setLoading: (loading) => set({ loading }),
    setFolder: (folder) => set({ folder }),
    setPicture: (picture) => set({ picture }),
    setReadOnly: (readOnly) => set({ readOnly }),
    setFiles: (files) => set({ files }),
    setChanges: (changes) =>
      set(({ files }) => ({
        files: Object.fromEntries(
          Object.entries(files).map(([path, { change: _old, ...entry }]) => {
            const change = changes[path];
            return [path, change === undefined ? entry : { ...entry, change }];
          }),
        ),
      })),
  }));
}
