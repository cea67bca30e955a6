/** Keeps a version with every turn, and says of it how the app did and what it looked like once its page is quiet. */
import type { Stores } from '../state/stores.ts';
import type { PageWatch } from './page-watch.ts';
import type { PreviewCamera } from './preview-camera.ts';
import type { ProjectVersions } from './project-versions.ts';

export interface VersionKeepingDeps {
  readonly stores: Pick<Stores, 'chat' | 'problems' | 'runtime' | 'project'>;
  readonly versions: ProjectVersions;
  readonly page: Pick<PageWatch, 'onSettled' | 'settled'>;
  readonly camera: PreviewCamera;
}

/** @returns how to end it. */
export function keepVersions(deps: VersionKeepingDeps): () => void {
  const { chat } = deps.stores;
  const offChat = chat.subscribe((now, before) => {
    if (now.active === before.active) return;
    const place = now.messages.findIndex(({ id }) => id === (now.active ?? before.active));
    const asked = now.messages[place - 1];
    // What the person did since the last turn, without the request that is on its way.
    if (now.active !== undefined)
      void deps.versions.keep('Your changes', now.messages.slice(0, Math.max(0, place - 1)));
    else void keepTurn(deps, asked?.role === 'user' ? asked.text : '');
  });
  const offPage = deps.page.onSettled(() => void look(deps));
  return () => {
    offChat();
    offPage();
  };
}

async function keepTurn(deps: VersionKeepingDeps, prompt: string): Promise<void> {
  await deps.versions.keep(prompt);
  if (await deps.page.settled()) await look(deps);
}

/** Once for a version, unless it was broken then and is not now. */
async function look({ stores, versions, camera }: VersionKeepingDeps): Promise<void> {
  const { latest } = versions;
  if (stores.chat.getState().active !== undefined || !latest || !versions.isLatest()) return;
  const green =
    stores.runtime.getState().stage === 'ready' && stores.problems.getState().problems.length === 0;
  if (latest.picture !== undefined && (latest.green || !green)) return;
  const picture = await camera.picture();
  if (versions.latest?.id !== latest.id) return;
  if (picture !== undefined) stores.project.getState().setPicture(picture);
  await versions.judgeLatest({ green, ...(picture === undefined ? {} : { picture }) });
}
