/** A project: chat beside the workbench, or one pane at a time on a phone. */
import {
  Download,
  Code2,
  Eye,
  Command,
  Ellipsis,
  History,
  MessageSquare,
  PanelBottom,
  Settings,
  TerminalSquare,
} from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useStore } from 'zustand';
import type { PhonePane } from '../../state/ui-store.ts';
import { useApp } from '../app-context.tsx';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Logo } from '../components/logo.tsx';
import { preloadable } from '../components/preloadable.tsx';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import { S } from '../strings.ts';
import { ProblemCard } from './problem-card.tsx';
import { ProjectBanners } from './project-banners.tsx';
import { StatusLine } from './status-line.tsx';
import { useMedia } from './use-media.ts';
import './project.css';
import './chat.css';
import './workbench.css';

const CodePanel = preloadable(async () => (await import('../code/code-panel.tsx')).CodePanel);
const TerminalDrawer = preloadable(
  async () => (await import('../terminal/terminal-drawer.tsx')).TerminalDrawer,
);
/** A hand that goes to the bar is about to open one of them. Offline they are asked for again when they are shown. */
const preloadPanes = (): void =>
  void Promise.all([CodePanel.preload(), TerminalDrawer.preload()]).catch(() => undefined);

export function ProjectScreen({ id }: { id: string }): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const title = useStore(stores.project, (state) => state.title);
  const openId = useStore(stores.project, (state) => state.id);
  const isPhone = useMedia('(max-width: 760px)');
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    void actions.openProject(id).then((found) => setMissing(!found));
  }, [actions, id]);
  useEffect(() => {
    document.title = title === '' ? S.appName : `${title} · ${S.appName}`;
  }, [title]);
  if (missing) {
    return (
      <main className="page-note">
        <div className="empty-state">
          <h1>{S.project.missing}</h1>
          <p>{S.project.missingTodo}</p>
          <button type="button" className="button" onClick={() => navigate('/')}>
            {S.project.back}
          </button>
        </div>
      </main>
    );
  }
  if (openId !== id) return <p className="page-note">{S.project.loading}</p>;
  return (
    <div className="project">
      <ProjectBar isPhone={isPhone} />
      <ProjectBanners />
      {isPhone ? <PhoneLayout /> : <DesktopLayout />}
      {isPhone ? <PhoneBar /> : <StatusLine />}
    </div>
  );
}

/** On a phone, the menu has what there is no room for. */
function ProjectBar({ isPhone }: { isPhone: boolean }): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const title = useStore(stores.project, (state) => state.title);
  const readOnly = useStore(stores.project, (state) => state.readOnly);
  const workbench = useStore(stores.ui, (state) => state.workbench);
  const terminal = useStore(stores.ui, (state) => state.terminal);
  const { setDialog, showWorkbench, setTerminal } = stores.ui.getState();
  return (
    <header className="project-bar" onPointerEnter={preloadPanes} onFocus={preloadPanes}>
      <a
        href="/"
        className="home-link"
        aria-label={S.project.back}
        title={S.project.back}
        onClick={(event) => {
          event.preventDefault();
          navigate('/');
        }}
      >
        <Logo nameless />
      </a>
      <h1 className="visually-hidden">{title}</h1>
      <input
        key={title}
        className="project-name"
        aria-label={S.project.rename}
        defaultValue={title}
        readOnly={readOnly}
        onBlur={(event) => {
          const name = event.target.value.trim();
          if (name !== '' && name !== title) actions.rename(name);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {!isPhone && (
        <div className="segmented" role="group" aria-label={S.project.panes}>
          {(['preview', 'code'] as const).map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={workbench === tab}
              onClick={() => showWorkbench(tab)}
            >
              {tab === 'preview' ? <Eye size={14} aria-hidden /> : <Code2 size={14} aria-hidden />}
              {S.project[tab]}
            </button>
          ))}
        </div>
      )}
      <div className="bar-end">
        {!isPhone && (
          <IconButton
            icon={PanelBottom}
            label={S.project.terminal}
            pressed={terminal}
            onClick={() => setTerminal(!terminal)}
          />
        )}
        <button type="button" className="button button-primary" onClick={() => setDialog('publish')}>
          {S.publish.button}
        </button>
        {!isPhone && (
          <>
            <IconButton
              icon={Download}
              label={S.transfer.downloadTitle}
              onClick={() => setDialog('download')}
            />
            <IconButton icon={History} label={S.versions.title} onClick={() => setDialog('versions')} />
          </>
        )}
        <IconButton
          icon={isPhone ? Ellipsis : Command}
          label={S.project.menu}
          onClick={() => setDialog('palette')}
        />
        {!isPhone && (
          <IconButton icon={Settings} label={S.project.settings} onClick={() => setDialog('settings')} />
        )}
      </div>
    </header>
  );
}

