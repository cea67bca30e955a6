/** The `wasi` module: WASI preview 1 over the host's file system, thread-safe with shared memory. */
import { systemCode } from './system-error.ts';
import { makeNodeError } from './node-error.ts';
import { ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { NodeHost } from './host.ts';
import { WasiDescriptors } from './wasi/descriptors.ts';
import { WASI_ERRNO, WasiFailure } from './wasi/errno.ts';
import { createDescriptorCalls, createPathCalls, createTransfers } from './wasi/files.ts';
import { WasiMemory } from './wasi/memory.ts';
import { createSystemCalls, WasiExit } from './wasi/system.ts';
import { validateOneOf } from './validators.ts';

interface WasiOptions {
  version?: unknown;
  args?: unknown[];
  env?: Record<string, unknown>;
  preopens?: Record<string, string>;
  returnOnExit?: boolean;
  stdin?: number;
  stdout?: number;
  stderr?: number;
}

type WasiCall = (...args: never[]) => number | void;

export function createModule(host: NodeHost) {
  class WASI {
    readonly wasiImport: Record<string, WasiCall>;
    readonly #memory = new WasiMemory();
    readonly #returnOnExit: boolean;
    readonly #version: string;
    #started = false;

    constructor(options: WasiOptions = {}) {
      validateOneOf(options.version, 'options.version', ['unstable', 'preview1']);
      this.#version = options.version as string;
      const { args = [], env = {}, preopens = {}, stdin = 0, stdout = 1, stderr = 2 } = options;
      this.#returnOnExit = options.returnOnExit !== false;
      const environment = Object.entries(env)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${String(value)}`);
      const absolute = Object.entries(preopens).map(([name, path]) => [
        name,
        path.startsWith('/') ? path : `${host.identity.cwd}/${path}`,
      ]);
      const table = new WasiDescriptors(
        host.fs,
        [stdin, stdout, stderr],
        Object.fromEntries(absolute) as Record<string, string>,
      );
      const calls = {
        ...createSystemCalls(this.#memory, args.map(String), environment),
        ...createTransfers(host.fs, table, this.#memory),
        ...createDescriptorCalls(host.fs, table, this.#memory),
        ...createPathCalls(host.fs, table, this.#memory),
      };
      this.wasiImport = Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [name, this.#answering(name, call)]),
      );
    }

    /** A call that answers with an error number instead of throwing. */
    #answering(name: string, call: (...args: never[]) => void): WasiCall {
      return (...args: never[]) => {
        if (!this.#memory.attached && name !== 'proc_exit' && name !== 'sched_yield') {
          throw makeNodeError(Error, 'ERR_WASI_NOT_STARTED', 'wasi.start() has not been called');
        }
        try {
          call(...args);
          return 0;
        } catch (error) {
          if (error instanceof WasiExit) {
            if (this.#returnOnExit) throw error;
            const { reallyExit } = host.builtin('process') as { reallyExit(code: number): never };
            return reallyExit(error.code);
          }
          if (error instanceof WasiFailure) return error.errno;
          const code = systemCode(error);
          if (code === undefined) throw error;
          return WASI_ERRNO[code] ?? (WASI_ERRNO['EIO'] as number);
        }
      };
    }

    getImportObject(): Record<string, Record<string, WasiCall>> {
      return { [this.#version === 'unstable' ? 'wasi_unstable' : 'wasi_snapshot_preview1']: this.wasiImport };
    }

    finalizeBindings(
      instance: WebAssembly.Instance,
      { memory = instance.exports['memory'] }: { memory?: unknown } = {},
    ): void {
      if (this.#started)
        throw makeNodeError(Error, 'ERR_WASI_ALREADY_STARTED', 'WASI instance has already started');
      if (!isMemory(memory))
        throw new ERR_INVALID_ARG_TYPE('instance.exports.memory', 'WebAssembly.Memory', memory);
      this.#memory.attach(memory);
      this.#started = true;
    }

    start(instance: WebAssembly.Instance): number {
      const { _start, _initialize } = instance.exports;
      if (typeof _start !== 'function')
        throw new ERR_INVALID_ARG_TYPE('instance.exports._start', 'function', _start);
      if (_initialize !== undefined)
        throw new ERR_INVALID_ARG_TYPE('instance.exports._initialize', 'undefined', _initialize);
      this.finalizeBindings(instance);
      try {
        (_start as () => void)();
      } catch (error) {
        if (error instanceof WasiExit) return error.code;
        throw error;
      }
      return 0;
    }

    initialize(instance: WebAssembly.Instance): void {
      const { _start, _initialize } = instance.exports;
      if (_start !== undefined)
        throw new ERR_INVALID_ARG_TYPE('instance.exports._start', 'undefined', _start);
      if (_initialize !== undefined && typeof _initialize !== 'function') {
        throw new ERR_INVALID_ARG_TYPE('instance.exports._initialize', 'function', _initialize);
      }
      this.finalizeBindings(instance);
      if (typeof _initialize === 'function') (_initialize as () => void)();
    }
  }
  return { WASI };
}

/** Modules wrap a thread's memory in proxies: what counts is the buffer. */
function isMemory(value: unknown): value is WebAssembly.Memory {
  return typeof value === 'object' && value !== null && 'buffer' in value;
}
