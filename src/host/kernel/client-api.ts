/**
 * What the `@webcontainer/api` client (1.6) talks to, by Comlink: `build` makes an instance; its methods are the client's
 * wire protocol, not its public API. Paths are the client's: relative to the work directory, with or without a slash.
 */
import * as Comlink from 'comlink';
import type { CompiledModule } from '../protocol/messages.ts';
import { FsError } from '../vfs/errno.ts';
import { exportTree } from '../vfs/export.ts';
import { readSnapshot } from '../vfs/snapshot.ts';
import type { Vfs } from '../vfs/vfs.ts';
import { ClientFiles } from './client-files.ts';
import { ClientProcess, type RunRequest } from './client-process.ts';
import { DEFAULT_PATH } from './commands.ts';
import { Kernel } from './kernel.ts';

export interface BuildOptions {
  workdirName?: string;
  forwardPreviewErrors?: boolean | 'exceptions-only';
}

interface SerializeOptions {
  format: 'json' | 'binary' | 'zip';
  includes?: string[];
  excludes?: string[];
}

export interface PreviewScript {
  source: string;
  options: { type?: 'module' | 'importmap'; defer?: boolean; async?: boolean };
}

/** What the instance needs of its page. */
export interface InstanceHost {
  processUrl: string;
  previewUrl(port: number): string;
  /** The page opens a connection to the preview's origin; resolves once the preview can be loaded. */
  openPreview(port: number, url: string): Promise<void>;
  expectPreview(port: number, url: string): void;
  closePreview(port: number): void;
  onPreviewScript(script: PreviewScript): void;
  onCompiled(compiled: CompiledModule): void;
}

/** Vite's: the dev server of nearly every project. */
const LIKELY_PORT = 5173;
/**
 * Milliseconds that a port must stay open to be told of: programs open and close one to see whether it is free, as Vite 8
 * does.
 */
const PROBE_MS = 50;

type Listener = (...args: unknown[]) => void;
type EventName = 'port' | 'server-ready' | 'error' | 'preview-message' | 'xdg-open' | 'code';
const EVENTS: readonly string[] = ['port', 'server-ready', 'error', 'preview-message', 'xdg-open', 'code'];

export class Instance {
  readonly kernel: Kernel;
  readonly forwardPreviewErrors: boolean | 'exceptions-only';
  readonly #host: InstanceHost;
  readonly #workdir: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #onTeardown: () => void;
  /** Open ports. */
  readonly #ports = new Map<number, { isTold: boolean }>();
  #hasRun = false;

  constructor(options: BuildOptions, host: InstanceHost, onTeardown: () => void) {
    this.#host = host;
    this.#onTeardown = onTeardown;
    this.forwardPreviewErrors = options.forwardPreviewErrors ?? false;
    this.#workdir = `/home/${options.workdirName ?? 'project'}`;
    this.kernel = new Kernel({
      processUrl: host.processUrl,
      onPort: (port, open) => this.#onPort(port, open),
      onExit: () => undefined,
      onClientEvent: (event) => {
        if (event.name === 'xdg-open') this.emit('xdg-open', event.text);
        else this.emit('code', event.type, { files: event.files });
      },
      onCompiled: (compiled) => host.onCompiled(compiled),
      onError: (message) => this.emit('error', { message }),
    });
    this.kernel.vfs.mkdir(this.#workdir, { recursive: true });
  }

  fs(): ClientFiles {
    return Comlink.proxy(new ClientFiles(this.kernel.vfs, this.#workdir));
  }

  /** The client asks for it at boot and keeps it; scripts are set by `setPreviewScript`. */
  previewScript(): null {
    return null;
  }

  runtimeInfo(): { path: string; cwd: string } {
    return { path: DEFAULT_PATH, cwd: this.#workdir };
  }

  run(
    request: RunRequest,
    _stdout: unknown,
    _stderr: unknown,
    output: ((bytes: Uint8Array | null) => Promise<void>) | undefined,
  ): ClientProcess {
    // Not at boot, which it would slow down: the first command is usually the install.
    if (!this.#hasRun) this.#host.expectPreview(LIKELY_PORT, this.#host.previewUrl(LIKELY_PORT));
    this.#hasRun = true;
    return Comlink.proxy(new ClientProcess(this.kernel, this.#workdir, request, output));
  }

  on(event: string, listener: Listener): () => void {
    if (!EVENTS.includes(event))
      throw new Error(`Unsupported event '${event}'. There are: ${EVENTS.join(', ')}.`);
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return Comlink.proxy(() => void listeners.delete(listener));
  }

  emit(event: EventName, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }

  loadFiles(bytes: Uint8Array, options: { mountPoints?: string } = {}): void {
    const files = new ClientFiles(this.kernel.vfs, this.#workdir);
    mountInto(this.kernel.vfs, files.resolve(options.mountPoints ?? '.'), bytes);
  }

  serialize(path: string, options: SerializeOptions): Uint8Array {
    const files = new ClientFiles(this.kernel.vfs, this.#workdir);
    const bytes = exportTree(this.kernel.vfs, files.resolve(path), options);
    return Comlink.transfer(bytes, [bytes.buffer]);
  }

  setPreviewScript(source: string, options: PreviewScript['options'] = {}): void {
    this.#host.onPreviewScript({ source, options });
  }

  /** There is no account here: credentials are accepted and not needed. */
  setCredentials(): void {
    return;
  }

  teardown(): void {
    this.kernel.stop();
    this.#listeners.clear();
    this.#onTeardown();
  }

  #onPort(port: number, open: boolean): void {
    const url = this.#host.previewUrl(port);
    const wasTold = this.#ports.get(port)?.isTold;
    this.#ports.delete(port);
    if (!open) {
      this.#host.closePreview(port);
      if (wasTold) this.emit('port', port, 'close', url);
      return;
    }
    const opened = { isTold: false };
    this.#ports.set(port, opened);
    const isNoProbe = new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    Promise.all([this.#host.openPreview(port, url), isNoProbe]).then(
      () => {
        if (this.#ports.get(port) !== opened) return;
        opened.isTold = true;
        this.emit('port', port, 'open', url);
        this.emit('server-ready', port, url);
      },
      (error: unknown) =>
        this.emit('error', { message: `The preview of port ${port} cannot be shown: ${String(error)}` }),
    );
  }
}

function mountInto(vfs: Vfs, root: string, bytes: Uint8Array): void {
  if (!vfs.tryStat(root)) throw new FsError('ENOENT', 'mount', root);
  vfs.merge(root, readSnapshot(bytes));
}

/** Comlink sends `name`, `message` and `stack` of an error; callers of `fs` need `code` and the rest too. */
export function sendSystemErrors(): void {
  const handler = Comlink.transferHandlers.get('throw');
  if (!handler) return;
  const { serialize } = handler;
  handler.serialize = (thrown: unknown) => {
    const [wire, transfer] = serialize(thrown) as [{ isError: boolean; value: object }, Transferable[]];
    const { value } = thrown as { value: unknown };
    if (wire.isError && value instanceof Error) wire.value = { ...value, ...wire.value };
    return [wire, transfer];
  };
}
