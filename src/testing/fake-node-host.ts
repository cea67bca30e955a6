/** A NodeHost for unit tests of built-ins: real Node's modules and loop, a fake kernel, and the built-ins under test. */
import { createRequire } from 'node:module';
import type { NodeHost } from '../host/node/host.ts';
import type { FakeKernel } from './fake-kernel.ts';
import { createFakeKernel } from './fake-kernel.ts';

type Factory = (host: NodeHost) => unknown;

export interface FakeNodeHost extends NodeHost {
  readonly kernel: FakeKernel;
  /** How many handles keep the process alive. */
  readonly refs: number;
}

export function createFakeNodeHost(
  modules: Record<string, Factory> = {},
  overrides: Partial<NodeHost> = {},
): FakeNodeHost {
  const require = createRequire(import.meta.url);
  const made = new Map<string, unknown>();
  let refs = 0;
  const loop: NodeHost['loop'] = {
    run: (fn) => fn(),
    nextTick: (fn) => process.nextTick(fn),
    immediate: (fn) => {
      const handle = setImmediate(fn);
      return { clear: () => clearImmediate(handle) };
    },
    timer: (fn, delay) => {
      const handle = setTimeout(fn, delay);
      return { clear: () => clearTimeout(handle) };
    },
    ref: () => void (refs += 1),
    unref: () => void (refs -= 1),
    pending: (promise, done) => {
      promise.then(
        (value) => done(null, value),
        (error: unknown) => done(error),
      );
    },
  };
  const host = {
    kernel: createFakeKernel(),
    loop,
    get refs() {
      return refs;
    },
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    builtin(name: string) {
      const factory = modules[name];
      if (!factory) return require(`node:${name}`) as unknown;
      if (!made.has(name)) made.set(name, factory(host));
      return made.get(name);
    },
    ...overrides,
  } as FakeNodeHost;
  return host;
}
