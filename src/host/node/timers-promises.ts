/** `node:timers/promises`. */
import type { NodeHost } from './host.ts';
import type { Timers } from './timers.ts';
import type { TimersPromises } from './timers-promises-core.ts';

export function createModule(host: NodeHost): TimersPromises {
  return (host.builtin('timers') as Timers).promises;
}
