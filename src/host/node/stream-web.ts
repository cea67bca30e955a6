/** `node:stream/web`: the platform's own classes. */
import type { NodeHost } from './host.ts';

const NAMES = [
  'ReadableStream',
  'ReadableStreamDefaultReader',
  'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest',
  'ReadableByteStreamController',
  'ReadableStreamDefaultController',
  'TransformStream',
  'TransformStreamDefaultController',
  'WritableStream',
  'WritableStreamDefaultWriter',
  'WritableStreamDefaultController',
  'ByteLengthQueuingStrategy',
  'CountQueuingStrategy',
  'TextEncoderStream',
  'TextDecoderStream',
  'CompressionStream',
  'DecompressionStream',
] as const;

export function createModule(_host?: NodeHost): Record<(typeof NAMES)[number], unknown> {
  const platform = globalThis as unknown as Record<string, unknown>;
  return Object.fromEntries(NAMES.map((name) => [name, platform[name]])) as ReturnType<typeof createModule>;
}
