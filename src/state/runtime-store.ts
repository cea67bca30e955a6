/** The runtime of the open project: how far it is, what runs in it, which ports are open. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BootFailure } from '../runtime/boot-error.ts';

/** `ready`: a dev server answers. `idle`: booted, and nothing is asked of it. */
export type RuntimeStage =
  'off' | 'booting' | 'mounting' | 'idle' | 'installing' | 'starting' | 'ready' | 'crashed' | 'failed';

export interface RuntimeFailure {
  readonly reason: BootFailure;
  readonly message: string;
  readonly todo: string;
}

export interface InstallProgress {
  readonly done: number;
  readonly total: number;
}

export interface PortState {
  readonly port: number;
  readonly url: string;
}

export interface ProcessState {
  readonly id: number;
  readonly command: string;
  readonly kind: 'action' | 'server' | 'shell';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface RuntimeState {
  readonly stage: RuntimeStage;
  /** When the stage began, for the watchdog. Milliseconds since the epoch. */
  readonly since: number;
  readonly failure: RuntimeFailure | undefined;
  readonly install: InstallProgress | undefined;
  readonly ports: readonly PortState[];
  readonly processes: readonly ProcessState[];
  /** The dev command that runs or ran last. */
  readonly devCommand: string | undefined;
  readonly devExitCode: number | undefined;
  readonly online: boolean;
  setStage(stage: RuntimeStage, at: number): void;
  fail(failure: RuntimeFailure, at: number): void;
  setInstall(progress: InstallProgress | undefined): void;
  openPort(port: PortState): void;
  closePort(port: number): void;
  addProcess(process: ProcessState): void;
  removeProcess(id: number): void;
  setDev(command: string | undefined, exitCode?: number): void;
  setOnline(online: boolean): void;
  reset(): void;
}

export type RuntimeStore = StoreApi<RuntimeState>;

const EMPTY = {
  stage: 'off',
  since: 0,
  failure: undefined,
  install: undefined,
  ports: [],
  processes: [],
  devCommand: undefined,
  devExitCode: undefined,
} as const;

export function createRuntimeStore(): RuntimeStore {
  return createStore<RuntimeState>()((set) => ({
    ...EMPTY,
    online: true,
    setStage: (stage, since) =>
      set(stage === 'installing' ? { stage, since } : { stage, since, install: undefined }),
    fail: (failure, since) => set({ stage: 'failed', failure, since }),
    setInstall: (install) => set({ install }),
    openPort: (port) =>
      set(({ ports }) => ({ ports: [...ports.filter((own) => own.port !== port.port), port] })),
    closePort: (port) => set(({ ports }) => ({ ports: ports.filter((own) => own.port !== port) })),
    addProcess: (process) => set(({ processes }) => ({ processes: [...processes, process] })),
    removeProcess: (id) => set(({ processes }) => ({ processes: processes.filter((own) => own.id !== id) })),
    setDev: (devCommand, devExitCode) => set({ devCommand, devExitCode }),
    setOnline: (online) => set({ online }),
    reset: () => set(EMPTY),
  }));
}
