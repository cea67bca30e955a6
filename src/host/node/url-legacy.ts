/** The parser of before WHATWG URLs: `url.parse`, `url.format`, `url.resolve`. */
import { ERR_INVALID_ARG_TYPE, makeNodeError } from './errors.ts';
import { toASCII } from './punycode.ts';
import { parse as parseQuery, stringify } from './querystring.ts';
import { validateString } from './validators.ts';

const SLASHED = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:']);
const HOSTLESS = new Set(['javascript:']);
const UNSAFE = /[\t\n\r "<>\\^`{|}']/g;

export class Url {
  protocol: string | null = null;
  slashes: boolean | null = null;
  auth: string | null = null;
  host: string | null = null;
  port: string | null = null;
  hostname: string | null = null;
  hash: string | null = null;
  search: string | null = null;
  query: string | object | null = null;
  pathname: string | null = null;
  path: string | null = null;
  href: string | null = null;

  format(): string {
    return formatParts(this);
  }
  parse(text: string, parseQueryString = false, slashesDenoteHost = false): this {
    return Object.assign(this, parse(text, parseQueryString, slashesDenoteHost));
  }
  resolve(relative: string): string {
    return resolve(this.format(), relative);
  }
  resolveObject(relative: string): Url {
    return parse(resolve(this.format(), relative));
  }
}

/** Cuts a host into name and port, punycoded and checked. */
function readHost(url: Url, authority: string): void {
  const at = authority.lastIndexOf('@');
  if (at >= 0) url.auth = decodeURIComponent(authority.slice(0, at));
  const host = authority.slice(at + 1);
  const port = /:([0-9]*)$/.exec(host);
  if (port && port[1] !== '') url.port = port[1] as string;
  const name = (port ? host.slice(0, port.index) : host).toLowerCase();
  const ipv6 = name.startsWith('[') && name.endsWith(']');
  if (/[\0\t\n\r #%/<>?@\\^|]/.test(ipv6 ? name.slice(1, -1) : name)) {
    throw Object.assign(makeNodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL'), { input: url.href });
  }
  url.hostname = ipv6 ? name.slice(1, -1) : toASCII(name);
  url.host = `${ipv6 ? name : url.hostname}${url.port === null ? '' : `:${url.port}`}`;
}

/** What a host begins with that is no host character ends it, and goes to the path. */
function hostEnd(rest: string): number {
  const end = rest.search(/[/?#\\\t\n\r "<>^`{|};']/);
  const stop = end < 0 ? rest.length : end;
  const at = rest.lastIndexOf('@', rest.search(/[/?#]/) < 0 ? rest.length : rest.search(/[/?#]/));
  if (at <= stop) return stop;
  const after = rest.slice(at).search(/[/?#\\\t\n\r "<>^`{|};']/);
  return after < 0 ? rest.length : at + after;
}

export function parse(input: string | Url, parseQueryString = false, slashesDenoteHost = false): Url {
  if (input instanceof Url) return input;
  validateString(input, 'url');
  const url = new Url();
  const cut = input.trim().search(/[?#]/);
  const trimmed = input.trim();
  let rest =
    (cut < 0 ? trimmed : trimmed.slice(0, cut)).replaceAll('\\', '/') + (cut < 0 ? '' : trimmed.slice(cut));
  url.href = trimmed;
  const protocol = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
  if (protocol) {
    url.protocol = protocol.toLowerCase();
    rest = rest.slice(protocol.length);
  }
  const slashes =
    rest.startsWith('//') && (slashesDenoteHost || protocol !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest));
  if (slashes && !HOSTLESS.has(url.protocol ?? '')) {
    rest = rest.slice(2);
    url.slashes = true;
  }
  // A scheme that is not known for its slashes has a host without them (mailto:a@b.c).
  const hasHost =
    !HOSTLESS.has(url.protocol ?? '') && (slashes || (url.protocol !== null && !SLASHED.has(url.protocol)));
  if (hasHost) {
    const end = hostEnd(rest);
    readHost(url, rest.slice(0, end));
    rest = rest.slice(end);
    if (rest !== '' && !/^[/?#]/.test(rest)) rest = `/${rest}`;
  }
  if (!HOSTLESS.has(url.protocol ?? ''))
    rest = rest.replace(UNSAFE, (char) => encodeURIComponent(char).replace("'", '%27'));
  readTail(url, rest, parseQueryString);
  url.href = url.format();
  return url;
}

function readTail(url: Url, tail: string, parseQueryString: boolean): void {
  const hash = tail.indexOf('#');
  if (hash >= 0) url.hash = tail.slice(hash);
  const rest = hash < 0 ? tail : tail.slice(0, hash);
  const query = rest.indexOf('?');
  if (query >= 0) {
    url.search = rest.slice(query);
    url.query = parseQueryString ? parseQuery(url.search.slice(1)) : url.search.slice(1);
  } else if (parseQueryString) {
    url.search = null;
    url.query = Object.create(null) as object;
  }
  const pathname = query < 0 ? rest : rest.slice(0, query);
  if (pathname !== '') url.pathname = pathname;
  else if (SLASHED.has(url.protocol ?? '') && url.hostname) url.pathname = '/';
  if (url.pathname !== null || url.search !== null) url.path = `${url.pathname ?? ''}${url.search ?? ''}`;
}

function formatParts(url: Partial<Url>): string {
  const auth = url.auth ? `${encodeURIComponent(url.auth).replace(/%3A/i, ':')}@` : '';
  let protocol = url.protocol ?? '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  let host = '';
  if (url.host) host = auth + url.host;
  else if (url.hostname) {
    const name =
      url.hostname.includes(':') && !url.hostname.startsWith('[') ? `[${url.hostname}]` : url.hostname;
    host = `${auth}${name}${url.port ? `:${url.port}` : ''}`;
  }
  const query = url.query !== null && typeof url.query === 'object' ? stringify(url.query) : '';
  let search = url.search || (query && `?${query}`) || '';
  let hash = url.hash ?? '';
  let pathname = (url.pathname ?? '').replace(/[?#]/g, encodeURIComponent);
  if (url.slashes || SLASHED.has(protocol)) {
    if (url.slashes || host) {
      if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol === 'file:') host = '//';
  }
  if (hash && !hash.startsWith('#')) hash = `#${hash}`;
  if (search && !search.startsWith('?')) search = `?${search}`;
  return `${protocol}${host}${pathname}${search.replaceAll('#', '%23')}${hash}`;
}

export function formatLegacy(input: unknown): string {
  if (typeof input === 'string') return parse(input).format();
  if (typeof input !== 'object' || input === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], input);
  }
  return formatParts(input as Partial<Url>);
}

function mergePaths(base: Url, relative: Url): string {
  const from = base.pathname ?? '';
  const to = relative.pathname ?? '';
  const joined = to.startsWith('/') ? to : `${from.slice(0, from.lastIndexOf('/') + 1)}${to}`;
  const absolute = joined.startsWith('/') || base.host !== null;
  const out: string[] = [];
  const segments = joined.split('/').slice(joined.startsWith('/') ? 1 : 0);
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === '.' || segment === '..') {
      if (segment === '..') {
        if (out.length > 0 && out.at(-1) !== '..') out.pop();
        else if (!absolute) out.push('..');
      }
      if (last) out.push('');
    } else out.push(segment);
  }
  return `${absolute ? '/' : ''}${out.join('/')}`;
}

/** As a browser follows a link from `from` to `to`. */
export function resolve(from: string, to: string): string {
  const base = parse(from, false, true);
  const relative = parse(to, false, true);
  if (relative.href === '') return new Url().parse(from.replace(/#.*$/, '')).href ?? '';
  if (relative.protocol !== null && relative.protocol !== base.protocol) return relative.href ?? '';
  if (relative.slashes)
    return Object.assign(relative, { protocol: relative.protocol ?? base.protocol }).format();
  const keepsPath = relative.pathname === null;
  return Object.assign(new Url(), base, {
    pathname: keepsPath ? base.pathname : mergePaths(base, relative),
    search: keepsPath && relative.search === null ? base.search : relative.search,
    query: null,
    hash: relative.hash,
  }).format();
}

export function resolveObject(from: string | Url, to: string): Url {
  return parse(resolve(typeof from === 'string' ? from : from.format(), to));
}
