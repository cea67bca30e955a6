/** A kernel descriptor as the shell holds it: counted, with writes gathered and unused input kept for the next reader. */
import type { DescriptorKind } from '../protocol/syscalls.ts';
import type { KernelCalls } from './ports.ts';
import { joinBytes } from '../../shared/join-bytes.ts';

const CHUNK = 64 * 1024;
const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();

export class Descriptor {
  /** Null reads nothing and swallows everything. */
  readonly fd: number | null;
  readonly #kernel: KernelCalls;
  #references = 1;
  #kind: DescriptorKind | undefined;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #draining: Promise<void> | null = null;
  #failure: unknown = undefined;
  #unread: Uint8Array[] = [];
  #pending: Promise<Uint8Array> | null = null;

  constructor(kernel: KernelCalls, fd: number | null, kind?: DescriptorKind) {
    this.#kernel = kernel;
    this.fd = fd;
    this.#kind = fd === null ? 'null' : kind;
  }

  get kind(): DescriptorKind {
    if (this.#kind === undefined) {
      try {
        this.#kind = this.#kernel.sync('kind', this.fd ?? -1);
      } catch {
        // A closed stdio descriptor: as good as none.
        this.#kind = 'null';
      }
    }
    return this.#kind;
  }

  get isTerminal(): boolean {
    return this.kind === 'tty';
  }

  get columns(): number {
    if (this.fd === null || !this.isTerminal) return 80;
    return this.#kernel.sync('windowSize', this.fd).columns || 80;
  }

  retain(): this {
    this.#references++;
    return this;
  }

  /** The last release flushes and closes. */
  async release(): Promise<void> {
    if (--this.#references > 0) return;
    await this.flush().catch(() => undefined); // Whoever wrote has been told already, or is gone.
    if (this.fd !== null && this.fd > 2) await this.#kernel.async('close', this.fd).catch(() => undefined);
  }

  // ---- reading ------------------------------------------------------------

  get hasUnread(): boolean {
    return this.#unread.length > 0;
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#unread.unshift(bytes);
  }

  /** A read that is abandoned (its signal aborted) leaves what it gets to the next one. */
  async read(max = CHUNK, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (this.fd === null) return EMPTY;
    const kept = this.#unread.shift();
    if (kept !== undefined) return this.#limit(kept, max);
    if (this.kind === 'file') return this.#kernel.sync('read', this.fd, max, null);
    this.#pending ??= this.#kernel.async('read', this.fd, max, null);
    const pending = this.#pending;
    const bytes = await abandonable(pending, signal);
    if (this.#pending === pending) this.#pending = null;
    return this.#limit(bytes, max);
  }

  #limit(bytes: Uint8Array, max: number): Uint8Array {
    if (bytes.length <= max) return bytes;
    this.#unread.unshift(bytes.subarray(max));
    return bytes.subarray(0, max);
  }

  // ---- writing ------------------------------------------------------------

  async write(data: string | Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#throwFailure();
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    if (this.fd === null || bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    this.#draining ??= this.#drain();
    if (this.#size > CHUNK) {
      await abandonable(this.#draining, signal);
      this.#throwFailure();
    }
  }

  async flush(signal?: AbortSignal): Promise<void> {
    if (this.#draining !== null) await abandonable(this.#draining, signal);
    this.#throwFailure();
  }

  #throwFailure(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    if ((failure as { code?: string }).code !== 'EPIPE') this.#failure = undefined;
    throw failure;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    try {
      while (this.#size > 0) {
        const data = concatenate(this.#chunks);
        this.#chunks = [];
        this.#size = 0;
        await this.#writeAll(data);
      }
    } catch (error) {
      this.#failure = error;
      this.#chunks = [];
      this.#size = 0;
    } finally {
      this.#draining = null;
    }
  }

  async #writeAll(data: Uint8Array): Promise<void> {
    const fd = this.fd ?? -1;
    for (let at = 0; at < data.length;) {
      const rest = data.subarray(at, at + CHUNK);
      at +=
        this.kind === 'file'
          ? this.#kernel.sync('write', fd, rest, null)
          : await this.#kernel.async('write', fd, rest, null);
    }
  }
}

/** Both ends of a new pipe. */
export function openPipe(kernel: KernelCalls): { reader: Descriptor; writer: Descriptor } {
  const { read, write } = kernel.sync('pipe');
  return { reader: new Descriptor(kernel, read, 'pipe'), writer: new Descriptor(kernel, write, 'pipe') };
}

/** One piece is itself. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : joinBytes(chunks);
}

/** Waits for `promise` unless the signal is aborted first. */
export function abandonable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
