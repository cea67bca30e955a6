/**
 * What a dev server made of packages, kept with the project: Vite bundles them once and goes by what it finds, so a project that
 * is opened again need not do it anew. Only a cache: whatever goes wrong with it costs time and nothing else.
 */
import type { Container } from './container.ts';

const FOLDER = 'node_modules/.vite';
/** What the bundles were made of and for; another one means other bundles. */
const STAMP = `${FOLDER}/deps/_metadata.json`;
const MAX_BYTES = 24 * 1024 * 1024;

export interface ToolCacheStore {
  read(): Promise<Uint8Array | undefined>;
  keep(archive: Uint8Array): Promise<void>;
}

export class ToolCache {
  readonly #store: ToolCacheStore;
  /** The container that has it. */
  #container: Container | undefined;
  #stamp: string | undefined;
  #keeping = Promise.resolve();

  constructor(store: ToolCacheStore) {
    this.#store = store;
  }

  /** Puts it back into a container where no dev server was started yet. Never rejects. */
  async restore(container: Container): Promise<void> {
    if (this.#container === container) return;
    this.#container = container;
    try {
      const archive = await this.#store.read();
      if (!archive || (await stampOf(container)) !== undefined) return;
      await container.fs.mkdir(FOLDER, { recursive: true });
      await container.mount(archive, { mountPoint: FOLDER });
      this.#stamp = await stampOf(container);
    } catch {
      // The dev server makes it anew.
    }
  }

  /** Keeps it, if it is not what is kept already. Never rejects. */
  keep(container: Container): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keep(container));
    return this.#keeping;
  }

  /** Resolves when what is being kept is. */
  kept(): Promise<void> {
    return this.#keeping;
  }

  async #keep(container: Container): Promise<void> {
    try {
      const stamp = await stampOf(container);
      if (stamp === undefined || stamp === this.#stamp) return;
      const archive = await container.export(FOLDER, { format: 'binary' });
      if (archive.length > MAX_BYTES) return;
      this.#stamp = stamp;
      await this.#store.keep(archive);
    } catch {
      // The next start makes it anew.
    }
  }
}

function stampOf(container: Container): Promise<string | undefined> {
  return container.fs.readFile(STAMP, 'utf-8').catch(() => undefined);
}
