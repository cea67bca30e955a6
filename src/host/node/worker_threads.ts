/** The `worker_threads` module. A message is the platform's structured clone; a Buffer arrives as Uint8Array, as in Node. */
import { makeNodeError } from './node-error.ts';
import type { NodeHost } from './host.ts';
import { createBroadcastClass } from './worker_threads/broadcast.ts';
import { createLinks, mailboxesOf } from './worker_threads/port-link.ts';
import { adoptBundle, adoptPort, takeMessage, type NodePort } from './worker_threads/ports.ts';
import { createWorkerClass, SHARE_ENV, type ThreadPayload } from './worker_threads/worker.ts';

/** The platform's own, kept before programs replace them. */
const NativeChannel = globalThis.MessageChannel;
const NativePort = globalThis.MessagePort;

function receiveMessageOnPort(port: unknown): { message: unknown } | undefined {
  if (!(port instanceof NativePort)) {
    const words = 'The "port" argument must be a MessagePort instance';
    throw makeNodeError(TypeError, 'ERR_INVALID_ARG_TYPE', words);
  }
  return takeMessage(port);
}

export function createModule(host: NodeHost) {
  const payload = host.thread?.workerData as ThreadPayload | undefined;
  const environment = new Map<unknown, unknown>(payload?.environment);
  const untransferable = new WeakSet<object>();
  const parentPort = host.thread ? adoptPort(host, host.thread.port, payload?.link) : null;
  if (payload) adoptBundle(host, payload.bundle);

  function MessageChannel(this: unknown): { port1: NodePort; port2: NodePort } {
    const { port1, port2 } = new NativeChannel();
    const [link1, link2] = createLinks(host);
    return { port1: adoptPort(host, port1, link1), port2: adoptPort(host, port2, link2) };
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
    BroadcastChannel: createBroadcastClass(host),
    /** Who asks for it reads synchronously, so the ports of this thread get their messages in a way that allows it. */
    get receiveMessageOnPort() {
      mailboxesOf(host).enable();
      return receiveMessageOnPort;
    },
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
