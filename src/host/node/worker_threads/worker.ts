/** `Worker`: a thread of this process, a worker of the browser. */
import type { Emitter, EmitterClass, ReadableLike, WritableLike, StreamModule } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE, ERR_WORKER_NOT_RUNNING, ERR_WORKER_PATH } from '../errors.ts';
import type { NodeHost, ThreadEvent } from '../host.ts';
import { shareEnv } from '../process/env.ts';
import { validateArray } from '../validators.ts';
import { withCloneErrors } from './clone-error.ts';
import { unpackError } from './thread-error.ts';
import { createLinks, type PortLink } from './port-link.ts';
import { adoptPort, bundle, transferables, type NodePort, type PortBundle } from './ports.ts';

type Options = Record<string, unknown>;

export const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

const GRACE_MS = 3;

/** The platform's own, kept before Node's takes its name. */
const NativeChannel = globalThis.MessageChannel;

/** What a thread is started with besides the program's own data; it unwraps this at its start. */
export interface ThreadPayload {
  data: unknown;
  environment: Map<unknown, unknown>;
  name: string;
  resourceLimits: object;
  stdio: MessagePort | null;
  /** Which of the thread's standard streams go through `stdio`. */
  streams: string[];
  /** Its environment is the parent's own, not a copy. */
  sharesEnv: boolean;
  /** Of the thread's own port, and of the ports in `data`. */
  link: PortLink;
  bundle: PortBundle;
}

export type StdioMessage = { fd: number; data: Uint8Array | null };

export interface NodeWorker extends Emitter {
  threadId: number;
  postMessage(value: unknown, transfer?: unknown): void;
  terminate(): Promise<number>;
}

/** Ids are unique in a process: each thread counts in a range of its own. */
let nextThread = 0;

function newThreadId(host: NodeHost): number {
  nextThread++;
  return host.identity.threadId * 1000 + nextThread;
}

