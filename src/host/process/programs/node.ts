/** `node`: reads the command line, wires Node's runtime and runs the main module. Resolves; the loop's end is the exit. */
import { parseNodeOptions, type NodeOptions } from '../node-options.ts';
import { createRuntime, type NodeRuntime } from '../node-runtime.ts';
import { refineWebGlobals } from '../../node/web/globals.ts';
import { defineGlobals, removeBrowserGlobals } from '../globals.ts';
import { runScript } from '../compile.ts';
import { requireFormat } from '../modules/format.ts';
import { encodePath, Resolver } from '../modules/resolver.ts';
import { withoutHashbang } from '../modules/rewrite.ts';
import { hasModuleSyntax } from '../modules/format.ts';
import type { ProcessHost } from '../process-host.ts';
import type { ProgramMain } from '../programs.ts';
import { basename, normalize } from '../../vfs/path.ts';
import { processControl } from '../../node/process.ts';
import { runTestFiles } from '../../node/test/files.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export const main: ProgramMain = async (host, program) => {
  const thread = host.runner.thread;
  const given = parseNodeOptions(thread?.execArgv ?? program.args, host.identity.env['NODE_OPTIONS']);
  // A thread inherits `-e` and `-p` as words only.
  const options: NodeOptions = thread ? { ...given, eval: null, print: false, check: false } : given;
  if (options.say) {
    host.kernel.sync('write', options.say.toStderr ? 2 : 1, encoder.encode(options.say.text), null);
    return options.say.code;
  }
  const { identity } = host;
  identity.execArgv = options.execArgv;
  const script = thread && !thread.isEval ? thread.script : scriptPath(options, identity.cwd);
  identity.argv = [
    identity.execPath,
    ...(options.script === '-' ? ['-'] : script === null ? [] : [script]),
    ...(thread?.argv ?? options.args),
  ];
  const missing = loadEnvFiles(host, options);
  if (missing !== undefined) {
    host.kernel.sync('write', 2, encoder.encode(missing), null);
    return 9;
  }
  removeBrowserGlobals();
  defineGlobals({ ...refineWebGlobals(globalThis) });
  const runtime = createRuntime(host, options, host.origin);
  const events = processControl(runtime.process);
  host.runner.events = { ...events, onEnd: () => events.onEnd(runtime.esm.stuck()) };
  if (options.stackTraceLimit !== null) Object.assign(Error, { stackTraceLimit: options.stackTraceLimit });
  for (const request of options.require)
    runtime.common.load(request, projectModule(runtime, identity.cwd, 'internal/preload'));
  for (const request of options.import) await runtime.esm.import(request, `${identity.cwd}/noop.js`);
  if (thread) host.runner.online();
  if (options.test) {
    const names = script === null ? [] : [script, ...options.args];
    return runTestFiles(host, names, options.testReporter);
  }
  await runMain(host, runtime, options, script);
  return undefined;
};

async function runMain(
  host: ProcessHost,
  runtime: NodeRuntime,
  options: NodeOptions,
  script: string | null,
): Promise<void> {
  const { thread } = host.runner;
  if (thread?.isEval) return runText(host, runtime, options, thread.script);
  if (options.eval !== null) return runText(host, runtime, options, options.eval);
  if (script === null || options.script === '-') return runText(host, runtime, options, readStdin(host));
  if (thread && script.startsWith('data:')) {
    startModule(host, runtime.esm.import(script, `${host.identity.cwd}/noop.js`));
    return;
  }
  const file = mainFile(runtime, script);
  if (options.check) {
    host.compile(withoutHashbang(decoder.decode(host.fs.readFile(file))), file, []);
    return;
  }
  if (runtime.common.hooksActive) {
    runtime.common.mainFile = file;
    startModule(host, runtime.esm.import(`file://${encodePath(file)}`, file));
    return;
  }
  const text = (): string => decoder.decode(host.fs.readFile(file));
  const format = requireFormat({ path: file, text }, runtime.resolver.configs);
  if (format === 'module') startModule(host, runtime.esm.import(`file://${encodePath(file)}`, file));
  else host.loop.run(() => runtime.common.loadFile(file, null, true));
}

