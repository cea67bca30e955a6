/** How well this browser keeps what is made: why it does not, and how much room there is. */
import { createStore, type StoreApi } from 'zustand/vanilla';

/**
 * `full`: no room. `memory`: the browser gives no storage, so all is gone with the tab. `closed`: another tab has a newer release.
 * `failed`: anything else.
 */
export type KeepFailureKind = 'full' | 'memory' | 'closed' | 'failed';

export interface KeepFailure {
  readonly kind: KeepFailureKind;
  /** What happened and what to do, in words for the person. */
  readonly message: string;
}

export interface ProjectSize {
  readonly id: string;
  readonly title: string;
  /** What it takes, and of that what deleting it frees. */
  readonly bytes: number;
  readonly ownBytes: number;
  readonly versions: number;
}

export interface StorageSizes {
  /** The largest first. */
  readonly projects: readonly ProjectSize[];
  readonly bytes: number;
  /** What the browser allows this app in all; undefined when it does not say. */
  readonly quota?: number;
  /** Whether the browser promised not to delete it by itself. */
  readonly persisted: boolean;
}

export interface StorageState {
  /** Set while something that the person made is not kept. */
  readonly failure: KeepFailure | undefined;
  readonly sizes: StorageSizes | undefined;
  setFailure(failure: KeepFailure | undefined): void;
  setSizes(sizes: StorageSizes | undefined): void;
}

export type StorageStore = StoreApi<StorageState>;

export function createStorageStore(): StorageStore {
  return createStore<StorageState>()((set) => ({
    failure: undefined,
    sizes: undefined,
    setFailure: (failure) => set({ failure }),
    setSizes: (sizes) => set({ sizes }),
  }));
}
