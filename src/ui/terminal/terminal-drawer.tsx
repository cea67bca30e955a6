/** The drawer of terminals: the app's own output, and shells. */
import { Plus, X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { S } from '../strings.ts';
import { TerminalView } from './terminal-view.tsx';

export function TerminalDrawer(): React.ReactNode {
  const { stores, actions } = useApp();
  const { sessions, active } = useStore(stores.terminals);
  useEffect(() => {
    if (stores.terminals.getState().sessions.length === 0) void actions.openShell();
  }, [actions, stores]);
  return (
    <section className="drawer" aria-label={S.project.terminal}>
      <div className="tabs">
        <div className="tab-list" role="group" aria-label={S.terminal.sessions}>
          {sessions.map((session) => (
            <div key={session.id} className="tab" data-active={session.id === active}>
              <button
                type="button"
                aria-current={session.id === active ? 'true' : undefined}
                onClick={() => stores.terminals.getState().show(session.id)}
              >
                {session.kind === 'server' ? S.terminal.server : session.title}
                {session.status === 'exited' && <span className="muted"> ({S.terminal.exited})</span>}
              </button>
              {session.kind === 'shell' && (
                <button
                  type="button"
                  className="tab-close"
                  aria-label={S.terminal.close(session.title)}
                  onClick={() => actions.closeTerminal(session.id)}
                >
                  <X size={12} aria-hidden />
                </button>
              )}
            </div>
          ))}
        </div>
        <IconButton icon={Plus} size={15} label={S.terminal.new} onClick={() => void actions.openShell()} />
        <IconButton icon={X} size={15} label={S.terminal.hide} onClick={() => hide(stores.ui.getState())} />
      </div>
      <div className="drawer-body">
        {active === undefined ? (
          <p className="code-empty muted">{S.terminal.empty}</p>
        ) : (
          <TerminalView key={active} id={active} />
        )}
      </div>
    </section>
  );
}

function hide(ui: {
  setTerminal: (open: boolean) => void;
  pane: string;
  showPane: (pane: 'chat') => void;
}): void {
  ui.setTerminal(false);
  if (ui.pane === 'terminal') ui.showPane('chat');
}
