/** The edge under Node: one process, every origin by its Host header. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { handle } from '../app.ts';
import type { AssetStore } from '../assets.ts';
import { readConfig } from '../env.ts';
import type { Config, Env, Variables } from '../env.ts';
import { sitesIn } from '../sites.ts';
import { openDiskCache } from './disk-cache.ts';
import { fileAssets } from './file-assets.ts';
import { fileSites } from './file-sites.ts';
import { proxiedFetch } from './proxied-fetch.ts';

export { ConfigError } from '../env.ts';
export { withNpmConfig } from './npm-config.ts';

/** A listening address that could not be had. The message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Makes the environment of a Node process: files of `folder`/dist, a disk cache, and published sites (`SITES_DIR`; `sites` in
 * the cache's folder by default). `warn` gets lines about what is missing but can be done without.
 * @throws {ConfigError} for a variable that cannot be used.
 */
export async function createNodeEnv(
  folder: string,
  variables: Variables,
  warn: (line: string) => void,
  assets: AssetStore = fileAssets(join(folder, 'dist')),
): Promise<Env> {
  const config = readConfig(variables);
  const directory = cacheFolder(folder, config);
  const sites = sitesIn(
    fileSites(resolve(folder, variables['SITES_DIR']?.trim() || join(directory, 'sites'))),
  );
  const opened = await openDiskCache(join(directory, 'registry'), (reason) =>
    warn(
      `The package cache in ${directory} cannot be written any more (${reason}); packages are fetched each time.`,
    ),
  );
  const through = proxiedFetch(variables, warn);
  const env: Env = { config, assets, variables, sites, ...(through ? { fetch: through } : {}) };
  if ('cache' in opened) return { ...env, cache: opened.cache };
  warn(
    `No package cache: ${directory} cannot be written (${opened.reason}). Set CACHE_DIR to a folder that can.`,
  );
  return env;
}

/** The cache's folder, absolute. */
export function cacheFolder(folder: string, config: Config): string {
  return resolve(folder, config.cacheDir);
}

/** A running server. `close` ends its connections too. */
export interface RunningServer {
  close(): Promise<void>;
}

/**
 * Serves all origins on `HOST`, or on both loopback addresses (browsers try either for `*.localhost`).
 * @throws {ListenError} when the port cannot be had.
 */
export async function serve(env: Env): Promise<RunningServer> {
  const listener = getRequestListener((request) => handle(standardRequest(request), env), {
    overrideGlobalObjects: false,
  });
  const addresses = env.config.host === undefined ? ['127.0.0.1', '::1'] : [env.config.host];
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => closeServer(server)));
  };
  for (const address of addresses) {
    // Idle connections outlive a person's pauses; browsers have only six to an origin.
    const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (request, response) => {
      void listener(request, response);
    });
    try {
      await listen(server, env.config.port, address);
      servers.push(server);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const isMissingIpv6 = address === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT');
      if (isMissingIpv6) continue;
      await close();
      throw new ListenError(explainListen(code, env.config.port, address), { cause: error });
    }
  }
  return { close };
}

/**
 * The adapter's requests only look like one: they cannot be copied with another body, and have a body stream also where RFC 9112
 * (section 6.3) says that there is none.
 */
function standardRequest(request: Request): Request {
  const { url, method, headers, signal } = request;
  const hasBody = headers.has('content-length') || headers.has('transfer-encoding');
  const body = hasBody && method !== 'GET' && method !== 'HEAD' ? { body: request.body, duplex: 'half' } : {};
  return new Request(url, { method, headers, signal, ...body } as RequestInit);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function explainListen(code: string, port: number, address: string): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop the other program, or choose another port: PORT=${port === 65535 ? 5173 : port + 1} npm start`;
  }
  if (code === 'EACCES')
    return `No permission to listen on port ${port}. Choose one above 1023: PORT=5173 npm start`;
  return `Cannot listen on ${address} port ${port} (${code}). Set HOST to an address of this computer.`;
}
