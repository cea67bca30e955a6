/** The layout: which pane, drawer and dialog are open, and passing notices. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type WorkbenchTab = 'preview' | 'code';
export type PhonePane = 'chat' | 'preview' | 'code' | 'terminal';
export type Dialog =
  'none' | 'palette' | 'shortcuts' | 'settings' | 'publish' | 'versions' | 'import' | 'download' | 'search';

export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
}

export interface UiState {
  readonly workbench: WorkbenchTab;
  readonly pane: PhonePane;
  readonly terminal: boolean;
  readonly dialog: Dialog;
  readonly notices: readonly Notice[];
  readonly fullScreen: boolean;
  showWorkbench(tab: WorkbenchTab): void;
  showPane(pane: PhonePane): void;
  setTerminal(open: boolean): void;
  setDialog(dialog: Dialog): void;
  setFullScreen(fullScreen: boolean): void;
  notify(kind: Notice['kind'], text: string): void;
  dismiss(id: number): void;
}

export type UiStore = StoreApi<UiState>;

export function createUiStore(): UiStore {
  return createStore<UiState>()((set) => ({
    workbench: 'preview',
    pane: 'chat',
    terminal: false,
    dialog: 'none',
    notices: [],
    fullScreen: false,
    showWorkbench: (workbench) =>
      set(({ pane }) => ({ workbench, pane: pane === 'chat' ? 'chat' : workbench })),
    showPane: (pane) => set(pane === 'preview' || pane === 'code' ? { pane, workbench: pane } : { pane }),
    setTerminal: (terminal) => set({ terminal }),
    setDialog: (dialog) => set({ dialog }),
    setFullScreen: (fullScreen) => set({ fullScreen }),
    notify: (kind, text) =>
      set(({ notices }) => ({
        notices: [...notices, { id: (notices.at(-1)?.id ?? 0) + 1, kind, text }].slice(-4),
      })),
    dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((own) => own.id !== id) })),
  }));
}
