/** What the npm client needs from the process it runs in. Nothing here knows workers, Node or the DOM's globals. */
import type { FileSystem, ImageEntry } from '../vfs/file-system.ts';
import type { PackFile } from './image-pack.ts';

/** Where whole packages go. Offsets count from the start of `bytes()`. */
export interface PackageSink {
  /** Room for one unpacked tarball. The caller fills it through `bytes()` and then calls `ingest`. */
  allocate(size: number): number;
  /** The disk as it is now: ask again after every `allocate` or `await`, because it may have grown. */
  bytes(): Uint8Array;
  /** Puts a tree in place in one atomic step (replacing what stands at `root`); entries point into `bytes()`. */
  ingest(root: string, extent: number, entries: ImageEntry[]): void;
}

export interface TextOutput {
  write(text: string): void;
  isTTY: boolean;
  columns: number;
}

export interface SpawnOptions {
  cwd: string;
  env: Record<string, string>;
}

/** The proxy's path of the registry; package names and tarball paths follow. */
export const REGISTRY_PATH = '/api/registry/';

export interface NpmHost {
  fs: FileSystem;
  sink: PackageSink;
  /** `path` starts with REGISTRY_PATH. Rejects when there is no network. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Runs `sh -c command` with this process's stdio and answers its exit code. */
  spawn(command: string, options: SpawnOptions): Promise<number>;
  /** Runs `node ...args` in a folder, without stdio. Resolves when it has ended, however that was, or takes long. */
  warmUp?(folder: string, args: readonly string[]): Promise<void>;
  stdout: TextOutput;
  stderr: TextOutput;
  env: Record<string, string>;
  cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The version of Node that the host claims to be, such as 22.12.0: for `engines`. */
  nodeVersion: string;
  /** Asks the person at the terminal; absent when there is none. */
  prompt?(question: string): Promise<string>;
  /** The file that packages are kept in between installs; undefined where nothing can be kept, or while another install has it. */
  openPack?(): Promise<PackFile | undefined>;
  /** Waits; replaced in tests of retries. */
  sleep?(ms: number): Promise<void>;
  /** The registry's public base URL, for `resolved` in lockfiles; without it `resolved` is omitted. */
  registryBase?: string;
}
