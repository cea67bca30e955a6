/** The `fs/promises` module: the same object as `fs.promises`. */
import type { NodeHost } from './host.ts';

export function createModule(host: NodeHost): unknown {
  return (host.builtin('fs') as { promises: unknown }).promises;
}
