/** `node:stream/consumers`: a whole stream (Node's, the platform's, or any async iterable) as one value. */
import { Buffer } from './buffer-class.ts';
import './buffer-methods.ts';
import type { NodeHost } from './host.ts';

type Source = AsyncIterable<unknown> | ReadableStream<unknown>;

async function* chunksOf(source: Source): AsyncGenerator<unknown> {
  if (Symbol.asyncIterator in source) {
    yield* source;
    return;
  }
  const reader = (source as ReadableStream<unknown>).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

export async function blob(source: Source): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of chunksOf(source)) parts.push(chunk as BlobPart);
  return new Blob(parts);
}

export async function arrayBuffer(source: Source): Promise<ArrayBuffer> {
  return (await blob(source)).arrayBuffer();
}

export async function buffer(source: Source): Promise<Buffer> {
  return Buffer.from(await arrayBuffer(source));
}

export async function text(source: Source): Promise<string> {
  const decoder = new TextDecoder();
  let all = '';
  for await (const chunk of chunksOf(source)) {
    all +=
      typeof chunk === 'string' ? chunk : decoder.decode(chunk as AllowSharedBufferSource, { stream: true });
  }
  return all + decoder.decode();
}

export async function json(source: Source): Promise<unknown> {
  return JSON.parse(await text(source)) as unknown;
}

export function createModule(_host?: NodeHost) {
  return { arrayBuffer, blob, buffer, text, json };
}
