/** Vite shows what it could not transform in a `<vite-error-overlay>`: the preview tells what stands in it. */
import { tellWindow } from './report.ts';

const OVERLAY = 'vite-error-overlay';

export function watchOverlay(port: number): void {
  let shown: Element | null = null;
  const look = (): void => {
    const overlay = document.querySelector(OVERLAY);
    if (overlay === shown) return;
    shown = overlay;
    if (!overlay) return tellWindow(port, { event: 'overlay-cleared' });
    const text = (selector: string): string =>
      overlay.shadowRoot?.querySelector(selector)?.textContent.trim() ?? '';
    tellWindow(port, {
      event: 'overlay',
      message: text('.message-body') || text('.message'),
      stack: text('.stack'),
      file: text('.file') || null,
      frame: text('.frame') || null,
    });
  };
  const start = (): void => {
    look();
    new MutationObserver(look).observe(document.body, { childList: true });
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
}
