/** Which models there are: asked of the edge, and waited for by a turn that needs to know the default. */
import type { Stores } from '../state/stores.ts';
import type { Edge } from './edge.ts';

export interface ModelListDeps {
  readonly stores: Pick<Stores, 'models' | 'settings'>;
  readonly edge: Pick<Edge, 'models'>;
}

/** Asks the edge. Never rejects: the store says when it did not answer. */
export async function loadModels({ stores: { models }, edge }: ModelListDeps): Promise<void> {
  models.getState().setLoading();
  try {
    models.getState().setList(await edge.models());
  } catch {
    // Shown where models are chosen, with a way to try again.
    models.getState().setUnreachable();
  }
}

/** Resolves when the model to use is known, or cannot be. */
export async function modelKnown(deps: ModelListDeps): Promise<void> {
  const { models, settings } = deps.stores;
  if (settings.getState().model !== undefined || models.getState().status === 'known') return;
  if (models.getState().status !== 'loading') return loadModels(deps);
  await new Promise<void>((resolve) => {
    const off = models.subscribe(({ status }) => {
      if (status === 'loading') return;
      off();
      resolve();
    });
  });
}
