/** `module.registerHooks`: what a program puts in the way of resolving and loading modules. Follows Node's module.html. */
import { ERR_INVALID_RETURN_PROPERTY_VALUE } from '../../node/errors.ts';
import { validateFunction } from '../../node/validators.ts';
import { encodePath } from './resolver.ts';

export interface ResolveContext {
  conditions: string[];
  importAttributes: Record<string, string>;
  parentURL: string | undefined;
}

export interface ResolveResult {
  url: string;
  format?: string | null | undefined;
  shortCircuit?: boolean;
}

export interface LoadContext {
  conditions: string[];
  format: string | null | undefined;
  importAttributes: Record<string, string>;
}

export interface LoadResult {
  format: string | null | undefined;
  source?: string | ArrayBuffer | Uint8Array | null;
  /** Where the source came from. */
  responseURL?: string;
  shortCircuit?: boolean;
}

type Next<Context, Result> = (what: string, context: Context) => Result;
type Hook<Context, Result> = (
  what: string,
  context: Context,
  next: (what?: string, context?: Partial<Context>) => Result,
) => Result;

export interface Hooks {
  resolve?: Hook<ResolveContext, ResolveResult>;
  load?: Hook<LoadContext, LoadResult>;
}

const decoder = new TextDecoder();

export class ModuleHooks {
  readonly #registered: Hooks[] = [];

  get active(): boolean {
    return this.#registered.length > 0;
  }

  register(hooks: Hooks): { deregister(): void } {
    for (const name of ['resolve', 'load'] as const)
      if (hooks[name] !== undefined) validateFunction(hooks[name], `hooks.${name}`);
    const own = { ...hooks };
    this.#registered.push(own);
    return {
      deregister: () => {
        const at = this.#registered.indexOf(own);
        if (at >= 0) this.#registered.splice(at, 1);
      },
    };
  }

  /** `last` is what resolves without any hook. */
  resolve(
    specifier: string,
    context: ResolveContext,
    last: Next<ResolveContext, ResolveResult>,
  ): ResolveResult {
    const hooks = this.#registered.flatMap(({ resolve }) => (resolve ? [resolve] : []));
    return chain('resolve', hooks, last)(specifier, context);
  }

  /** `last` is what loads without any hook. */
  load(url: string, context: LoadContext, last: Next<LoadContext, LoadResult>): LoadResult {
    const hooks = this.#registered.flatMap(({ load }) => (load ? [load] : []));
    return chain('load', hooks, last)(url, context);
  }
}

/** The hook that was registered last comes first. */
function chain<Context extends object, Result extends { shortCircuit?: boolean }>(
  name: string,
  hooks: Hook<Context, Result>[],
  last: Next<Context, Result>,
): Next<Context, Result> {
  return hooks.reduce<Next<Context, Result>>(
    (after, hook) => (what, context) => {
      let went = false;
      const result = hook(what, context, (nextWhat = what, more = {}) => {
        went = true;
        return after(nextWhat, { ...context, ...more });
      });
      if (!went && result.shortCircuit !== true)
        throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', name, 'shortCircuit', result.shortCircuit);
      return result;
    },
    last,
  );
}

/** A source that a hook gave, as text. */
export function sourceText(source: LoadResult['source']): string {
  return typeof source === 'string' ? source : decoder.decode(source ?? new Uint8Array());
}

export function fileUrlOf(path: string): string {
  return `file://${encodePath(path)}`;
}

/** The path of a `file:` URL. */
export function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
