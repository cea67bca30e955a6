/** Keeps the process alive while a handle is at work, unless it was unref'ed. */
import type { EventLoop } from '../host.ts';

export class KeepAlive {
  #active = 0;
  #wanted = true;
  #held = false;
  readonly #loop: Pick<EventLoop, 'ref' | 'unref' | 'run'>;

  constructor(loop: Pick<EventLoop, 'ref' | 'unref' | 'run'>) {
    this.#loop = loop;
  }

  ref(): void {
    this.#wanted = true;
    this.#update();
  }

  unref(): void {
    this.#wanted = false;
    this.#update();
  }

  hasRef(): boolean {
    return this.#wanted;
  }

  /** Awaits a call to the kernel; `done` runs as a turn of the loop. */
  wait<T>(promise: Promise<T>, done: (error: unknown, value?: T) => void): void {
    this.#active += 1;
    this.#update();
    const finish = (error: unknown, value?: T): void =>
      this.#loop.run(() => {
        this.#active -= 1;
        try {
          done(error, value);
        } finally {
          this.#update();
        }
      });
    promise.then(
      (value) => finish(null, value),
      (error: unknown) => finish(error ?? new Error('The call failed.')),
    );
  }

  #update(): void {
    const hold = this.#wanted && this.#active > 0;
    if (hold === this.#held) return;
    this.#held = hold;
    if (hold) this.#loop.ref();
    else this.#loop.unref();
  }
}
