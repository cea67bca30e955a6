/** Which models there are, as the edge says. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DemoExample, ModelInfo, ModelList, ProviderInfo } from '../shared/chat-protocol.ts';

export interface ModelsState {
  readonly status: 'unknown' | 'loading' | 'known' | 'unreachable';
  readonly providers: readonly ProviderInfo[];
  readonly default: string;
  /** What the demo can build. */
  readonly examples: readonly DemoExample[];
  setLoading(): void;
  setList(list: ModelList): void;
  setUnreachable(): void;
}

export type ModelsStore = StoreApi<ModelsState>;

export function createModelsStore(): ModelsStore {
  return createStore<ModelsState>()((set) => ({
    status: 'unknown',
    providers: [],
    default: '',
    examples: [],
    setLoading: () => set({ status: 'loading' }),
    setList: ({ providers, default: proposed, examples }) =>
      set({ status: 'known', providers, default: proposed, examples }),
    setUnreachable: () => set({ status: 'unreachable' }),
  }));
}

/** The model in use: the person's choice, else the edge's proposal. */
export function currentModel(
  models: Pick<ModelsState, 'default'>,
  settings: { readonly model: string | undefined },
): string {
  return settings.model ?? models.default;
}

export function findModel(models: Pick<ModelsState, 'providers'>, id: string): ModelInfo | undefined {
  return models.providers.flatMap((provider) => provider.models).find((model) => model.id === id);
}
