/** What is happening while there is no page to show: the stage, how far it is, and the way on. */
import { CircleAlert, CirclePlay, LoaderCircle } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { useNow } from '../project/use-now.ts';
import { S } from '../strings.ts';

/** Seconds after which a stage is slower than usual. */
const USUAL: Readonly<Record<string, number>> = {
  booting: 8,
  mounting: 5,
  installing: 45,
  starting: 20,
  ready: 20,
};
const STAGES = ['booting', 'mounting', 'installing', 'starting'];

export function PreviewStage(): React.ReactNode {
  const { stores } = useApp();
  const stage = useStore(stores.runtime, (state) => state.stage);
  const since = useStore(stores.runtime, (state) => state.since);
  const install = useStore(stores.runtime, (state) => state.install);
  const failure = useStore(stores.runtime, (state) => state.failure);
  const exitCode = useStore(stores.runtime, (state) => state.devExitCode);
  const writing = useStore(stores.chat, (state) => state.active !== undefined);
  const isLoading = stage === 'ready';
  const isMoving = isLoading || STAGES.includes(stage);
  const now = useNow(isMoving);
  const seconds = Math.round((now - since) / 1000);
  const isSlow = isMoving && seconds > (USUAL[stage] ?? Infinity);
  const isIdle = stage === 'idle' || stage === 'off' || stage === 'booting';
  const [title, text] = S.preview.stage[isIdle && writing ? 'writing' : stage];
  const isBad = stage === 'crashed' || stage === 'failed';
  return (
    <div className="stage" role="status">
      <span className="stage-icon" data-moving={isMoving || (isIdle && writing)} data-bad={isBad}>
        {isBad ? (
          <CircleAlert size={28} strokeWidth={1.5} aria-hidden />
        ) : isMoving || writing ? (
          <LoaderCircle size={28} strokeWidth={1.5} aria-hidden />
        ) : (
          <CirclePlay size={28} strokeWidth={1.5} aria-hidden />
        )}
      </span>
      <h2>{title}</h2>
      <p>{stage === 'failed' ? failure?.message : text}</p>
      {stage === 'failed' && <p>{failure?.todo}</p>}
      {stage === 'crashed' && exitCode !== undefined && <p>{S.preview.exitCode(exitCode)}</p>}
      {stage === 'installing' && install && (
        <>
          <progress value={install.done} max={install.total} aria-label={title} />
          <p className="muted">{S.preview.progress(install.done, install.total)}</p>
        </>
      )}
      {isSlow && <p className="stage-slow">{S.preview.slow(seconds)}</p>}
      <WayOn isSlow={isSlow} />
    </div>
  );
}

function WayOn({ isSlow }: { isSlow: boolean }): React.ReactNode {
  const { stores, actions } = useApp();
  const stage = useStore(stores.runtime, (state) => state.stage);
  const hasPackage = useStore(stores.project, (state) => 'package.json' in state.files);
  const writing = useStore(stores.chat, (state) => state.active !== undefined);
  const canStart = hasPackage && !writing && (stage === 'idle' || stage === 'crashed');
  return (
    <div className="stage-actions">
      {stage === 'failed' && (
        <button type="button" className="button button-primary" onClick={() => actions.bootAgain()}>
          {S.preview.retry}
        </button>
      )}
      {canStart && (
        <button type="button" className="button button-primary" onClick={() => void actions.runDev()}>
          {stage === 'crashed' ? S.preview.restart : S.preview.start}
        </button>
      )}
      {(stage === 'crashed' || isSlow) && (
        <button type="button" className="button" onClick={() => stores.ui.getState().setTerminal(true)}>
          {S.preview.showTerminal}
        </button>
      )}
    </div>
  );
}
