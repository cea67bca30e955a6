/** `BroadcastChannel`: the platform's, whose messages are turns of the loop and which keeps the process alive. */
import { ERR_MISSING_ARGS } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { plainError } from '../web/refine.ts';

/** The platform's own, kept before Node's takes its name. */
const NativeBroadcast = globalThis.BroadcastChannel;

type Listener = (event: MessageEvent) => void;

export function createBroadcastClass(host: NodeHost) {
  return class BroadcastChannel extends NativeBroadcast {
    #held = false;
    #closed = false;
    #onmessage: Listener | null = null;
    readonly #wrapped = new Map<unknown, Listener>();

    constructor(...args: unknown[]) {
      if (args.length === 0) throw new ERR_MISSING_ARGS('name');
      super(String(args[0]));
      super.addEventListener('message', (event) => {
        if (this.#onmessage) host.loop.run(() => this.#onmessage?.call(this, event));
      });
      this.ref();
    }

    override postMessage(message: unknown): void {
      try {
        super.postMessage(message);
      } catch (error) {
        if (this.#closed) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
        throw plainError(error);
      }
    }

    override get onmessage(): never {
      return this.#onmessage as never;
    }

    override set onmessage(listener: Listener | null) {
      this.#onmessage = typeof listener === 'function' ? listener : null;
    }

    override addEventListener(type: string, listener: unknown, options?: unknown): void {
      if (typeof listener !== 'function')
        return super.addEventListener(type, listener as never, options as never);
      const run: Listener = (event) => host.loop.run(() => (listener as Listener).call(this, event));
      this.#wrapped.set(listener, run);
      super.addEventListener(type, run as never, options as never);
    }

    override removeEventListener(type: string, listener: unknown, options?: unknown): void {
      const run = this.#wrapped.get(listener) ?? listener;
      super.removeEventListener(type, run as never, options as never);
    }

    ref(): this {
      if (!this.#held && !this.#closed) {
        this.#held = true;
        host.loop.ref();
      }
      return this;
    }

    unref(): this {
      if (this.#held) host.loop.unref();
      this.#held = false;
      return this;
    }

    override close(): void {
      this.unref();
      this.#closed = true;
      super.close();
    }
  };
}
