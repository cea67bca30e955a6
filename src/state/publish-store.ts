/** Publishing of the open project: where it is online, and how a publish goes. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeployTarget } from '../shared/deploy-protocol.ts';

export type PublishTarget = 'built-in' | DeployTarget;
export type PublishPhase =
  'idle' | 'installing' | 'building' | 'uploading' | 'processing' | 'done' | 'failed';

/** Where the project is online; what changes it is not here. */
export interface SiteView {
  readonly target: PublishTarget;
  /** The site as the target names it. */
  readonly id: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Where a person makes an anonymous site their own, within the hour. */
  readonly claimUrl?: string;
}

export interface PublishFailure {
  /** `build`: the problem is with the fix loop. `no-site`: nothing a static host could serve. */
  readonly kind: 'install' | 'build' | 'no-site' | 'token' | 'target';
  readonly message: string;
}

export interface PublishData {
  readonly phase: PublishPhase;
  /** Where the publish goes or went last. */
  readonly target: PublishTarget;
  readonly message: string;
  /** Files that are uploaded, of those that had to be. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  /** The end of what the build wrote. */
  readonly output: string;
  readonly failure: PublishFailure | undefined;
  readonly sites: readonly SiteView[];
}

export interface PublishState extends PublishData {
  /** Forgets how the last publish went. */
  begin(target: PublishTarget): void;
  set(change: Partial<PublishData>): void;
  reset(): void;
}

export type PublishStore = StoreApi<PublishState>;

const EMPTY: PublishData = {
  phase: 'idle',
  target: 'built-in',
  message: '',
  progress: undefined,
  output: '',
  failure: undefined,
  sites: [],
};

export function createPublishStore(): PublishStore {
  return createStore<PublishState>()((set) => ({
    ...EMPTY,
    begin: (target) => set(({ sites }) => ({ ...EMPTY, sites, target, phase: 'installing' })),
    set: (change) => set(change),
    reset: () => set(EMPTY),
  }));
}

export function isPublishing({ phase }: PublishData): boolean {
  return phase === 'installing' || phase === 'building' || phase === 'uploading' || phase === 'processing';
}
