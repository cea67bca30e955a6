/** The `process` object. */
import { S_IFDIR, S_IFMT } from '../vfs/constants.ts';
import { bindContext } from './async-context.ts';
import type { Emitter, EmitterClass } from './builtin-types.ts';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_OUT_OF_RANGE,
  ERR_UNKNOWN_SIGNAL,
  ERR_WORKER_UNSUPPORTED_OPERATION,
} from './errors.ts';
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';
import { platformPerformance } from './platform-performance.ts';
import { ALLOWED_FLAGS, CONFIG, FEATURES, RELEASE, VERSIONS } from './process/description.ts';
import { createEnv, shareEnv } from './process/env.ts';
import { NODE_VERSION } from './version.ts';
import { openIpc, type IpcEnd } from './process/ipc.ts';
import { createLifecycle, type ProcessControl } from './process/lifecycle.ts';
import { threadStdio } from './worker_threads/thread-stdio.ts';
import { createStdin, createStdout } from './process/stdio.ts';
import { createEmitWarning, type WarningFlags } from './process/warnings.ts';
import { SIGNALS, signalName } from './signals.ts';
import { plainSystemError, systemCode, systemError } from './system-error.ts';
import { setUmask, umaskOf } from './umask.ts';
import { parseFileMode, validateFunction, validateInteger, validateString } from './validators.ts';

export type { ProcessControl };

type ProcessObject = Emitter & WarningFlags & IpcEnd & Record<string, unknown> & { _exiting?: boolean };

const controls = new WeakMap<object, ProcessControl>();
const encoder = new TextEncoder();

/** How the worker tells this process of errors and of an idle loop. `process` is what `createModule` returned. */
export function processControl(process: object): ProcessControl {
  const control = controls.get(process);
  if (!control) throw new TypeError('Not a process object');
  return control;
}

export function createModule(host: NodeHost): ProcessObject {
  const process = createBare(host);
  const write = (text: string): void => writeError(host, text);
  const lifecycle = createLifecycle(host, process, write);
  controls.set(process, lifecycle);
  Object.defineProperty(process, 'exitCode', {
    get: () => lifecycle.exitCode,
    set(code: number | undefined) {
      lifecycle.exitCode = code;
    },
    enumerable: true,
    configurable: true,
  });
  Object.assign(process, describe(host), locations(host), clocks(), identity(host), refusals(), {
    exit: lifecycle.exit,
    reallyExit: lifecycle.reallyExit,
    abort(): never {
      host.kernel.sync('kill', host.identity.pid, 'SIGABRT');
      return lifecycle.reallyExit(134);
    },
    setUncaughtExceptionCaptureCallback: lifecycle.setCapture,
    hasUncaughtExceptionCaptureCallback: lifecycle.hasCapture,
    emitWarning: createEmitWarning(host, process, write),
    nextTick(fn: unknown, ...args: unknown[]): void {
      validateFunction(fn, 'callback');
      const bound = bindContext(fn as (...args: unknown[]) => void);
      host.loop.nextTick(() => bound(...args));
    },
    kill: (pid: unknown, signal: unknown = 'SIGTERM') => kill(host, pid, signal),
    loadEnvFile: (path: unknown = '.env') => loadEnvFile(host, process, path),
  });
  followSignals(host, process);
  defineStdio(host, process);
  connectParent(host, process);
  return process;
}

/** An emitter whose class is called `process`, as `Object.prototype.toString` shows. */
function createBare(host: NodeHost): ProcessObject {
  const { EventEmitter } = host.builtin('events') as { EventEmitter: EmitterClass };
  const prototype = Object.create(EventEmitter.prototype) as object;
  Object.defineProperty(prototype, 'constructor', {
    value: Object.defineProperty(function process() {}, 'name', { value: 'process' }),
    enumerable: false,
    configurable: true,
    writable: true,
  });
  const process = Object.create(prototype) as ProcessObject;
  Reflect.apply(
    Object.getOwnPropertyDescriptor(EventEmitter, 'init')?.value ?? (() => undefined),
    process,
    [],
  );
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
  return process;
}

function writeError(host: NodeHost, text: string): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.byteLength;) at += host.kernel.sync('write', 2, bytes.subarray(at), null);
}

