/** The line at the foot: the runtime, what runs in it, and what the models used. */
import { useStore } from 'zustand';
import { costOf, tokensOf } from '../../shared/usage.ts';
import { findModel } from '../../state/models-store.ts';
import { useApp } from '../app-context.tsx';
import { formatDollars, formatTokens } from '../format.ts';
import { S } from '../strings.ts';

export function StatusLine(): React.ReactNode {
  const { stores } = useApp();
  const stage = useStore(stores.runtime, (state) => state.stage);
  const install = useStore(stores.runtime, (state) => state.install);
  const processes = useStore(stores.runtime, (state) => state.processes.length);
  const ports = useStore(stores.runtime, (state) => state.ports);
  return (
    <footer className="status-line">
      <span className="status-stage" data-stage={stage}>
        <span className="dot" aria-hidden />
        {S.status.stage[stage]}
        {stage === 'ready' && ports.length > 0 && (
          <span className="muted">:{ports.map(({ port }) => port).join(', ')}</span>
        )}
        {stage === 'installing' && install && (
          <span className="muted">{S.preview.progress(install.done, install.total)}</span>
        )}
      </span>
      {processes > 0 && <span className="muted">{S.status.processes(processes)}</span>}
      <Usage />
    </footer>
  );
}

/** Of the last turn and of all: tokens, and dollars where the price is known. */
function Usage(): React.ReactNode {
  const { stores } = useApp();
  const messages = useStore(stores.chat, (state) => state.messages);
  const providers = useStore(stores.models, (state) => state.providers);
  const turns = messages.flatMap((message) => {
    if (message.role !== 'assistant' || !message.usage) return [];
    const price = findModel({ providers }, message.model)?.price;
    return [{ tokens: tokensOf(message.usage), cost: price ? costOf(message.usage, price) : 0 }];
  });
  const last = turns.at(-1);
  if (!last) return null;
  const sum = (key: keyof typeof last): number => turns.reduce((total, turn) => total + turn[key], 0);
  return (
    <span className="status-end muted">
      {turns.length > 1 && `${S.status.turn}: ${amount(last.tokens, last.cost)} · `}
      {S.status.total}: {amount(sum('tokens'), sum('cost'))}
    </span>
  );
}

function amount(tokens: number, cost: number): string {
  const words = S.status.tokens(formatTokens(tokens));
  return cost > 0 ? `${words}, ${formatDollars(cost)}` : words;
}
