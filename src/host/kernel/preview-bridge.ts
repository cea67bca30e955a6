/**
 * Joins previews to the ports of processes. For every open port the page loads a hidden frame of the preview's origin,
 * which starts its service worker; that worker then gets a link to here, over which it opens connections.
 */
import { FsError } from '../vfs/errno.ts';
import type { PageToKernel, PortChange, PreviewLinkMessage } from '../protocol/messages.ts';
import type { Instance, PreviewScript } from './client-api.ts';
import type { Description } from './description.ts';

const OPEN_TIMEOUT_MS = 10_000;
const READ_PIECE = 64 * 1024;
/** Bytes on their way to a preview before the next read waits for it. */
const WINDOW = 512 * 1024;

/** A port whose origin is not ready yet. */
interface Opening {
  readonly limit: ReturnType<typeof setTimeout>;
  readonly ready: () => void;
}

export class PreviewBridge {
  readonly #toPage: (message: PortChange) => void;
  readonly #opening = new Map<number, Opening>();
  readonly #links = new Set<MessagePort>();
  #instance: Instance | null = null;
  #script: PreviewScript | null = null;

  constructor(toPage: (message: PortChange) => void) {
    this.#toPage = toPage;
  }

  attach(instance: Instance): void {
    this.#instance = instance;
  }

  /** Everything that belonged to an instance that is torn down. */
  reset(): void {
    this.#toPage({ type: 'ports-reset' });
    for (const link of this.#links) link.close();
    this.#links.clear();
    for (const port of [...this.#opening.keys()]) this.#forget(port);
    this.#instance = null;
    this.#script = null;
  }

  /** Resolves when the port's origin has a service worker that can show it; never when the port closes before. */
  open(port: number, url: string): Promise<void> {
    this.#forget(port);
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#opening.delete(port);
        reject(new Error(`its origin ${url} did not answer within ${OPEN_TIMEOUT_MS / 1000} s`));
      }, OPEN_TIMEOUT_MS);
      this.#opening.set(port, { limit, ready: resolve });
      this.#toPage({ type: 'port-open', port, url });
    });
  }

  /** The port will probably open: its origin gets ready meanwhile. */
  expect(port: number, url: string): void {
    this.#toPage({ type: 'port-open', port, url });
  }

  close(port: number): void {
    this.#forget(port);
    this.#toPage({ type: 'port-close', port });
  }

  setScript(script: PreviewScript): void {
    this.#script = script;
    for (const link of this.#links) link.postMessage({ type: 'script', script });
  }

  onPage(message: PageToKernel): void {
    if (message.type === 'preview-ready') {
      const opening = this.#opening.get(message.port);
      this.#forget(message.port);
      opening?.ready();
      return;
    }
    const { channel } = message;
    this.#links.add(channel);
    channel.onmessage = (event: MessageEvent<PreviewLinkMessage>) => this.#onLink(event.data);
    channel.postMessage({ type: 'script', script: this.#script });
  }

  #forget(port: number): void {
    clearTimeout(this.#opening.get(port)?.limit);
    this.#opening.delete(port);
  }

  #onLink(message: PreviewLinkMessage): void {
    if (message.type === 'connect') return this.#connect(message.port, message.stream);
    const { forwardPreviewErrors } = this.#instance ?? {};
    if (!forwardPreviewErrors) return;
    if (forwardPreviewErrors === 'exceptions-only' && message.message.type === 'PREVIEW_CONSOLE_ERROR')
      return;
    this.#instance?.emit('preview-message', message.message);
  }

  #connect(port: number, stream: MessagePort): void {
    try {
      if (!this.#instance) throw new FsError('ECONNREFUSED', 'connect');
      const { end } = this.#instance.kernel.sockets.connect(port);
      stream.postMessage({ type: 'open' });
      joinStream(end, stream);
    } catch (error) {
      stream.postMessage({ type: 'error', code: error instanceof FsError ? error.code : 'EIO' });
    }
  }
}

/**
 * Pumps bytes between a socket and a MessagePort. Messages: a Uint8Array; `{type:'end'}` (no more from this side);
 * `{type:'taken', bytes}` (credit); `{type:'close'}`.
 */
function joinStream(socket: Description, stream: MessagePort): void {
  const waiter = { alive: true };
  let credit = WINDOW;
  let moreCredit: (() => void) | null = null;
  let halves = 2;
  const close = (): void => {
    if (!waiter.alive) return;
    waiter.alive = false;
    moreCredit?.();
    socket.close();
  };
  const halfDone = (): void => {
    if (--halves === 0) close();
  };
  stream.onmessage = (
    event: MessageEvent<Uint8Array | { type: 'end' | 'close' } | { type: 'taken'; bytes: number }>,
  ) => {
    const { data } = event;
    if (!waiter.alive) return;
    if (data instanceof Uint8Array) {
      try {
        const written = socket.write(data, null, waiter);
        const taken = (): void => stream.postMessage({ type: 'taken', bytes: data.byteLength });
        if (typeof written === 'number') taken();
        else written.then(taken, close);
      } catch {
        // The server hung up: the reading half ends by itself.
        stream.postMessage({ type: 'end' });
        close();
      }
    } else if (data.type === 'taken') {
      credit += data.bytes;
      moreCredit?.();
    } else if (data.type === 'end') {
      socket.shutdown();
      halfDone();
    } else {
      close();
    }
  };
  void (async () => {
    while (waiter.alive) {
      if (credit <= 0) {
        await new Promise<void>((resolve) => (moreCredit = resolve));
        moreCredit = null;
        continue;
      }
      const bytes = await socket.read(READ_PIECE, null, waiter);
      if (!waiter.alive) return;
      if (bytes.byteLength === 0) break;
      credit -= bytes.byteLength;
      stream.postMessage(bytes);
    }
    stream.postMessage({ type: 'end' });
    halfDone();
  })();
}