function DesktopLayout(): React.ReactNode {
  const { stores } = useApp();
  const terminal = useStore(stores.ui, (state) => state.terminal);
  return (
    <main className="project-body">
      <Group orientation="horizontal">
        <Panel
          id="chat"
          defaultSize="420px"
          minSize="300px"
          maxSize="60%"
          groupResizeBehavior="preserve-pixel-size"
        >
          <div className="chat-column">
            <ChatPanel />
          </div>
        </Panel>
        <Separator className="separator separator-x" aria-label={S.project.chat} />
        <Panel id="workbench" minSize="320px">
          <Group orientation="vertical" className="workbench-group">
            <Panel id="main" minSize="120px">
              <Workbench />
            </Panel>
            {terminal && (
              <>
                <Separator className="separator separator-y" aria-label={S.project.terminal} />
                <Panel
                  id="terminal"
                  defaultSize="240px"
                  minSize="96px"
                  groupResizeBehavior="preserve-pixel-size"
                >
                  <Suspense fallback={<div className="drawer" />}>
                    <TerminalDrawer />
                  </Suspense>
                </Panel>
              </>
            )}
          </Group>
        </Panel>
      </Group>
    </main>
  );
}

/** The preview stays mounted behind the code, so that the app in it goes on. */
function Workbench(): React.ReactNode {
  const { stores } = useApp();
  const tab = useStore(stores.ui, (state) => state.workbench);
  return (
    <div className="workbench">
      <div className={tab === 'preview' ? 'pane' : 'pane pane-away'}>
        <PreviewPanel />
      </div>
      {tab === 'code' && (
        <div className="pane">
          <Suspense fallback={<div className="code-panel" />}>
            <CodePanel />
          </Suspense>
        </div>
      )}
    </div>
  );
}

function PhoneLayout(): React.ReactNode {
  const { stores } = useApp();
  const pane = useStore(stores.ui, (state) => state.pane);
  return (
    <main className="phone-body">
      <div className="pane" hidden={pane !== 'chat'}>
        <ChatPanel />
      </div>
      <div className={pane === 'preview' ? 'pane' : 'pane pane-away'}>
        <PreviewPanel />
      </div>
      <Suspense>
        {pane === 'code' && (
          <div className="pane">
            <CodePanel />
          </div>
        )}
        {pane === 'terminal' && (
          <div className="pane">
            <TerminalDrawer />
          </div>
        )}
      </Suspense>
      {pane !== 'chat' && <ProblemCard />}
    </main>
  );
}

const PANES: readonly { pane: PhonePane; icon: typeof Eye; label: string }[] = [
  { pane: 'chat', icon: MessageSquare, label: S.project.chat },
  { pane: 'preview', icon: Eye, label: S.project.preview },
  { pane: 'code', icon: Code2, label: S.project.code },
  { pane: 'terminal', icon: TerminalSquare, label: S.project.terminal },
];

function PhoneBar(): React.ReactNode {
  const { stores } = useApp();
  const active = useStore(stores.ui, (state) => state.pane);
  return (
    <nav className="phone-bar" aria-label={S.project.panes}>
      {PANES.map(({ pane, icon: Icon, label }) => (
        <button
          key={pane}
          type="button"
          aria-current={active === pane ? 'page' : undefined}
          onClick={() => stores.ui.getState().showPane(pane)}
        >
          <Icon size={18} aria-hidden />
          {label}
        </button>
      ))}
    </nav>
  );
}
