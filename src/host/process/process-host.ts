/** What a process worker gives to Node's built-ins: `NodeHost` over the kernel, the shared disk and the browser. */
import { createBuiltins, type Builtins } from '../node/registry.ts';
import type { KernelEvent, NodeHost, ProcessIdentity, ThreadRequest } from '../node/host.ts';
import type { KernelToProcess, ProcessStart, ProcessToKernel } from '../protocol/messages.ts';
import { Pins } from '../protocol/pins.ts';
import { VfsReader } from '../vfs/reader.ts';
import type { ProcessLoop } from './event-loop.ts';
import { KernelClient } from './kernel-calls.ts';
import { ProcessFiles } from './process-files.ts';
import { compileFunction } from './compile.ts';
import type { ProcessRunner } from './start.ts';

/** The browser's own functions, kept before Node's take their names. */
export interface Platform {
  post(message: ProcessToKernel, transfer?: Transferable[]): void;
  fetch(input: string, init?: RequestInit): Promise<Response>;
  origin: string;
  storage: Pick<StorageManager, 'getDirectory'>;
  onError(listener: (event: ErrorEvent) => void): void;
  onRejection(listener: (event: PromiseRejectionEvent) => void): void;
  onRejectionHandled(listener: (event: PromiseRejectionEvent) => void): void;
}

/** The platform's own, kept before Node's takes its name. */
const NativePort = globalThis.MessagePort;

export class ProcessHost implements NodeHost {
  readonly kernel: KernelClient;
  readonly fs: ProcessFiles;
  readonly loop: ProcessLoop;
  readonly identity: ProcessIdentity;
  readonly thread: NodeHost['thread'];
  readonly builtins: Builtins;
  readonly disk: SharedArrayBuffer;
  readonly runner: ProcessRunner;
  readonly #platform: Platform;
  readonly #listeners = new Set<(event: KernelEvent) => void>();

  constructor(
    start: ProcessStart,
    loop: ProcessLoop,
    identity: ProcessIdentity,
    platform: Platform,
    runner: ProcessRunner,
  ) {
    this.runner = runner;
    this.#platform = platform;
    this.loop = loop;
    this.identity = identity;
    this.disk = start.disk;
    this.kernel = new KernelClient(start.channel, start.bell, (message) => platform.post(message));
    const pins = new Pins(start.pins, start.thread?.threadId ?? 0);
    this.fs = new ProcessFiles(new VfsReader(start.disk), this.kernel, pins);
    this.thread = start.thread ? { port: start.thread.port, workerData: start.thread.workerData } : null;
    this.builtins = createBuiltins(this);
  }

  onEvent(listener: (event: KernelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A message of the kernel's. */
  onMessage(message: KernelToProcess): void {
    switch (message.type) {
      case 'reply':
        return this.kernel.onReply(message);
      case 'watch':
        return this.loop.run(() => this.fs.onWatch(message.id, message.events));
      case 'signal':
      case 'resize':
        return this.#emit(message);
      case 'thread':
        return this.#emit(toThreadEvent(message));
    }
  }

  get origin(): string {
    return this.#platform.origin;
  }

  /** The sandbox origin's own, which the browser keeps. */
  get storage(): Platform['storage'] {
    return this.#platform.storage;
  }

  startThread({ transfer, env, cwd, ...thread }: ThreadRequest): void {
    this.fs.handOver();
    const ports = transfer.filter((item) => item instanceof NativePort);
    const message = { type: 'thread-start', thread: { ...thread, ports }, env, cwd } as const;
    this.#platform.post(message, [thread.port, ...transfer]);
  }

  terminateThread(threadId: number): void {
    this.#platform.post({ type: 'thread-terminate', threadId });
  }

  /** `bytes` are copied. */
  keepCompiled(key: string, module: WebAssembly.Module, bytes: Uint8Array): void {
    if (this.kernel.sync('isCompiledKept', key)) return;
    const copy = bytes.slice();
    this.#platform.post({ type: 'compiled', key, module, bytes: copy }, [copy.buffer]);
  }

  threadError(error: unknown): void {
    this.#platform.post({ type: 'thread-event', event: 'error', error });
  }

  exit(code: number): void {
    this.runner.exit(code);
  }

  fetch(input: string, init?: RequestInit): Promise<Response> {
    return this.#platform.fetch(input, init);
  }

  builtin(name: string): unknown {
    return this.builtins.load(name);
  }

  compile(source: string, filename: string, params: string[]): (...args: unknown[]) => unknown {
    return compileFunction(source, filename, params);
  }

  #emit(event: KernelEvent): void {
    this.loop.run(() => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }
}

function toThreadEvent(message: Extract<KernelToProcess, { type: 'thread' }>): KernelEvent {
  const { threadId } = message;
  if (message.event === 'online') return { type: 'thread', threadId, event: { type: 'online' } };
  if (message.event === 'exit')
    return { type: 'thread', threadId, event: { type: 'exit', code: message.code ?? 0 } };
  return { type: 'thread', threadId, event: { type: 'error', error: message.error } };
}
