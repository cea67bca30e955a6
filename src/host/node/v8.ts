/** The `v8` module: heap numbers as far as the browser tells, and V8's own serialiser format. */
import type { BufferClass } from './builtin-types.ts';
import type { NodeHost } from './host.ts';
import { createSerializers } from './v8/serializer.ts';

const MEGABYTE = 2 ** 20;

export function createModule(host: NodeHost) {
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const heap = (): { used_heap_size: number; total_heap_size: number } => {
    const { memory } = performance as { memory?: { usedJSHeapSize: number; totalJSHeapSize: number } };
    return {
      used_heap_size: memory?.usedJSHeapSize ?? 32 * MEGABYTE,
      total_heap_size: memory?.totalJSHeapSize ?? 64 * MEGABYTE,
    };
  };
  return {
    ...createSerializers(Buffer),
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
