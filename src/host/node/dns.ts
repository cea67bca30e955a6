/** `require('dns')`: the tab has no resolver. Names of this machine are answered; all others are not found. */
import { ERR_INVALID_ARG_VALUE, ERR_INVALID_IP_ADDRESS } from './errors.ts';
import type { NodeHost } from './host.ts';
import { isIP, isLoopback } from './net/address.ts';
import { nextTick } from './next-tick.ts';
import {
  validateArray,
  validateBoolean,
  validateFunction,
  validatePort,
  validateString,
} from './validators.ts';

interface Address {
  address: string;
  family: 4 | 6;
}

interface LookupOptions {
  all?: boolean;
  family?: number | string;
  order?: string;
}

const CODES = [
  'NODATA',
  'FORMERR',
  'SERVFAIL',
  'NOTFOUND',
  'NOTIMP',
  'REFUSED',
  'BADQUERY',
  'BADNAME',
  'BADFAMILY',
  'BADRESP',
  'CONNREFUSED',
  'TIMEOUT',
  'EOF',
  'FILE',
  'NOMEM',
  'DESTRUCTION',
  'BADSTR',
  'BADFLAGS',
  'NONAME',
  'BADHINTS',
  'NOTINITIALIZED',
  'LOADIPHLPAPI',
  'ADDRGETNETWORKPARAMS',
  'CANCELLED',
];

const QUERIES = [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTxt',
  'reverse',
];

function notFound(syscall: string, hostname: string): Error {
  const error = new Error(`${syscall} ENOTFOUND ${hostname}`);
  return Object.assign(error, { errno: -3008, code: 'ENOTFOUND', syscall, hostname });
}

function find(hostname: string, options: LookupOptions): Address[] {
  const literal = isIP(hostname);
  if (literal) return [{ address: hostname, family: literal }];
  if (!isLoopback(hostname)) throw notFound('getaddrinfo', hostname);
  const wantsSix = options.family === 6 || options.family === 'IPv6';
  return [wantsSix ? { address: '::1', family: 6 } : { address: '127.0.0.1', family: 4 }];
}

const FAMILIES: readonly unknown[] = [0, 4, 6];
const ALL_HINTS = 32 | 16 | 8;

