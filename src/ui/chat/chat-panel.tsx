/** The conversation and the box to go on with it. Scrolling follows the end until the reader leaves it. */
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { ProblemCard } from '../project/problem-card.tsx';
import { S } from '../strings.ts';
import { Composer } from './composer.tsx';
import { Reply } from './reply.tsx';
import { UserTurn } from './user-turn.tsx';

const NEAR = 48;

export function ChatPanel(): React.ReactNode {
  const { stores } = useApp();
  const messages = useStore(stores.chat, (state) => state.messages);
  const readOnly = useStore(stores.project, (state) => state.readOnly);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const top = useRef(0);
  const [away, setAway] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return undefined;
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    // A scroll to the end is told when there may be more below it already: only a reader scrolls up.
    const up = element.scrollTop < top.current;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    following.current = near || (following.current && !up);
    top.current = element.scrollTop;
    setAway(!following.current);
  };
  const last = messages.at(-1);
  return (
    <section className="chat" aria-label={S.chat.label}>
      <div
        className="chat-scroll"
        ref={scroller}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label={S.chat.label}
      >
        <div className="chat-content" ref={content}>
          {messages.length === 0 && <EmptyChat />}
          {messages.map((message) =>
            message.role === 'user' ? (
              <UserTurn key={message.id} message={message} />
            ) : (
              <Reply key={message.id} reply={message} isLast={message === last} />
            ),
          )}
        </div>
      </div>
      <div className="chat-foot">
        {away && (
          <button
            type="button"
            className="button jump"
            onClick={() => {
              following.current = true;
              scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
            }}
          >
            <ArrowDown size={14} aria-hidden /> {S.chat.latest}
          </button>
        )}
        <ProblemCard />
        {!readOnly && <Composer />}
      </div>
    </section>
  );
}

function EmptyChat(): React.ReactNode {
  const { stores } = useApp();
  const hasFiles = useStore(stores.project, ({ files }) => Object.keys(files).length > 0);
  return <p className="chat-empty muted">{hasFiles ? S.chat.emptyWithFiles : S.chat.empty}</p>;
}
