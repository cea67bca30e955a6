/** Uncaught errors, unhandled rejections, console errors and failed resources. */
import { tellClient, tellWindow } from './report.ts';

const LONGEST_ARGUMENT = 10_000;

export function watchErrors(port: number): void {
  addEventListener(
    'error',
    (event: Event) => {
      if (event instanceof ErrorEvent) {
        const { message, filename, lineno, colno } = event;
        const error: unknown = event.error;
        const trace = error instanceof Error ? (error.stack ?? message) : message;
        // An error of linking or parsing has no frame of its own: the event knows the place.
        const stack = /:\d+:\d+\)?$/m.test(trace) ? trace : `${trace}\n    at ${filename}:${lineno}:${colno}`;
        tellClient(port, { type: 'PREVIEW_UNCAUGHT_EXCEPTION', message: messageOf(error, message), stack });
        return;
      }
      const { target } = event;
      if (!(target instanceof Element)) return;
      const url = target.getAttribute('src') ?? target.getAttribute('href');
      if (url)
        tellWindow(port, {
          event: 'resource-error',
          url: new URL(url, location.href).href,
          tag: target.localName,
        });
    },
    true,
  );
  addEventListener('unhandledrejection', (event) => {
    const reason: unknown = event.reason;
    const stack = reason instanceof Error ? reason.stack : undefined;
    tellClient(port, {
      type: 'PREVIEW_UNHANDLED_REJECTION',
      message: messageOf(reason, String(reason)),
      stack,
    });
  });
  wrapConsole(port);
}

function messageOf(error: unknown, fallback: string): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : fallback;
}

function wrapConsole(port: number): void {
  const original = console.error.bind(console);
  console.error = (...args: unknown[]): void => {
    original(...args);
    const stack = new Error().stack?.split('\n').slice(2).join('\n') ?? '';
    tellClient(port, { type: 'PREVIEW_CONSOLE_ERROR', args: args.map(cloneable), stack });
  };
}

/** What survives structured cloning, else its text. */
function cloneable(value: unknown): unknown {
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  if (typeof value === 'string') return value.slice(0, LONGEST_ARGUMENT);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? String(value) : value;
  try {
    return JSON.parse(JSON.stringify(value).slice(0, LONGEST_ARGUMENT)) as unknown;
  } catch {
    // Cyclic, or cut: its text says enough.
    return String(value);
  }
}
