/** The running app, with an address bar; before it runs, what is happening instead. */
import { ExternalLink, Maximize2, Minimize2, Monitor, RotateCw, Smartphone, Tablet } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { S } from '../strings.ts';
import { PreviewStage } from './preview-stage.tsx';

const WIDTHS = { full: undefined, tablet: 768, phone: 390 } as const;
const DEVICES = [
  { device: 'full', icon: Monitor },
  { device: 'tablet', icon: Tablet },
  { device: 'phone', icon: Smartphone },
] as const;

export function PreviewPanel(): React.ReactNode {
  const { stores } = useApp();
  const fullScreen = useStore(stores.ui, (state) => state.fullScreen);
  const port = useStore(stores.preview, (state) => state.port);
  const ports = useStore(stores.runtime, (state) => state.ports);
  const url = ports.find((own) => own.port === port)?.url;
  useEffect(() => {
    if (!fullScreen) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') stores.ui.getState().setFullScreen(false);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [fullScreen, stores]);
  return (
    <section className={`preview ${fullScreen ? 'preview-full' : ''}`} aria-label={S.project.preview}>
      <PreviewBar url={url} />
      <div className="preview-stage">
        {url !== undefined && <Frame url={url} />}
        {url === undefined ? <PreviewStage /> : <Cover />}
      </div>
    </section>
  );
}

function PreviewBar({ url }: { url: string | undefined }): React.ReactNode {
  const { stores } = useApp();
  const { port, path, device } = useStore(stores.preview);
  const ports = useStore(stores.runtime, (state) => state.ports);
  const fullScreen = useStore(stores.ui, (state) => state.fullScreen);
  const { goTo, reload, setDevice, showPort } = stores.preview.getState();
  const isOff = url === undefined;
  return (
    <div className="preview-bar">
      <IconButton icon={RotateCw} size={15} label={S.preview.reload} disabled={isOff} onClick={reload} />
      <form
        className="address"
        onSubmit={(event) => {
          event.preventDefault();
          const field = new FormData(event.currentTarget).get('path');
          goTo(typeof field === 'string' ? field : '/');
        }}
      >
        {ports.length > 1 ? (
          <select
            aria-label={S.preview.port}
            value={port}
            onChange={(event) => showPort(Number(event.target.value))}
          >
            {ports.map((own) => (
              <option key={own.port} value={own.port}>
                :{own.port}
              </option>
            ))}
          </select>
        ) : (
          port !== undefined && <span className="muted">:{port}</span>
        )}
        <input
          key={path}
          name="path"
          aria-label={S.preview.address}
          defaultValue={path}
          disabled={isOff}
          spellCheck={false}
        />
      </form>
      <div className="devices" role="group" aria-label={S.preview.device}>
        {DEVICES.map(({ device: own, icon }) => (
          <IconButton
            key={own}
            icon={icon}
            size={15}
            label={S.preview[own]}
            pressed={device === own}
            onClick={() => setDevice(own)}
          />
        ))}
      </div>
      <IconButton
        icon={ExternalLink}
        size={15}
        label={S.preview.newTab}
        disabled={isOff}
        onClick={() => window.open(pageUrl(url ?? '', path), '_blank')}
      />
      <IconButton
        icon={fullScreen ? Minimize2 : Maximize2}
        size={15}
        label={fullScreen ? S.preview.leaveFullScreen : S.preview.fullScreen}
        onClick={() => stores.ui.getState().setFullScreen(!fullScreen)}
      />
    </div>
  );
}

/** Over the frame until its page has come: never an empty white box without a word. */
function Cover(): React.ReactNode {
  const { stores } = useApp();
  const page = useStore(stores.preview, (state) => state.page);
  return page === 'loading' ? (
    <div className="frame-cover">
      <PreviewStage />
    </div>
  ) : null;
}

function Frame({ url }: { url: string }): React.ReactNode {
  const { stores, actions } = useApp();
  const { path, reloads, device } = useStore(stores.preview);
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.source === frame.current?.contentWindow) actions.previewMessage(event.data);
    };
    addEventListener('message', onMessage);
    return () => removeEventListener('message', onMessage);
  }, [actions]);
  const pictures = useStore(stores.preview, (state) => state.pictures);
  useEffect(() => {
    if (pictures > 0) frame.current?.contentWindow?.postMessage({ type: 'tabwright-picture' }, '*');
  }, [pictures]);
  const width = WIDTHS[device];
  return (
    <iframe
      ref={frame}
      key={`${url} ${reloads}`}
      className={width === undefined ? 'frame' : 'frame frame-device'}
      style={width === undefined ? undefined : { width }}
      title={S.preview.frame}
      src={pageUrl(url, path)}
      allow="clipboard-read; clipboard-write; fullscreen; camera; microphone; geolocation; gamepad; cross-origin-isolated"
      onLoad={() => stores.preview.getState().setPage('loaded')}
    />
  );
}

function pageUrl(url: string, path: string): string {
  return URL.canParse(path, url) ? new URL(path, url).href : url;
}
