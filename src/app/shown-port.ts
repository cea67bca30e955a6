/** Which port the preview shows by itself: the first whose page is not an error. One that the person has chosen stays. */
import type { PageEvent } from '../agent/page-event.ts';
import type { Stores } from '../state/stores.ts';

export class ShownPort {
  readonly #stores: Pick<Stores, 'runtime' | 'preview'>;
  /** Ports whose first page is an error, as that of an API is. */
  readonly #errors = new Set<number>();
  #own: number | undefined;

  constructor(stores: Pick<Stores, 'runtime' | 'preview'>) {
    this.#stores = stores;
  }

  opened(port: number): void {
    const { port: shown } = this.#stores.preview.getState();
    this.#errors.delete(port);
    if (shown === undefined || (shown === this.#own && this.#errors.has(shown))) this.#show(port);
  }

  closed(port: number): void {
    this.#errors.delete(port);
    if (this.#stores.preview.getState().port === port) this.#show(this.#other());
  }

  pageEvent(event: PageEvent): void {
    const { port, path } = this.#stores.preview.getState();
    if (event.event !== 'loaded' || event.status < 400 || event.port !== port || path !== '/') return;
    this.#errors.add(event.port);
    const other = this.#other();
    if (port === this.#own && other !== undefined) this.#show(other);
  }

  #other(): number | undefined {
    return this.#stores.runtime.getState().ports.find(({ port }) => !this.#errors.has(port))?.port;
  }

  #show(port: number | undefined): void {
    this.#own = port;
    this.#stores.preview.getState().showPort(port);
  }
}
