/** The registry through the edge's proxy: metadata once each, retried with backoff, errors as npm words them. */
import { closestName } from './closest-name.ts';
import type { FetchPool } from './fetch-pool.ts';
import type { Packument } from './manifest.ts';
import { messageOf, NpmError } from './npm-error.ts';
import { REGISTRY_PATH, type NpmHost } from './ports.ts';
import { isPackageName } from './spec.ts';

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';
const RETRY_DELAYS = [300, 1200, 3000];

type RegistryHost = Pick<NpmHost, 'fetch' | 'sleep'>;

export class Registry {
  private readonly host: RegistryHost;
  private readonly pool: FetchPool;
  private readonly packuments = new Map<string, Packument | Promise<Packument>>();

  constructor(host: RegistryHost, pool: FetchPool) {
    this.host = host;
    this.pool = pool;
  }

  /** Abbreviated metadata: at once when it is known. */
  packument(name: string, priority: 0 | 1 = 0): Packument | Promise<Packument> {
    const known = this.packuments.get(name);
    if (known !== undefined) return known;
    const loading = this.pool.run(priority, () => this.metadata(name, ABBREVIATED));
    this.packuments.set(name, loading);
    loading.then(
      (packument) => this.packuments.set(name, packument),
      // The caller sees the rejection; a packument asked for ahead of need must not become an unhandled one.
      () => undefined,
    );
    return loading;
  }

  /** Full metadata, for `npm view`. */
  full(name: string): Promise<Packument> {
    return this.pool.run(0, () => this.metadata(name, 'application/json'));
  }

  private async metadata(name: string, accept: string): Promise<Packument> {
    if (!isPackageName(name)) {
      throw new NpmError('EINVALIDPACKAGENAME', `Invalid package name "${name}".`);
    }
    const body = await this.request(
      packagePath(name),
      `"${name}"`,
      { headers: { accept } },
      async (response) => {
        if (response.status === 404) throw notFound(name);
        if (!response.ok) {
          throw new NpmError(
            `E${response.status}`,
            `${response.status} ${response.statusText} - GET ${name}`,
          );
        }
        return (await response.json()) as Packument;
      },
    );
    if (typeof body.versions !== 'object') throw notFound(name);
    body['dist-tags'] ??= {};
    return body;
  }

  /** The bytes of a tarball. `path` starts with REGISTRY_PATH. */
  tarball(path: string, what: string, priority: 1 | 2 = 2): Promise<Uint8Array<ArrayBuffer>> {
    return this.pool.run(priority, () =>
      this.request(path, what, {}, async (response) => {
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        throw new NpmError(
          `E${response.status}`,
          `${response.status} ${response.statusText} - GET ${path.slice(REGISTRY_PATH.length)}`,
          `The tarball of ${what} could not be fetched.`,
        );
      }),
    );
  }

  /** Tries again what fails at the network, while the body is read too, and what a server calls its own fault. */
  private async request<T>(
    path: string,
    what: string,
    init: RequestInit,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      let reason: string;
      try {
        const response = await this.host.fetch(path, init);
        if (response.status < 500 && response.status !== 429) return await read(response);
        reason = `the registry answered ${response.status}`;
      } catch (error) {
        if (error instanceof NpmError) throw error;
        reason = messageOf(error);
      }
      const delay = RETRY_DELAYS[attempt];
      if (delay === undefined) throw unreachable(what, reason, attempt + 1);
      await (this.host.sleep?.(delay) ?? new Promise((resolve) => setTimeout(resolve, delay)));
    }
  }
}

function unreachable(what: string, reason: string, attempts: number): NpmError {
  return new NpmError(
    'ENETWORK',
    `request for ${what} failed, reason: ${reason}`,
    `The registry could not be reached after ${attempts} attempts.`,
    'Check the network connection and run the command again.',
  );
}

export function packagePath(name: string): string {
  return REGISTRY_PATH + name.replace('/', '%2f');
}

/** The proxy's path of a registry tarball on any host; undefined for any other URL. */
export function tarballPath(url: string): string | undefined {
  const match = /((?:@[^/@]+(?:\/|%2f))?[^/@]+\/-\/(?:@[^/]+\/)?[^/?#]+\.tgz)(?:[?#].*)?$/i.exec(url);
  return match?.[1] === undefined ? undefined : REGISTRY_PATH + match[1];
}

/** Where a version's tarball is when nothing says otherwise. */
export function defaultTarball(name: string, version: string): string {
  return `${REGISTRY_PATH}${name}/-/${name.replace(/^@[^/]*\//, '')}-${version}.tgz`;
}

function notFound(name: string): NpmError {
  const near = closestName(name);
  return new NpmError(
    'E404',
    `404 Not Found - GET ${name} - Not found`,
    '',
    `'${name}@*' is not in this registry.`,
    ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
    '',
    'Note that you can also install from a',
    'tarball, folder, http url, or git folder.',
  );
}
