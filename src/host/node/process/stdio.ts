/** `process.stdin`, `stdout` and `stderr`, of the class that fits what the descriptor is. */
import type { NodeHost } from '../host.ts';
import { keepOpen } from '../next-tick.ts';
import type { DescriptorKind } from '../../protocol/syscalls.ts';
import { createReadable, createWritable } from './descriptor-streams.ts';

type StreamClass = new (...args: unknown[]) => object;

function kindOf(host: NodeHost, fd: number): DescriptorKind {
  try {
    return host.kernel.sync('kind', fd);
  } catch {
    return 'null'; // Not open: reads end at once, writes vanish.
  }
}

function builtinClass(host: NodeHost, module: string, name: string): StreamClass {
  return (host.builtin(module) as Record<string, StreamClass>)[name] as StreamClass;
}

export function createStdin(host: NodeHost): object {
  const kind = kindOf(host, 0);
  const stream = openStdin(host, kind);
  return Object.assign(stream, { fd: 0 });
}

function openStdin(host: NodeHost, kind: DescriptorKind): object {
  if (kind === 'tty') return new (builtinClass(host, 'tty', 'ReadStream'))(0);
  if (kind === 'file') return new (builtinClass(host, 'fs', 'ReadStream'))(null, { fd: 0, autoClose: false });
  return createReadable(host, 0);
}

export function createStdout(host: NodeHost, fd: 1 | 2): object {
  const stream =
    kindOf(host, fd) === 'tty'
      ? new (builtinClass(host, 'tty', 'WriteStream'))(fd)
      : createWritable(host, fd, { sync: true });
  keepOpen(fd, stream);
  // As in Node, they can be ended and destroyed only in name.
  return Object.assign(stream, {
    _type: fd === 1 ? 'stdout' : 'stderr',
    _isStdio: true,
    destroySoon: () => stream,
    _destroy: (error: Error | null, done: (error: Error | null) => void) => done(error),
  });
}
