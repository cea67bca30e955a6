/** A process's calls to the kernel: synchronous ones over shared memory, asynchronous ones as messages. */
import { FsError, ERRNO, type ErrnoCode } from '../vfs/errno.ts';
import { SyncCaller } from '../protocol/sync-channel.ts';
import { decodeWire, encodeWire } from '../protocol/wire.ts';
import type { AsyncReply, AsyncRequest, WireError } from '../protocol/messages.ts';
import type { SyscallArgs, SyscallName, SyscallResult } from '../protocol/syscalls.ts';
import type { FileKernel } from './process-files.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class KernelClient implements FileKernel {
  readonly #caller: SyncCaller;
  readonly #post: (message: AsyncRequest) => void;
  readonly #waiting = new Map<number, Waiting>();
  #before: (name: SyscallName, subject: unknown) => void = () => undefined;
  #nextId = 1;

  constructor(channel: SharedArrayBuffer, bell: SharedArrayBuffer, post: (message: AsyncRequest) => void) {
    this.#caller = new SyncCaller(channel, bell);
    this.#post = post;
  }

  sync<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): SyscallResult<K> {
    this.#before(name, args[0]);
    const reply = decodeWire(this.#caller.call(encodeWire([name, args]))) as {
      error?: WireError;
      value?: SyscallResult<K>;
    };
    if (reply.error) throw fromWireError(reply.error);
    return reply.value as SyscallResult<K>;
  }

  onCall(before: (name: SyscallName, subject: unknown) => void): void {
    this.#before = before;
  }

  async<K extends SyscallName>(name: K, ...args: SyscallArgs<K>): Promise<SyscallResult<K>> {
    this.#before(name, args[0]);
    const id = this.#nextId++;
    return new Promise<SyscallResult<K>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#post({ type: 'call', id, name, args });
    });
  }

  onReply(reply: AsyncReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.error) waiting?.reject(fromWireError(reply.error));
    else waiting?.resolve(reply.value);
  }
}

function fromWireError({ code, syscall, path, dest, message }: WireError): Error {
  if (message !== undefined || !(code in ERRNO)) return new Error(message ?? code);
  return new FsError(code as ErrnoCode, syscall, path, dest);
}
