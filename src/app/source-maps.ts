/**
 * Names the project's own source in the stacks of a page, by the source maps that the dev server gives with each module. They
 * are read inside the runtime, where the server is: a preview's origin lets no other page read from it.
 */
import { parseStack } from '../agent/parse-stack.ts';
import { originalPosition, readSourceMap, type SourceMap } from '../agent/source-map.ts';
import { projectPath } from '../agent/source-path.ts';
import type { ContainerSource } from './container.ts';
import { readOutput } from './run-command.ts';

/** Prints the source maps of the URLs it is given, as one JSON array; null for those that have none. */
const READER = `
const mapOf = async (url) => {
  const text = await (await fetch(url)).text();
  const name = [...text.matchAll(/^\\/\\/[#@] sourceMappingURL=(\\S+)/gm)].at(-1)?.[1];
  if (!name) return null;
  const inline = /^data:[^,]*;base64,(.*)$/.exec(name);
  const { sources, mappings, sourceRoot } = JSON.parse(
    inline ? Buffer.from(inline[1], 'base64').toString() : await (await fetch(new URL(name, url))).text(),
  );
  return { sources, mappings, sourceRoot };
};
Promise.all(process.argv.slice(1).map((url) => mapOf(url).catch(() => null))).then((maps) =>
  console.log(JSON.stringify(maps)),
);
`;

const MAX_FILES = 6;
const MAX_KEPT = 50;
/** Milliseconds. */
const LIMIT_MS = 8000;

export class SourceMaps {
  readonly #container: ContainerSource;
  readonly #mapped = new Map<string, Promise<string>>();

  constructor(container: ContainerSource) {
    this.#container = container;
  }

  /** The stack with the places in the project's modules as they are in the sources. What cannot be mapped stays. */
  map(stack: string, port: number): Promise<string> {
    let mapped = this.#mapped.get(stack);
    if (!mapped) {
      if (this.#mapped.size >= MAX_KEPT) this.#mapped.clear();
      // An error is better shown with the places that are known than not at all.
      mapped = this.#map(stack, port).catch(() => stack);
      this.#mapped.set(stack, mapped);
    }
    return mapped;
  }

  async #map(stack: string, port: number): Promise<string> {
    const frames = parseStack(stack).frames.filter(({ url, file }) => file && /^https?:/.test(url));
    const urls = [...new Set(frames.map(({ url }) => url))].slice(0, MAX_FILES);
    if (urls.length === 0) return stack;
    const maps = await this.#read(
      urls.map((url) => {
        const { pathname, search } = new URL(url);
        return `http://localhost:${port}${pathname}${search}`;
      }),
    );
    const places = new Map<string, string>();
    for (const { url, line, column = 1 } of frames) {
      const map = maps[urls.indexOf(url)];
      const found = map && originalPosition(map, line, column);
      const file = found && (projectPath(new URL(found.source, url).href) ?? projectPath(url));
      if (file !== undefined)
        places.set(`${url}:${line}:${column}`, `${file}:${found?.line}:${found?.column}`);
    }
    return stack.replace(/https?:\/\/\S+?:\d+:\d+(?!\d)/g, (place) => places.get(place) ?? place);
  }

  async #read(urls: readonly string[]): Promise<(SourceMap | undefined)[]> {
    const process = await (await this.#container()).spawn('node', ['-e', READER, ...urls]);
    const timer = setTimeout(() => process.kill(), LIMIT_MS);
    let output = '';
    await readOutput(process, (chunk) => (output += chunk));
    clearTimeout(timer);
    const value: unknown = JSON.parse(output);
    return Array.isArray(value) ? value.map(readSourceMap) : [];
  }
}
