/** `node:console`: Console over any two streams; the global one writes to process.stdout and stderr. */
import { ERR_CONSOLE_WRITABLE_STREAM } from './errors.ts';
import { consoleTable } from './console-table.ts';
import type { NodeHost } from './host.ts';
import { formatWithOptions, inspect, type InspectOptions } from './inspect.ts';
import { platformPerformance } from './platform-performance.ts';
import { currentProcess } from './util-functions.ts';

interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
}

export interface ConsoleOptions {
  stdout: Sink;
  stderr?: Sink;
  ignoreErrors?: boolean;
  colorMode?: boolean | 'auto';
  inspectOptions?: InspectOptions;
  groupIndentation?: number;
}

type Out = () => Sink;

function elapsed(ms: number): string {
  if (ms >= 3_600_000) return `${hours(ms)} (h:mm:ss.mmm)`;
  if (ms >= 60_000) return `${minutes(ms)} (m:ss.mmm)`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(3)}s`;
  return `${Number(ms.toFixed(3))}ms`;
}
const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const seconds = (ms: number): string => ((ms / 1000) % 60).toFixed(3).padStart(6, '0');
const minutes = (ms: number): string => `${Math.floor(ms / 60_000)}:${seconds(ms)}`;
const hours = (ms: number): string =>
  `${Math.floor(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${seconds(ms)}`;

/** The methods of one console, as own bound functions: programs take them apart. */
function consoleMethods(stdout: Out, stderr: Out, options: Omit<ConsoleOptions, 'stdout' | 'stderr'>) {
  const { ignoreErrors = true, colorMode = 'auto', inspectOptions = {}, groupIndentation = 2 } = options;
  let indent = '';
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const settings = (sink: Sink): InspectOptions => {
    const { env = {} } = (globalThis as { process?: { env?: Record<string, string> } }).process ?? {};
    const auto =
      sink.isTTY === true && !env['NO_COLOR']
        ? true
        : Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0';
    return { colors: colorMode === 'auto' ? auto : colorMode, ...inspectOptions };
  };
  const print = (out: Out, text: string): void => {
    const lines = indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`);
    try {
      out().write(`${lines}\n`);
    } catch (error) {
      // A closed stdout must not end a program that only logs, unless it asked for that.
      if (!ignoreErrors) throw error;
    }
  };
  const log = (...args: unknown[]): void => print(stdout, formatWithOptions(settings(stdout()), ...args));
  const warn = (...args: unknown[]): void => print(stderr, formatWithOptions(settings(stderr()), ...args));
  const warning = (text: string): void => currentProcess().emitWarning?.(text);
  const group = (...labels: unknown[]): void => {
    if (labels.length > 0) log(...labels);
    indent += ' '.repeat(groupIndentation);
  };
  const timeLog = (label: string, rest: unknown[]): boolean => {
    const start = timers.get(label);
    if (start === undefined) {
      warning(`No such label '${label}' for console.time()`);
      return false;
    }
    log('%s: %s', label, elapsed(platformPerformance.now() - start), ...rest);
    return true;
  };
  return {
    log,
    warn,
    error: warn,
    info: log,
    debug: log,
    dirxml: log,
    dir: (value: unknown, given?: InspectOptions) =>
      print(stdout, inspect(value, { customInspect: false, ...settings(stdout()), ...given })),
    trace: (...args: unknown[]) => {
      const { stack = '' } = Object.assign(new Error(formatWithOptions({}, ...args)), { name: 'Trace' });
      warn(stack.replace(/^Error/, 'Trace'));
    },
    assert: (condition?: unknown, ...args: unknown[]) => {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift('Assertion failed');
      warn(...args);
    },
    count: (label: unknown = 'default') => {
      const name = `${label as string}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      log(`${name}: ${counts.get(name)}`);
    },
    countReset: (label: unknown = 'default') => {
      const name = `${label as string}`;
      if (!counts.delete(name)) warning(`Count for '${name}' does not exist`);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(0, Math.max(0, indent.length - groupIndentation));
    },
    table: (data: unknown, columns?: string[]) => {
      if (data === null || typeof data !== 'object') return log(data);
      log(consoleTable(data, columns));
    },
    time: (label: unknown = 'default') => {
      const name = `${label as string}`;
      if (timers.has(name)) warning(`Label '${name}' already exists for console.time()`);
      else timers.set(name, platformPerformance.now());
    },
    timeEnd: (label: unknown = 'default') => {
      if (timeLog(`${label as string}`, [])) timers.delete(`${label as string}`);
    },
    timeLog: (label: unknown = 'default', ...rest: unknown[]) => void timeLog(`${label as string}`, rest),
    timeStamp: () => undefined,
    profile: () => undefined,
    profileEnd: () => undefined,
  };
}

export type ConsoleMethods = ReturnType<typeof consoleMethods>;

function isOptions(value: unknown): value is ConsoleOptions {
  return typeof (value as Sink | null)?.write !== 'function';
}

interface ConsoleConstructor {
  new (options: ConsoleOptions): ConsoleMethods;
  new (stdout: Sink, stderr?: Sink, ignoreErrors?: boolean): ConsoleMethods;
}

function construct(first: Sink | ConsoleOptions, second?: Sink, third?: boolean): ConsoleMethods {
  const options: ConsoleOptions = isOptions(first)
    ? first
    : { stdout: first, ...(second ? { stderr: second } : {}), ignoreErrors: third ?? true };
  const { stdout, stderr = stdout } = options;
  if (typeof stdout?.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (typeof stderr?.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  const made = consoleMethods(
    () => stdout,
    () => stderr,
    options,
  );
  return Object.assign(Object.create(construct.prototype as object) as ConsoleMethods, made);
}
Object.defineProperty(construct, 'name', { value: 'Console' });
export const Console = construct as unknown as ConsoleConstructor;

interface Streams {
  process?: { stdout: Sink; stderr: Sink };
}

/** The console of a process: its streams are looked up at each write, since programs replace them. */
export function createModule(_host?: NodeHost): ConsoleMethods & { Console: ConsoleConstructor } {
  const stream =
    (name: 'stdout' | 'stderr'): Out =>
    () => {
      const { process } = globalThis as Streams;
      return process?.[name] ?? { write: () => true };
    };
  return Object.assign(consoleMethods(stream('stdout'), stream('stderr'), {}), { Console });
}
