/** The `v8` module: heap numbers as far as the browser tells, and a serialiser of its own format. */
import type { BufferClass, BufferLike } from './builtin-types.ts';
import type { NodeHost } from './host.ts';
import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';

const MEGABYTE = 2 ** 20;

/** What JSON lacks and structured clones have. The bytes are ours: only this module reads them. */
function createCodec(): ExtensionCodec {
  const codec = new ExtensionCodec();
  const register = <T>(
    type: number,
    is: (value: unknown) => value is T,
    parts: (value: T) => unknown,
    make: (parts: never) => T,
  ): void =>
    codec.register({
      type,
      encode: (value) => (is(value) ? encode(parts(value), { extensionCodec: codec }) : null),
      decode: (bytes) => make(decode(bytes, { extensionCodec: codec }) as never),
    });
  register(
    1,
    (v): v is Map<unknown, unknown> => v instanceof Map,
    (map) => [...map],
    (parts: [unknown, unknown][]) => new Map(parts),
  );
  register(
    2,
    (v): v is Set<unknown> => v instanceof Set,
    (set) => [...set],
    (parts: unknown[]) => new Set(parts),
  );
  register(
    3,
    (v): v is RegExp => v instanceof RegExp,
    ({ source, flags }) => [source, flags],
    ([source, flags]: [string, string]) => new RegExp(source, flags),
  );
  register(
    4,
    (v): v is Date => v instanceof Date,
    (date) => date.getTime(),
    (ms: number) => new Date(ms),
  );
  register(
    5,
    (v): v is Error => v instanceof Error,
    ({ name, message, stack }) => [name, message, stack],
    ([name, message, stack]: [string, string, string]) => Object.assign(new Error(message), { name, stack }),
  );
  register(
    6,
    (v): v is bigint => typeof v === 'bigint',
    String,
    (text: string) => BigInt(text),
  );
  register(
    7,
    (v): v is undefined => v === undefined,
    () => 0,
    () => undefined,
  );
  return codec;
}

export function createModule(host: NodeHost) {
  const codec = createCodec();
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const heap = (): { used_heap_size: number; total_heap_size: number } => {
    const { memory } = performance as { memory?: { usedJSHeapSize: number; totalJSHeapSize: number } };
    return {
      used_heap_size: memory?.usedJSHeapSize ?? 32 * MEGABYTE,
      total_heap_size: memory?.totalJSHeapSize ?? 64 * MEGABYTE,
    };
  };
  return {
    serialize(value: unknown): BufferLike {
      return Buffer.from(encode(value, { extensionCodec: codec }));
    },
    deserialize: (bytes: Uint8Array) => decode(bytes, { extensionCodec: codec }),
    getHeapStatistics: () => ({
      ...heap(),
      total_heap_size_executable: 0,
      total_physical_size: heap().total_heap_size,
      total_available_size: 2048 * MEGABYTE,
      heap_size_limit: 4096 * MEGABYTE,
      malloced_memory: 0,
      peak_malloced_memory: 0,
      does_zap_garbage: 0,
      number_of_native_contexts: 1,
      number_of_detached_contexts: 0,
    }),
    getHeapSpaceStatistics: () => [],
    getHeapCodeStatistics: () => ({
      code_and_metadata_size: 0,
      bytecode_and_metadata_size: 0,
      external_script_source_size: 0,
    }),
    setFlagsFromString: (_flags: string) => undefined,
    cachedDataVersionTag: () => 0,
    takeCoverage: () => undefined,
    stopCoverage: () => undefined,
    setHeapSnapshotNearHeapLimit: (_limit: number) => undefined,
    startupSnapshot: { isBuildingSnapshot: () => false },
  };
}
