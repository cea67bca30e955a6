/**
 * `process.nextTick` for the modules that know no host (streams, events). The process sets the loop's own at start; until
 * then, and in unit tests, a microtask. The bundler also answers `readable-stream`'s import of 'process/' with this file.
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
