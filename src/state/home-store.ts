/** The projects in this browser, the latest first. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ProjectSummary {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** A picture of its preview, as a data URL. */
  readonly picture?: string;
}

export interface HomeState {
  readonly status: 'loading' | 'ready';
  readonly projects: readonly ProjectSummary[];
  setProjects(projects: readonly ProjectSummary[]): void;
}

export type HomeStore = StoreApi<HomeState>;

export function createHomeStore(): HomeStore {
  return createStore<HomeState>()((set) => ({
    status: 'loading',
    projects: [],
    setProjects: (projects) => set({ status: 'ready', projects }),
  }));
}
