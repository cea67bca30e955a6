/**
 * The WebAssembly that the project's programs compile, the latest of it. While a module lives here, the engine gives whoever
 * compiles the same bytes its machine code, with all that has been optimised of it: esbuild starts in a third of the time when it
 * has run before. The bytes stay in the browser's cache. From there they are compiled as they stream in, for that is when browsers
 * keep the machine code with them (the code cache), and the next session begins with it.
 */
import { COMPILED_PATH, type CompiledModule } from '../protocol/messages.ts';

const CACHE = 'compiled';
/** A bundler, a CSS compiler, and one to change to. */
const KEPT = 3;
/**
 * Seconds. Of each stream the browser writes down once what has been optimised, at the next pause of two seconds or after the next
 * megabyte. What is optimised later goes with a later stream: a dev server's first page has optimised five times what its start has.
 */
const STREAMED_AGAIN = [6, 9, 18, 36];

export class CompiledModules {
  readonly #modules = new Map<string, WebAssembly.Module>();
  #loaded = false;

  /** Those of the sessions before, once. */
  async load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    try {
      const cache = await caches.open(CACHE);
      for (const { url } of await cache.keys()) await this.#stream(new URL(url).pathname);
    } catch {
      // The browser keeps nothing: the first to need it compiles it.
    }
  }

  async keep({ key, module, bytes }: CompiledModule): Promise<void> {
    const path = COMPILED_PATH + key;
    if (this.#modules.has(path)) return;
    this.#modules.set(path, module);
    try {
      const cache = await caches.open(CACHE);
      await cache.put(path, new Response(bytes, { headers: { 'content-type': 'application/wasm' } }));
      await this.#stream(path);
      for (const [oldest] of [...this.#modules].slice(0, -KEPT)) {
        this.#modules.delete(oldest);
        await cache.delete(oldest);
      }
    } catch {
      // No room: it lasts for this session.
    }
  }

  async #stream(path: string): Promise<void> {
    const stream = (): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(path));
    this.#modules.set(path, await stream());
    for (const seconds of STREAMED_AGAIN) {
      setTimeout(() => {
        if (this.#modules.has(path)) stream().catch(() => undefined);
      }, seconds * 1000);
    }
  }
}
