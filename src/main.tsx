/** Composition root: wires everything and renders the app. */
import { createRoot } from 'react-dom/client';
import { keepFailureOf, openChatStorage } from './app/app-storage.ts';
import type { AppSurface } from './app/app-surface.ts';
import { createEdge } from './app/edge.ts';
import { keepSettings, keepTheme } from './app/keep-settings.ts';
import { createTabwright } from './app/tabwright.ts';
import type { DeploymentConfig } from './shared/deployment-config.ts';
import { createStores } from './state/stores.ts';
import { lockProject } from './storage/project-lock.ts';
import { requestPersistence } from './storage/space.ts';
import { App } from './ui/app.tsx';

const askDeployment = (): Promise<DeploymentConfig> =>
  fetch('/api/config').then((response) => response.json() as Promise<DeploymentConfig>);
/** Asked for with the page, so that no boot waits for it; each boot asks again when that failed. */
let deployment = askDeployment();
deployment.catch(() => undefined);

/** Twelve characters that are a host name's label. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte, at) =>
    ((byte % (at === 0 ? 26 : 36)) + (at === 0 ? 10 : 0)).toString(36),
  ).join('');
}

const stores = createStores();
keepTheme(stores.settings, () => localStorage);
const begun = stores.settings.getState();
const settingsFailed = (error: unknown): void => stores.storage.getState().setFailure(keepFailureOf(error));
/** Whoever needs the storage has the settings too. */
const storage = openChatStorage(stores.storage).then(async (opened) => {
  try {
    await keepSettings(stores.settings, opened, begun, (error) => {
      if (error !== undefined) settingsFailed(error);
    });
  } catch (error) {
    settingsFailed(error);
  }
  return opened;
});

const actions = createTabwright({
  stores,
  storage,
  lock: (options) => lockProject({ ...options, locks: navigator.locks }),
  persist: () => requestPersistence(navigator.storage),
  edge: createEdge(
    (input, init) => fetch(input, init),
    () => navigator.onLine,
  ),
  boot: async (id) => {
    const { bootRuntime, pageEnvironment } = await import('./runtime/boot.ts');
    deployment = deployment.catch(askDeployment);
    await storage;
    const isOwn = stores.settings.getState().host === 'embedded';
    return bootRuntime(
      {
        host: isOwn
          ? { kind: 'embedded', origin: (await deployment).sandboxOrigin.replace('{id}', id) }
          : { kind: 'stackblitz' },
        workdirName: 'project',
      },
      pageEnvironment(),
    );
  },
  now: () => Date.now(),
  newId,
});

const setOnline = (): void => stores.runtime.getState().setOnline(navigator.onLine);
addEventListener('online', setOnline);
addEventListener('offline', setOnline);
addEventListener('beforeunload', (event) => {
  if (stores.chat.getState().active !== undefined) event.preventDefault();
});
setOnline();
void actions.loadModels();

const surface: AppSurface = { tabwright: { stores, actions } };
Object.assign(globalThis, surface);

const root = document.getElementById('root');
if (root) createRoot(root).render(<App stores={stores} actions={actions} />);
