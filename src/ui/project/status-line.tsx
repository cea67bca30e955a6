/** The line at the foot: the runtime, what runs in it, and what the models used. */
import { useStore } from 'zustand';
import { findModel } from '../../state/models-store.ts';
import { useApp } from '../app-context.tsx';
import { formatTokens } from '../format.ts';
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

function Usage(): React.ReactNode {
  const { stores } = useApp();
  const messages = useStore(stores.chat, (state) => state.messages);
  const models = useStore(stores.models, (state) => state.providers);
  let tokens = 0;
  let cost = 0;
  for (const message of messages) {
    if (message.role !== 'assistant' || !message.usage) continue;
    const { inputTokens = 0, outputTokens = 0 } = message.usage;
    tokens += inputTokens + outputTokens;
    const price = findModel({ providers: models }, message.model)?.price;
    if (price) cost += (inputTokens * price.input + outputTokens * price.output) / 1e6;
  }
  if (tokens === 0) return null;
  return (
    <span className="status-end muted">
      {S.status.total}: {S.status.tokens(formatTokens(tokens))}
      {cost > 0 && ` · $${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`}
    </span>
  );
}
