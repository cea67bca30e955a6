/** Settings of the data: what takes space, everything out and in, everything away. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { formatBytes } from '../format.ts';
import { S } from '../strings.ts';
import { saveFile } from '../transfer/save-file.ts';

export function DataSettings(): React.ReactNode {
  const { stores, actions } = useApp();
  const sizes = useStore(stores.storage, (state) => state.sizes);
  const [words, setWords] = useState<{ bad: boolean; text: string }>();
  const fail = (error: unknown): void =>
    setWords({ bad: true, text: error instanceof Error ? error.message : String(error) });
  useEffect(() => {
    actions.measureStorage().catch(fail);
  }, [actions]);
  return (
    <section aria-labelledby="settings-data">
      <h3 id="settings-data">{S.data.title}</h3>
      {sizes && (
        <p className="muted">
          {S.data.used(
            formatBytes(sizes.bytes),
            sizes.quota === undefined ? undefined : formatBytes(sizes.quota),
          )}{' '}
          {sizes.persisted ? S.data.persisted : S.data.notPersisted}
        </p>
      )}
      {sizes && sizes.projects.length > 0 && <Projects onFailure={fail} />}
      <Everything onDone={(text) => setWords({ bad: false, text })} onFailure={fail} />
      {words && (
        <p className={words.bad ? 'bad' : 'muted'} role="status">
          {words.text}
        </p>
      )}
    </section>
  );
}

function Projects({ onFailure }: { onFailure: (error: unknown) => void }): React.ReactNode {
  const { stores, actions } = useApp();
  const projects = useStore(stores.storage, (state) => state.sizes?.projects ?? []);
  const openId = useStore(stores.project, (state) => state.id);
  return (
    <ul className="data-projects">
      {projects.map(({ id, title, bytes, versions }) => (
        <li key={id}>
          <span className="ellipsis">{title}</span>
          <span className="muted">
            {formatBytes(bytes)} · {S.data.versions(versions)}
          </span>
          <button
            type="button"
            className="button"
            disabled={id === openId}
            aria-label={S.home.deleteProject(title)}
            onClick={() => {
              if (!confirm(S.home.confirmDelete(title))) return;
              actions
                .removeProject(id)
                .then(() => actions.measureStorage())
                .catch(onFailure);
            }}
          >
            {S.data.delete}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Everything({
  onDone,
  onFailure,
}: {
  onDone: (text: string) => void;
  onFailure: (error: unknown) => void;
}): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="settings-row">
      <button
        type="button"
        className="button"
        onClick={() => void actions.exportAll().then((bytes) => saveFile('tabwright.zip', bytes), onFailure)}
      >
        {S.data.exportAll}
      </button>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {S.data.importAll}
      </button>
      <button
        type="button"
        className="button button-danger"
        onClick={() => {
          if (!confirm(S.data.confirmDeleteAll)) return;
          actions.deleteAll().then(() => {
            stores.ui.getState().setDialog('none');
            navigate('/');
          }, onFailure);
        }}
      >
        {S.data.deleteAll}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".zip,application/zip"
        data-testid="import-all"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) actions.importAll(file).then((count) => onDone(S.data.imported(count)), onFailure);
          target.value = '';
        }}
      />
    </div>
  );
}
