/** The code pane: tree, tabs, and the editor, the diff or the file that is being written. */
import { GitCompare, Pencil, Save, X } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { preloadable } from '../components/preloadable.tsx';
import { baseName } from '../format.ts';
import { S } from '../strings.ts';
import { FileTree } from './file-tree.tsx';
import './code.css';

const Editor = preloadable(async () => (await import('./editor.tsx')).Editor);
const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }));

export function CodePanel(): React.ReactNode {
  // On its way before a file is chosen.
  useEffect(() => void Editor.preload().catch(() => undefined), []);
  return (
    <section className="code-panel" aria-label={S.project.code}>
      <FileTree />
      <div className="code-main">
        <Tabs />
        <Content />
      </div>
    </section>
  );
}

function Tabs(): React.ReactNode {
  const { stores, actions } = useApp();
  const { tabs, active, drafts, view } = useStore(stores.editor);
  const changed = useStore(
    stores.project,
    (state) => active !== undefined && state.files[active]?.change !== undefined,
  );
  const { openTab, closeTab, setView } = stores.editor.getState();
  if (tabs.length === 0) return null;
  return (
    <div className="tabs">
      <div className="tab-list">
        {tabs.map((path) => (
          <div key={path} className="tab" data-active={path === active}>
            <button
              type="button"
              aria-current={path === active ? 'true' : undefined}
              title={path}
              onClick={() => openTab(path)}
            >
              {baseName(path)}
              {drafts[path] && <span className="dot-mark" role="img" aria-label={S.code.unsaved} />}
            </button>
            <button
              type="button"
              className="tab-close"
              aria-label={S.code.close(baseName(path))}
              onClick={() => closeTab(path)}
            >
              <X size={12} aria-hidden />
            </button>
          </div>
        ))}
      </div>
      {active !== undefined && drafts[active] && (
        <IconButton icon={Save} size={15} label={S.code.save} onClick={() => void actions.save(active)} />
      )}
      {changed && (
        <IconButton
          icon={view === 'diff' ? Pencil : GitCompare}
          size={15}
          label={view === 'diff' ? S.code.edit : S.code.diff}
          onClick={() => setView(view === 'diff' ? 'edit' : 'diff')}
        />
      )}
    </div>
  );
}

function Content(): React.ReactNode {
  const { stores, actions } = useApp();
  const { active, follow, following, view } = useStore(stores.editor);
  const entry = useStore(stores.project, (state) => (active === undefined ? undefined : state.files[active]));
  const hasFiles = useStore(stores.project, (state) => Object.keys(state.files).length > 0);
  const readOnly = useStore(stores.project, (state) => state.readOnly);
  if (follow && following) {
    return (
      <div className="editor-area">
        <p className="code-note" role="status">
          <Pencil size={13} aria-hidden /> {S.code.following(following.path)}
        </p>
        <Suspense>
          <Editor
            key={`follow ${following.path}`}
            path={following.path}
            text={following.text}
            version={0}
            readOnly
          />
        </Suspense>
      </div>
    );
  }
  if (active === undefined || !entry) {
    return <p className="code-empty muted">{hasFiles ? S.code.empty : S.code.noFiles}</p>;
  }
  const content = actions.readFile(active);
  if (typeof content !== 'string') return <p className="code-empty muted">{S.code.binary}</p>;
  if (view === 'diff' && entry.change !== undefined) {
    return (
      <Suspense>
        <DiffView
          key={`${active} ${entry.version}`}
          path={active}
          before={actions.readBefore(active) ?? ''}
          after={content}
        />
      </Suspense>
    );
  }
  return (
    <div className="editor-area">
      <ConflictBar path={active} />
      <Suspense fallback={<pre className="code-plain">{content.slice(0, 4000)}</pre>}>
        <Editor key={active} path={active} text={content} version={entry.version} readOnly={readOnly} />
      </Suspense>
    </div>
  );
}

function ConflictBar({ path }: { path: string }): React.ReactNode {
  const { stores, actions } = useApp();
  const conflict = useStore(stores.editor, (state) => state.conflicts[path]);
  if (!conflict) return null;
  const choices = [
    ['mine', S.code.keepMine],
    ['theirs', S.code.takeTheirs],
    ['both', S.code.both],
  ] as const;
  return (
    <div className="conflict" role="alert">
      <span>{S.code.conflict}</span>
      {choices.map(([choice, label]) => (
        <button
          key={choice}
          type="button"
          className="button"
          onClick={() => void actions.resolveConflict(path, choice)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
