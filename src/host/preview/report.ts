/**
 * How a preview tells what happens in it: the client's own messages go to the kernel by the service worker; what the
 * client has no message for goes to the embedding window as `{type: 'tabwright-preview', …}`.
 */

/** One id a document, so that the app can tell a reload from an old page. */
const previewId = crypto.randomUUID();

type ClientMessage =
  | {
      type: 'PREVIEW_UNCAUGHT_EXCEPTION' | 'PREVIEW_UNHANDLED_REJECTION';
      message: string;
      stack: string | undefined;
    }
  | { type: 'PREVIEW_CONSOLE_ERROR'; args: unknown[]; stack: string };

export type PreviewEvent =
  | { event: 'navigation'; href: string; title: string }
  | { event: 'title'; title: string }
  | { event: 'resource-error'; url: string; tag: string }
  | { event: 'overlay'; message: string; stack: string; file: string | null; frame: string | null }
  | { event: 'overlay-cleared' }
  /** `startedAt`: when the page began to load, in milliseconds since the epoch; `status`: what its server answered. */
  | { event: 'loaded'; href: string; startedAt: number; status: number }
  /** A data URL; empty when the page could not be drawn. */
  | { event: 'picture'; image: string }
  | { event: 'painted' }
  | { event: 'blank' };

/** What has been told already says why a page is empty. */
let faulty = false;
const FAULTS: readonly string[] = ['PREVIEW_UNCAUGHT_EXCEPTION', 'PREVIEW_UNHANDLED_REJECTION', 'overlay'];

export const hasToldFault = (): boolean => faulty;

export function tellClient(port: number, message: ClientMessage): void {
  faulty ||= FAULTS.includes(message.type);
  const { pathname, search, hash } = location;
  const full = { ...message, previewId, port, pathname, search, hash };
  void navigator.serviceWorker.ready.then(({ active }) => {
    active?.postMessage({ type: 'preview-message', message: full });
  });
}

export function tellWindow(port: number, event: PreviewEvent): void {
  faulty ||= FAULTS.includes(event.event);
  if (window.parent !== window)
    window.parent.postMessage({ type: 'tabwright-preview', previewId, port, ...event }, '*');
}
