/** What a person must know of the open project at all times: offline, read-only, not kept. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { KeepBanner } from '../storage/keep-banner.tsx';
import { S } from '../strings.ts';

export function ProjectBanners(): React.ReactNode {
  const { stores } = useApp();
  const online = useStore(stores.runtime, (state) => state.online);
  const readOnly = useStore(stores.project, (state) => state.readOnly);
  return (
    <>
      {!online && (
        <p className="banner" role="status">
          {S.project.offline}
        </p>
      )}
      {readOnly && <ReadOnly />}
      <KeepBanner />
    </>
  );
}

function ReadOnly(): React.ReactNode {
  const { actions } = useApp();
  const [busy, setBusy] = useState(false);
  return (
    <div className="banner" role="status">
      <span>{S.project.readOnly}</span>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void actions.takeOver().finally(() => setBusy(false));
        }}
      >
        {S.project.takeOver}
      </button>
    </div>
  );
}