export function createWorkerClass(host: NodeHost, environment: Map<unknown, unknown>) {
  const { EventEmitter } = host.builtin('events') as { EventEmitter: EmitterClass };
  const { loop } = host;

  class Worker extends EventEmitter {
    threadId: number;
    resourceLimits: object;
    stdin: WritableLike | null = null;
    stdout: ReadableLike | null = null;
    stderr: ReadableLike | null = null;
    performance = { eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }) };
    readonly #port: NodePort;
    readonly #stop: () => void;
    #running = true;
    #held = false;
    #wanted = true;
    #exit: ((code: number) => void)[] = [];

    constructor(filename: unknown, options: Options = {}) {
      super();
      if (options['argv'] !== undefined) validateArray(options['argv'], 'options.argv');
      if (options['execArgv'] !== undefined) validateArray(options['execArgv'], 'options.execArgv');
      const sharesEnv = options['env'] === SHARE_ENV;
      if (sharesEnv) shareEnv((host.builtin('process') as { env: object }).env, true);
      const isEval = options['eval'] === true;
      const script = isEval ? String(filename) : scriptPath(host, filename);
      this.threadId = newThreadId(host);
      this.resourceLimits = (options['resourceLimits'] as object | undefined) ?? {};
      const { port1, port2 } = new NativeChannel();
      const stdio = this.#openStdio(options);
      const given = transferables(options['transferList']);
      const transfer = [...given, ...(stdio ? [stdio] : [])];
      const [ownLink, link] = createLinks(host);
      const payload: ThreadPayload = {
        data: options['workerData'],
        environment,
        name: typeof options['name'] === 'string' ? options['name'] : '',
        resourceLimits: this.resourceLimits,
        stdio,
        streams: ['stdin', 'stdout', 'stderr'].filter((name) => options[name] === true),
        sharesEnv,
        link,
        bundle: bundle(host, given),
      };
      this.#stop = host.onEvent((event) => {
        if (event.type === 'thread' && event.threadId === this.threadId) this.#told(event.event);
      });
      const request = {
        threadId: this.threadId,
        script,
        isEval,
        argv: ((options['argv'] as unknown[] | undefined) ?? []).map(String),
        execArgv: (options['execArgv'] as string[] | undefined) ?? host.identity.execArgv,
        env: environmentOf(host, options['env']),
        cwd: host.identity.cwd,
        port: port2,
        workerData: payload,
        transfer,
      };
      withCloneErrors(() => host.startThread(request));
      this.#port = adoptPort(host, port1, ownLink);
      this.#port.on('message', (value) => this.emit('message', value));
      this.#port.on('messageerror', (error) => this.emit('messageerror', error));
      // The thread's own life keeps the process alive, not its channel.
      this.#port.unref();
      this.#hold();
    }

    postMessage(value: unknown, transfer?: unknown): void {
      if (this.#running) this.#port.postMessage(value, transferables(transfer));
    }

    terminate(): Promise<number> {
      if (!this.#running) return Promise.resolve(0);
      host.terminateThread(this.threadId);
      return new Promise((resolve) => this.#exit.push(resolve));
    }

    async [Symbol.asyncDispose](): Promise<void> {
      await this.terminate();
    }

    ref(): void {
      this.#wanted = true;
      this.#hold();
    }

    unref(): void {
      this.#wanted = false;
      this.#hold();
    }

    getHeapSnapshot(): Promise<never> {
      return Promise.reject(new ERR_WORKER_NOT_RUNNING());
    }

    #hold(): void {
      const hold = this.#running && this.#wanted;
      if (hold === this.#held) return;
      this.#held = hold;
      if (hold) loop.ref();
      else loop.unref();
    }

    #told(event: ThreadEvent): void {
      if (event.type === 'online') this.emit('online');
      else if (event.type === 'error') this.emit('error', unpackError(event.error));
      else this.#ended(event.code);
    }

    #ended(code: number): void {
      if (!this.#running) return;
      this.#running = false;
      this.#stop();
      // Messages that are on their way still come first: they take other ways than the news of the end.
      loop.timer(() => {
        this.#port.close();
        this.stdout?.push(null);
        this.stderr?.push(null);
        this.threadId = -1;
        this.emit('exit', code);
        for (const resolve of this.#exit) resolve(code);
        this.#hold();
      }, GRACE_MS);
    }

    /** Streams for what the options ask to have apart from the process's own; null if nothing. */
    #openStdio(options: Options): MessagePort | null {
      const { Readable, Writable } = host.builtin('stream') as StreamModule;
      const readable = (): ReadableLike => new Readable({ read: () => undefined });
      const { port1, port2 } = new NativeChannel();
      const post = (data: Uint8Array | null): void => port1.postMessage({ fd: 0, data });
      if (options['stdin'] === true) {
        this.stdin = new Writable({
          write: (data: Uint8Array, _encoding: string, done: () => void) => (post(data), done()),
          final: (done: () => void) => (post(null), done()),
        });
      }
      if (options['stdout'] === true) this.stdout = readable();
      if (options['stderr'] === true) this.stderr = readable();
      if (!this.stdin && !this.stdout && !this.stderr) return null;
      const { Buffer } = host.builtin('buffer') as { Buffer: { from(data: Uint8Array): Uint8Array } };
      port1.onmessage = ({ data: { fd, data } }: MessageEvent<StdioMessage>) =>
        loop.run(() => (fd === 1 ? this.stdout : this.stderr)?.push(data && Buffer.from(data)));
      return port2;
    }
  }
  return Worker;
}

function scriptPath(host: NodeHost, filename: unknown): string {
  if (filename instanceof URL || (typeof filename === 'object' && filename !== null && 'href' in filename)) {
    const url = filename as URL;
    if (url.protocol === 'data:') return url.href;
    return (host.builtin('url') as { fileURLToPath(url: URL): string }).fileURLToPath(url);
  }
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (filename.startsWith('/')) return filename;
  if (/^\.\.?\//.test(filename)) {
    return (host.builtin('path') as { resolve(...parts: string[]): string }).resolve(
      host.identity.cwd,
      filename,
    );
  }
  throw new ERR_WORKER_PATH(filename);
}

function environmentOf(host: NodeHost, given: unknown): Record<string, string> {
  const { env } = host.builtin('process') as { env: Record<string, string> };
  const source = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : env;
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, String(value)]));
}
