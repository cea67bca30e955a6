/** The `cluster` module: always the primary; ports of a tab cannot be shared among processes. */
import type { EmitterClass } from './builtin-types.ts';
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';

export function createModule(host: NodeHost): unknown {
  const { EventEmitter } = host.builtin('events') as { EventEmitter: EmitterClass };
  const words =
    'cluster.fork() cannot share a port among processes of a browser tab; use worker_threads or child_process.fork()';
  return Object.assign(new EventEmitter(), {
    isPrimary: true,
    isMaster: true,
    isWorker: false,
    workers: {},
    settings: {},
    SCHED_NONE: 1,
    SCHED_RR: 2,
    schedulingPolicy: 2,
    setupPrimary: () => undefined,
    setupMaster: () => undefined,
    disconnect: (done?: () => void) => done && host.loop.nextTick(done),
    fork(): never {
      throw makeNodeError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', words);
    },
    Worker: EventEmitter,
  });
}
