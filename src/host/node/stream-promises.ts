/** `node:stream/promises`. */
import type { NodeHost } from './host.ts';
import { createModule as createStream, type StreamModule } from './stream.ts';

export function createModule(host?: NodeHost): StreamModule['promises'] {
  return createStream(host).promises;
}
