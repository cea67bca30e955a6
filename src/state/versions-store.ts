/** The versions of the open project, the latest first. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface VersionInfo {
  /** Counts up within the project: `000001`, … */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly prompt: string;
  /** Whether the app ran without problems. */
  readonly green: boolean;
  /** A picture of its preview, as a data URL. */
  readonly picture?: string;
  readonly restoredFrom?: string;
  /** How many messages the chat had. */
  readonly messages: number;
}

export interface FileDifference {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  /** Of a renamed file. */
  readonly from?: string;
  /** Undefined for a binary file, and for one that was not there. */
  readonly before?: string;
  readonly after?: string;
}

export interface VersionsState {
  readonly versions: readonly VersionInfo[];
  setVersions(versions: readonly VersionInfo[]): void;
}

export type VersionsStore = StoreApi<VersionsState>;

export function createVersionsStore(): VersionsStore {
  return createStore<VersionsState>()((set) => ({
    versions: [],
    setVersions: (versions) => set({ versions }),
  }));
}
