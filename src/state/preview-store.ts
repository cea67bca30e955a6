/** The preview: which port and path it shows, how wide, and whether what it shows is alive. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type DeviceWidth = 'full' | 'phone' | 'tablet';
export type PageState = 'none' | 'loading' | 'loaded' | 'blank';

export interface PreviewState {
  readonly port: number | undefined;
  /** Begins with a slash. */
  readonly path: string;
  readonly device: DeviceWidth;
  /** Counts up with every reload. */
  readonly reloads: number;
  readonly page: PageState;
  /** Counts up with every picture of the page that is wanted. */
  readonly pictures: number;
  showPort(port: number | undefined): void;
  goTo(path: string): void;
  setDevice(device: DeviceWidth): void;
  reload(): void;
  setPage(page: PageState): void;
  askForPicture(): void;
  reset(): void;
}

export type PreviewStore = StoreApi<PreviewState>;

const EMPTY = { port: undefined, path: '/', device: 'full', reloads: 0, page: 'none', pictures: 0 } as const;

export function createPreviewStore(): PreviewStore {
  return createStore<PreviewState>()((set) => ({
    ...EMPTY,
    showPort: (port) => set({ port, page: port === undefined ? 'none' : 'loading' }),
    goTo: (path) =>
      set(({ reloads }) => ({ path: path.startsWith('/') ? path : `/${path}`, reloads: reloads + 1 })),
    setDevice: (device) => set({ device }),
    reload: () => set(({ reloads }) => ({ reloads: reloads + 1, page: 'loading' })),
    setPage: (page) => set({ page }),
    askForPicture: () => set(({ pictures }) => ({ pictures: pictures + 1 })),
    reset: () => set(EMPTY),
  }));
}
