/** All data of this browser: how much it is, out and in, and away. */
import { DEFAULT_SETTINGS } from '../state/settings-store.ts';
import type { AppActions } from './app-actions.ts';
import { loadSettings } from './keep-settings.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';

export interface DataDeps extends Pick<TabwrightDeps, 'stores' | 'storage' | 'persist'> {
  readonly closeProject: () => Promise<void>;
  readonly refreshHome: () => Promise<void>;
}

type DataActions = Pick<AppActions, 'measureStorage' | 'exportAll' | 'importAll' | 'deleteAll'>;

export function dataActions({ stores, storage, persist, closeProject, refreshHome }: DataDeps): DataActions {
  const measureStorage = async (): Promise<void> => {
    const opened = await storage;
    await opened.collectGarbage();
    const [{ projects, bytes }, browser] = await Promise.all([opened.space(), persist()]);
    const { quota, persisted } = browser;
    stores.storage
      .getState()
      .setSizes({ projects, bytes, persisted, ...(quota === undefined ? {} : { quota }) });
  };
  return {
    measureStorage,
    exportAll: async () => (await storage).exportAll(),
    async importAll(archive) {
      const opened = await storage;
      const added = await opened.importAll(new Uint8Array(await archive.arrayBuffer()));
      stores.settings.setState(await loadSettings(opened));
      await Promise.all([refreshHome(), measureStorage()]);
      return added.length;
    },
    async deleteAll() {
      await closeProject();
      await (await storage).deleteAll();
      stores.settings.setState(DEFAULT_SETTINGS);
      await Promise.all([refreshHome(), measureStorage()]);
    },
  };
}
