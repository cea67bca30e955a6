/** How a publish goes, step by step, and what went wrong. */
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { isPublishing } from '../../state/publish-store.ts';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';

export function PublishProgress(): React.ReactNode {
  const { stores } = useApp();
  const state = useStore(stores.publish);
  const { phase, progress, message, failure, output } = state;
  const install = useStore(stores.runtime, (runtime) => runtime.install);
  if (phase === 'idle') return null;
  const busy = isPublishing(state);
  const count = phase === 'installing' ? install : phase === 'uploading' ? progress : undefined;
  const note =
    phase === 'installing' && install
      ? S.preview.progress(install.done, install.total)
      : phase === 'uploading' && progress
        ? S.publish.files(progress.done, progress.total)
        : message;
  return (
    <div className="publish-progress" role="status">
      <p className={failure ? 'publish-line bad' : 'publish-line'}>
        {busy ? (
          <LoaderCircle size={16} className="spin" aria-hidden />
        ) : failure ? (
          <TriangleAlert size={16} aria-hidden />
        ) : (
          <CircleCheck size={16} className="ok" aria-hidden />
        )}
        <span>{failure?.message ?? S.publish.phases[phase]}</span>
        {busy && note !== '' && <span className="muted">{note}</span>}
      </p>
      {count && count.total > 0 && (
        <progress value={count.done} max={count.total} aria-label={S.publish.phases[phase]} />
      )}
      {output !== '' && (busy || failure?.kind === 'build') && (
        <details open={failure?.kind === 'build'}>
          <summary>{S.publish.buildOutput}</summary>
          <pre className="output" tabIndex={0}>
            {output.trim()}
          </pre>
        </details>
      )}
    </div>
  );
}
