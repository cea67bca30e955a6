/**
 * Entry of a process worker. It starts before there is anything to run (the kernel keeps one ready), and becomes a
 * program when the kernel says which.
 */
import type { KernelToProcess, ProcessToKernel } from '../protocol/messages.ts';
import type { Platform } from './process-host.ts';
import { startProcess } from './start.ts';

const nativePost = globalThis.postMessage.bind(globalThis) as (
  message: unknown,
  transfer: Transferable[],
) => void;

const platform: Platform = {
  post: (message: ProcessToKernel, transfer: Transferable[] = []) => nativePost(message, transfer),
  fetch: globalThis.fetch.bind(globalThis),
  origin: globalThis.location.origin,
  storage: globalThis.navigator.storage,
  onError: (listener) => globalThis.addEventListener('error', listener),
  onRejection: (listener) => globalThis.addEventListener('unhandledrejection', listener),
  onRejectionHandled: (listener) => globalThis.addEventListener('rejectionhandled', listener),
};

let onMessage: ((message: KernelToProcess) => void) | null = null;

globalThis.onmessage = ({ data }: MessageEvent<KernelToProcess>) => {
  if (data.type === 'start') onMessage = startProcess(data, platform);
  else onMessage?.(data);
};

platform.post({ type: 'up' });
