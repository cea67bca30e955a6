/** The messages between the host's realms that are not syscalls. Made by us on both sides: typed, not validated. */
import type { ExitStatus } from './syscalls.ts';

/** The page starts the kernel: URLs of bundles, and the client's port. */
export interface KernelInit {
  type: 'init';
  processUrl: string;
  /** Answers `@webcontainer/api`. */
  client: MessagePort;
  /** The origin of previews, with `{port}`. */
  previewOrigin: string;
}

/** A large WebAssembly module that a program compiled. `key` is the same for the same bytes, and fits into a path. */
export interface CompiledModule {
  key: string;
  module: WebAssembly.Module;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Where the service worker has what the page keeps of compiled modules; a key follows. */
export const COMPILED_PATH = '/~/w/';

/** What the kernel tells its page. */
export type KernelToPage = PortChange | ({ type: 'compiled' } & CompiledModule);

export type PortChange =
  | { type: 'port-open'; port: number; url: string }
  | { type: 'port-close'; port: number }
  | { type: 'ports-reset' };

/** What the page tells the kernel after `init`. */
export type PageToKernel =
  | { type: 'preview-ready'; port: number }
  /** A preview's service worker got a new link; `channel` carries `PreviewLinkMessage`s. */
  | { type: 'preview-link'; channel: MessagePort };

/** A preview's service worker to the kernel. `stream` carries the connection's bytes (preview-bridge.ts). */
export type PreviewLinkMessage =
  | { type: 'connect'; port: number; stream: MessagePort }
  | { type: 'preview-message'; message: { type: string } & Record<string, unknown> };

/** The kernel to a preview's service worker. */
export type LinkToPreview = {
  type: 'script';
  script: {
    source: string;
    options: { type?: 'module' | 'importmap'; defer?: boolean; async?: boolean };
  } | null;
};

/** The first message to a process worker. */
export interface ProcessStart {
  type: 'start';
  pid: number;
  ppid: number;
  disk: SharedArrayBuffer;
  channel: SharedArrayBuffer;
  /** Files that it reads in place (pins.ts). */
  pins: SharedArrayBuffer;
  bell: SharedArrayBuffer;
  program: Program;
  env: Record<string, string>;
  cwd: string;
  thread: ThreadStart | null;
}

/** What a process runs: a JavaScript file under Node, or a program of the host's own. */
export interface Program {
  /** 'node' | 'npm' | 'npx' | 'sh' | a coreutil's name … (process/programs.ts). */
  name: string;
  /** argv[0] as the caller sees it. */
  argv0: string;
  args: string[];
}

export interface ThreadStart {
  threadId: number;
  script: string;
  isEval: boolean;
  argv: string[];
  execArgv: string[];
  port: MessagePort;
  workerData: unknown;
  /** Ports within `workerData`: who passes the message on must transfer them again. */
  ports: MessagePort[];
}

/** A process's asynchronous call, and the kernel's answer. */
export interface AsyncRequest {
  type: 'call';
  id: number;
  name: string;
  args: unknown[];
}

export interface AsyncReply {
  type: 'reply';
  id: number;
  value?: unknown;
  error?: WireError;
}

/** A system error as it crosses realms. */
export interface WireError {
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
  message?: string;
}

export type ProcessToKernel =
  /** The worker's code is loaded. */
  | { type: 'up' }
  | AsyncRequest
  | ({ type: 'compiled' } & CompiledModule)
  | { type: 'thread-start'; thread: ThreadStart; env: Record<string, string>; cwd: string }
  | { type: 'thread-terminate'; threadId: number }
  | { type: 'thread-event'; event: 'online' | 'error'; error?: unknown }
  | { type: 'thread-exit'; code: number };

export type KernelToProcess =
  | ProcessStart
  | AsyncReply
  | { type: 'signal'; signal: string }
  | { type: 'resize' }
  | { type: 'watch'; id: number; events: { type: 'rename' | 'change'; path: string }[] }
  | { type: 'thread'; threadId: number; event: 'online' | 'error' | 'exit'; error?: unknown; code?: number };

export type { ExitStatus };
