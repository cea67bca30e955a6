/** The built-in modules by name, each made on first use and kept for the process. */
import { createModule as buffer } from './buffer.ts';
import { createModule as events } from './events.ts';
import { createModule as path, type Path } from './path.ts';
import { createModule as punycode } from './punycode.ts';
import { createModule as querystring } from './querystring.ts';
import { createModule as stream } from './stream.ts';
import { createModule as streamConsumers } from './stream-consumers.ts';
import { createModule as streamPromises } from './stream-promises.ts';
import { createModule as streamWeb } from './stream-web.ts';
import { createModule as stringDecoder } from './string_decoder.ts';
import { createModule as timers } from './timers.ts';
import { createModule as timersPromises } from './timers-promises.ts';
import { createModule as utilTypes } from './util-types.ts';
import { createModule as constants } from './constants.ts';
import { createModule as url } from './url.ts';
import { createModule as util } from './util.ts';
import { createModule as assert, type Assert } from './assert.ts';
import { createModule as asyncHooks } from './async_hooks.ts';
import { createModule as console } from './console.ts';
import { createModule as diagnosticsChannel } from './diagnostics_channel.ts';
import { createModule as perfHooks } from './perf_hooks.ts';
import { createModule as crypto } from './crypto.ts';
import { createModule as dgram } from './dgram.ts';
import { createModule as dns } from './dns.ts';
import { createModule as dnsPromises } from './dns-promises.ts';
import { createModule as http } from './http.ts';
import { createModule as http2 } from './http2.ts';
import { createModule as https } from './https.ts';
import { createModule as net } from './net.ts';
import { createModule as tls } from './tls.ts';
import { createModule as zlib } from './zlib.ts';
import { createModule as process } from './process.ts';
import { createModule as fs } from './fs.ts';
import { createModule as fsPromises } from './fs-promises.ts';
import { createModule as os } from './os.ts';
import { createModule as tty } from './tty.ts';
import { createModule as readline } from './readline.ts';
import { createModule as readlinePromises } from './readline-promises.ts';
import { createModule as childProcess } from './child_process.ts';
import { createModule as workerThreads } from './worker_threads.ts';
import { createModule as cluster } from './cluster.ts';
import { createModule as vm } from './vm.ts';
import { createModule as v8 } from './v8.ts';
import { createModule as inspector } from './inspector.ts';
import { createModule as wasi } from './wasi.ts';
import { createModule as traceEvents } from './trace_events.ts';
import { createModule as repl } from './repl.ts';
import { createModule as nodeTest } from './test.ts';
import { ERR_UNKNOWN_BUILTIN_MODULE } from './errors.ts';
import type { NodeHost } from './host.ts';

type Factory = (host: NodeHost) => unknown;

/** One line a module. A key that starts with `node:` has no name without the prefix. */
const FACTORIES: Record<string, Factory> = {
  'node:test': nodeTest,
  process: process,
  fs: fs,
  'fs/promises': fsPromises,
  os: os,
  tty: tty,
  readline: readline,
  'readline/promises': readlinePromises,
  child_process: childProcess,
  worker_threads: workerThreads,
  cluster: cluster,
  vm: vm,
  v8: v8,
  inspector: inspector,
  wasi: wasi,
  trace_events: traceEvents,
  repl: repl,
  crypto,
  dgram,
  dns,
  'dns/promises': dnsPromises,
  http,
  http2,
  https,
  net,
  tls,
  zlib,
  perf_hooks: perfHooks,
  diagnostics_channel: diagnosticsChannel,
  console: console,
  'assert/strict': (host) => (host.builtin('assert') as Assert).strict,
  async_hooks: asyncHooks,
  assert: assert,
  sys: (host) => host.builtin('util'),
  util,
  url,
  constants,
  buffer: buffer,
  events: events,
  path: path,
  'path/posix': (host) => (host.builtin('path') as Path).posix,
  'path/win32': (host) => (host.builtin('path') as Path).win32,
  punycode: punycode,
  querystring: querystring,
  stream: stream,
  'stream/consumers': streamConsumers,
  'stream/promises': streamPromises,
  'stream/web': streamWeb,
  string_decoder: stringDecoder,
  timers: timers,
  'timers/promises': timersPromises,
  'util/types': utilTypes,
};

export interface Builtins {
  /** The exports of a module, `node:` prefix or not. Throws ERR_UNKNOWN_BUILTIN_MODULE. */
  load(name: string): unknown;
  has(name: string): boolean;
  /** Adds a module that is not made from the host alone: `module`, which is the loader's. */
  define(name: string, exports: unknown): void;
  /** As `module.builtinModules`: without prefix, except those that need it. */
  readonly names: readonly string[];
}

export function createBuiltins(host: NodeHost): Builtins {
  const loaded = new Map<string, unknown>();
  const names = Object.keys(FACTORIES).sort();
  const known = (name: string): boolean => Object.hasOwn(FACTORIES, name) || loaded.has(name);
  const keyOf = (name: string): string | undefined => {
    if (known(name)) return name;
    const bare = name.startsWith('node:') ? name.slice(5) : name;
    return known(bare) ? bare : undefined;
  };
  return {
    names,
    define: (name, exports) => void loaded.set(name, exports),
    has: (name) => keyOf(name) !== undefined,
    load(name) {
      const key = keyOf(name);
      if (key === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(name);
      if (!loaded.has(key)) loaded.set(key, FACTORIES[key]?.(host));
      return loaded.get(key);
    },
  };
}
