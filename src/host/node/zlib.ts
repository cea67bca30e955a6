/** `require('zlib')`: deflate and gzip over pako, Brotli over WebAssembly. */
import type { NodeHost } from './host.ts';
import { asBuffer, buffers } from './stream-shapes.ts';
import { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE } from './errors.ts';
import { validateFunction } from './validators.ts';
import { ZLIB_CONSTANTS } from './zlib/constants.ts';
import { crc32 } from './zlib/crc32.ts';
import { createEngine, flushModes, ZLIB_KINDS } from './zlib/engine.ts';
import type { ZlibOptions } from './zlib/engine.ts';
import { defineZlibStream } from './zlib/stream.ts';

type Done = (error: Error | null, result?: unknown) => void;

export function createModule(host: NodeHost): Record<string, unknown> {
  const exported: Record<string, unknown> = {};
  const bytesOf = (data: unknown, name = 'buffer'): Uint8Array => {
    if (typeof data === 'string') return buffers(host).from(data);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    const kinds = [
      'string',
      'Buffer',
      'TypedArray',
      'DataView',
      ...(name === 'buffer' ? ['ArrayBuffer'] : []),
    ];
    throw new ERR_INVALID_ARG_TYPE(name, kinds, data);
  };
  for (const kind of ZLIB_KINDS) {
    const Stream = defineZlibStream(host, kind);
    const name = kind.charAt(0).toLowerCase() + kind.slice(1);
    const sync = (data: unknown, options: ZlibOptions = {}): unknown => {
      const out: Uint8Array[] = [];
      let size = 0;
      const limit = options.maxOutputLength ?? Infinity;
      const engine = createEngine(kind, options, (bytes) => {
        size += bytes.length;
        if (size > limit) throw new ERR_BUFFER_TOO_LARGE(limit);
        out.push(bytes);
      });
      engine.push(bytesOf(data), options.finishFlush ?? flushModes(kind).finish);
      const [only] = out;
      const buffer = only && out.length === 1 ? asBuffer(host, only) : buffers(host).concat(out);
      if (!options.info) return buffer;
      const used = new Stream(options);
      used.bytesWritten = engine.consumed();
      return { buffer, engine: used };
    };
    exported[kind] = Stream;
    exported[`create${kind}`] = (options?: ZlibOptions) => new Stream(options);
    exported[`${name}Sync`] = sync;
    exported[name] = (data: unknown, ...rest: unknown[]) => {
      const done = rest.pop() as Done;
      validateFunction(done, 'callback');
      const bytes = bytesOf(data, 'chunk');
      host.loop.immediate(() => {
        let result: unknown;
        try {
          result = sync(bytes, rest[0] as ZlibOptions);
        } catch (error) {
          done(error as Error);
          return;
        }
        done(null, result);
      });
    };
  }
  const codes = Object.entries(ZLIB_CONSTANTS).filter(([name]) =>
    /^Z_(OK|STREAM|NEED|ERRNO|DATA|MEM|BUF|VERSION)/.test(name),
  );
  return {
    ...exported,
    crc32: (data: unknown, value = 0) => crc32(bytesOf(data), value),
    constants: ZLIB_CONSTANTS,
    codes: Object.freeze({
      ...Object.fromEntries(codes),
      ...Object.fromEntries(codes.map(([name, value]) => [value, name])),
    }),
    ...ZLIB_CONSTANTS,
  };
}
