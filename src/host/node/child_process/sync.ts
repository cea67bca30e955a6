/** `spawnSync` and what stands on it: the parent waits, and its loop with it. */
import type { BufferClass } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';
import { plainSystemError, systemCode } from '../system-error.ts';
import type { SpawnReply } from '../../protocol/syscalls.ts';
import { spawnError, toRequest } from './child.ts';
import { checkFile, checkSignal, prepare, type Options } from './options.ts';

export interface SyncResult {
  pid: number;
  output: unknown[] | null;
  stdout: unknown;
  stderr: unknown;
  status: number | null;
  signal: string | null;
  error?: Error;
}

const encoder = new TextEncoder();

export function spawnSync(host: NodeHost, file: unknown, args: string[], options: Options): SyncResult {
  checkFile(file);
  const launch = prepare(host, file, args, options, true);
  const killSignal = checkSignal(options['killSignal'], 'SIGTERM');
  let reply: SpawnReply;
  try {
    reply = host.kernel.sync('spawn', toRequest(launch));
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    const failure = spawnError(code, 'spawnSync', launch);
    return { error: failure, status: null, signal: null, output: null, pid: 0, stdout: null, stderr: null };
  }
  const { input, maxBuffer, encoding, timeout } = options as {
    input?: unknown;
    maxBuffer?: number;
    encoding?: string;
    timeout?: number;
  };
  const limit = maxBuffer ?? 1024 * 1024;
  const pipes = reply.fds.flatMap((fd, index) => (fd === null || index === 0 ? [] : [{ fd, index }]));
  const collected = host.kernel.sync('collect', {
    pid: reply.pid,
    input: reply.fds[0] ?? null,
    data: input === undefined || input === null ? null : bytesOf(input),
    outputs: pipes.map(({ fd }) => fd),
    limit: Number.isFinite(limit) ? limit : -1,
    timeout: timeout ?? 0,
    killSignal,
  });
  const { code, signal } = collected.status;
  const outputs = new Map(pipes.map(({ index }, at) => [index, collected.outputs[at]]));
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const output = launch.stdio.map((spec, index) => {
    const bytes = outputs.get(index);
    if (spec !== 'pipe' || index === 0 || !bytes) return null;
    const buffer = Buffer.from(bytes);
    return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
  });
  const result: SyncResult = {
    status: signal === null ? code : null,
    signal,
    output,
    pid: reply.pid,
    stdout: output[1] ?? null,
    stderr: output[2] ?? null,
  };
  if (collected.timedOut) result.error = spawnError('ETIMEDOUT', 'spawnSync', launch);
  else if (collected.overflow) {
    const error = plainSystemError('ENOTSUP', `spawnSync ${launch.file}`);
    error.message = `spawnSync ${launch.file} ENOBUFS`;
    result.error = Object.assign(error, {
      errno: -105,
      code: 'ENOBUFS',
      path: launch.file,
      spawnargs: launch.args,
    });
  }
  return result;
}

function bytesOf(input: unknown): Uint8Array {
  if (typeof input === 'string') return encoder.encode(input);
  const { buffer, byteOffset, byteLength } = input as ArrayBufferView;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The error that execSync and execFileSync throw, or nothing. */
export function syncFailure(result: SyncResult, command: string): Error | undefined {
  if (result.error) return Object.assign(result.error, result);
  if (result.status === 0) return undefined;
  let words = `Command failed: ${command}`;
  const { stderr } = result;
  if (stderr && (stderr as { length: number }).length > 0) words += `\n${String(stderr)}`;
  return Object.assign(new Error(words), result);
}
