/** URL and URLSearchParams: the browser's, with Node's errors and as Node shows them. */
import {
  ERR_ARG_NOT_ITERABLE,
  ERR_INVALID_THIS,
  ERR_INVALID_TUPLE,
  ERR_MISSING_ARGS,
  ERR_INVALID_URL,
} from '../errors.ts';
import { inspect, type InspectOptions } from '../inspect.ts';
import { validateFunction } from '../validators.ts';
import { objectUrlMethods } from './object-urls.ts';
import { nameOf, refineClass, refineMethods, show } from './refine.ts';

const PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'searchParams',
  'hash',
] as const;

export interface UrlClasses {
  URL: typeof URL;
  URLSearchParams: typeof URLSearchParams;
}

/** Changes the prototypes of `scope`'s classes. */
export function refineUrls(scope: UrlClasses): UrlClasses {
  const { URL: Url, URLSearchParams: Params } = scope;
  refineParams(Params);
  show(Url, (self, depth, options) => {
    const url = self as URL;
    if (depth < 0) return `${nameOf(self, Url)} {}`;
    const values = Object.fromEntries(PARTS.map((part) => [part, url[part]]));
    return `${nameOf(self, Url)} ${inspect(values, options)}`;
  });
  refineHref(Url);
  const refined = refineClass(Url, {
    required: ['url'],
    check: (args) =>
      args
        .slice(0, 2)
        .filter((part, i) => i === 0 || part !== undefined)
        .map((part) => `${part as string}`),
    fail: (_error, [input, base]) => invalidUrl(String(input), base),
  });
  const { canParse } = Url;
  const statics: Partial<typeof URL> = {
    canParse(...args: string[]): boolean {
      if (args.length === 0) throw new ERR_MISSING_ARGS('url');
      return Reflect.apply(canParse, Url, args) as boolean;
    },
    ...objectUrlMethods(Url),
  };
  for (const [name, value] of Object.entries(statics))
    Object.defineProperty(refined, name, { value, writable: true, configurable: true, enumerable: true });
  return { URL: refined, URLSearchParams: refineParamsClass(Params) };
}

function invalidUrl(input: string, base: unknown): Error {
  const error = new ERR_INVALID_URL();
  return Object.assign(error, { input }, base === undefined ? {} : { base: String(base) });
}

function refineHref(Url: typeof URL): void {
  const href = Object.getOwnPropertyDescriptor(Url.prototype, 'href');
  if (!href?.get || !href.set) return;
  const { get, set } = href;
  Object.defineProperty(Url.prototype, 'href', {
    ...href,
    get(this: URL): string {
      return isUrl(this, Url) && (Reflect.apply(get, this, []) as string);
    },
    set(this: URL, value: unknown) {
      const text = String(value);
      try {
        Reflect.apply(set, this, [text]);
      } catch {
        throw invalidUrl(text, undefined);
      }
    },
  });
  const toText = function toString(this: URL): string {
    return isUrl(this, Url) && (Reflect.apply(get, this, []) as string);
  };
  Object.defineProperty(Url.prototype, 'toString', {
    value: toText,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

function isUrl(self: unknown, Url: typeof URL): true {
  if (self instanceof Url) return true;
  throw new TypeError('Receiver must be an instance of class URL');
}

function refineParams(Params: typeof URLSearchParams): void {
  const name = { required: ['name'] };
  const pair = { required: ['name', 'value'] };
  refineMethods(Params, {
    append: pair,
    set: pair,
    get: name,
    getAll: name,
    has: name,
    delete: name,
    forEach: {
      check(args) {
        validateFunction(args[0], 'callback');
        return args;
      },
    },
  });
  show(Params, (self, depth, options) => {
    const title = nameOf(self, Params);
    if (depth < 0) return `[${title}]`;
    const pairs = [...(self as URLSearchParams)].map(
      ([key, value]) => `${inspect(key, options)} => ${inspect(value, options)}`,
    );
    return braced(title, pairs, options);
  });
  refineIterators(Params);
}

function braced(title: string, parts: string[], { breakLength = 80 }: InspectOptions): string {
  const width = parts.reduce((sum, part) => sum + part.length, -2 * parts.length);
  if (parts.length === 0) return `${title} {}`;
  return width <= breakLength ? `${title} { ${parts.join(', ')} }` : `${title} {\n  ${parts.join(',\n  ')} }`;
}

type Kind = 'keys' | 'values' | 'entries';

/** An iterator that can tell what is left in it, as inspection shows it. */
class ParamsIterator {
  readonly #native: Iterator<unknown>;
  readonly #all: () => unknown[];
  #taken = 0;

  constructor(native: Iterator<unknown>, all: () => unknown[]) {
    this.#native = native;
    this.#all = all;
  }

  next(): IteratorResult<unknown> {
    const { value, done } = this.#native.next();
    if (!done) this.#taken++;
    return { value, done: done ?? false } as IteratorResult<unknown>;
  }

  get [Symbol.toStringTag](): string {
    return 'URLSearchParams Iterator';
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    if (depth < 0) return '[Object]';
    const rest = this.#all().slice(this.#taken);
    return braced(
      'URLSearchParams Iterator',
      rest.map((item) => inspect(item, options)),
      options,
    );
  }
}

const IteratorPrototype: unknown = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
Object.setPrototypeOf(ParamsIterator.prototype, IteratorPrototype as object);

function refineIterators(Params: typeof URLSearchParams): void {
  for (const kind of ['keys', 'values', 'entries'] as Kind[]) {
    const native = Params.prototype[kind] as (this: URLSearchParams) => Iterator<unknown> & Iterable<unknown>;
    const refined = {
      [kind](this: URLSearchParams): ParamsIterator {
        if (!(this instanceof Params)) throw new ERR_INVALID_THIS('URLSearchParams');
        return new ParamsIterator(native.call(this), () => [...native.call(this)]);
      },
    }[kind];
    const descriptor = { value: refined, writable: true, configurable: true };
    Object.defineProperty(Params.prototype, kind, { ...descriptor, enumerable: true });
    if (kind === 'entries') Object.defineProperty(Params.prototype, Symbol.iterator, descriptor);
  }
}

function refineParamsClass(Params: typeof URLSearchParams): typeof URLSearchParams {
  return refineClass(Params, {
    check([init]) {
      if (init === null || init === undefined) return [];
      if (typeof init !== 'object' && typeof init !== 'function') return [init];
      const method = (init as Record<PropertyKey, unknown>)[Symbol.iterator];
      if (method === undefined || method === null) return [init];
      if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
      return [[...(init as Iterable<unknown>)].map(toPair)];
    },
  });
}

function toPair(pair: unknown): [string, string] {
  const isIterable =
    pair !== null &&
    (typeof pair === 'object' || typeof pair === 'function') &&
    typeof (pair as Record<PropertyKey, unknown>)[Symbol.iterator] === 'function';
  const parts = isIterable ? [...(pair as Iterable<unknown>)] : [];
  if (parts.length !== 2) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
  return [String(parts[0]), String(parts[1])];
}
