/** The versions of the project: looked at, compared, gone back to, and made projects of their own. */
import { CircleCheck, GitFork, History, RotateCcw } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { FileDifference, VersionInfo } from '../../state/versions-store.ts';
import { useApp } from '../app-context.tsx';
import { formatWhen } from '../format.ts';
import { S } from '../strings.ts';
import './versions.css';

const DiffView = lazy(async () => ({ default: (await import('../code/diff-view.tsx')).DiffView }));

export function VersionsDialog(): React.ReactNode {
  const { stores, actions } = useApp();
  // What is not a version yet could not be gone back to.
  useEffect(() => void actions.keepVersion(), [actions]);
  const versions = useStore(stores.versions, (state) => state.versions);
  const [chosen, setChosen] = useState<string>();
  const shown = versions.find(({ id }) => id === chosen) ?? versions[0];
  if (!shown) return <p className="versions-none muted">{S.versions.none}</p>;
  return (
    <div className="versions">
      <ul className="version-list" aria-label={S.versions.title}>
        {versions.map((version) => (
          <li key={version.id}>
            <button
              type="button"
              className="version"
              aria-current={version === shown ? 'true' : undefined}
              onClick={() => setChosen(version.id)}
            >
              <Picture version={version} />
              <span className="version-words">
                <span className="version-prompt">{titleOf(version)}</span>
                <span className="version-facts muted">
                  {version.green && <CircleCheck size={13} className="ok" aria-label={S.versions.green} />}
                  {formatWhen(version.createdAt)}
                  {version.restoredFrom !== undefined && ` · ${S.versions.restored}`}
                  {version === versions[0] && ` · ${S.versions.latest}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Details key={shown.id} version={shown} latest={versions[0]?.id ?? shown.id} />
    </div>
  );
}

function Picture({ version }: { version: VersionInfo }): React.ReactNode {
  return (
    <span className="version-picture" aria-hidden>
      {version.picture === undefined ? <History size={16} /> : <img src={version.picture} alt="" />}
    </span>
  );
}

function titleOf({ prompt }: VersionInfo): string {
  return prompt.trim().split('\n', 1)[0] || S.versions.untitled;
}

function Details({ version, latest }: { version: VersionInfo; latest: string }): React.ReactNode {
  const { actions } = useApp();
  const [since, setSince] = useState<'before' | 'now'>('before');
  const [changes, setChanges] = useState<readonly FileDifference[]>();
  const { id } = version;
  useEffect(() => {
    let live = true;
    const asked = since === 'before' ? actions.compareVersions(id) : actions.compareVersions(latest, id);
    void asked.then((found) => {
      if (live) setChanges(found);
    });
    return () => {
      live = false;
    };
  }, [actions, id, latest, since]);
  return (
    <section className="version-details" aria-label={titleOf(version)}>
      <div className="version-head">
        <div className="segmented small" role="group" aria-label={S.versions.compare}>
          {(['before', 'now'] as const).map((own) => (
            <button key={own} type="button" aria-pressed={since === own} onClick={() => setSince(own)}>
              {S.versions.since[own]}
            </button>
          ))}
        </div>
        <WayBack version={version} isLatest={id === latest} />
      </div>
      {changes && <Changes changes={changes} />}
    </section>
  );
}

function WayBack({ version, isLatest }: { version: VersionInfo; isLatest: boolean }): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const busy = useStore(stores.chat, (state) => state.active !== undefined);
  const readOnly = useStore(stores.project, (state) => state.readOnly);
  const title = useStore(stores.project, (state) => state.title);
  const [working, setWorking] = useState(false);
  const close = (): void => stores.ui.getState().setDialog('none');
  const run = async (work: () => Promise<void>): Promise<void> => {
    setWorking(true);
    await work().finally(() => setWorking(false));
  };
  return (
    <div className="version-actions">
      <button
        type="button"
        className="button"
        disabled={working}
        onClick={() =>
          void run(async () => {
            const copy = await actions.forkVersion(version.id, S.versions.copyOf(title));
            close();
            navigate(`/p/${copy}`);
          })
        }
      >
        <GitFork size={14} aria-hidden /> {S.versions.fork}
      </button>
      <button
        type="button"
        className="button button-primary"
        disabled={working || busy || readOnly || isLatest}
        onClick={() =>
          void run(async () => {
            close();
            await actions.restoreVersion(version.id);
          })
        }
      >
        <RotateCcw size={14} aria-hidden /> {S.versions.restore}
      </button>
    </div>
  );
}

function Changes({ changes }: { changes: readonly FileDifference[] }): React.ReactNode {
  const [open, setOpen] = useState<string>();
  if (changes.length === 0) return <p className="version-same muted">{S.versions.same}</p>;
  return (
    <ul className="version-changes" aria-label={S.versions.changes}>
      {changes.map((change) => (
        <li key={change.path}>
          <button
            type="button"
            className="version-file"
            aria-expanded={open === change.path}
            onClick={() => setOpen(open === change.path ? undefined : change.path)}
          >
            <span className="ellipsis">{change.path}</span>
            <span className="muted">{S.versions.kinds[change.kind]}</span>
          </button>
          {open === change.path && <Difference change={change} />}
        </li>
      ))}
    </ul>
  );
}

function Difference({ change }: { change: FileDifference }): React.ReactNode {
  const { path, before, after, from } = change;
  if (from !== undefined) return <p className="version-same muted">{S.versions.movedFrom(from)}</p>;
  if (before === undefined && after === undefined)
    return <p className="version-same muted">{S.code.binary}</p>;
  return (
    <div className="version-diff">
      <Suspense>
        <DiffView path={path} before={before ?? ''} after={after ?? ''} />
      </Suspense>
    </div>
  );
}
