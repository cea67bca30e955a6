/** An artifact as one card, with a line per action that opens to its content or output. */
import { Check, ChevronRight, Circle, LoaderCircle, Minus, X } from 'lucide-react';
import { memo, useState } from 'react';
import type { ActionState, ArtifactState } from '../../state/chat-store.ts';
import { useApp } from '../app-context.tsx';
import { formatDuration } from '../format.ts';
import { S } from '../strings.ts';

export const ArtifactCard = memo(function ArtifactCard({
  artifact,
}: {
  artifact: ArtifactState;
}): React.ReactNode {
  return (
    <section className="artifact" aria-label={artifact.title || S.action.untitled}>
      <h2>{artifact.title || S.action.untitled}</h2>
      <ul>
        {artifact.actions.map((action) => (
          <ActionLine key={action.action} action={action} />
        ))}
      </ul>
    </section>
  );
});

const ICONS = {
  streaming: LoaderCircle,
  running: LoaderCircle,
  queued: Circle,
  done: Check,
  failed: X,
  skipped: Minus,
  aborted: Minus,
} as const;

const ActionLine = memo(function ActionLine({ action }: { action: ActionState }): React.ReactNode {
  const [open, setOpen] = useState(false);
  const { status, receipt } = action;
  const Icon = ICONS[status];
  const { verb, target } = wordsFor(action);
  return (
    <li className="action" data-status={status}>
      <button type="button" className="action-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="action-icon">
          <Icon size={14} aria-hidden />
          <span className="visually-hidden">{S.action.status[status]}</span>
        </span>
        <span className="action-words">
          {verb} <span className={action.type === 'shell' ? 'mono' : undefined}>{target}</span>
        </span>
        <Counts action={action} />
        <span className="action-time muted">{receipt && formatDuration(receipt.durationMs)}</span>
        <ChevronRight size={14} className="chevron" aria-hidden />
      </button>
      {!open && (status === 'failed' || status === 'skipped') && receipt?.reason && (
        <p className="action-reason">{receipt.reason}</p>
      )}
      {open && <ActionDetail action={action} />}
    </li>
  );
});

function Counts({ action: { receipt } }: { action: ActionState }): React.ReactNode {
  const { added = 0, removed = 0 } = receipt ?? {};
  if (receipt?.status !== 'done' || added + removed === 0) return null;
  return (
    <span className="counts">
      <span className="plus">+{added}</span>
      {removed > 0 && <span className="minus">−{removed}</span>}
    </span>
  );
}

const MAX_SHOWN = 12_000;

function ActionDetail({ action }: { action: ActionState }): React.ReactNode {
  const { stores } = useApp();
  const { receipt, type, target } = action;
  const isFile = type === 'file' || type === 'edit';
  const text = isFile ? action.content : (receipt?.output ?? action.output);
  return (
    <div className="action-detail">
      {receipt?.reason && <p>{receipt.reason}</p>}
      {(text ?? '') !== '' ? (
        <pre className="output" tabIndex={0}>
          {isFile ? text?.slice(0, MAX_SHOWN) : text?.slice(-MAX_SHOWN)}
        </pre>
      ) : (
        !receipt?.reason && <p className="muted">{S.action.noOutput}</p>
      )}
      {isFile && receipt?.status === 'done' && (
        <button
          type="button"
          className="quiet-link"
          onClick={() => {
            stores.editor.getState().openTab(target);
            stores.ui.getState().showWorkbench('code');
          }}
        >
          {S.action.openFile}
        </button>
      )}
    </div>
  );
}

function wordsFor({ type, target, status }: ActionState): { verb: string; target: string } {
  const isOver = status === 'done';
  const isInstall = type === 'shell' && /^npm\s+(?:i|install|ci|add)\b/.test(target);
  const table: Readonly<Record<string, readonly [string, string]>> = S.verbs;
  const [now, then] = (isInstall ? S.verbs.install : table[type]) ?? S.verbs.unknown;
  const plain = isInstall ? target.replace(/^npm\s+\w+\s*/, '').replace(/(?:^|\s)-\S+/g, '') : target;
  return { verb: isOver ? then : now, target: type === 'start' ? '' : plain.trim() };
}
