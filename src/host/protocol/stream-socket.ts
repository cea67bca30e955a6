/**
 * A connection to a port of the project, over a MessagePort to the kernel (kernel/preview-bridge.ts): bytes as
 * Uint8Arrays, `{type:'end'}`, `{type:'taken', bytes}` for flow control, `{type:'close'}`.
 */

export type StreamMessage =
  | Uint8Array
  | { type: 'open' }
  | { type: 'error'; code: string }
  | { type: 'end' }
  | { type: 'close' }
  | { type: 'taken'; bytes: number };

/** Nothing listens on the port, or the project's tab is gone. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: string;
  constructor(code: string) {
    super(`the connection failed: ${code}`);
    this.code = code;
  }
}

const OPEN_TIMEOUT_MS = 10_000;

/** Resolves when the other side has accepted. `open` sends the port that is transferred to the kernel. */
export async function connectStream(open: (stream: MessagePort) => void): Promise<StreamSocket> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectError('ETIMEDOUT')), OPEN_TIMEOUT_MS);
    port1.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
      clearTimeout(timer);
      if (data instanceof Uint8Array || data.type !== 'error') resolve();
      else reject(new ConnectError(data.code));
    };
    open(port2);
  });
  return new StreamSocket(port1);
}

export class StreamSocket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #port: MessagePort;
  #unacknowledged = 0;
  #writers: (() => void)[] = [];
  #closed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          port.onmessage = ({ data }: MessageEvent<StreamMessage>) => this.#onMessage(data, controller);
        },
        pull: () => {
          if (this.#unacknowledged === 0) return;
          port.postMessage({ type: 'taken', bytes: this.#unacknowledged });
          this.#unacknowledged = 0;
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 256 * 1024, size: (chunk) => chunk.byteLength },
    );
  }

  /** Resolves when the server has taken the bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw new ConnectError('EPIPE');
    this.#port.postMessage(bytes);
    await new Promise<void>((resolve) => this.#writers.push(resolve));
    if (this.#closed) throw new ConnectError('EPIPE');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#port.postMessage({ type: 'close' });
    this.#port.close();
    this.#writers.forEach((resume) => resume());
  }

  #onMessage(data: StreamMessage, controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (data instanceof Uint8Array) {
      this.#unacknowledged += data.byteLength;
      controller.enqueue(data);
      if ((controller.desiredSize ?? 0) > 0) {
        this.#port.postMessage({ type: 'taken', bytes: this.#unacknowledged });
        this.#unacknowledged = 0;
      }
    } else if (data.type === 'taken') {
      this.#writers.shift()?.();
    } else if (data.type === 'end' || data.type === 'error') {
      try {
        controller.close();
      } catch {
        // The reader cancelled: there is nobody to tell.
      }
    }
  }
}
