/** A command's view of descriptors: reads and writes that end when the command is told to. */
import type { Descriptor } from './descriptor.ts';
import type { ByteReader, ByteWriter } from './ports.ts';

export function readerOf(descriptor: Descriptor, signal: AbortSignal): ByteReader {
  return {
    read: (max) => descriptor.read(max, signal),
    unread: (bytes) => descriptor.unread(bytes),
    get isTerminal() {
      return descriptor.isTerminal;
    },
  };
}

export function writerOf(descriptor: Descriptor, signal: AbortSignal): ByteWriter {
  return {
    write: (data) => descriptor.write(data, signal),
    flush: () => descriptor.flush(signal),
    get isTerminal() {
      return descriptor.isTerminal;
    },
    get columns() {
      return descriptor.columns;
    },
  };
}
