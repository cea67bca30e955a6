/**
 * A WebAssembly module's memory as WASI sees it. Growth detaches or outdates views, and other threads may grow a shared one,
 * so views are made anew whenever the buffer is another; text decoders refuse shared memory, so text is copied first.
 */
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class WasiMemory {
  #memory: WebAssembly.Memory | undefined;
  #buffer: ArrayBufferLike | undefined;
  #view = new DataView(new ArrayBuffer(0));
  #bytes = new Uint8Array(0) as Uint8Array;

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  get attached(): boolean {
    return this.#memory !== undefined;
  }

  #refresh(): void {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || (buffer === this.#buffer && buffer.byteLength === this.#bytes.byteLength))
      return;
    this.#buffer = buffer;
    this.#view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  get view(): DataView {
    this.#refresh();
    return this.#view;
  }

  bytes(pointer: number, length: number): Uint8Array {
    this.#refresh();
    const start = pointer >>> 0;
    return this.#bytes.subarray(start, start + (length >>> 0));
  }

  text(pointer: number, length: number): string {
    return decoder.decode(this.bytes(pointer, length).slice());
  }

  u32(pointer: number, value: number): void {
    this.view.setUint32(pointer >>> 0, value >>> 0, true);
  }

  u64(pointer: number, value: bigint): void {
    this.view.setBigUint64(pointer >>> 0, value, true);
  }

  readU32(pointer: number): number {
    return this.view.getUint32(pointer >>> 0, true);
  }

  /** `[pointer, length]` pairs of an iovec array. */
  vectors(pointer: number, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, index) => {
      const at = (pointer >>> 0) + index * 8;
      return this.bytes(this.readU32(at), this.readU32(at + 4));
    });
  }

  /** Texts one after the other, each ended by a zero, and a table of where they start: args and environ. */
  texts(table: number, buffer: number, texts: readonly string[]): void {
    let at = buffer >>> 0;
    for (const [index, text] of texts.entries()) {
      const bytes = encoder.encode(`${text}\0`);
      this.u32((table >>> 0) + index * 4, at);
      this.bytes(at, bytes.byteLength).set(bytes);
      at += bytes.byteLength;
    }
  }

  textSizes(countAt: number, sizeAt: number, texts: readonly string[]): void {
    this.u32(countAt, texts.length);
    this.u32(
      sizeAt,
      texts.reduce((sum, text) => sum + encoder.encode(text).byteLength + 1, 0),
    );
  }
}
