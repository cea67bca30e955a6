/**
 * What modules that know no host (streams, events) need of `process`. `nextTick`: the process sets the loop's own at start;
 * until then, and in unit tests, a microtask. The bundler answers `readable-stream`'s import of 'process/' with this file.
 */
import { bindContext } from './async-context.ts';

let schedule: (fn: () => void) => void = queueMicrotask;

/** Called once, by the process, before any program code. */
export function setNextTick(loopTick: (fn: () => void) => void): void {
  schedule = loopTick;
}

export function nextTick<A extends unknown[]>(fn: (...args: A) => void, ...args: A): void {
  schedule(bindContext(() => fn(...args)));
}

/** The process's own streams, once it has made them: `pipe()` does not end these. */
export let stdout: object | undefined;
export let stderr: object | undefined;

export function keepOpen(fd: 1 | 2, stream: object): void {
  if (fd === 1) stdout = stream;
  else stderr = stream;
}
