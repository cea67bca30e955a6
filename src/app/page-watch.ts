/** Follows the page in the preview: when it has come and is quiet, and what it is when it does not. */
import type { PageEvent } from '../agent/page-event.ts';
import type { PreviewStore } from '../state/preview-store.ts';

export interface PageWatchTimes {
  /** How long a page that shows something must be quiet to count as settled. Milliseconds. */
  readonly quietMs: number;
  /** How long a page may take to settle; five seconds of it are the page's own wait for something to show. */
  readonly limitMs: number;
}

const TIMES: PageWatchTimes = { quietMs: 1200, limitMs: 20_000 };

interface Page {
  readonly id: string;
  /** Milliseconds since the epoch. */
  startedAt: number | undefined;
  /** It shows something, or has told why it does not. */
  isShown: boolean;
  isSettled: boolean;
}

export type SettledListener = (startedAt: number) => void;

export class PageWatch {
  readonly #preview: PreviewStore;
  readonly #times: PageWatchTimes;
  readonly #listeners = new Set<SettledListener>();
  #page: Page | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(preview: PreviewStore, times: PageWatchTimes = TIMES) {
    this.#preview = preview;
    this.#times = times;
  }

  /** Calls back when a page has loaded, shows something (or nothing for long), and has been quiet. */
  onSettled(listener: SettledListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  event(event: PageEvent): void {
    if (event.port !== this.#preview.getState().port) return;
    if (this.#page?.id !== event.page)
      this.#page = { id: event.page, startedAt: undefined, isShown: false, isSettled: false };
    const page = this.#page;
    if (event.event === 'loaded') page.startedAt = event.startedAt;
    else if (event.event === 'painted' || event.event === 'blank') {
      page.isShown = true;
      this.#preview.getState().setPage(event.event === 'blank' ? 'blank' : 'loaded');
    } else if (event.event === 'overlay' || event.event === 'resource-error') page.isShown = true;
    else return;
    this.#wait(page);
  }

  /** The page, or what serves it, is at work: it must be quiet again before it counts as settled. */
  stir(): void {
    if (this.#page && !this.#page.isSettled) this.#wait(this.#page);
  }

  /** The page has failed in its own words: nothing more needs to come. */
  failed(id: string): void {
    if (this.#page?.id === id) this.#page.isShown = true;
    else this.#page = { id, startedAt: undefined, isShown: true, isSettled: false };
    this.stir();
  }

  /** What the page shows is older than its sources: it is loaded anew, once for a burst of changes. */
  outdated(): void {
    this.#page = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#preview.getState().reload(), this.#times.quietMs);
  }

  /** Resolves when a change of files has had the time to reach the page. */
  quiet(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#times.quietMs));
  }

  /** Loads the page again. Resolves when it has settled; false when it does not within the limit. */
  reload(): Promise<boolean> {
    this.#page = undefined;
    const settled = this.settled();
    this.#preview.getState().reload();
    return settled;
  }

  /** Resolves when the page that is there, or that comes, has settled; false when that does not happen within the limit. */
  settled(): Promise<boolean> {
    if (this.#page?.isSettled) return Promise.resolve(true);
    return new Promise((resolve) => {
      const off = this.onSettled(() => end(true));
      const limit = setTimeout(() => end(false), this.#times.limitMs);
      const end = (isSettled: boolean): void => {
        off();
        clearTimeout(limit);
        resolve(isSettled);
      };
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#page = undefined;
  }

  #wait(page: Page): void {
    clearTimeout(this.#timer);
    const { startedAt } = page;
    if (startedAt === undefined || !page.isShown) return;
    this.#timer = setTimeout(() => {
      if (this.#page !== page) return;
      page.isSettled = true;
      for (const listener of [...this.#listeners]) listener(startedAt);
    }, this.#times.quietMs);
  }
}
