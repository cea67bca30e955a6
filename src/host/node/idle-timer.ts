/** A timer that does not keep the process alive, for idle sockets and servers. */
import type { NodeHost } from './host.ts';

interface Timers {
  setTimeout(fn: () => void, ms: number): { unref(): unknown };
  clearTimeout(timer: unknown): void;
}

export function idleTimer(host: NodeHost, fn: () => void, ms: number): { clear(): void } {
  const timers = host.builtin('timers') as Timers;
  const timer = timers.setTimeout(fn, ms);
  timer.unref();
  return { clear: () => timers.clearTimeout(timer) };
}
