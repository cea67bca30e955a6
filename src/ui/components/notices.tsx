/** Passing notices, read out by screen readers; errors stay until they are dismissed. */
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';

const INFO_MS = 5000;

export function Notices(): React.ReactNode {
  const { stores } = useApp();
  const notices = useStore(stores.ui, (state) => state.notices);
  const first = notices.find((notice) => notice.kind === 'info');
  useEffect(() => {
    if (!first) return undefined;
    const timer = setTimeout(() => stores.ui.getState().dismiss(first.id), INFO_MS);
    return () => clearTimeout(timer);
  }, [first, stores]);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={`notice notice-${notice.kind}`}>
          <span>{notice.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={S.settings.close}
            onClick={() => stores.ui.getState().dismiss(notice.id)}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
