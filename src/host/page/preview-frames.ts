/**
 * One hidden frame of each open port's origin: it starts that origin's service worker and lets it ask for a link. The
 * likeliest port's starts before it opens, while packages are still installed: a process for a new origin takes its time.
 */
import type { PageToKernel, PortChange } from '../protocol/messages.ts';

const CONNECT_PATH = '/__tabwright/connect';

export class PreviewFrames {
  readonly #send: (message: PageToKernel, transfer?: Transferable[]) => void;
  readonly #frames = new Map<number, { element: HTMLIFrameElement; ready: boolean }>();

  constructor(send: (message: PageToKernel, transfer?: Transferable[]) => void) {
    this.#send = send;
    addEventListener('message', (event: MessageEvent<unknown>) => this.#onFrame(event));
  }

  onKernel(message: PortChange): void {
    if (message.type === 'ports-reset') {
      for (const { element } of this.#frames.values()) element.remove();
      this.#frames.clear();
      return;
    }
    // A closed port keeps its frame: its page says so, and finds the port again when it comes back.
    if (message.type === 'port-close') return;
    const known = this.#frames.get(message.port);
    if (known?.ready) this.#send({ type: 'preview-ready', port: message.port });
    if (known) return;
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.allow = 'cross-origin-isolated';
    frame.src = `${message.url}${CONNECT_PATH}`;
    this.#frames.set(message.port, { element: frame, ready: false });
    document.body.append(frame);
  }

  #onFrame({ source, origin, data, ports }: MessageEvent<unknown>): void {
    for (const [port, frame] of this.#frames) {
      const { element } = frame;
      if (element.contentWindow !== source || new URL(element.src).origin !== origin) continue;
      const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
      if (type === 'preview-ready') {
        frame.ready = true;
        this.#send({ type: 'preview-ready', port });
      }
      const [channel] = ports;
      if (type === 'preview-link' && channel) this.#send({ type: 'preview-link', channel }, [channel]);
      return;
    }
  }
}
