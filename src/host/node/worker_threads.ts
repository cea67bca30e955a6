/** The `worker_threads` module. A message is the platform's structured clone; a Buffer arrives as Uint8Array, as in Node. */
import { makeNodeError } from './node-error.ts';
import type { NodeHost } from './host.ts';
import { adoptPort, type NodePort } from './worker_threads/ports.ts';
import { createWorkerClass, type ThreadPayload } from './worker_threads/worker.ts';

/** The platform's own, kept before programs replace them. */
const NativeChannel = globalThis.MessageChannel;
const NativePort = globalThis.MessagePort;
const NativeBroadcast = globalThis.BroadcastChannel;

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

export function createModule(host: NodeHost) {
  const payload = host.thread?.workerData as ThreadPayload | undefined;
  const environment = new Map<unknown, unknown>(payload?.environment);
  const untransferable = new WeakSet<object>();
  const parentPort = host.thread ? adoptPort(host, host.thread.port) : null;

  function MessageChannel(this: unknown): { port1: NodePort; port2: NodePort } {
    const { port1, port2 } = new NativeChannel();
    return { port1: adoptPort(host, port1), port2: adoptPort(host, port2) };
  }

  class BroadcastChannel extends NativeBroadcast {
    #held = false;
    constructor(name: unknown) {
      super(String(name));
      super.addEventListener('message', () => undefined);
      this.ref();
    }
    ref(): this {
      if (!this.#held) host.loop.ref();
      this.#held = true;
      return this;
    }
    unref(): this {
      if (this.#held) host.loop.unref();
      this.#held = false;
      return this;
    }
    override close(): void {
      this.unref();
      super.close();
    }
  }

  return {
    isMainThread: host.thread === null,
    isInternalThread: false,
    threadId: host.identity.threadId,
    parentPort,
    workerData: payload?.data ?? null,
    resourceLimits: payload?.resourceLimits ?? {},
    SHARE_ENV,
    Worker: createWorkerClass(host, environment),
    MessageChannel,
    MessagePort: NativePort,
    BroadcastChannel,
    /** A native port gives its messages to events only: there is none to take at once. */
    receiveMessageOnPort: (_port: MessagePort) => undefined,
    markAsUntransferable: (value: object) => void untransferable.add(value),
    isMarkedAsUntransferable: (value: object) => untransferable.has(value),
    markAsUncloneable: (_value: object) => undefined,
    getEnvironmentData: (key: unknown) => environment.get(key),
    setEnvironmentData(key: unknown, value: unknown): void {
      if (value === undefined) environment.delete(key);
      else environment.set(key, value);
    },
    moveMessagePortToContext(): never {
      throw makeNodeError(
        Error,
        'ERR_METHOD_NOT_IMPLEMENTED',
        'The moveMessagePortToContext method is not implemented',
      );
    },
    postMessageToThread: () =>
      Promise.reject(
        makeNodeError(Error, 'ERR_WORKER_MESSAGING_FAILED', 'Cannot find the destination thread or listener'),
      ),
  };
}
