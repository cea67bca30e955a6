/** Saves soon after every change, one save at a time; a save that fails is tried again until it succeeds. */

export interface KeeperOptions {
  /** Keeps the state as it is when this is called. */
  readonly write: () => Promise<void>;
  /** Hears of every attempt: undefined when it succeeded. */
  readonly onOutcome: (error: unknown) => void;
  /** Milliseconds from a change to its save: what a killed tab can lose. */
  readonly delayMs?: number;
  readonly retryMs?: number;
}

export class Keeper {
  readonly #options: KeeperOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #dirty = false;
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Something changed: it is saved soon. */
  touch = (): void => {
    this.#dirty = true;
    this.#schedule(this.#options.delayMs ?? 500);
  };

  /** Resolves when everything as it is now is kept, or the failure was told. Never rejects. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return Promise.resolve();
    if (!this.#running) {
      this.#running = this.#write().finally(() => (this.#running = undefined));
      return this.#running;
    }
    // What runs may have begun before the latest change; whoever asks meanwhile shares the next.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.save();
    });
    return this.#next;
  }

  /** Saves what is not saved yet, and nothing after that. */
  async close(): Promise<void> {
    if (this.#dirty || this.#running) await this.save();
    this.stop();
  }

  /** Saves nothing more. */
  stop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #write(): Promise<void> {
    this.#dirty = false;
    try {
      await this.#options.write();
      this.#options.onOutcome(undefined);
    } catch (error) {
      this.#dirty = true;
      this.#options.onOutcome(error);
      if (!this.#closed) this.#schedule(this.#options.retryMs ?? 10_000);
    }
  }

  #schedule(ms: number): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.save(), ms);
  }
}
