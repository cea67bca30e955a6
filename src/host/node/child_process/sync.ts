/** `spawnSync` and what stands on it: the parent waits, and its loop with it. */
import type { BufferClass } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';
import { plainSystemError, systemCode } from '../system-error.ts';
import type { ExitStatus, SpawnReply } from '../../protocol/syscalls.ts';
import { spawnError, toRequest } from './child.ts';
import { checkFile, checkSignal, prepare, type Options } from './options.ts';

export interface SyncResult {
  pid: number;
  output: (unknown | null)[] | null;
  stdout: unknown;
  stderr: unknown;
  status: number | null;
  signal: string | null;
  error?: Error;
}

interface Collected {
  bytes: Uint8Array[];
  overflow: boolean;
}

const READ_SIZE = 64 * 1024;
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
  const { input, maxBuffer, encoding } = options as {
    input?: unknown;
    maxBuffer?: number;
    encoding?: string;
  };
  feed(host, reply.fds[0] ?? null, input);
  const limit = maxBuffer ?? 1024 * 1024;
  const outputs = drain(host, reply, limit, killSignal);
  const { code, signal }: ExitStatus = host.kernel.sync('wait', reply.pid);
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const output = launch.stdio.map((spec, index) => {
    const collected = outputs.get(index);
    if (spec !== 'pipe' || index === 0 || !collected) return null;
    const buffer = Buffer.concat(collected.bytes);
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
  if ([...outputs.values()].some(({ overflow }) => overflow)) {
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

function feed(host: NodeHost, fd: number | null, input: unknown): void {
  if (fd === null) return;
  try {
    if (input !== undefined && input !== null) {
      const bytes = typeof input === 'string' ? encoder.encode(input) : viewOf(input as ArrayBufferView);
      for (let at = 0; at < bytes.byteLength;) at += host.kernel.sync('write', fd, bytes.subarray(at), null);
    }
  } catch {
    // The child has closed its input: it does not want the rest.
  }
  host.kernel.sync('close', fd);
}

function viewOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/**
 * Reads stdout to its end, then stderr. A child that fills its stderr pipe before closing stdout would wait for ever, so
 * stderr is read first where stdout is not a pipe; the kernel's pipes take what programs say there in practice.
 */
function drain(
  host: NodeHost,
  { fds, pid }: SpawnReply,
  limit: number,
  killSignal: string,
): Map<number, Collected> {
  const outputs = new Map<number, Collected>();
  for (const [index, fd] of fds.entries()) {
    if (fd === null || index === 0) continue;
    const collected: Collected = { bytes: [], overflow: false };
    outputs.set(index, collected);
    let total = 0;
    for (;;) {
      const bytes = host.kernel.sync('read', fd, READ_SIZE, null);
      if (bytes.byteLength === 0) break;
      const rest = limit - total;
      total += bytes.byteLength;
      if (rest > 0) collected.bytes.push(bytes.subarray(0, rest));
      if (total > limit && !collected.overflow) {
        collected.overflow = true;
        stop(host, pid, killSignal);
      }
    }
    host.kernel.sync('close', fd);
  }
  return outputs;
}

function stop(host: NodeHost, pid: number, signal: string): void {
  try {
    host.kernel.sync('kill', pid, signal);
  } catch {
    // Ended already.
  }
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
