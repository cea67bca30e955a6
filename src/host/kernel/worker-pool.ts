/** Keeps one process worker ready, its code loaded, so that a spawn costs a message and not a start-up. */

export class WorkerPool {
  readonly #url: string;
  #spare: Worker | null = null;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
    this.#spare = this.#make();
  }

  take(): Worker {
    const worker = this.#spare ?? this.#make();
    this.#spare = null;
    // The next one starts when the one just taken is busy with its own work, not before it.
    setTimeout(() => {
      if (!this.#closed) this.#spare ??= this.#make();
    }, 20);
    return worker;
  }

  close(): void {
    this.#closed = true;
    this.#spare?.terminate();
    this.#spare = null;
  }

  #make(): Worker {
    return new Worker(this.#url, { type: 'module', name: 'process' });
  }
}
