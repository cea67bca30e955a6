/** A thread's own standard streams, where its `Worker` asked to have them apart from the process's. */
import type { BufferClass, StreamModule } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';
import type { StdioMessage, ThreadPayload } from './worker.ts';

type Maker = () => object;

/** The streams that differ from a process's; nothing in a main thread. */
export function threadStdio(host: NodeHost): Partial<Record<'stdin' | 'stdout' | 'stderr', Maker>> {
  if (!host.thread) return {};
  const { stdio, streams } = host.thread.workerData as ThreadPayload;
  const { Readable, Writable } = host.builtin('stream') as StreamModule;
  const makers: Partial<Record<'stdin' | 'stdout' | 'stderr', Maker>> = {
    stdin: () => {
      const stream = new Readable({ read: () => undefined });
      stream.push(null);
      return stream;
    },
  };
  if (!stdio) return makers;
  const post = (message: StdioMessage): void => stdio.postMessage(message);
  for (const [fd, name] of [
    [1, 'stdout'],
    [2, 'stderr'],
  ] as const) {
    if (!streams.includes(name)) continue;
    makers[name] = () =>
      new Writable({
        decodeStrings: true,
        write: (data: Uint8Array, _encoding: string, done: () => void) => {
          post({ fd, data: new Uint8Array(data) });
          done();
        },
      });
  }
  if (streams.includes('stdin')) makers.stdin = () => openStdin(host, stdio);
  return makers;
}

/** Keeps the thread alive from the first read to the end. */
function openStdin(host: NodeHost, port: MessagePort): object {
  const { Readable } = host.builtin('stream') as StreamModule;
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  let reading = false;
  const stream = new Readable({
    read: () => {
      if (reading) return;
      reading = true;
      host.loop.ref();
      port.onmessage = ({ data: { data } }: MessageEvent<StdioMessage>) =>
        host.loop.run(() => {
          stream.push(data && Buffer.from(data));
          if (!data) host.loop.unref();
        });
    },
  });
  return stream;
}
