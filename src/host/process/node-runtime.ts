/** Node in a worker: built-ins, globals and both module loaders, wired to one process. */
import { bindContext, ContextFrame, resetContext } from '../node/async-context.ts';
import { networkGlobals } from '../node/fetch.ts';
import { setNextTick } from '../node/next-tick.ts';
import { platformCrypto } from '../node/crypto/platform-crypto.ts';
import { moduleChannel, type ModuleAnswer, type ModuleQuestion } from '../protocol/module-channel.ts';
import { watchCompiledModules } from './compiled-modules.ts';
import { installFunctionConstructors } from './dynamic-functions.ts';
import { defineGlobals } from './globals.ts';
import { CommonLoader } from './modules/common-loader.ts';
import { ContextKeeper } from './modules/context-keeper.ts';
import { EsmLoader } from './modules/esm-loader.ts';
import { HookedModules } from './modules/hooked-modules.ts';
import { ModuleHooks } from './modules/hooks.ts';
import { ModuleUrls } from './modules/module-url.ts';
import { Resolver } from './modules/resolver.ts';
import { HOOK } from './modules/rewrite.ts';
import { validateFunction } from '../node/validators.ts';
import { SyncModules } from './modules/sync-modules.ts';
import type { NodeOptions } from './node-options.ts';
import type { ProcessHost } from './process-host.ts';

export interface NodeRuntime {
  common: CommonLoader;
  esm: EsmLoader;
  resolver: Resolver;
  process: NodeProcess;
}

/** The parts of `process` that the runtime itself uses. */
export interface NodeProcess {
  cwd(): string;
  exitCode: number | string | undefined;
  argv: string[];
  env: Record<string, string | undefined>;
  emit(event: string, ...args: unknown[]): boolean;
  exit(code?: number): never;
}

export function createRuntime(host: ProcessHost, options: NodeOptions, origin: string): NodeRuntime {
  const { builtins, fs } = host;
  const builtin = (name: string): unknown => builtins.load(name);
  const isBuiltin = (name: string): boolean => /^(?:node:)?module$/.test(name) || builtins.has(name);
  const process = builtins.load('process') as NodeProcess;
  const resolver = new Resolver({
    fs,
    isBuiltin,
    conditions: options.conditions,
    preserveSymlinks: options.preserveSymlinks,
  });
  const compile = host.compile.bind(host);
  const contexts = new ContextKeeper();
  const hooks = new ModuleHooks();
  const hooked = new HookedModules({ fs, hooks, resolver, isBuiltin });
  const sync: SyncModules = new SyncModules({
    fs,
    contexts,
    resolver,
    common: () => common,
    builtin,
    compile,
    evaluated: (path) => esm.evaluated(path),
  });
  const common: CommonLoader = new CommonLoader({
    fs,
    contexts,
    resolver,
    hooks,
    hooked,
    builtin,
    isBuiltin,
    builtinNames: [...builtins.names, 'module'].sort(),
    cwd: () => process.cwd(),
    home: () => process.env['HOME'] ?? '/',
    compile,
    requireModule: (path, source) => sync.require(path, source),
  });
  builtins.define('module', common.Module);
  const { pid, threadId } = host.identity;
  const instance = `${crypto.randomUUID().slice(0, 8)}-${pid}-${threadId}`;
  const esm: EsmLoader = new EsmLoader({
    fs,
    contexts,
    resolver,
    common,
    hooked,
    urls: new ModuleUrls(origin, instance),
    builtin,
    hold: () => {
      host.loop.ref();
      return () => host.loop.unref();
    },
    later: (fn) => void host.loop.timer(fn, 0),
  });
  answerModuleQuestions(esm, instance);
  installHook(common, esm, builtin);
  installGlobals(host, process);
  watchCompiledModules((...compiled) => host.keepCompiled(...compiled));
  installFunctionConstructors(`${process.cwd()}/noop.js`);
  return { common, esm, resolver, process };
}

