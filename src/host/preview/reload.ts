/** The client's `reloadPreview` and the app's navigation buttons. */

export function reloadOnRequest(): void {
  addEventListener('message', ({ data, ports, source }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'LOCALSERVICE_RELOAD_WINDOW') {
      ports[0]?.postMessage({ type: 'LOCALSERVICE_WINDOW_RELOADED' });
      location.reload();
    }
    if (data.type !== 'tabwright-navigate' || !('to' in data)) return;
    if (data.to === 'back') history.back();
    else if (data.to === 'forward') history.forward();
    else if (data.to === 'reload') location.reload();
  });
}
