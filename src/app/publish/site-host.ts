/** Publishes to the built-in static host: only contents that it does not have are uploaded, then all is live at once. */
import type {
  CreatedSite,
  FinalizedDeploy,
  SiteManifest,
  StartedDeploy,
} from '../../shared/sites-protocol.ts';
import type { SiteFiles } from './build-site.ts';
import type { PublishEvent } from './publish-event.ts';

export interface SiteToUpdate {
  readonly slug: string;
  readonly token: string;
}

export interface SiteHost {
  /** Ends with `done` or `error`; rejects only when the signal aborts. */
  publish(
    files: SiteFiles,
    site: SiteToUpdate | undefined,
    title: string,
    signal: AbortSignal,
  ): AsyncGenerator<PublishEvent, void, void>;
  /** Resolves also when the site is not there any more. */
  unpublish(site: SiteToUpdate): Promise<void>;
}

const PARALLEL_UPLOADS = 4;

/** An answer that says no, in the words of its problem details. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function createSiteHost(fetcher: typeof fetch): SiteHost {
  const call = async (path: string, init: RequestInit, token?: string): Promise<unknown> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetcher(`/api/sites${path}`, { ...init, headers });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body;
    const { detail } = (body ?? {}) as { detail?: unknown };
    throw new Refused(
      response.status,
      typeof detail === 'string' ? detail : `The server answered ${response.status}.`,
    );
  };
  const create = (wanted: object, signal: AbortSignal): Promise<CreatedSite> =>
    call('', { method: 'POST', body: JSON.stringify(wanted), signal }) as Promise<CreatedSite>;
  const start = (site: SiteToUpdate, files: SiteManifest, signal: AbortSignal): Promise<StartedDeploy> =>
    call(
      `/${site.slug}/deploys`,
      { method: 'POST', body: JSON.stringify({ files }), signal },
      site.token,
    ) as Promise<StartedDeploy>;

  /** Starts a deploy of the site; one that is gone from the host comes back under its own name, if that is free. */
  const begin = async (
    site: SiteToUpdate | undefined,
    files: SiteManifest,
    title: string,
    signal: AbortSignal,
  ): Promise<{ site: SiteToUpdate; deploy: StartedDeploy }> => {
    if (site) {
      try {
        return { site, deploy: await start(site, files, signal) };
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 401) throw error;
      }
    }
    const made = await create(site ? { slug: site.slug } : { title: title.slice(0, 200) }, signal);
    return { site: made, deploy: await start(made, files, signal) };
  };

  const run = async function* (
    files: SiteFiles,
    known: SiteToUpdate | undefined,
    title: string,
    signal: AbortSignal,
  ): AsyncGenerator<PublishEvent, void, void> {
    yield { type: 'step', step: 'prepare', message: 'Comparing with what is online' };
    const hashed = await Promise.all(
      [...files].map(async ([path, bytes]) => ({ path, bytes, sha256: await sha256(bytes) })),
    );
    const manifest: SiteManifest = Object.fromEntries(
      hashed.map(({ path, bytes, sha256: hash }) => [path, { sha256: hash, size: bytes.length }]),
    );
    const { site, deploy } = await begin(known, manifest, title, signal);
    yield { type: 'secret', secret: site.token };
    const contents = new Map(hashed.map(({ sha256: hash, bytes }) => [hash, bytes]));
    const queue = deploy.missing.flatMap((hash) => {
      const bytes = contents.get(hash);
      return bytes ? [{ hash, bytes }] : [];
    });
    for (let done = 0; done < queue.length; done += PARALLEL_UPLOADS) {
      yield { type: 'upload', done, total: queue.length };
      await Promise.all(
        queue
          .slice(done, done + PARALLEL_UPLOADS)
          .map(({ hash, bytes }) =>
            call(
              `/${site.slug}/deploys/${deploy.id}/files/${hash}`,
              { method: 'PUT', body: bytes, signal },
              site.token,
            ),
          ),
      );
    }
    yield { type: 'step', step: 'process', message: 'Switching to the new version' };
    const { url } = (await call(
      `/${site.slug}/deploys/${deploy.id}/finalize`,
      { method: 'POST', signal },
      site.token,
    )) as FinalizedDeploy;
    yield { type: 'done', url, siteId: site.slug, deployId: deploy.id };
  };

  return {
    async *publish(files, site, title, signal) {
      try {
        yield* run(files, site, title, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        yield { type: 'error', failure: failureOf(error) };
      }
    },
    async unpublish(site) {
      try {
        await call(`/${site.slug}`, { method: 'DELETE' }, site.token);
      } catch (error) {
        // A site that the host does not know, or no longer as ours, is not published by us.
        if (!(error instanceof Refused) || error.status !== 401) throw error;
      }
    },
  };
}

function failureOf(error: unknown): Extract<PublishEvent, { type: 'error' }>['failure'] {
  if (error instanceof Refused) {
    return {
      kind: 'refused',
      message: error.message,
      retryable: error.status >= 500 || error.status === 429,
    };
  }
  return {
    kind: 'unreachable',
    message: 'The server of this app does not answer. Check that it is running, then try again.',
    retryable: true,
  };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).reduce(
    (text, byte) => text + byte.toString(16).padStart(2, '0'),
    '',
  );
}
