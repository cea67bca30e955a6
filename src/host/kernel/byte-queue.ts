/** A bounded queue of bytes between a writer and a reader: what pipes, ttys and sockets are made of. */
import { FsError } from '../vfs/errno.ts';
import type { Waiter } from './description.ts';

const CAPACITY = 256 * 1024;

interface PendingRead {
  length: number;
  waiter: Waiter;
  resolve(bytes: Uint8Array): void;
}

interface PendingWrite {
  data: Uint8Array;
  waiter: Waiter;
  resolve(written: number): void;
  reject(error: Error): void;
}

export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #reads: PendingRead[] = [];
  #writes: PendingWrite[] = [];
  #ended = false;
  #broken = false;
  #endPending = false;

  get size(): number {
    return this.#size;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes all of `data`, at once or when the reader has made room. EPIPE when nobody reads. */
  write(data: Uint8Array, waiter: Waiter): number | Promise<number> {
    if (this.#broken || this.#ended) throw new FsError('EPIPE', 'write');
    if (this.#size >= CAPACITY && this.#reads.length === 0) {
      return new Promise((resolve, reject) => this.#writes.push({ data, waiter, resolve, reject }));
    }
    this.#push(data);
    return data.byteLength;
  }

  /** Bytes that are there, else the next ones; empty at the end. */
  read(length: number, waiter: Waiter): Uint8Array | Promise<Uint8Array> {
    if (this.#size > 0) return this.#take(length);
    if (this.#endPending) {
      this.#endPending = false;
      return new Uint8Array(0);
    }
    if (this.#ended || this.#broken || length === 0) return new Uint8Array(0);
    return new Promise((resolve) => this.#reads.push({ length, waiter, resolve }));
  }

  /** The writer is done: the reader reads what is left, then the end. */
  end(): void {
    this.#ended = true;
    this.#writes.forEach((write) => write.reject(new FsError('EPIPE', 'write')));
    this.#writes = [];
    if (this.#size === 0) this.#answerAll();
  }

  /** One reader (the waiting one, else the next) reads an end, the queue stays open: Ctrl-D at a terminal. */
  endOnce(): void {
    const read = this.#reads.shift();
    if (!read) this.#endPending = true;
    else if (read.waiter.alive) read.resolve(new Uint8Array(0));
    else this.endOnce();
  }

  /** The reader is gone: writers get EPIPE. */
  break(): void {
    this.#broken = true;
    this.#chunks = [];
    this.#size = 0;
    this.#writes.forEach((write) => write.reject(new FsError('EPIPE', 'write')));
    this.#writes = [];
    this.#answerAll();
  }

  #push(data: Uint8Array): void {
    if (data.byteLength === 0) return;
    this.#chunks.push(data);
    this.#size += data.byteLength;
    while (this.#size > 0) {
      const read = this.#reads.shift();
      if (!read) return;
      if (read.waiter.alive) read.resolve(this.#take(read.length));
    }
  }

  #take(length: number): Uint8Array {
    const size = Math.min(length, this.#size);
    const first = this.#chunks[0];
    let out: Uint8Array;
    if (first && first.byteLength <= size && (first.byteLength === size || this.#chunks.length === 1)) {
      out = first;
      this.#chunks.shift();
    } else {
      out = new Uint8Array(size);
      for (let at = 0; at < size;) {
        const chunk = this.#chunks[0];
        if (!chunk) break;
        const piece = chunk.subarray(0, size - at);
        out.set(piece, at);
        at += piece.byteLength;
        if (piece.byteLength === chunk.byteLength) this.#chunks.shift();
        else this.#chunks[0] = chunk.subarray(piece.byteLength);
      }
    }
    this.#size -= out.byteLength;
    this.#admit();
    return out;
  }

  /** Lets waiting writers in while there is room. */
  #admit(): void {
    while (this.#size < CAPACITY) {
      const write = this.#writes.shift();
      if (!write) return;
      if (!write.waiter.alive) continue;
      this.#push(write.data);
      write.resolve(write.data.byteLength);
    }
  }

  #answerAll(): void {
    const reads = this.#reads;
    this.#reads = [];
    for (const read of reads) if (read.waiter.alive) read.resolve(new Uint8Array(0));
  }
}
