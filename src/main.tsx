/** Composition root: wires everything and renders the app. */
import { createRoot } from 'react-dom/client';
import type { AppSurface } from './app/app-surface.ts';
import { createEdge } from './app/edge.ts';
import { createMemoryRepository } from './app/project-repository.ts';
import { createTabwright } from './app/tabwright.ts';
import { parseSettings, serializeSettings } from './state/settings-store.ts';
import { createStores } from './state/stores.ts';
import { App } from './ui/app.tsx';

const SETTINGS_KEY = 'tabwright-settings';

/** Where a project's host lives: as the page's configuration says, else beside the app. */
function sandboxOrigin(id: string): string {
  const configured = document.querySelector<HTMLMetaElement>('meta[name="tabwright-sandbox"]')?.content;
  return (configured ?? `${location.protocol}//{id}.sandbox.${location.host}`).replace('{id}', id);
}

/** Twelve characters that are a host name's label. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte, at) =>
    ((byte % (at === 0 ? 26 : 36)) + (at === 0 ? 10 : 0)).toString(36),
  ).join('');
}

const stores = createStores(parseSettings(localStorage.getItem(SETTINGS_KEY)));
stores.settings.subscribe((settings) => {
  try {
    localStorage.setItem(SETTINGS_KEY, serializeSettings(settings));
  } catch {
    stores.ui.getState().notify('error', 'This browser keeps no settings: its storage is full or blocked.');
  }
});

const actions = createTabwright({
  stores,
  repository: createMemoryRepository(),
  edge: createEdge(
    (input, init) => fetch(input, init),
    () => navigator.onLine,
  ),
  boot: async (id) => {
    const { bootRuntime, pageEnvironment } = await import('./runtime/boot.ts');
    const isOwn = stores.settings.getState().host === 'embedded';
    return bootRuntime(
      {
        host: isOwn ? { kind: 'embedded', origin: sandboxOrigin(id) } : { kind: 'stackblitz' },
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
