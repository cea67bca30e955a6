/** WASI preview 1: what is not files — arguments, clocks, randomness, waiting, the end. */
import { platformPerformance } from '../platform-performance.ts';
import { WasiFailure } from './errno.ts';
import type { WasiMemory } from './memory.ts';

type Call = (...args: never[]) => void;

/** Thrown through the program by proc_exit. */
export class WasiExit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

const REALTIME = 0;
/**
 * Milliseconds that a thread gives the others. Rust's locks (parking_lot) yield seven times before they park, which their builds
 * for WASI cannot: they panic instead, so that whoever holds the lock must get on meanwhile, also when the cores are busy.
 */
const YIELD_MS = 1;

function clock(id: number): bigint {
  if (id === REALTIME)
    return BigInt(Math.round((platformPerformance.timeOrigin + platformPerformance.now()) * 1000)) * 1000n;
  if (id <= 3) return BigInt(Math.round(platformPerformance.now() * 1000)) * 1000n;
  throw new WasiFailure('EINVAL');
}

/** Blocks this thread; a worker may. */
function sleep(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

export function createSystemCalls(memory: WasiMemory, args: string[], env: string[]): Record<string, Call> {
  return {
    args_get: (table: number, buffer: number) => memory.texts(table, buffer, args),
    args_sizes_get: (count: number, size: number) => memory.textSizes(count, size, args),
    environ_get: (table: number, buffer: number) => memory.texts(table, buffer, env),
    environ_sizes_get: (count: number, size: number) => memory.textSizes(count, size, env),
    clock_res_get: (_id: number, out: number) => memory.u64(out, 1000n),
    clock_time_get: (id: number, _precision: bigint, out: number) => memory.u64(out, clock(id)),
    random_get(pointer: number, length: number) {
      // The platform fills at most 64 KiB at once, and no shared memory.
      for (let at = 0; at < length; at += 65_536) {
        const bytes = crypto.getRandomValues(new Uint8Array(Math.min(65_536, length - at)));
        memory.bytes(pointer + at, bytes.byteLength).set(bytes);
      }
    },
    sched_yield: () => sleep(YIELD_MS),
    proc_exit(code: number) {
      throw new WasiExit(code);
    },
    proc_raise() {
      throw new WasiFailure('ENOSYS');
    },
    poll_oneoff: (input: number, output: number, count: number, out: number) =>
      poll(memory, input, output, count, out),
    sock_accept: refuseSocket,
    sock_recv: refuseSocket,
    sock_send: refuseSocket,
    sock_shutdown: refuseSocket,
  } as Record<string, Call>;
}

function refuseSocket(): void {
  throw new WasiFailure('ENOTSOCK');
}

/** Descriptors are always ready; otherwise it waits for the nearest clock. */
function poll(memory: WasiMemory, input: number, output: number, count: number, out: number): void {
  if (count === 0) throw new WasiFailure('EINVAL');
  const { view } = memory;
  const subscriptions = Array.from({ length: count }, (_, index) => {
    const at = (input >>> 0) + index * 48;
    const type = view.getUint8(at + 8);
    const absolute = (view.getUint16(at + 40, true) & 1) !== 0;
    const timeout = type === 0 ? view.getBigUint64(at + 24, true) : 0n;
    const wait = type === 0 && absolute ? timeout - clock(view.getUint32(at + 16, true)) : timeout;
    return { userdata: view.getBigUint64(at, true), type, wait: wait < 0n ? 0n : wait };
  });
  const nearest = subscriptions.reduce(
    (least, { wait }) => (wait < least ? wait : least),
    subscriptions[0]?.wait ?? 0n,
  );
  sleep(Number(nearest) / 1e6);
  const due = subscriptions.filter(({ wait }) => wait <= nearest);
  for (const [index, { userdata, type }] of due.entries()) {
    const at = (output >>> 0) + index * 32;
    memory.bytes(at, 32).fill(0);
    memory.u64(at, userdata);
    memory.view.setUint8(at + 10, type);
  }
  memory.u32(out, due.length);
}
