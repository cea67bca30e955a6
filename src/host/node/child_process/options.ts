/** What the calls of `child_process` are given, in one form. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_IPC_ONE_PIPE,
  ERR_IPC_SYNC_FORK,
  ERR_OUT_OF_RANGE,
  ERR_UNKNOWN_SIGNAL,
} from '../errors.ts';
import type { NodeHost } from '../host.ts';
import type { StdioSpec } from '../../protocol/syscalls.ts';
import { signalName } from '../signals.ts';
import { validateOneOf } from '../validators.ts';

export type Options = Record<string, unknown>;

export interface Launch {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  stdio: StdioSpec[];
  /** The descriptor of the IPC channel, or -1. */
  ipc: number;
  /** Messages are structured clones, not JSON. */
  advanced: boolean;
  argv0: string | undefined;
  detached: boolean;
}

/** `(file, args?, options?)` with either left out. */
export function splitArgs(args: unknown, options: unknown): [string[], Options] {
  const given = Array.isArray(args) || args === undefined || args === null ? options : args;
  if (given !== undefined && given !== null && (typeof given !== 'object' || Array.isArray(given)))
    throw new ERR_INVALID_ARG_TYPE(given === args ? 'args' : 'options', 'object', given);
  checkOptions((given ?? {}) as Options);
  if (Array.isArray(args)) {
    for (const [index, arg] of args.entries()) {
      if (typeof arg === 'string' && arg.includes('\0')) {
        throw new ERR_INVALID_ARG_VALUE(`args[${index}]`, arg, 'must be a string without null bytes');
      }
    }
    return [args.map(String), { ...(options as Options | null | undefined) }];
  }
  return [[], { ...(given as Options | null | undefined) }];
}

/** The kinds of values that options have; what they mean is checked where they are used. */
function checkOptions(options: Options): void {
  const check = (name: string, expected: string | string[], fits: (value: unknown) => boolean): void => {
    const value = options[name];
    if (value !== undefined && value !== null && !fits(value))
      throw new ERR_INVALID_ARG_TYPE(`options.${name}`, expected, value);
  };
  const isText = (value: unknown): boolean => typeof value === 'string';
  check(
    'cwd',
    ['string', 'Buffer', 'URL'],
    (value) => isText(value) || value instanceof URL || value instanceof Uint8Array,
  );
  check('detached', 'boolean', (value) => typeof value === 'boolean');
  check('uid', 'int32', Number.isInteger);
  check('gid', 'int32', Number.isInteger);
  check('shell', ['boolean', 'string'], (value) => isText(value) || typeof value === 'boolean');
  check('argv0', 'string', isText);
  if (typeof options['cwd'] === 'string' && options['cwd'].includes('\0'))
    throw new ERR_INVALID_ARG_VALUE('options.cwd', options['cwd'], 'must be a string without null bytes');
  const { timeout, serialization } = options;
  if (timeout !== undefined && timeout !== null) {
    if (typeof timeout !== 'number') throw new ERR_INVALID_ARG_TYPE('timeout', 'number', timeout);
    if (!Number.isInteger(timeout) || timeout < 0)
      throw new ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
  if (serialization !== undefined && serialization !== 'json' && serialization !== 'advanced')
    throw new ERR_INVALID_ARG_VALUE(
      'options.serialization',
      serialization,
      "must be one of: undefined, 'json', 'advanced'",
    );
}

export function checkFile(file: unknown): asserts file is string {
  if (typeof file !== 'string') throw new ERR_INVALID_ARG_TYPE('file', 'string', file);
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (file.includes('\0'))
    throw new ERR_INVALID_ARG_VALUE('file', file, 'must be a string without null bytes');
}

export function checkSignal(signal: unknown, fallback: string): string {
  if (signal === undefined || signal === null) return fallback;
  const name = signalName(signal as string | number);
  if (name === undefined) throw new ERR_UNKNOWN_SIGNAL(signal);
  return name;
}

/** Everything the kernel wants to know. */
export function prepare(
  host: NodeHost,
  file: string,
  args: string[],
  options: Options,
  sync: boolean,
): Launch {
  const { stdio, ipc } = readStdio(options['stdio'], sync);
  const cwd = directory(host, options['cwd']);
  const env = environment(host, options['env']);
  validateOneOf(options['serialization'], 'options.serialization', [undefined, 'json', 'advanced']);
  const advanced = options['serialization'] === 'advanced';
  if (ipc >= 0) {
    env['NODE_CHANNEL_FD'] = String(ipc);
    env['NODE_CHANNEL_SERIALIZATION_MODE'] = advanced ? 'advanced' : 'json';
  }
  const argv0 = typeof options['argv0'] === 'string' ? options['argv0'] : undefined;
  const detached = options['detached'] === true;
  if (!options['shell']) return { file, args, cwd, env, stdio, ipc, advanced, argv0, detached };
  const shell = typeof options['shell'] === 'string' ? options['shell'] : '/bin/sh';
  return {
    file: shell,
    args: ['-c', [file, ...args].join(' ')],
    cwd,
    env,
    stdio,
    ipc,
    advanced,
    argv0,
    detached,
  };
}

function directory(host: NodeHost, cwd: unknown): string {
  if (cwd === undefined || cwd === null) return host.identity.cwd;
  const text = typeof cwd === 'string' ? cwd : decodeURIComponent(new URL(String(cwd)).pathname);
  return text.startsWith('/') ? text : `${host.identity.cwd}/${text}`;
}

function environment(host: NodeHost, given: unknown): Record<string, string> {
  const { env } = host.builtin('process') as { env: Record<string, string | undefined> };
  const source = (given ?? env) as Record<string, unknown>;
  const made: Record<string, string> = {};
  for (const key in source) if (source[key] !== undefined) made[key] = String(source[key]);
  return made;
}

function readStdio(given: unknown, sync: boolean): { stdio: StdioSpec[]; ipc: number } {
  const isKnown = ['pipe', 'overlapped', 'ignore', 'inherit'].includes(given as string);
  if (typeof given === 'string' && !isKnown) {
    throw new ERR_INVALID_ARG_VALUE('stdio', given);
  }
  const list = Array.isArray(given) ? [...(given as unknown[])] : [given, given, given];
  while (list.length < 3) list.push(undefined);
  let ipc = -1;
  const stdio = list.map((each, index): StdioSpec => {
    if (each === 'ipc') {
      if (sync) throw new ERR_IPC_SYNC_FORK();
      if (ipc >= 0) throw new ERR_IPC_ONE_PIPE();
      ipc = index;
      return 'pipe';
    }
    return toSpec(each, index);
  });
  return { stdio, ipc };
}

function toSpec(value: unknown, index: number): StdioSpec {
  if (value === undefined || value === null) return index < 3 ? 'pipe' : 'ignore';
  if (value === 'pipe' || value === 'overlapped') return 'pipe';
  if (value === 'ignore') return 'ignore';
  if (value === 'inherit') return { inherit: index };
  if (typeof value === 'number') return { inherit: value };
  const { fd } = value as { fd?: unknown };
  if (typeof fd === 'number') return { inherit: fd };
  throw new ERR_INVALID_ARG_VALUE('stdio', value);
}
