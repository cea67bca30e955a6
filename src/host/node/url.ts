/** `node:url`: the platform's URL, file URLs, and the legacy parser of url-legacy.ts. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_FILE_URL_HOST,
  ERR_INVALID_FILE_URL_PATH,
  ERR_INVALID_URL_SCHEME,
} from './errors.ts';
import type { NodeHost } from './host.ts';
import type { Path } from './path.ts';
import { toUnicode } from './punycode.ts';
import { formatLegacy, parse, resolve, resolveObject, Url } from './url-legacy.ts';
import { validateObject, validateString } from './validators.ts';

interface FileUrlOptions {
  windows?: boolean;
}

function isUrl(value: unknown): value is URL {
  const { href, protocol } = (value ?? {}) as { href?: unknown; protocol?: unknown };
  return (
    Boolean(href && protocol) &&
    (value as { auth?: unknown }).auth === undefined &&
    (value as { path?: unknown }).path === undefined
  );
}

function windowsPath(url: URL): string {
  if (/%2f|%5c/i.test(url.pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters');
  }
  const path = decodeURIComponent(url.pathname.replaceAll('/', '\\'));
  if (url.hostname !== '') return `\\\\${domainToUnicode(url.hostname)}${path}`;
  if (!/^\\[a-z]:/i.test(path)) throw new ERR_INVALID_FILE_URL_PATH('must be absolute');
  return path.slice(1);
}

export function fileURLToPath(input: string | URL, options: FileUrlOptions = {}): string {
  if (typeof input !== 'string' && !isUrl(input))
    throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], input);
  const url = typeof input === 'string' ? new URL(input) : input;
  if (url.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  if (options.windows) return windowsPath(url);
  if (url.hostname !== '' && url.hostname !== 'localhost') throw new ERR_INVALID_FILE_URL_HOST('linux');
  if (/%2f/i.test(url.pathname)) throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters');
  return decodeURIComponent(url.pathname);
}

const ESCAPED_IN_PATHS: Record<string, string> = {
  '%': '%25',
  '\\': '%5C',
  '\n': '%0A',
  '\r': '%0D',
  '\t': '%09',
  '?': '%3F',
  '#': '%23',
};

function pathToUrl(path: string, paths: Path, windows: boolean): URL {
  const platform = windows ? paths.win32 : paths.posix;
  let resolved = platform.resolve(path);
  if ((windows ? /[\\/]$/ : /\/$/).test(path) && !resolved.endsWith(platform.sep)) resolved += '/';
  if (windows) resolved = `/${resolved.replaceAll('\\', '/')}`;
  return new URL(`file://${resolved.replace(/[%\\\n\r\t?#]/g, (char) => ESCAPED_IN_PATHS[char] as string)}`);
}

export interface HttpUrlOptions {
  protocol: string;
  hostname: string;
  hash: string;
  search: string;
  pathname: string;
  path: string;
  href: string;
  port?: number;
  auth?: string;
}

/** A URL as `http.request` takes it. */
export function urlToHttpOptions(url: URL): HttpUrlOptions {
  validateObject(url, 'url', { allowArray: true, allowFunction: true });
  const { hostname, pathname, port, username, password, search } = url;
  const options: HttpUrlOptions = Object.assign(Object.create(null) as object, url as object, {
    protocol: url.protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  });
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

export function domainToASCII(domain: string): string {
  const url = URL.parse
    ? URL.parse(`ws://${domain}`)
    : URL.canParse(`ws://${domain}`)
      ? new URL(`ws://${domain}`)
      : null;
  return url?.hostname ?? '';
}

export function domainToUnicode(domain: string): string {
  return toUnicode(domainToASCII(domain));
}

interface FormatOptions {
  auth?: boolean;
  fragment?: boolean;
  search?: boolean;
  unicode?: boolean;
}

export function format(input: string | URL | object, options: FormatOptions = {}): string {
  if (!(input instanceof URL)) return formatLegacy(input);
  validateObject(options, 'options');
  const { auth = true, fragment = true, search = true, unicode = false } = options;
  const credentials =
    auth && (input.username || input.password)
      ? `${input.username}${input.password ? `:${input.password}` : ''}@`
      : '';
  const hostname = unicode ? domainToUnicode(input.hostname) : input.hostname;
  const authority = input.href.startsWith(`${input.protocol}//`)
    ? `//${credentials}${hostname}${input.port ? `:${input.port}` : ''}`
    : '';
  return `${input.protocol}${authority}${input.pathname}${search ? input.search : ''}${fragment ? input.hash : ''}`;
}

export function createModule(host: NodeHost) {
  return {
    URL: globalThis.URL,
    URLSearchParams: globalThis.URLSearchParams,
    Url,
    domainToASCII,
    domainToUnicode,
    fileURLToPath,
    format,
    parse,
    pathToFileURL(path: string, options: FileUrlOptions = {}): URL {
      validateString(path, 'path');
      return pathToUrl(path, host.builtin('path') as Path, options.windows === true);
    },
    resolve,
    resolveObject,
    urlToHttpOptions,
  };
}
