/** Keeps a version with every turn, and says of it whether its app is in health and what it looked like. */
import type { Stores } from '../state/stores.ts';
import type { PageWatch } from './page-watch.ts';
import type { PreviewCamera } from './preview-camera.ts';
import type { ProjectVersions } from './project-versions.ts';

export interface VersionKeepingDeps {
  readonly stores: Pick<Stores, 'chat' | 'problems' | 'project'>;
  readonly versions: Pick<ProjectVersions, 'keep' | 'judge' | 'latest' | 'isLatest'>;
  readonly page: Pick<PageWatch, 'onSettled'>;
  readonly camera: Pick<PreviewCamera, 'picture'>;
}

/** @returns how to end it. */
export function keepVersions(deps: VersionKeepingDeps): () => void {
  const { chat, problems } = deps.stores;
  const offChat = chat.subscribe((now, before) => {
    if (now.active === before.active) return;
    const place = now.messages.findIndex(({ id }) => id === (now.active ?? before.active));
    const asked = now.messages[place - 1];
    // What the person did since the last turn, without the request that is on its way.
    if (now.active !== undefined)
      void deps.versions.keep('Your changes', now.messages.slice(0, Math.max(0, place - 1)));
    else void keepTurn(deps, asked?.role === 'user' ? asked.text : '');
  });
  const offHealth = problems.subscribe((now, before) => {
    if (now.health !== before.health) void look(deps);
  });
  const offPage = deps.page.onSettled(() => void look(deps));
  return () => {
    offChat();
    offHealth();
    offPage();
  };
}

async function keepTurn(deps: VersionKeepingDeps, prompt: string): Promise<void> {
  await deps.versions.keep(prompt);
  await look(deps);
}

/** What is known of the app is known of the latest version, while nobody has changed it since. */
async function look({ stores, versions, camera }: VersionKeepingDeps): Promise<void> {
  const { latest } = versions;
  const { health } = stores.problems.getState();
  const isKnown = health === 'green' || health === 'red';
  if (!isKnown || stores.chat.getState().active !== undefined || !latest || !versions.isLatest()) return;
  const green = health === 'green';
  if (green !== latest.green) await versions.judge(latest.id, { green });
  if (latest.picture !== undefined && (latest.green || !green)) return;
  const picture = await camera.picture();
  if (picture === undefined || versions.latest?.id !== latest.id || !versions.isLatest()) return;
  stores.project.getState().setPicture(picture);
  await versions.judge(latest.id, { picture });
}
