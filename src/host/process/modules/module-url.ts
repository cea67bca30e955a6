/**
 * The address under which the browser's module loader knows a file: `/~/m/<process>/<path>`. One address space a process,
 * so that each has instances of its own. The service worker asks the process for what is behind it.
 */
import { encodePath } from './resolver.ts';

const PREFIX = '/~/m/';

export class ModuleUrls {
  readonly #base: string;

  constructor(origin: string, instance: string) {
    this.#base = `${origin}${PREFIX}${instance}`;
  }

  file(path: string, suffix = ''): string {
    return `${this.#base}${encodePath(path)}${suffix}`;
  }

  builtin(name: string): string {
    return `${this.#base}/~node/${name}`;
  }

  data(url: string): string {
    return `${this.#base}/~data/${encodeURIComponent(url)}`;
  }

  /** A module that fails: `id` names the error that the loader keeps. */
  error(id: number): string {
    return `${this.#base}/~error/${id}`;
  }

  parse(url: string): ModuleAddress {
    const rest = url.slice(this.#base.length);
    const builtin = /^\/~node\/(.+)$/.exec(rest);
    if (builtin?.[1]) return { kind: 'builtin', name: builtin[1] };
    const data = /^\/~data\/(.+)$/.exec(rest);
    if (data?.[1]) return { kind: 'data', url: decodeURIComponent(data[1]) };
    const { pathname, search, hash } = new URL(rest, 'file:///');
    return { kind: 'file', path: decodeURIComponent(pathname), suffix: search + hash };
  }
}

export type ModuleAddress =
  | { kind: 'builtin'; name: string }
  | { kind: 'data'; url: string }
  | { kind: 'file'; path: string; suffix: string };
