/** What pages and tools say that is no problem of the app. Pure. */
import type { PreviewFailure } from './problem.ts';

const MESSAGES: readonly RegExp[] = [
  /favicon\.(?:ico|svg|png)/i,
  /^\[vite\] (?:connecting|connected|hot updated|hmr update|page reload|invalidate|server connection lost)/i,
  /^\[HMR\]/,
  /Download the React DevTools/i,
  /DevTools failed to load source map|Source ?map error|Failed to (?:parse|load) source map/i,
  /ResizeObserver loop (?:limit exceeded|completed with undelivered notifications)/,
  /React Router Future Flag Warning/,
  /(?:WebSocket connection to .* failed|WebSocket closed without opened|failed to connect to websocket)/i,
  /^Warning: (?!Maximum update depth)/,
  /Each child in a list should have a unique "key" prop/,
  /^Encountered two children with the same key/,
  /^In HTML, .* cannot (?:be|contain)/,
  /^(?:Invalid DOM property|Unknown event handler property|Invalid ARIA attribute)/,
  /A component is changing an? (?:un)?controlled input/,
  /You provided a `(?:value|checked)` prop to a form field without an `onChange` handler/,
  /^(?:Received `?%?s?`?(?:true|false)?`? for a non-boolean attribute|React does not recognize the)/,
  /was preloaded using link preload but not used/,
  /^(?:AbortError: )?(?:The user aborted a request|The operation was aborted|signal is aborted without reason)\.?$/i,
  /play\(\) (?:request was interrupted|failed because the user didn't interact)/,
  /The AudioContext was not allowed to start/,
];

const FOREIGN = /(?:chrome|moz|safari-web)-extension:\/\//;

export interface MaybeNoise {
  readonly message: string;
  readonly stack?: string;
  readonly failure?: PreviewFailure;
  /** The resource that failed, or the page. */
  readonly url?: string;
}

/** Whether a report is noise: the favicon, hot-reload chatter, tips for developers, the browser's extensions. */
export function isNoise(report: MaybeNoise): boolean {
  const text = report.message.trim();
  if (text === '' && report.failure === 'console') return true;
  if (FOREIGN.test(report.stack ?? '') || FOREIGN.test(report.url ?? '')) return true;
  if (
    report.failure === 'resource' &&
    /(?:\/favicon\.|apple-touch-icon|\.map(?:[?#]|$)|\/\.well-known\/)/.test(report.url ?? '')
  ) {
    return true;
  }
  return MESSAGES.some((pattern) => pattern.test(text));
}
