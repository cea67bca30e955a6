/** A message of the person's: can be edited and sent again. */
import { Pencil } from 'lucide-react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import type { UserMessage } from '../../state/chat-store.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { PromptField } from '../components/prompt-field.tsx';
import { S } from '../strings.ts';

export const UserTurn = memo(function UserTurn({ message }: { message: UserMessage }): React.ReactNode {
  const { stores, actions } = useApp();
  const busy = useStore(stores.chat, (state) => state.active !== undefined);
  const readOnly = useStore(stores.project, (project) => project.readOnly);
  const [draft, setDraft] = useState<string>();
  const resend = (): void => {
    if (draft?.trim()) void actions.retry(message.id, draft);
    setDraft(undefined);
  };
  const [first = '', ...rest] = message.text.split('\n');
  const isPacket = first === 'Fix this problem.' && rest.length > 4;
  return (
    <article className="user-turn" aria-label={S.chat.you}>
      {message.images.length > 0 && (
        <div className="turn-images">
          {message.images.map((image) => (
            <img key={image.id} src={image.dataUrl} alt={image.name} />
          ))}
        </div>
      )}
      {draft === undefined ? (
        <div className="user-text">
          {isPacket ? (
            <details>
              <summary>{S.chat.fixRequest}</summary>
              <pre className="output">{rest.join('\n').trim()}</pre>
            </details>
          ) : (
            message.text
          )}
        </div>
      ) : (
        <div className="prompt-box">
          <PromptField
            value={draft}
            label={S.chat.editMessage}
            placeholder=""
            rows={2}
            autoFocus
            onChange={setDraft}
            onSubmit={resend}
            onImages={() => undefined}
          />
          <div className="prompt-row">
            <button type="button" className="button" onClick={() => setDraft(undefined)}>
              {S.chat.cancel}
            </button>
            <button type="button" className="button button-primary" onClick={resend}>
              {S.chat.send}
            </button>
          </div>
        </div>
      )}
      {draft === undefined && !isPacket && !readOnly && (
        <div className="turn-tools">
          <IconButton
            icon={Pencil}
            size={13}
            label={S.chat.editMessage}
            disabled={busy}
            onClick={() => setDraft(message.text)}
          />
        </div>
      )}
    </article>
  );
});
