/** A reply: its words, its artifacts, and how it ended. */
import { Check, Copy, RotateCcw, Wrench } from 'lucide-react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import type { AssistantMessage } from '../../state/chat-store.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { formatDuration, formatTokens } from '../format.ts';
import { S } from '../strings.ts';
import { ArtifactCard } from './artifact-card.tsx';
import { DemoNext } from './demo-next.tsx';
import { Markdown } from './markdown.tsx';
import { settleMarkdown } from './settle-markdown.ts';

export interface ReplyProps {
  readonly reply: AssistantMessage;
  readonly isLast: boolean;
}

interface PartProps {
  readonly reply: AssistantMessage;
  /** Another tab writes to the project: nothing is offered that would change it. */
  readonly readOnly: boolean;
}

export const Reply = memo(function Reply({ reply, isLast }: ReplyProps): React.ReactNode {
  const { stores } = useApp();
  const readOnly = useStore(stores.project, (project) => project.readOnly);
  const isRunning = reply.status === 'streaming' || reply.status === 'running';
  return (
    <article className="reply" aria-label={S.appName} aria-busy={isRunning}>
      {reply.parts.map((part, index) => {
        if (part.kind === 'text') {
          const isWritten = reply.status !== 'streaming' || index < reply.parts.length - 1;
          const text = isWritten ? part.text : settleMarkdown(part.text);
          return text.trim() === '' ? null : <Markdown key={index} text={text} />;
        }
        const artifact = reply.artifacts[part.artifact];
        return artifact ? <ArtifactCard key={index} artifact={artifact} /> : null;
      })}
      {reply.status === 'streaming' && reply.parts.length === 0 && (
        <p className="thinking">{S.chat.thinking}</p>
      )}
      <Ending reply={reply} readOnly={readOnly} />
      {reply.model.startsWith('fixer:') && <KnownFix isLast={isLast && !isRunning && !readOnly} />}
      {isLast && !readOnly && saysOnlyWhatItIs(reply) && <DemoNext />}
      {!isRunning && <Tools reply={reply} isLast={isLast} readOnly={readOnly} />}
    </article>
  );
});

/** The demo has no answer to the request, and built nothing. */
function saysOnlyWhatItIs({ model, status, artifacts }: AssistantMessage): boolean {
  return model.startsWith('demo:') && status === 'done' && artifacts.length === 0;
}

/** A reply that no model wrote: it is said, and can be taken back. */
function KnownFix({ isLast }: { isLast: boolean }): React.ReactNode {
  const { actions } = useApp();
  return (
    <p className="known-fix muted">
      <Wrench size={13} aria-hidden /> {S.chat.knownFix}
      {isLast && (
        <button type="button" className="quiet-link" onClick={() => void actions.undo()}>
          {S.chat.undo}
        </button>
      )}
    </p>
  );
}

function Ending({ reply, readOnly }: PartProps): React.ReactNode {
  const { actions } = useApp();
  const { status, failure, offer } = reply;
  const canContinue = status === 'cut-off' || (status === 'stopped' && reply.raw !== '');
  if (offer) {
    return readOnly ? null : (
      <div className="ending">
        <p>{S.chat.offer}</p>
        <button type="button" className="button" onClick={() => void actions.applyOffer(reply.id)}>
          {S.chat.apply(offer.length)}
        </button>
      </div>
    );
  }
  if (status === 'streaming' || status === 'running' || status === 'done') return null;
  const words = failure?.message ?? (status === 'stopped' ? S.chat.stopped : S.chat.cutOff);
  return (
    <div
      className={`ending ${status === 'failed' ? 'ending-bad' : ''}`}
      role={status === 'failed' ? 'alert' : undefined}
    >
      <p>{words}</p>
      {canContinue && !readOnly && (
        <button type="button" className="button" onClick={() => void actions.continueReply(reply.id)}>
          {S.chat.continue}
        </button>
      )}
      {status === 'failed' && !readOnly && (
        <button type="button" className="button" onClick={() => void actions.retry(reply.id)}>
          {S.chat.retry}
        </button>
      )}
    </div>
  );
}

function Tools({ reply, isLast, readOnly }: PartProps & { readonly isLast: boolean }): React.ReactNode {
  const { actions } = useApp();
  const [copied, setCopied] = useState(false);
  const { usage, endedAt, startedAt } = reply;
  const words = reply.parts.flatMap((part) => (part.kind === 'text' ? [part.text.trim()] : [])).join('\n\n');
  return (
    <div className={`turn-tools ${isLast ? 'turn-tools-shown' : ''}`}>
      <IconButton
        icon={copied ? Check : Copy}
        size={13}
        label={copied ? S.chat.copied : S.chat.copy}
        onClick={() => {
          void navigator.clipboard.writeText(words).then(() => setCopied(true));
        }}
      />
      {!readOnly && (
        <IconButton
          icon={RotateCcw}
          size={13}
          label={S.chat.retry}
          onClick={() => void actions.retry(reply.id)}
        />
      )}
      <span className="turn-facts muted">
        {endedAt !== undefined && formatDuration(endedAt - startedAt)}
        {usage &&
          ` · ${S.chat.usage(formatTokens(usage.inputTokens ?? 0), formatTokens(usage.outputTokens ?? 0))}`}
      </span>
    </div>
  );
}