function describe(host: NodeHost) {
  const { identity } = host;
  const env = createEnv(host, identity.env);
  if ((host.thread?.workerData as { sharesEnv?: boolean } | undefined)?.sharesEnv) shareEnv(env, false);
  return {
    version: NODE_VERSION,
    versions: VERSIONS,
    arch: 'x64',
    platform: 'linux',
    release: RELEASE,
    features: FEATURES,
    config: CONFIG,
    allowedNodeEnvironmentFlags: ALLOWED_FLAGS,
    argv: [...identity.argv],
    argv0: identity.title,
    execArgv: [...identity.execArgv],
    execPath: identity.execPath,
    env,
    pid: identity.pid,
    ppid: identity.ppid,
    title: identity.title,
    debugPort: 9229,
    domain: null,
    moduleLoadList: [] as string[],
    report: {
      compact: false,
      directory: '',
      filename: '',
      getReport: () => ({ header: { nodejsVersion: NODE_VERSION } }),
    },
    sourceMapsEnabled: false,
    setSourceMapsEnabled: (_enabled: boolean) => undefined,
    getBuiltinModule: undefined as unknown,
    permission: undefined,
  };
}

function locations(host: NodeHost) {
  return {
    cwd: () => host.identity.cwd,
    chdir(directory: unknown): void {
      validateString(directory, 'directory');
      if (host.identity.threadId !== 0) throw new ERR_WORKER_UNSUPPORTED_OPERATION('process.chdir()');
      const { cwd } = host.identity;
      try {
        const path = host.fs.realpath(directory.startsWith('/') ? directory : `${cwd}/${directory}`);
        if ((host.fs.stat(path).mode & S_IFMT) !== S_IFDIR) throw systemError('ENOTDIR', 'chdir');
        host.identity.cwd = path;
      } catch (error) {
        const code = systemCode(error);
        throw code === undefined ? error : systemError(code, 'chdir', cwd, directory);
      }
    },
    umask(mask?: unknown): number {
      if (mask === undefined) return umaskOf(host);
      return setUmask(host, parseFileMode(mask, 'mask'));
    },
  };
}

function clocks() {
  const started = platformPerformance.now();
  const hrtime = (since?: unknown): [number, number] => {
    const now = platformPerformance.now();
    let [seconds, nanos] = [Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)];
    if (since !== undefined) {
      if (!Array.isArray(since)) throw new ERR_INVALID_ARG_TYPE('time', 'Array', since);
      if (since.length !== 2) throw new ERR_OUT_OF_RANGE('time', '2', since.length);
      seconds -= Number(since[0]);
      nanos -= Number(since[1]);
      if (nanos < 0) [seconds, nanos] = [seconds - 1, nanos + 1e9];
    }
    return [seconds, nanos];
  };
  const memoryUsage = () => {
    const { memory } = platformPerformance as {
      memory?: { usedJSHeapSize: number; totalJSHeapSize: number };
    };
    const heapUsed = memory?.usedJSHeapSize ?? 32 * 2 ** 20;
    const heapTotal = memory?.totalJSHeapSize ?? 64 * 2 ** 20;
    return { rss: heapTotal + 16 * 2 ** 20, heapTotal, heapUsed, external: 2 ** 20, arrayBuffers: 2 ** 16 };
  };
  return {
    hrtime: Object.assign(hrtime, { bigint: () => BigInt(Math.floor(platformPerformance.now() * 1e6)) }),
    uptime: () => (platformPerformance.now() - started) / 1000,
    memoryUsage: Object.assign(memoryUsage, { rss: () => memoryUsage().rss }),
    availableMemory: () => 2 ** 32,
    constrainedMemory: () => 0,
    cpuUsage(since?: { user: number; system: number }) {
      const user = Math.floor((platformPerformance.now() - started) * 1000);
      return { user: user - (since?.user ?? 0), system: 0 };
    },
    resourceUsage: () => ({
      userCPUTime: Math.floor((platformPerformance.now() - started) * 1000),
      systemCPUTime: 0,
      maxRSS: Math.floor(memoryUsage().rss / 1024),
    }),
  };
}

function identity(host: NodeHost) {
  const one = (): number => 1000;
  return {
    getuid: one,
    geteuid: one,
    getgid: one,
    getegid: one,
    getgroups: () => [1000],
    getActiveResourcesInfo: () => [] as string[],
    _getActiveHandles: () => [] as unknown[],
    _getActiveRequests: () => [] as unknown[],
    getBuiltinModule(name: string): unknown {
      try {
        return host.builtin(name.replace(/^node:/, ''));
      } catch {
        return undefined; // Node answers undefined to a name it does not have.
      }
    },
  };
}

function refusals() {
  const refuse = (name: string) => () => {
    throw systemError('EPERM', name);
  };
  return {
    binding(name: unknown): never {
      throw makeNodeError(Error, 'ERR_INVALID_MODULE', `No such binding: ${String(name)}`);
    },
    dlopen(_module: unknown, file: unknown): never {
      const words = `${String(file)}: native add-ons cannot run in a browser tab; a WebAssembly build can`;
      throw makeNodeError(Error, 'ERR_DLOPEN_FAILED', words);
    },
    setuid: refuse('setuid'),
    setgid: refuse('setgid'),
    seteuid: refuse('seteuid'),
    setegid: refuse('setegid'),
    setgroups: refuse('setgroups'),
    initgroups: refuse('initgroups'),
  };
}

