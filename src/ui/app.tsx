/** The two screens, and which of them the address names. */
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { AppActions } from '../app/app-actions.ts';
import type { Stores } from '../state/stores.ts';
import { AppContext } from './app-context.tsx';
import { Notices } from './components/notices.tsx';
import { preloadable } from './components/preloadable.tsx';
import { HomeScreen } from './home/home-screen.tsx';
import { S } from './strings.ts';
import './base.css';

const ProjectScreen = preloadable(async () => (await import('./project/project-screen.tsx')).ProjectScreen);
const Dialogs = lazy(async () => ({ default: (await import('./dialogs/dialogs.tsx')).Dialogs }));

const PROJECT_PATH = /^\/p\/([a-z0-9-]+)\/?$/;

export function App({ stores, actions }: { stores: Stores; actions: AppActions }): React.ReactNode {
  const [path, setPath] = useState(location.pathname);
  const theme = useStore(stores.settings, (state) => state.theme);
  const dialog = useStore(stores.ui, (state) => state.dialog);
  const navigate = useCallback((to: string) => {
    history.pushState(null, '', to);
    setPath(to);
  }, []);
  useEffect(() => {
    const onPop = (): void => setPath(location.pathname);
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useGlobalKeys(stores);
  const value = useMemo(() => ({ stores, actions, navigate }), [stores, actions, navigate]);
  const projectId = PROJECT_PATH.exec(path)?.[1];
  return (
    <AppContext value={value}>
      {projectId === undefined ? (
        <HomeScreen preloadProject={ProjectScreen.preload} />
      ) : (
        <Suspense fallback={<p className="page-note">{S.project.loading}</p>}>
          <ProjectScreen key={projectId} id={projectId} />
        </Suspense>
      )}
      {dialog !== 'none' && (
        <Suspense>
          <Dialogs />
        </Suspense>
      )}
      <Notices />
    </AppContext>
  );
}

function useGlobalKeys(stores: Stores): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { dialog, setDialog, workbench, showWorkbench, terminal, setTerminal } = stores.ui.getState();
      const mod = event.metaKey || event.ctrlKey;
      const inProject = stores.project.getState().id !== undefined;
      const key = event.key.toLowerCase();
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, [contenteditable]') !== null;
      const act = (action: () => void): void => {
        event.preventDefault();
        action();
      };
      if (mod && !event.shiftKey && key === 'k')
        act(() => setDialog(dialog === 'palette' ? 'none' : 'palette'));
      else if (mod && event.shiftKey && key === 'f' && inProject) act(() => setDialog('search'));
      else if (mod && !event.shiftKey && key === 'j' && inProject) act(() => setTerminal(!terminal));
      else if (mod && !event.shiftKey && key === 'e' && inProject)
        act(() => showWorkbench(workbench === 'code' ? 'preview' : 'code'));
      else if (event.key === '?' && !isTyping) act(() => setDialog('shortcuts'));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [stores]);
}
