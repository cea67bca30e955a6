/** A kernel in memory that has only loopback sockets, as protocol/syscalls.ts describes them. */
import type { KernelCalls } from '../host/node/host.ts';
import type { SyscallArgs, SyscallName, SyscallResult } from '../host/protocol/syscalls.ts';
import { FsError } from '../host/vfs/errno.ts';

const CAPACITY = 256 * 1024;

/** One direction of a connection. */
class ByteQueue {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #broken = false;
  #waiting: (() => void)[] = [];

  async read(length: number): Promise<Uint8Array> {
    while (this.#size === 0 && !this.#ended) await this.#change();
    const first = this.#chunks.shift();
    if (!first) return new Uint8Array(0);
    if (first.length > length) this.#chunks.unshift(first.subarray(length));
    const bytes = first.slice(0, length);
    this.#size -= bytes.length;
    this.#wake();
    return bytes;
  }

  async write(data: Uint8Array): Promise<number> {
    while (this.#size >= CAPACITY && !this.#broken) await this.#change();
    if (this.#broken || this.#ended) throw new FsError('EPIPE', 'write');
    const taken = Math.min(data.length, CAPACITY - this.#size);
    if (taken > 0) this.#chunks.push(data.slice(0, taken));
    this.#size += taken;
    this.#wake();
    return taken;
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Nobody reads any more. */
  abandon(): void {
    this.#broken = true;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

interface Connection {
  type: 'connection';
  incoming: ByteQueue;
  outgoing: ByteQueue;
}

interface Listening {
  type: 'listener';
  /** A port, or a Unix socket's path. */
  at: number | string;
  queue: { fd: number; remotePort: number }[];
  waiting: { resolve(made: { fd: number; remotePort: number }): void; reject(error: Error): void }[];
}

export interface FakeKernel extends KernelCalls {
  /** How many descriptors are open; tests check that nothing leaks. */
  readonly open: number;
}

export function createFakeKernel(): FakeKernel {
  const descriptors = new Map<number, Connection | Listening>();
  let nextFd = 3;
  let nextPort = 40_000;
  const put = (entry: Connection | Listening): number => {
    descriptors.set(nextFd, entry);
    return nextFd++;
  };
  const connection = (fd: number, syscall: string): Connection => {
    const entry = descriptors.get(fd);
    if (entry?.type !== 'connection') throw new FsError('EBADF', syscall);
    return entry;
  };
  const listenerOf = (at: number | string): Listening | undefined =>
    [...descriptors.values()].find((entry) => entry.type === 'listener' && entry.at === at) as
      Listening | undefined;
  const listen = (at: number | string): number => {
    if (listenerOf(at)) throw new FsError('EADDRINUSE', 'listen');
    return put({ type: 'listener', at, queue: [], waiting: [] });
  };
  const connect = (listener: Listening, remotePort: number): number => {
    const [there, back] = [new ByteQueue(), new ByteQueue()];
    const fd = put({ type: 'connection', incoming: back, outgoing: there });
    const peer = put({ type: 'connection', incoming: there, outgoing: back });
    const made = { fd: peer, remotePort };
    const waiting = listener.waiting.shift();
    if (waiting) waiting.resolve(made);
    else listener.queue.push(made);
    return fd;
  };

  const calls: { [K in SyscallName]?: (...args: SyscallArgs<K>) => unknown } = {
    listen(port) {
      const bound = port === 0 ? nextPort++ : port;
      return { fd: listen(bound), port: bound };
    },
    listenAt: listen,
    accept(fd) {
      const entry = descriptors.get(fd);
      if (entry?.type !== 'listener') throw new FsError('EBADF', 'accept');
      return entry.queue.shift() ?? new Promise((resolve, reject) => entry.waiting.push({ resolve, reject }));
    },
    connect(port) {
      const listener = listenerOf(port);
      if (!listener) throw new FsError('ECONNREFUSED', 'connect');
      const localPort = nextPort++;
      return { fd: connect(listener, localPort), localPort };
    },
    connectTo(path) {
      const listener = listenerOf(path);
      if (!listener) throw new FsError('ENOENT', 'connect');
      return connect(listener, 0);
    },
    read: (fd, length) => connection(fd, 'read').incoming.read(length),
    write: (fd, data) => connection(fd, 'write').outgoing.write(data),
    shutdown: (fd) => connection(fd, 'shutdown').outgoing.end(),
    close(fd) {
      const entry = descriptors.get(fd);
      if (!entry) throw new FsError('EBADF', 'close');
      descriptors.delete(fd);
      if (entry.type === 'connection') {
        entry.outgoing.end();
        entry.incoming.abandon();
      } else for (const { reject } of entry.waiting) reject(new FsError('EBADF', 'accept'));
    },
  };

  const run = <K extends SyscallName>(name: K, args: SyscallArgs<K>): unknown => {
    const call = calls[name] as ((...args: SyscallArgs<K>) => unknown) | undefined;
    if (!call) throw new FsError('ENOSYS', name);
    return call(...args);
  };
  return {
    sync: (name, ...args) => run(name, args) as never,
    async: async <K extends SyscallName>(name: K, ...args: SyscallArgs<K>) => {
      await new Promise((resolve) => setImmediate(resolve));
      return (await run(name, args)) as SyscallResult<K>;
    },
    get open() {
      return descriptors.size;
    },
  };
}
