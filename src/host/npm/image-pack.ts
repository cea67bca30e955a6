/** Unpacked tarballs, kept in one file from install to install: what was verified once is not fetched and unzipped again. */
import type { PackageSink } from './ports.ts';

/** A FileSystemSyncAccessHandle: one file that nobody else has open. */
export interface PackFile {
  read(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** Bytes after which a pack begins anew, so that it does not keep what no project needs any more. */
const LARGEST = 512 * 1024 * 1024;
/** Format, place and length of the index, as numbers. */
const HEADER = 3;
const FORMAT = 1;
const PIECE = 1024 * 1024;

/** Where the archive of a tarball's integrity lies in the file. */
type Index = Record<string, { at: number; size: number }>;

/**
 * The file has a header, and archives and indexes one after the other. The header names the last index; it is written when all
 * that it leads to is on the disk, so that an interrupted install leaves the pack as it was before.
 */
export class ImagePack {
  readonly #file: PackFile;
  readonly #piece = new Uint8Array(PIECE);
  #index: Index;
  #end: number;
  #changed = false;
  #full = false;

  constructor(file: PackFile) {
    this.#file = file;
    const index = file.getSize() > LARGEST ? undefined : readIndex(file);
    if (index === undefined) file.truncate(0);
    this.#index = index ?? {};
    this.#end = Math.max(file.getSize(), HEADER * 8);
  }

  /** Reads an archive onto the disk; undefined when it is not kept. */
  take(integrity: string, sink: PackageSink): { extent: number; size: number } | undefined {
    const place = Object.hasOwn(this.#index, integrity) ? this.#index[integrity] : undefined;
    if (place === undefined) return undefined;
    const { at, size } = place;
    const extent = sink.allocate(size);
    for (let done = 0; done < size;) {
      const piece = this.#piece.subarray(0, Math.min(PIECE, size - done));
      const read = this.#file.read(piece, { at: at + done });
      if (read === 0) return undefined;
      sink.bytes().set(piece.subarray(0, read), extent + done);
      done += read;
    }
    return { extent, size };
  }

  /** Keeps a verified archive, if there is room. */
  keep(integrity: string, archive: Uint8Array): void {
    if (this.#full || Object.hasOwn(this.#index, integrity)) return;
    const at = this.#end;
    try {
      for (let done = 0; done < archive.length; done += PIECE) {
        // What is shared, as the disk is, cannot be written from.
        const length = Math.min(PIECE, archive.length - done);
        this.#piece.set(archive.subarray(done, done + length));
        this.#file.write(this.#piece.subarray(0, length), { at: at + done });
      }
    } catch {
      // The browser gives no more room.
      this.#full = true;
      return;
    }
    this.#index[integrity] = { at, size: archive.length };
    this.#end = at + archive.length;
    this.#changed = true;
  }

  close(): void {
    try {
      if (this.#changed) this.#writeIndex();
    } catch {
      // No room for the index: the header still leads to the one before.
    } finally {
      this.#file.close();
    }
  }

  #writeIndex(): void {
    const index = new TextEncoder().encode(JSON.stringify(this.#index));
    this.#file.write(index, { at: this.#end });
    this.#file.flush();
    const header = new Float64Array([FORMAT, this.#end, index.length]);
    this.#file.write(new Uint8Array(header.buffer), { at: 0 });
  }
}

function readIndex(file: PackFile): Index | undefined {
  const header = new Float64Array(HEADER);
  file.read(new Uint8Array(header.buffer), { at: 0 });
  const [format, at = 0, length = 0] = header;
  if (format !== FORMAT || !(at + length <= file.getSize())) return undefined;
  const text = new Uint8Array(length);
  file.read(text, { at });
  try {
    return JSON.parse(new TextDecoder().decode(text)) as Index;
  } catch {
    // Damaged: a pack is only a copy.
    return undefined;
  }
}