function kill(host: NodeHost, pid: unknown, signal: unknown): true {
  validateInteger(pid, 'pid');
  const name = signal === 0 || signal === '0' ? '0' : signalName(signal as string | number);
  if (name === undefined) {
    if (typeof signal === 'number') throw plainSystemError('EINVAL', 'kill');
    throw new ERR_UNKNOWN_SIGNAL(signal);
  }
  try {
    host.kernel.sync('kill', pid, name);
  } catch (error) {
    const code = systemCode(error);
    throw code === undefined ? error : plainSystemError(code, 'kill');
  }
  return true;
}

function loadEnvFile(host: NodeHost, process: ProcessObject, path: unknown): void {
  const { readFileSync } = host.builtin('fs') as { readFileSync(path: unknown, encoding: string): string };
  const { parseEnv } = host.builtin('util') as { parseEnv(text: string): Record<string, string> };
  const env = process['env'] as Record<string, string | undefined>;
  for (const [key, value] of Object.entries(parseEnv(readFileSync(path, 'utf8')))) env[key] ??= value;
}

/** Tells the kernel which signals this process listens to; the kernel's signals become events. */
function followSignals(host: NodeHost, process: ProcessObject): void {
  if (host.identity.threadId !== 0) return;
  const heard = new Set<string>();
  const changed = (event: unknown, more: boolean): void => {
    if (
      typeof event !== 'string' ||
      !Object.hasOwn(SIGNALS, event) ||
      event === 'SIGKILL' ||
      event === 'SIGSTOP'
    )
      return;
    if (more === heard.has(event)) return;
    if (more) heard.add(event);
    else if (process.listenerCount(event) === 0) heard.delete(event);
    host.kernel.sync('handleSignals', [...heard]);
  };
  process.on('newListener', (event: unknown) => changed(event, true));
  process.on('removeListener', (event: unknown) => changed(event, false));
  host.onEvent((event) => {
    if (event.type === 'signal') process.emit(event.signal, event.signal, SIGNALS[event.signal]);
    else if (event.type === 'resize') {
      for (const name of ['stdout', 'stderr']) {
        const stream = madeStream(process, name);
        (stream as { _refreshSize?: () => void } | undefined)?._refreshSize?.();
      }
      process.emit('SIGWINCH', 'SIGWINCH', SIGNALS['SIGWINCH']);
    }
  });
}

/** A standard stream if the program has asked for it. */
function madeStream(process: ProcessObject, name: string): unknown {
  return Object.getOwnPropertyDescriptor(process, name)?.value;
}

function defineStdio(host: NodeHost, process: ProcessObject): void {
  const makers: Record<string, () => object> = {
    stdin: () => createStdin(host),
    stdout: () => createStdout(host, 1),
    stderr: () => createStdout(host, 2),
    ...threadStdio(host),
  };
  for (const [name, make] of Object.entries(makers)) {
    const keep = (value: unknown): void => {
      Object.defineProperty(process, name, { value, enumerable: true, configurable: true, writable: true });
    };
    Object.defineProperty(process, name, {
      get() {
        const stream = make();
        keep(stream);
        return stream;
      },
      set: keep,
      enumerable: true,
      configurable: true,
    });
  }
}

/** A forked child talks to its parent over the pipe that NODE_CHANNEL_FD names. */
function connectParent(host: NodeHost, process: ProcessObject): void {
  const env = process['env'] as Record<string, string | undefined>;
  const fd = env['NODE_CHANNEL_FD'];
  const advanced = env['NODE_CHANNEL_SERIALIZATION_MODE'] === 'advanced';
  delete env['NODE_CHANNEL_FD'];
  delete env['NODE_CHANNEL_SERIALIZATION_MODE'];
  if (fd === undefined || host.identity.threadId !== 0) return;
  const channel = openIpc(host, process, Number(fd), { refed: false, advanced });
  // Only a program that listens waits for its parent.
  const follow = (event: unknown): void => {
    if (event !== 'message' && event !== 'disconnect') return;
    if (process.listenerCount('message') + process.listenerCount('disconnect') > 0) channel.ref();
    else channel.unref();
  };
  process.on('newListener', (event: unknown) => {
    if (event === 'message' || event === 'disconnect') channel.ref();
  });
  process.on('removeListener', follow);
}
