/**
 * Streams on kernel descriptors: pipes and ttys. A read in flight keeps the process alive while the stream flows; writes of a
 * process's own output are synchronous (nothing is lost at exit), those to a child are not (it may be slow to read).
 */
import type { BufferClass, ReadableLike, StreamModule, WritableLike } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';
import { systemCode, systemError } from '../system-error.ts';

type Done = (error?: Error | null) => void;

export interface DescriptorReadable extends ReadableLike {
  readonly fd: number;
  ref(): this;
  unref(): this;
}

export interface DescriptorWritable extends WritableLike {
  readonly fd: number;
  ref(): this;
  unref(): this;
}

const READ_SIZE = 64 * 1024;

function shown(error: unknown, syscall: string): Error {
  const code = systemCode(error);
  return code === undefined ? (error as Error) : systemError(code, syscall);
}

export function createReadable(host: NodeHost, fd: number): DescriptorReadable {
  const { Readable } = host.builtin('stream') as StreamModule;
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const { kernel, loop } = host;
  let reading = false;
  let wanted = true;
  let held = false;
  const hold = (): void => {
    // Who listens for 'readable' reads by hand: such a stream is never said to flow.
    const isHeard = !stream.isPaused() || stream.listenerCount('readable') > 0;
    const hold = reading && wanted && !stream.destroyed && isHeard;
    if (hold !== held) (hold ? loop.ref : loop.unref).call(loop);
    held = hold;
  };
  const ended = (run: () => void): void =>
    loop.run(() => {
      reading = false;
      run();
      hold();
    });
  const stream = new Readable({
    highWaterMark: READ_SIZE,
    read() {
      if (reading) return;
      reading = true;
      hold();
      kernel.async('read', fd, READ_SIZE, null).then(
        (bytes) =>
          ended(() => {
            const { buffer, byteOffset, byteLength } = bytes;
            stream.push(byteLength === 0 ? null : Buffer.from(buffer, byteOffset, byteLength));
          }),
        (error: unknown) => ended(() => void stream.destroy(shown(error, 'read'))),
      );
    },
    destroy(error: Error | null, done: Done) {
      if (fd > 2) closeQuietly(host, fd);
      done(error);
      hold();
    },
  }) as DescriptorReadable;
  stream.on('pause', hold);
  stream.on('resume', hold);
  const setWanted = (value: boolean) => (): DescriptorReadable => {
    wanted = value;
    hold();
    return stream;
  };
  return Object.assign(stream, { fd, ref: setWanted(true), unref: setWanted(false) });
}

export function createWritable(host: NodeHost, fd: number, options: { sync: boolean }): DescriptorWritable {
  const { Writable } = host.builtin('stream') as StreamModule;
  const { kernel, loop } = host;
  const writeSync = (data: Uint8Array, done: Done): void => {
    try {
      for (let at = 0; at < data.byteLength;) at += kernel.sync('write', fd, data.subarray(at), null);
    } catch (error) {
      return done(shown(error, 'write'));
    }
    done();
  };
  const writeAsync = (data: Uint8Array, done: Done): void => {
    loop.pending(kernel.async('write', fd, data, null), (error, count) => {
      if (error) return done(shown(error, 'write'));
      if (count !== undefined && count < data.byteLength) return writeAsync(data.subarray(count), done);
      done();
    });
  };
  const write = options.sync ? writeSync : writeAsync;
  const stream = new Writable({
    decodeStrings: true,
    write: (data: Uint8Array, _encoding: string, done: Done) => write(data, done),
    destroy(error: Error | null, done: Done) {
      if (fd > 2) closeQuietly(host, fd);
      done(error);
    },
  }) as DescriptorWritable;
  return Object.assign(stream, { fd, ref: () => stream, unref: () => stream });
}

function closeQuietly(host: NodeHost, fd: number): void {
  try {
    host.kernel.sync('close', fd);
  } catch {
    // Closed already: by the program, or with the process at the other end.
  }
}
