/** One hidden frame of each open port's origin: it starts that origin's service worker and lets it ask for a link. */
import type { KernelToPage, PageToKernel } from '../protocol/messages.ts';

const CONNECT_PATH = '/__tabwright/connect';

export class PreviewFrames {
  readonly #send: (message: PageToKernel, transfer?: Transferable[]) => void;
  readonly #frames = new Map<number, HTMLIFrameElement>();

  constructor(send: (message: PageToKernel, transfer?: Transferable[]) => void) {
    this.#send = send;
    addEventListener('message', (event: MessageEvent<unknown>) => this.#onFrame(event));
  }

  onKernel(message: KernelToPage): void {
    if (message.type === 'ports-reset') {
      for (const frame of this.#frames.values()) frame.remove();
      this.#frames.clear();
      return;
    }
    // A closed port keeps its frame: its page says so, and finds the port again when it comes back.
    if (message.type === 'port-close') return;
    if (this.#frames.has(message.port)) return this.#send({ type: 'preview-ready', port: message.port });
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.allow = 'cross-origin-isolated';
    frame.src = `${message.url}${CONNECT_PATH}`;
    this.#frames.set(message.port, frame);
    document.body.append(frame);
  }

  #onFrame({ source, origin, data, ports }: MessageEvent<unknown>): void {
    for (const [port, frame] of this.#frames) {
      if (frame.contentWindow !== source || new URL(frame.src).origin !== origin) continue;
      const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
      if (type === 'preview-ready') this.#send({ type: 'preview-ready', port });
      const [channel] = ports;
      if (type === 'preview-link' && channel) this.#send({ type: 'preview-link', channel }, [channel]);
      return;
    }
  }
}
