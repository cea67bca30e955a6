/** The terminal drawer's sessions. Their text is with `Terminals` in `app/`. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface TerminalSession {
  readonly id: string;
  readonly kind: 'server' | 'shell';
  readonly title: string;
  readonly status: 'running' | 'exited';
  readonly exitCode?: number;
}

export interface TerminalsState {
  readonly sessions: readonly TerminalSession[];
  readonly active: string | undefined;
  add(session: TerminalSession): void;
  update(id: string, change: Partial<TerminalSession>): void;
  remove(id: string): void;
  show(id: string): void;
  reset(): void;
}

export type TerminalsStore = StoreApi<TerminalsState>;

export function createTerminalsStore(): TerminalsStore {
  return createStore<TerminalsState>()((set) => ({
    sessions: [],
    active: undefined,
    add: (session) =>
      set(({ sessions, active }) => ({
        sessions: [...sessions, session],
        active: session.kind === 'shell' || active === undefined ? session.id : active,
      })),
    update: (id, change) =>
      set(({ sessions }) => ({
        sessions: sessions.map((session) => (session.id === id ? { ...session, ...change } : session)),
      })),
    remove: (id) =>
      set(({ sessions, active }) => {
        const rest = sessions.filter((session) => session.id !== id);
        return { sessions: rest, active: active === id ? rest.at(-1)?.id : active };
      }),
    show: (active) => set({ active }),
    reset: () => set({ sessions: [], active: undefined }),
  }));
}