const encoder = new TextEncoder();

/** The service worker asks here for the sources that the browser's loader wants. */
function answerModuleQuestions(esm: EsmLoader, instance: string): void {
  const channel = new BroadcastChannel(moduleChannel(instance));
  const answered = new Set<number>();
  channel.onmessage = ({ data }: MessageEvent<ModuleQuestion | ModuleAnswer>) => {
    // A question is asked again while its answer takes long.
    if (data.type !== 'question' || answered.has(data.id)) return;
    answered.add(data.id);
    let answer: ModuleAnswer;
    try {
      answer = { type: 'answer', id: data.id, source: encoder.encode(esm.source(data.url)) };
    } catch (error) {
      answer = { type: 'answer', id: data.id, error: error instanceof Error ? error.message : String(error) };
    }
    channel.postMessage(answer);
  };
}

/** Globals that are Node's own classes, made when a program first looks at them. */
function defineLazyGlobals(load: (module: string) => unknown): void {
  for (const name of ['MessageChannel', 'MessagePort', 'BroadcastChannel']) {
    const define = (value: unknown): void =>
      void Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    Object.defineProperty(globalThis, name, {
      get() {
        const value = (load('worker_threads') as Record<string, unknown>)[name];
        define(value);
        return value;
      },
      set: define,
      configurable: true,
    });
  }
}

/** What rewritten sources call (modules/rewrite.ts). */
function installHook(common: CommonLoader, esm: EsmLoader, builtin: (name: string) => unknown): void {
  const hook = {
    import: async (fileUrl: string, specifier: unknown, settings?: { with?: { type?: string } }) => {
      const base = decodeURIComponent(new URL(fileUrl).pathname);
      return esm.import(String(specifier), base, settings?.with?.type);
    },
    meta: (meta: ImportMeta, fileUrl: string) => esm.meta(meta, fileUrl),
    loaded: (url: string, namespace: Record<string, unknown>) => esm.register(url, namespace),
    require: (path: string) =>
      common.loadFile(path, null, path === common.mainFile && common.main === undefined).exports,
    builtin,
    frame: () => new ContextFrame(),
    entered: (url: string) => esm.entered(url),
    begun: (id: number) => esm.begun(id),
  };
  Object.defineProperty(globalThis, HOOK, { value: hook, enumerable: false });
}

function installGlobals(host: ProcessHost, process: NodeProcess): void {
  const load = <T>(name: string): T => host.builtins.load(name) as T;
  setNextTick((fn) => host.loop.nextTick(fn));
  resetContext();
  const timers = load<Record<string, unknown>>('timers');
  const nativeMicrotask = globalThis.queueMicrotask.bind(globalThis);
  const { structuredClone, atob, btoa } = globalThis;
  const { fetch, ...network } = networkGlobals(host);
  defineGlobals({
    process,
    Buffer: load<{ Buffer: unknown }>('buffer').Buffer,
    console: load('console'),
    ...network,
    // The rest is what `Object.keys(globalThis)` gives.
    global: globalThis,
    clearImmediate: timers['clearImmediate'],
    setImmediate: timers['setImmediate'],
    clearInterval: timers['clearInterval'],
    clearTimeout: timers['clearTimeout'],
    setInterval: timers['setInterval'],
    setTimeout: timers['setTimeout'],
    queueMicrotask: (fn: () => void) => {
      validateFunction(fn, 'callback');
      const bound = bindContext(fn);
      nativeMicrotask(() => host.loop.microtask(bound));
    },
    structuredClone,
    atob,
    btoa,
    performance: load<{ performance: unknown }>('perf_hooks').performance,
    fetch,
    navigator: Object.freeze({
      hardwareConcurrency: 2,
      language: 'en-US',
      languages: ['en-US'],
      platform: 'linux',
      userAgent: 'Node.js/22',
    }),
    crypto: platformCrypto,
  });
  defineLazyGlobals(load);
}
