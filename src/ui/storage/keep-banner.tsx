/** Says that what is made is not kept, why, and the way on; nothing while all is well. */
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';

export function KeepBanner(): React.ReactNode {
  const { stores } = useApp();
  const failure = useStore(stores.storage, (state) => state.failure);
  if (!failure) return null;
  return (
    <div className="banner banner-bad" role="alert">
      <span>{failure.message}</span>
      {failure.kind === 'closed' && (
        <button type="button" className="button" onClick={() => location.reload()}>
          {S.storage.reload}
        </button>
      )}
      {failure.kind === 'full' && (
        <button type="button" className="button" onClick={() => stores.ui.getState().setDialog('settings')}>
          {S.storage.manage}
        </button>
      )}
    </div>
  );
}
