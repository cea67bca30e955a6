/** `v8.Serializer` and its kin, and the pair that messages between threads use. */
import type { BufferClass, BufferLike } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE } from '../errors.ts';
import { BUFFER_VIEW, VIEWS } from './value-tags.ts';
import { ValueReader } from './value-reader.ts';
import { dataCloneError, ValueWriter } from './value-writer.ts';

export interface SerializerModule {
  serialize(value: unknown): BufferLike;
  deserialize(bytes: unknown): unknown;
  Serializer: new () => object;
  Deserializer: new (bytes: Uint8Array) => object;
  DefaultSerializer: new () => object;
  DefaultDeserializer: new (bytes: Uint8Array) => object;
}

export function createSerializers(Buffer: BufferClass): SerializerModule {
  class Serializer {
    readonly #writer: ValueWriter = new ValueWriter((view) => this._writeHostObject(view));
    writeHeader(): void {
      this.#writer.header();
    }
    writeValue(value: unknown): boolean {
      this.#writer.value(value);
      return true;
    }
    releaseBuffer(): BufferLike {
      return Buffer.from(this.#writer.release().buffer);
    }
    writeUint32(value: number): void {
      this.#writer.uint32(value);
    }
    writeUint64(high: number, low: number): void {
      this.#writer.uint64(high, low);
    }
    writeDouble(value: number): void {
      this.#writer.double(value);
    }
    writeRawBytes(bytes: Uint8Array): void {
      this.#writer.raw(bytes);
    }
    transferArrayBuffer(_id: number, _buffer: ArrayBuffer): void {
      // Nothing is written for it: a buffer is copied where it is met.
    }
    _writeHostObject(view: ArrayBufferView): void {
      throw dataCloneError(view);
    }
  }

  class Deserializer {
    readonly #reader: ValueReader;
    #version = 0;
    constructor(readonly buffer: Uint8Array) {
      if (!ArrayBuffer.isView(buffer))
        throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
      this.#reader = new ValueReader(buffer, () => this._readHostObject());
    }
    readHeader(): boolean {
      this.#version = this.#reader.header();
      return true;
    }
    getWireFormatVersion(): number {
      return this.#version;
    }
    readValue(): unknown {
      return this.#reader.value();
    }
    readUint32(): number {
      return this.#reader.uint32();
    }
    readUint64(): [number, number] {
      return this.#reader.uint64();
    }
    readDouble(): number {
      return this.#reader.double();
    }
    readRawBytes(length: number): BufferLike {
      return Buffer.from(this.#reader.raw(length).slice().buffer);
    }
    _readHostObject(): unknown {
      throw new Error('Unable to deserialize cloned data.');
    }
  }

  class DefaultSerializer extends Serializer {
    override _writeHostObject(view: ArrayBufferView): void {
      const index =
        (view.constructor as unknown) === Buffer
          ? BUFFER_VIEW
          : VIEWS.findIndex((kind) => kind && view instanceof kind);
      if (index < 0) throw dataCloneError(view);
      this.writeUint32(index);
      this.writeUint32(view.byteLength);
      this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
  }

  class DefaultDeserializer extends Deserializer {
    override _readHostObject(): unknown {
      const kind = VIEWS[this.readUint32()];
      const bytes = this.readRawBytes(this.readUint32());
      if (!kind) return bytes;
      const { BYTES_PER_ELEMENT = 1 } = kind as { BYTES_PER_ELEMENT?: number };
      const { buffer } = Uint8Array.from(bytes);
      return new kind(buffer, 0, buffer.byteLength / BYTES_PER_ELEMENT);
    }
  }

  return {
    Serializer: Serializer as never,
    Deserializer: Deserializer as never,
    DefaultSerializer: DefaultSerializer as never,
    DefaultDeserializer: DefaultDeserializer as never,
    serialize(value) {
      const serializer = new DefaultSerializer();
      serializer.writeHeader();
      serializer.writeValue(value);
      return serializer.releaseBuffer();
    },
    deserialize(bytes) {
      const deserializer = new DefaultDeserializer(bytes as Uint8Array);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
}