function optionsOf(given: unknown): LookupOptions {
  if (typeof given === 'number') {
    if (!FAMILIES.includes(given))
      throw new ERR_INVALID_ARG_VALUE('family', given, 'must be one of: 0, 4, 6');
    return { family: given };
  }
  const options = (given ?? {}) as LookupOptions & { hints?: number };
  const { family, hints, all } = options;
  if (hints !== undefined && (hints & ~ALL_HINTS) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', hints);
  if (family !== undefined && !FAMILIES.includes(family) && family !== 'IPv4' && family !== 'IPv6')
    throw new ERR_INVALID_ARG_VALUE('options.family', family, 'must be one of: 0, 4, 6');
  if (all !== undefined) validateBoolean(all, 'options.all');
  return options;
}

async function lookupPromise(hostname: string, given?: unknown): Promise<Address | Address[]> {
  const options = optionsOf(given);
  const found = find(hostname, options);
  return options.all ? found : found[0]!;
}

type Done = (error: Error | null, ...result: unknown[]) => void;

function lookup(hostname: string, ...rest: unknown[]): void {
  if (hostname) validateString(hostname, 'hostname');
  const done = rest.length > 1 || typeof rest[0] === 'function' ? (rest.pop() as Done) : undefined;
  validateFunction(done, 'callback');
  const options = optionsOf(rest[0]);
  if (!hostname) {
    nextTick(() => (options.all ? done(null, []) : done(null, null, options.family === 6 ? 6 : 4)));
    return;
  }
  nextTick(() => {
    let found: Address[];
    try {
      found = find(hostname, options);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (options.all) done(null, found);
    else done(null, found[0]?.address, found[0]?.family);
  });
}

/** Servers are kept for those who ask; nothing is ever sent to them. */
class Resolver {
  #servers: string[] = [];
  cancel(): void {}
  getServers(): string[] {
    return [...this.#servers];
  }
  setServers(servers: string[]): void {
    this.#servers = checkServers(servers);
  }
  setLocalAddress(): void {}
}

/** `1.1.1.1`, `1.1.1.1:53`, `[::1]:53`; without the port that is usual. */
function checkServers(servers: unknown): string[] {
  validateArray(servers, 'servers');
  return servers.map((server: unknown, index) => {
    validateString(server, `servers[${index}]`);
    const [, bracketed, v4, port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server) ?? [];
    const address = isIP(server) === 6 ? server : (bracketed ?? v4 ?? '');
    if (!isIP(address)) throw new ERR_INVALID_IP_ADDRESS(server);
    if (port === '53') return address;
    return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
  });
}

const RECORDS = /^(?:A|AAAA|ANY|CAA|CNAME|MX|NAPTR|NS|PTR|SOA|SRV|TXT)$/;
const ORDERS = ['verbatim', 'ipv4first', 'ipv6first'];

const syscallOf = (name: string): string => `query${name.replace(/^resolve/, '') || 'A'}`;

function createPromises(): Record<string, unknown> {
  const queries = QUERIES.map((name) => [
    name,
    async (hostname: string) => {
      throw notFound(syscallOf(name), hostname);
    },
  ]);
  const made = Object.fromEntries(queries) as Record<string, unknown>;
  class PromiseResolver extends Resolver {}
  Object.assign(PromiseResolver.prototype, made);
  return { ...made, lookup: lookupPromise, Resolver: PromiseResolver, ...shared() };
}

/** Of `dns` and `dns/promises` together. */
const global = { order: 'verbatim', servers: [] as string[] };

function shared(): Record<string, unknown> {
  return {
    getServers: () => [...global.servers],
    setServers: (servers: string[]) => void (global.servers = checkServers(servers)),
    getDefaultResultOrder: () => global.order,
    setDefaultResultOrder(next: string) {
      if (!ORDERS.includes(next))
        throw new ERR_INVALID_ARG_VALUE(
          'dnsOrder',
          next,
          "must be one of: 'verbatim', 'ipv4first', 'ipv6first'",
        );
      global.order = next;
    },
    ...Object.fromEntries(CODES.map((code) => [code, `E${code}`])),
  };
}

let promises: Record<string, unknown> | undefined;

/** Also `dns/promises`. */
export function createPromisesModule(_host: NodeHost): Record<string, unknown> {
  return (promises ??= createPromises());
}

export function createModule(host: NodeHost): Record<string, unknown> {
  const queries = QUERIES.map((name) => [
    name,
    (hostname: string, ...rest: unknown[]) => {
      validateString(hostname, 'name');
      const [record] = rest;
      if (name === 'resolve' && typeof record !== 'function') {
        validateString(record, 'rrtype');
        if (!RECORDS.test(record)) throw new ERR_INVALID_ARG_VALUE('rrtype', record);
      }
      const done = rest.pop();
      validateFunction(done, 'callback');
      nextTick(() => (done as Done)(notFound(syscallOf(name), hostname)));
    },
  ]);
  const made = Object.fromEntries(queries) as Record<string, unknown>;
  class CallbackResolver extends Resolver {}
  Object.assign(CallbackResolver.prototype, made);
  return {
    ...made,
    lookup,
    lookupService(address: string, port: number, done: Done) {
      if (!isIP(address)) throw new ERR_INVALID_ARG_VALUE('address', address);
      validatePort(port);
      validateFunction(done, 'callback');
      nextTick(() => done(notFound('getnameinfo', address)));
    },
    Resolver: CallbackResolver,
    promises: createPromisesModule(host),
    ...shared(),
    ADDRCONFIG: 32,
    ALL: 16,
    V4MAPPED: 8,
  };
}
