/**
 * Decides whose awaits are rewritten (await-context.ts): those of all modules that are loaded from when the process is
 * seen to use AsyncLocalStorage. Programs that never do pay a search in the text, nothing else.
 */
import { isTracking } from '../../node/async-context.ts';
import { keepContextOverAwait } from './await-context.ts';

const MARK = 'AsyncLocalStorage';
const REQUIRED = /\brequire\s*\(\s*(['"])([^'"\n]+)\1\s*\)/g;
/** How many files are looked into before a program's own CommonJS module with an `await` runs. */
const LOOK_AHEAD = 100;

export interface RequiredFiles {
  /** The file that a request means and its text; undefined for what is no file. */
  open(request: string, from: string): { path: string; text: string } | undefined;
}

export class ContextKeeper {
  readonly #seen = new Set<string>();
  #active = false;

  get active(): boolean {
    this.#active ||= isTracking();
    return this.#active;
  }

  /** A text that is going to run. */
  see(text: string): void {
    if (!this.#active && text.includes(MARK)) this.#active = true;
  }

  /** The text as it runs. */
  apply(text: string, sourceType: 'module' | 'script'): string {
    return this.active ? keepContextOverAwait(text, sourceType) : text;
  }

  /**
   * A CommonJS module runs before what it requires is seen: a program's own, if it awaits, is looked ahead of.
   * Packages are not: their modules that use a store say so, and their start is not delayed.
   */
  lookAhead(path: string, text: string, files: RequiredFiles): void {
    this.see(text);
    if (this.active || path.includes('/node_modules/') || !/\bawait\b/.test(text)) return;
    const queue = [{ path, text }];
    for (let file = queue.shift(); file && !this.active; file = queue.shift()) {
      for (const [, , request = ''] of file.text.matchAll(REQUIRED)) {
        const found = this.#seen.size < LOOK_AHEAD ? files.open(request, file.path) : undefined;
        if (!found || this.#seen.has(found.path)) continue;
        this.#seen.add(found.path);
        this.see(found.text);
        queue.push(found);
      }
    }
  }
}