/** The loader keeps the process alive while it loads; a module that then waits does not. */
function startModule(host: ProcessHost, running: Promise<unknown>): void {
  running.catch((error: unknown) =>
    host.loop.run(() => host.runner.events.onError(error, 'uncaughtException')),
  );
}

/** As `require.resolve` of the absolute path: extensions, directories with a main. */
function mainFile(runtime: NodeRuntime, script: string): string {
  if (runtime.common.hooksActive) return runtime.common.Module._resolveFilename(script, null, true);
  const found = runtime.resolver.require(script, '/', []);
  if (found?.kind === 'file') return found.path;
  const error = new Error(`Cannot find module '${script}'`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: [] });
}

function scriptPath({ script, eval: text }: NodeOptions, cwd: string): string | null {
  if (script === null || script === '-' || text !== null) return null;
  return normalize(script.startsWith('/') ? script : `${cwd}/${script}`);
}

/** `-e`, `-p`, standard input and threads made from text. */
async function runText(
  host: ProcessHost,
  runtime: NodeRuntime,
  options: NodeOptions,
  source: string,
): Promise<void> {
  const { cwd } = host.identity;
  const name = host.runner.thread ? '[worker eval]' : options.eval === null ? '[stdin]' : '[eval]';
  const isModule =
    options.inputType === 'module' ||
    (options.inputType === null && !options.print && hasModuleSyntax(source));
  if (isModule) {
    startModule(host, runtime.esm.importText(source, `${cwd}/${name}1`));
    return;
  }
  const module = projectModule(runtime, cwd, name);
  Object.assign(globalThis, {
    require: runtime.common.makeRequire(module),
    module,
    exports: module.exports,
    __filename: name,
    __dirname: '.',
  });
  defineBuiltinGlobals(host);
  host.loop.run(() => {
    const value = runScript(runtime.common.prepare(source, `${cwd}/${name}`), name);
    if (!options.print) return;
    const { log } = host.builtin('console') as { log(value: unknown): void };
    log(value);
  });
}

/** In `-e` and `-p`, built-ins are variables: `node -p "os.EOL"`. */
function defineBuiltinGlobals(host: ProcessHost): void {
  for (const name of host.builtins.names) {
    if (name.includes('/') || name.includes(':') || name in globalThis) continue;
    Object.defineProperty(globalThis, name, {
      get: () => host.builtin(name),
      set(value: unknown) {
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
      },
      configurable: true,
      enumerable: false,
    });
  }
}

/** A module in the working directory that requires on behalf of the command line. */
function projectModule(
  runtime: NodeRuntime,
  cwd: string,
  name = 'noop.js',
): InstanceType<typeof runtime.common.Module> {
  const module = new runtime.common.Module(name);
  module.filename = `${cwd}/${basename(name)}`;
  module.paths = Resolver.nodeModulePaths(cwd);
  return module;
}

function readStdin(host: ProcessHost): string {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece = host.kernel.sync('read', 0, 65_536, null);
    if (piece.byteLength === 0) break;
    pieces.push(piece);
  }
  const stream = new TextDecoder();
  return pieces.map((piece) => stream.decode(piece, { stream: true })).join('') + stream.decode();
}

/** `--env-file`: what is set already stays. Gives a complaint about a file that is not there. */
function loadEnvFiles(host: ProcessHost, { envFiles }: NodeOptions): string | undefined {
  for (const name of envFiles) {
    const optional = name.startsWith('?');
    const path = normalize(`${host.identity.cwd}/${optional ? name.slice(1) : name}`);
    if (!host.fs.tryStat(path)) {
      if (optional) continue;
      return `node: ${name}: not found\n`;
    }
    const { parseEnv } = host.builtin('util') as { parseEnv(text: string): Record<string, string> };
    host.identity.env = { ...parseEnv(decoder.decode(host.fs.readFile(path))), ...host.identity.env };
  }
  return undefined;
}
