/**
 * Boots a WebContainer by the official client, against our embedded host or StackBlitz's. The client has no way to say
 * why it does not boot: it waits for ever. Here that becomes a time limit and one typed error.
 */
import type { BootOptions, WebContainer } from '@webcontainer/api';
import { BootError, type BootFailure } from './boot-error.ts';

export type RuntimeHost = { kind: 'embedded'; origin: string } | { kind: 'stackblitz' };

export interface BootRequest {
  host: RuntimeHost;
  workdirName: string;
  /** Milliseconds; the embedded host boots in well under one second on a warm cache. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What the boot needs from the page, so that tests can stand in for it. */
export interface BootEnvironment {
  crossOriginIsolated: boolean;
  loadClient(): Promise<{ WebContainer: { boot(options: BootOptions): Promise<WebContainer> } }>;
  /** The client reads `WEBCONTAINER_API_IFRAME_URL` from here. */
  globals: { WEBCONTAINER_API_IFRAME_URL?: string };
  /** Calls back for every message of a window; returns the unsubscriber. */
  onMessage(listener: (origin: string, data: unknown) => void): () => void;
  /** Whether the host's page answers at all. */
  probe(url: string): Promise<boolean>;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** Throws `BootError`. */
export async function bootRuntime(request: BootRequest, environment: BootEnvironment): Promise<WebContainer> {
  const { host, workdirName, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = request;
  if (typeof SharedArrayBuffer === 'undefined' && environment.crossOriginIsolated) {
    throw new BootError('unsupported-browser');
  }
  if (!environment.crossOriginIsolated) throw new BootError('not-isolated');
  if (host.kind === 'embedded') environment.globals.WEBCONTAINER_API_IFRAME_URL = host.origin;
  else delete environment.globals.WEBCONTAINER_API_IFRAME_URL;

  let fail: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_resolve, reject) => (fail = reject));
  // When the client answers first, nobody waits for the failure any more.
  failure.catch(() => undefined);
  const unlisten = environment.onMessage((origin, data) => {
    if (host.kind !== 'embedded' || origin !== new URL(host.origin).origin) return;
    const reported = readFailure(data);
    if (reported) fail(new BootError(reported.reason, { detail: reported.message }));
  });
  const timer = setTimeout(() => {
    void diagnose(host, environment).then((reason) => fail(new BootError(reason)));
  }, timeoutMs);
  const onAbort = (): void => fail(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const client = await environment.loadClient();
    const booting = client.WebContainer.boot({
      coep: 'require-corp',
      workdirName,
      forwardPreviewErrors: true,
    });
    // When the limit strikes first nobody awaits the client any more.
    booting.catch(() => undefined);
    return await Promise.race([booting, failure]);
  } catch (error) {
    if (error instanceof BootError || signal?.aborted) throw error;
    throw new BootError(isVersionError(error) ? 'client-version' : 'host-failed', {
      cause: error,
      detail: error instanceof Error ? error.message : String(error),
    });
  } finally {
    clearTimeout(timer);
    unlisten();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Tells a host that is not there from one that is and stays silent. */
async function diagnose(host: RuntimeHost, environment: BootEnvironment): Promise<BootFailure> {
  if (host.kind !== 'embedded') return 'timeout';
  const reachable = await environment.probe(`${host.origin}/headless`);
  return reachable ? 'timeout' : 'host-unreachable';
}

function readFailure(data: unknown): { reason: BootFailure; message: string } | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'tabwright-failure')
    return undefined;
  const reason = 'reason' in data && data.reason === 'not-isolated' ? 'not-isolated' : 'host-failed';
  return { reason, message: 'message' in data ? String(data.message) : '' };
}

function isVersionError(error: unknown): boolean {
  return error instanceof Error && /is not a function|rawValue|version/i.test(error.message);
}

/** The environment of a real page. */
export function pageEnvironment(): BootEnvironment {
  return {
    crossOriginIsolated: globalThis.crossOriginIsolated,
    loadClient: () => import('@webcontainer/api'),
    globals: globalThis as { WEBCONTAINER_API_IFRAME_URL?: string },
    onMessage(listener) {
      const onMessage = (event: MessageEvent<unknown>): void => listener(event.origin, event.data);
      addEventListener('message', onMessage);
      return () => removeEventListener('message', onMessage);
    },
    async probe(url) {
      try {
        await fetch(url, { mode: 'no-cors', cache: 'no-store' });
        return true;
      } catch {
        // Refused, no such name, or offline: not reachable is all there is to know.
        return false;
      }
    },
  };
}
