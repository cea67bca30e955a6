/** `require('dns')`: the tab has no resolver. Names of this machine are answered; all others are not found. */
import type { NodeHost } from './host.ts';
import { isIP, isLoopback } from './net/address.ts';
import { nextTick } from './next-tick.ts';

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

function optionsOf(given: unknown): LookupOptions {
  return typeof given === 'number' ? { family: given } : ((given ?? {}) as LookupOptions);
}

async function lookupPromise(hostname: string, given?: unknown): Promise<Address | Address[]> {
  const options = optionsOf(given);
  const found = find(hostname, options);
  return options.all ? found : found[0]!;
}

type Done = (error: Error | null, ...result: unknown[]) => void;

function lookup(hostname: string, ...rest: unknown[]): void {
  const done = rest.pop() as Done;
  const options = optionsOf(rest[0]);
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

class Resolver {
  cancel(): void {}
  getServers(): string[] {
    return [];
  }
  setServers(): void {}
  setLocalAddress(): void {}
}

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

function shared(): Record<string, unknown> {
  let order = 'verbatim';
  return {
    getServers: () => [],
    setServers: () => undefined,
    getDefaultResultOrder: () => order,
    setDefaultResultOrder: (next: string) => void (order = next),
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
      const done = rest.pop() as Done;
      nextTick(() => done(notFound(syscallOf(name), hostname)));
    },
  ]);
  const made = Object.fromEntries(queries) as Record<string, unknown>;
  class CallbackResolver extends Resolver {}
  Object.assign(CallbackResolver.prototype, made);
  return {
    ...made,
    lookup,
    lookupService(address: string, _port: number, done: Done) {
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
