/** The edge's configuration, read once from environment variables, and what a platform passes in. */
import type { AssetStore } from './assets.ts';
import type { ResponseCache } from './response-cache.ts';
import type { SiteStore } from './sites.ts';

/** Configuration of the edge; each member names the variable it comes from. */
export interface Config {
  /** `PORT`: what `npm start` listens on, and the port of the default origins. */
  port: number;
  /** `HOST`: the address to bind; both loopback addresses when unset. */
  host: string | undefined;
  /** `APP_ORIGIN`: the trusted origin. */
  appOrigin: string;
  /** `SANDBOX_ORIGIN`: with `{id}`, the origins of hosts and (`{id}` = `<id>-<port>`) of previews. */
  sandboxOrigin: string;
  /** `SITES_ORIGIN`: with `{slug}`, the origins of published sites. */
  sitesOrigin: string;
  /** `FRAME_ORIGINS`: further origins that the app may frame, such as those of another WebContainer host. */
  frameOrigins: readonly string[];
  /** `NPM_REGISTRY_TOKEN`: what the registry asks for, sent as a bearer token and shown nowhere. */
  registryToken: string | undefined;
  /** `NPM_REGISTRY`: the upstream registry, ending in `/`; undefined answers 503. */
  registry: string | undefined;
  /** `CACHE_DIR`: where the Node platform keeps what it fetched; relative to the project. */
  cacheDir: string;
}

/** Everything a request may need from outside. Platforms make it; nothing else in `functions/` knows a platform. */
export interface Env {
  config: Config;
  assets: AssetStore;
  /** The raw variables, for routes with configuration of their own (model keys, deploy tokens). */
  variables: Variables;
  /** Keeps registry responses; without it every request goes upstream. */
  cache?: ResponseCache;
  /** Published sites; without it every site is unknown. */
  sites?: SiteStore;
  /** Reaches upstreams; the global `fetch` when left out. */
  fetch?: typeof fetch;
  /** Under the development server: page scripts are inline and reload over a WebSocket. */
  development?: boolean;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** A variable with a value that cannot be used. The message says what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly variable: string;

  constructor(variable: string, value: string, expected: string) {
    super(`${variable} must be ${expected}, but is "${value}".`);
    this.variable = variable;
  }
}

/**
 * Reads the configuration.
 * @throws {ConfigError} for the first variable that cannot be used.
 */
export function readConfig(variables: Variables): Config {
  const value = (name: string): string | undefined => variables[name]?.trim() || undefined;
  const port = readPort(value('PORT') ?? '5173');
  const registry = value('NPM_REGISTRY');
  return {
    port,
    host: value('HOST'),
    appOrigin: readOrigin('APP_ORIGIN', value('APP_ORIGIN') ?? `http://tabwright.localhost:${port}`),
    sandboxOrigin: readTemplate(
      'SANDBOX_ORIGIN',
      '{id}',
      value('SANDBOX_ORIGIN') ?? `http://{id}.sandbox.tabwright.localhost:${port}`,
    ),
    sitesOrigin: readTemplate(
      'SITES_ORIGIN',
      '{slug}',
      value('SITES_ORIGIN') ?? `http://{slug}.sites.tabwright.localhost:${port}`,
    ),
    frameOrigins: (value('FRAME_ORIGINS') ?? '')
      .split(/[\s,]+/)
      .filter((origin) => origin !== '')
      .map((origin) => readFrameOrigin(origin)),
    registryToken: value('NPM_REGISTRY_TOKEN'),
    registry: registry === undefined ? undefined : readRegistry(registry),
    cacheDir: value('CACHE_DIR') ?? '.cache',
  };
}

function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > 65535) {
    throw new ConfigError('PORT', value, 'a port number from 1 to 65535');
  }
  return port;
}

function parseHttpUrl(value: string): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  // URLs may have hosts with `;` or `,`; the origins become part of policies where those separate.
  const isPlain = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(url.hostname);
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}

function readOrigin(variable: string, value: string): string {
  const url = parseHttpUrl(value);
  if (!url || `${url.origin}/` !== url.href) {
    throw new ConfigError(variable, value, 'an origin like https://app.example.com, without a path');
  }
  return url.origin;
}

/** The placeholder must be (part of) the first label of the host, once. */
function readTemplate(variable: string, placeholder: string, value: string): string {
  const [before, after, ...more] = value.split(placeholder);
  const expected = `an origin with ${placeholder} in its first label, like https://${placeholder}.example.com`;
  if (
    before === undefined ||
    after === undefined ||
    more.length > 0 ||
    !/^https?:\/\/[a-z0-9-]*$/i.test(before)
  ) {
    throw new ConfigError(variable, value, expected);
  }
  const probe = parseHttpUrl(`${before}x0x${after}`);
  if (!probe || `${probe.origin}/` !== probe.href || !/^[a-z0-9-]*\./i.test(after)) {
    throw new ConfigError(variable, value, expected);
  }
  return probe.origin.replace('x0x', placeholder);
}

/** A CSP host source: an origin, or one with `*.` for any subdomain. */
function readFrameOrigin(value: string): string {
  readOrigin('FRAME_ORIGINS', value.replace('//*.', '//any.'));
  return value;
}

function readRegistry(value: string): string {
  const url = parseHttpUrl(value);
  if (!url || url.search !== '' || url.hash !== '') {
    throw new ConfigError('NPM_REGISTRY', value, 'the http(s) URL of an npm registry');
  }
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
