/** Keeps one process worker ready, its code loaded, so that a spawn costs a message and not a start-up. */
import type { ProcessToKernel } from '../protocol/messages.ts';

interface Spare {
  worker: Worker;
  /** Its code is loaded. */
  up: Promise<void>;
}

export class WorkerPool {
  readonly #url: string;
  #spare: Spare | null = null;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
    this.#spare = this.#make();
  }

  take(): Worker {
    const { worker, up } = this.#spare ?? this.#make();
    this.#spare = null;
    // The next one starts when the one just taken is busy with its own work, not before it.
    void up.then(() => setTimeout(() => this.#refill(), 20));
    return worker;
  }

  close(): void {
    this.#closed = true;
    this.#spare?.worker.terminate();
    this.#spare = null;
  }

  #refill(): void {
    if (!this.#closed) this.#spare ??= this.#make();
  }

  #make(): Spare {
    const worker = new Worker(this.#url, { type: 'module', name: 'process' });
    const up = new Promise<void>((resolve) => {
      const hear = ({ data }: MessageEvent<ProcessToKernel>): void => {
        if (data.type !== 'up') return;
        worker.removeEventListener('message', hear);
        resolve();
      };
      worker.addEventListener('message', hear);
    });
    return { worker, up };
  }
}
