/** Pipes (one way) and socket pairs (two ways) over byte queues. */
import { BaseDescription, type Waiter } from './description.ts';
import { ByteQueue } from './byte-queue.ts';
import type { DescriptorKind } from '../protocol/syscalls.ts';

class PipeReader extends BaseDescription {
  readonly kind = 'pipe';
  readonly #queue: ByteQueue;
  constructor(queue: ByteQueue) {
    super();
    this.#queue = queue;
  }
  override read(length: number, _position: number | null, waiter: Waiter): Uint8Array | Promise<Uint8Array> {
    return this.#queue.read(length, waiter);
  }
  close(): void {
    this.#queue.break();
  }
}

class PipeWriter extends BaseDescription {
  readonly kind = 'pipe';
  readonly #queue: ByteQueue;
  constructor(queue: ByteQueue) {
    super();
    this.#queue = queue;
  }
  override write(data: Uint8Array, _position: number | null, waiter: Waiter): number | Promise<number> {
    return this.#queue.write(data, waiter);
  }
  close(): void {
    this.#queue.end();
  }
}

export function createPipe(queue = new ByteQueue()): { reader: BaseDescription; writer: BaseDescription } {
  return { reader: new PipeReader(queue), writer: new PipeWriter(queue) };
}

/** One end of a two-way stream. */
export class StreamEnd extends BaseDescription {
  readonly kind: DescriptorKind;
  readonly #incoming: ByteQueue;
  readonly #outgoing: ByteQueue;
  constructor(kind: DescriptorKind, incoming: ByteQueue, outgoing: ByteQueue) {
    super();
    this.kind = kind;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }
  override read(length: number, _position: number | null, waiter: Waiter): Uint8Array | Promise<Uint8Array> {
    return this.#incoming.read(length, waiter);
  }
  override write(data: Uint8Array, _position: number | null, waiter: Waiter): number | Promise<number> {
    return this.#outgoing.write(data, waiter);
  }
  override shutdown(): void {
    this.#outgoing.end();
  }
  close(): void {
    this.#outgoing.end();
    this.#incoming.break();
  }
}

export function createSocketPair(kind: DescriptorKind): [StreamEnd, StreamEnd] {
  const a = new ByteQueue();
  const b = new ByteQueue();
  return [new StreamEnd(kind, a, b), new StreamEnd(kind, b, a)];
}
