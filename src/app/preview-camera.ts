/** Asks the page of the preview to draw itself. The page is not ours: whatever comes back is only shown as an image. */
import type { PreviewStore } from '../state/preview-store.ts';

const LIMIT_MS = 5000;

export class PreviewCamera {
  readonly #preview: PreviewStore;
  #take: ((picture: string | undefined) => void) | undefined;

  constructor(preview: PreviewStore) {
    this.#preview = preview;
  }

  /** A data URL; undefined when the page cannot be drawn. */
  picture(): Promise<string | undefined> {
    return new Promise((resolve) => {
      const limit = setTimeout(() => take(undefined), LIMIT_MS);
      const take = (picture: string | undefined): void => {
        clearTimeout(limit);
        if (this.#take === take) this.#take = undefined;
        resolve(picture);
      };
      this.#take?.(undefined);
      this.#take = take;
      this.#preview.getState().askForPicture();
    });
  }

  /** What the page sent. */
  arrived(image: string): void {
    this.#take?.(image === '' ? undefined : image);
  }
}
