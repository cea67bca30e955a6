import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { MemorySink } from '../../testing/npm-node-host.ts';
import { ImagePack, type PackFile } from './image-pack.ts';

/** A file in memory that holds at most `room` bytes. */
class MemoryFile implements PackFile {
  bytes = new Uint8Array(0);
  private readonly room: number;
  constructor(room = Infinity) {
    this.room = room;
  }
  read(buffer: Uint8Array, { at }: { at: number }): number {
    const found = this.bytes.subarray(at, at + buffer.length);
    buffer.set(found);
    return found.length;
  }
  write(buffer: Uint8Array, { at }: { at: number }): number {
    const end = at + buffer.length;
    if (end > this.room) throw new DOMException('no room', 'QuotaExceededError');
    if (end > this.bytes.length) {
      const larger = new Uint8Array(end);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(buffer, at);
    return buffer.length;
  }
  truncate(size: number): void {
    this.bytes = this.bytes.slice(0, size);
  }
  getSize(): number {
    return this.bytes.length;
  }
  flush(): void {
    // Memory has no disk behind it.
  }
  close(): void {
    // Nobody else opens it.
  }
}

const archive = (size: number, seed: number): Uint8Array =>
  new Uint8Array(size).map((_, index) => (index * 31 + seed) & 255);

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function taken(file: PackFile, integrity: string): string | undefined {
  const sink = new MemorySink(false);
  const found = new ImagePack(file).take(integrity, sink);
  return found && digest(sink.bytes().subarray(found.extent, found.extent + found.size));
}

it('gives back what earlier installs kept, large and small', () => {
  const file = new MemoryFile();
  const first = new ImagePack(file);
  first.keep('a', archive(2_500_000, 1));
  first.close();
  const second = new ImagePack(file);
  second.keep('b', archive(700, 2));
  second.keep('a', archive(1, 9));
  second.close();
  expect(taken(file, 'a')).toBe(digest(archive(2_500_000, 1)));
  expect(taken(file, 'b')).toBe(digest(archive(700, 2)));
  expect(taken(file, 'c')).toBeUndefined();
});

it('is after an interrupted install what it was before', () => {
  const file = new MemoryFile();
  const first = new ImagePack(file);
  first.keep('a', archive(1000, 1));
  first.close();
  new ImagePack(file).keep('b', archive(1000, 2));
  expect(taken(file, 'a')).toBe(digest(archive(1000, 1)));
  expect(taken(file, 'b')).toBeUndefined();
});

it('keeps what there is room for', () => {
  const file = new MemoryFile(3000);
  const pack = new ImagePack(file);
  pack.keep('a', archive(1000, 1));
  pack.keep('b', archive(5000, 2));
  pack.close();
  expect(taken(file, 'a')).toBe(digest(archive(1000, 1)));
  expect(taken(file, 'b')).toBeUndefined();
});

it('begins anew when the file is not a pack or is cut short', () => {
  const file = new MemoryFile();
  file.write(archive(100, 3), { at: 0 });
  expect(taken(file, 'a')).toBeUndefined();
  const pack = new ImagePack(file);
  pack.keep('a', archive(1000, 1));
  pack.close();
  file.truncate(500);
  expect(taken(file, 'a')).toBeUndefined();
  expect(file.getSize()).toBe(0);
});
